/** The providers whose hosts are virtual machines: Vagrant does it all, they differ in what must be installed. */
import { mkdir, writeFile } from 'node:fs/promises';
import type { Lab } from '../../config/lab.js';
import type { ProviderName } from '../../config/schema.js';
import { renderVagrantfile } from '../../config/vagrantfile.js';
import { LabError } from '../../errors.js';
import { task } from '../../events.js';
import { exec } from '../../process.js';
import { requireDisk, requireMemory } from '../../preflight.js';
import { assertAll, type Provider } from '../provider.js';
import { requireAllowedRange } from '../vbox-ranges.js';
import { requireVagrant, Vagrant } from '../vagrant.js';

interface Hypervisor {
  provider: ProviderName;
  /** Answers with exit code 0 where the hypervisor is installed. */
  probe: string[];
  title: string;
  install: string;
  plugin?: string;
}

const HYPERVISORS: Hypervisor[] = [
  {
    provider: 'virtualbox',
    probe: ['VBoxManage', '--version'],
    title: 'VirtualBox',
    install: 'install VirtualBox from https://www.virtualbox.org/wiki/Downloads',
  },
  {
    provider: 'libvirt',
    probe: ['virsh', '--version'],
    title: 'libvirt',
    install:
      'install libvirt and QEMU: `apt-get install libvirt-daemon-system qemu-system-x86 vagrant-libvirt` on Debian and Ubuntu',
    plugin: 'vagrant-libvirt',
  },
  {
    provider: 'vmware_desktop',
    probe: ['vmrun'],
    title: 'VMware Workstation or Fusion',
    install: 'install VMware Workstation or Fusion and the Vagrant VMware Utility',
    plugin: 'vagrant-vmware-desktop',
  },
];

/** A machine image with Docker, the packages and the images of Kubernetes, in MiB. */
const DISK_PER_HOST = 8 * 1024;

function machineProvider({ provider, probe, title, install, plugin }: Hypervisor): Provider {
  const vagrant = (lab: Lab) => new Vagrant(lab, { provider });
  const machines: Provider = {
    name: provider,

    requirements(lab) {
      const { hosts } = lab.config;
      const purpose = `a lab of ${hosts.length} machines`;
      return [
        { title: 'Vagrant', assert: (signal) => requireVagrant(signal, plugin) },
        { title, assert: (signal) => requireHypervisor(probe, title, install, signal) },
        ...(provider === 'virtualbox'
          ? [
              {
                title: 'allowed addresses',
                assert: (signal: AbortSignal) => requireAllowedRange(lab.config.network.subnet, signal),
              },
            ]
          : []),
        {
          title: 'memory',
          assert: () =>
            requireMemory(
              hosts.reduce((sum, host) => sum + host.memory, 0),
              purpose,
            ),
        },
        { title: 'disk', assert: () => requireDisk(lab.paths.root, hosts.length * DISK_PER_HOST, purpose) },
      ];
    },

    async prepare(lab, { emit, signal }) {
      await task(emit, { title: `Look for Vagrant and ${title}` }, () => assertAll(machines.requirements(lab), signal));
      await mkdir(lab.paths.root, { recursive: true });
      await writeFile(lab.paths.vagrantfile, renderVagrantfile(lab.config));
    },

    async up(lab, io) {
      await vagrant(lab).up(io);
      return vagrant(lab).targets(io);
    },

    status: (lab, io) => vagrant(lab).status(io),
    down: (lab, io) =>
      task(io.emit, { title: 'Destroy the machines' }, ({ progress }) => vagrant(lab).destroy(io, progress)),
    vagrantfile: (lab) => Promise.resolve(renderVagrantfile(lab.config)),
    enter: () => [],
  };
  return machines;
}

export const machineProviders: Provider[] = HYPERVISORS.map(machineProvider);

/** The hypervisor that is installed here, for a lab.yaml that names no provider. */
export async function detectHypervisor(signal: AbortSignal): Promise<ProviderName | undefined> {
  for (const { provider, probe } of HYPERVISORS) {
    if (await installed(probe, signal)) return provider;
  }
  return undefined;
}

async function requireHypervisor(probe: string[], title: string, install: string, signal: AbortSignal): Promise<void> {
  if (await installed(probe, signal)) return;
  throw new LabError({
    code: 'E_HYPERVISOR_MISSING',
    class: 'environment',
    what: `${title} is not installed`,
    fix: install,
  });
}

async function installed(probe: string[], signal: AbortSignal): Promise<boolean> {
  try {
    // vmrun without arguments prints its usage and fails: that it can be run is what counts.
    await exec(probe, { signal, timeoutMs: 30_000 });
    return true;
  } catch (error) {
    if (error instanceof LabError && error.code === 'E_TOOL_MISSING') return false;
    throw error;
  }
}
