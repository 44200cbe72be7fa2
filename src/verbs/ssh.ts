import { inNetwork } from './in-network.js';
import { openLab, requireTarget } from '../lab/open.js';
import type { Verb } from './verb.js';

export const ssh: Verb = {
  name: 'ssh',
  summary: 'a root shell on a host, or a command there',
  arguments: [
    ['<host>', 'name of a host'],
    ['[command...]', 'what to run instead of a shell; its exit code is passed on'],
  ],
  details: 'One word after -- is a shell line, as with ssh itself; several arrive at the program as they are.',
  completes: 'hosts',
  examples: [
    ['lab ssh master', 'a shell'],
    ['lab ssh node1 -- systemctl status kubelet', 'a command'],
    ['lab ssh node1 -- "docker ps | wc -l"', 'a shell line'],
  ],
  async run(context, { args: [host = '', ...command] }) {
    const lab = await openLab(context);
    const target = await requireTarget(lab, host);
    return inNetwork(context, lab, async () => {
      const { sshArgv } = await import('../ssh/client.js');
      const tty = process.stdin.isTTY && process.stdout.isTTY;
      return context.handOver(sshArgv(target, lab.paths.knownHosts, command, tty));
    });
  },
};
