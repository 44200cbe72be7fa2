import { LabError } from '../errors.js';
import { lastLines } from '../process.js';

interface Known {
  pattern: RegExp;
  code: string;
  what: string;
  fix: string;
}

/** What Vagrant says when it fails, and what to do about it. The texts are Vagrant's own and its plugins'. */
const KNOWN: readonly Known[] = [
  {
    pattern: /No space left on device|Disk quota exceeded|not enough (free )?(disk )?space|VERR_DISK_FULL/i,
    code: 'E_DISK',
    what: 'the disk that holds the machines is full',
    fix: 'make room (`df -h`): the boxes are in ~/.vagrant.d, machines where the provider keeps them; then `lab up` goes on',
  },
  {
    pattern: /not within the\s+allowed\s+ranges/,
    code: 'E_VBOX_NETWORK_RANGE',
    what: "VirtualBox does not allow the lab's addresses on a host-only network",
    fix: "allow the subnet: put `* 192.168.207.0/24` (your lab's subnet) into /etc/vbox/networks.conf, then `lab up` again",
  },
  {
    pattern: /VT-x is (disabled|not available)|VERR_VMX_NO_VMX|VERR_SVM_DISABLED/,
    code: 'E_NO_VIRTUALIZATION',
    what: "this machine's processor does not offer virtualisation",
    fix: 'switch VT-x/AMD-V on in the firmware, or use the sealed lab on a Linux machine: `provider: lxc`',
  },
  {
    pattern:
      /another process is already executing an action|another Vagrant process is currently|is currently locked|locked by another/i,
    code: 'E_VAGRANT_LOCKED',
    what: "another Vagrant command is working on this lab's machines",
    fix: 'wait until it ends (an interrupted `lab up` may still be cleaning up), then run the command again',
  },
  {
    pattern:
      /Couldn't open file|could not be found or\s+could not be accessed in the remote catalog|Failed to connect to .*vagrant|The requested URL returned error: 404/,
    code: 'E_BOX_UNAVAILABLE',
    what: 'the box cannot be had',
    fix: 'give a box that can: `box.url` in lab.yaml takes an address or a local .box file, with `box.sha256` beside it',
  },
  {
    pattern: /checksum of the downloaded box did not match/i,
    code: 'E_BOX_CHECKSUM',
    what: 'the downloaded box is not the one that was asked for',
    fix: 'download it again; if it still differs, compare `box.sha256` with what the publisher says',
  },
  {
    pattern: /Timed out while waiting for the machine to boot/,
    code: 'E_BOOT_TIMEOUT',
    what: 'a machine did not answer over ssh in time',
    fix: 'look at its console; with little memory or no hardware virtualisation a boot takes long: run `lab up` again',
  },
];

/** A failed Vagrant command as an error that says what to do; what is not recognised is quoted. */
export function translateVagrantError(
  said: string,
  context: { command: string; exitCode: number; logFile: string },
): LabError {
  const known = KNOWN.find(({ pattern }) => pattern.test(said));
  return new LabError({
    code: known?.code ?? 'E_VAGRANT_FAILED',
    class: 'environment',
    what: known?.what ?? `\`${context.command}\` failed with exit code ${context.exitCode}`,
    why: lastLines(said, 12),
    fix: `${known?.fix ?? 'mend what it says and run the command again'}\nwhole log: ${context.logFile}`,
    details: { ...context },
  });
}
