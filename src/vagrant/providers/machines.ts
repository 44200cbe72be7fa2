/** The providers whose hosts are virtual machines: Vagrant does it all, they differ in what must be installed. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import type { Lab } from '../../config/lab.js';
import type { ProviderName } from '../../config/schema.js';
import { renderVagrantfile } from '../../config/vagrantfile.js';
import { LabError } from '../../errors.js';
import { task } from '../../events.js';
import { exec } from '../../process.js';
import { requireDisk, requireMemory } from '../../preflight.js';
import { assertAll, type Machine, type Provider } from '../provider.js';
import { vagrantRecords } from '../records.js';
import { requireAllowedRange } from '../vbox-ranges.js';
import { requireVagrant, Vagrant } from '../vagrant.js';

interface Hypervisor {
  provider: ProviderName;
  /** Answers with exit code 0 where the hypervisor is installed. */
  probe: string[];
  title: string;
  install: string;
  plugin?: string;
  /** How to ask for what a machine is given of the memory, in MiB. */
  memory: (id: string, signal: AbortSignal) => Promise<number | null>;
}

const HYPERVISORS: Hypervisor[] = [
  {
    provider: 'virtualbox',
    probe: ['VBoxManage', '--version'],
    title: 'VirtualBox',
    install: 'install VirtualBox from https://www.virtualbox.org/wiki/Downloads',
    memory: async (id, signal) => {
      const { stdout } = await exec(['VBoxManage', 'showvminfo', id, '--machinereadable'], { signal });
      return numberIn(stdout, /^memory=(\d+)$/m);
    },
  },
  {
    provider: 'libvirt',
    probe: ['virsh', '--version'],
    title: 'libvirt',
    install:
      'install libvirt and QEMU: `apt-get install libvirt-daemon-system qemu-system-x86 vagrant-libvirt` on Debian and Ubuntu',
    plugin: 'vagrant-libvirt',
    memory: async (id, signal) => {
      // vagrant-libvirt's own default, which is not virsh's for a user who is not root.
      const uri = process.env['LIBVIRT_DEFAULT_URI'] || 'qemu:///system';
      const { stdout } = await exec(['virsh', '--connect', uri, 'dominfo', id], { signal, env: { LC_ALL: 'C' } });
      const kib = numberIn(stdout, /^Used memory:\s+(\d+) KiB$/m);
      return kib === null ? null : Math.round(kib / 1024);
    },
  },
  {
    provider: 'vmware_desktop',
    probe: ['vmrun'],
    title: 'VMware Workstation or Fusion',
    install: 'install VMware Workstation or Fusion and the Vagrant VMware Utility',
    plugin: 'vagrant-vmware-desktop',
    // The id is the machine's file.
    memory: async (id) => numberIn(await readFile(id, 'utf8'), /^memsize\s*=\s*"(\d+)"/im),
  },
];

/** A machine image with Docker, the packages and the images of Kubernetes, in MiB. */
const DISK_PER_HOST = 8 * 1024;

function machineProvider({ provider, probe, title, install, plugin, memory }: Hypervisor): Provider {
  const vagrant = (lab: Lab) => new Vagrant(lab, { provider });
  const records = async (lab: Lab) => (await vagrantRecords(lab)).filter((record) => record.provider === provider);
  const writeVagrantfile = async (lab: Lab) => {
    await mkdir(lab.paths.root, { recursive: true });
    await writeFile(lab.paths.vagrantfile, renderVagrantfile({ ...lab.config, provider }));
  };
  const machines: Provider = {
    name: provider,

    requirements(lab) {
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
          assert: async (signal) => requireMemoryForHosts(lab, await machines.inventory(lab, { signal })),
        },
        {
          title: 'disk',
          assert: async () => {
            const made = await machines.made(lab);
            const toMake = lab.config.hosts.filter(({ name }) => !made.includes(name)).length;
            if (toMake > 0) await requireDisk(lab.paths.root, toMake * DISK_PER_HOST, `${toMake} machines to make`);
          },
        },
      ];
    },

    async prepare(lab, { emit, signal }) {
      await task(emit, { title: `Look for Vagrant and ${title}` }, () => assertAll(machines.requirements(lab), signal));
      await writeVagrantfile(lab);
    },

    async up(lab, io) {
      await vagrant(lab).up(io);
      return vagrant(lab).targets(io);
    },

    made: async (lab) => (await records(lab)).map(({ name }) => name),

    async inventory(lab, io) {
      const made = await records(lab);
      if (made.length === 0) return [];
      if (!existsSync(lab.paths.vagrantfile)) await writeVagrantfile(lab);
      const states = await vagrant(lab).states(
        made.map(({ name }) => name),
        io,
      );
      return Promise.all(
        made
          .filter(({ name }) => states.has(name))
          .map(async ({ name, id }): Promise<Machine> => {
            const state = states.get(name)!;
            // That the memory is not known is no reason to say nothing.
            const held = state === 'running' ? await memory(id, io.signal).catch(() => null) : 0;
            return { name, state, memory: held };
          }),
      );
    },

    async down(lab, io) {
      const made = await machines.made(lab);
      if (made.length === 0) return;
      await writeVagrantfile(lab);
      await task(io.emit, { title: 'Destroy the machines' }, ({ progress }) =>
        vagrant(lab).destroy(made, io, progress),
      );
    },

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

/** What runs has its memory already; the others take theirs when they start. */
async function requireMemoryForHosts({ config }: Lab, inventory: readonly Machine[]): Promise<void> {
  const running = inventory.filter(({ state }) => state === 'running');
  const toStart = config.hosts.filter(({ name }) => !running.some((machine) => machine.name === name));
  if (toStart.length === 0) return;
  await requireMemory(
    toStart.reduce((sum, host) => sum + host.memory, 0),
    toStart.length === 1 ? `the machine ${toStart[0]!.name}` : `a lab with ${toStart.length} machines to start`,
    running,
  );
}

function numberIn(text: string, pattern: RegExp): number | null {
  const found = pattern.exec(text)?.[1];
  return found === undefined ? null : Number(found);
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
