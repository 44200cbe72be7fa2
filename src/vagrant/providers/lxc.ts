/**
 * The sealed lab: hosts are LXC containers that Vagrant makes in a network namespace of their own, from a box and a mirror
 * that come out of the bundle. Needs neither hypervisor nor internet, but a Linux machine and root.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { ensureBundle } from '../../bundle/ensure.js';
import { findBundle, type Bundle } from '../../bundle/manifest.js';
import { assertOffers } from '../../bundle/offers.js';
import { installPackages } from '../../bundle/packages.js';
import { OFFERS } from '../../bundle/versions.js';
import type { Lab } from '../../config/lab.js';
import { renderVagrantfile } from '../../config/vagrantfile.js';
import { LabError } from '../../errors.js';
import { task } from '../../events.js';
import { exec } from '../../process.js';
import { Mirror } from '../../sealed/mirror.js';
import { BRIDGE, sealedId, SealedNetwork } from '../../sealed/network.js';
import { requireDisk, requireMemory } from '../../preflight.js';
import { execAtWork } from '../at-work.js';
import { assertAll, type Provider, type ProviderIo } from '../provider.js';
import { vagrantRecords } from '../records.js';
import { requireVagrant, Vagrant } from '../vagrant.js';

/** MiB. Seen: a lab of three with every add-on uses 1.1–1.4 GB of memory and 1.6 GB of disk per host. */
const MEMORY_PER_HOST = 700;
const DISK_PER_HOST = 2500;

/** Seen: a host uses about 15. */
const INOTIFY_INSTANCES = 8192;

const CONTAINERS = '/var/lib/lxc';
const LXC_LS = '/usr/bin/lxc-ls';

export const lxc: Provider = {
  name: 'lxc',

  requirements(lab) {
    const without = (names: readonly string[]) => lab.config.hosts.filter(({ name }) => !names.includes(name)).length;
    return [
      { title: 'what the bundle offers', assert: async () => assertOffers(OFFERS, lab.config) },
      { title: 'root and cgroups', assert: requireLinuxWithCgroups },
      { title: 'swap', assert: requireNoSwap },
      {
        title: 'memory',
        assert: async (signal) => {
          const running = (await lxc.inventory(lab, { signal })).filter(({ state }) => state === 'running');
          const hosts = without(running.map(({ name }) => name));
          if (hosts > 0)
            await requireMemory(hosts * MEMORY_PER_HOST, `a sealed lab with ${hosts} hosts to start`, running);
        },
      },
      {
        title: 'disk',
        assert: async () => {
          const hosts = without(await lxc.made(lab));
          if (hosts > 0)
            await requireDisk(CONTAINERS, hosts * DISK_PER_HOST, `a sealed lab with ${hosts} hosts to make`);
        },
      },
    ];
  },

  async prepare(lab, io) {
    await task(io.emit, { title: 'Look at this machine' }, async () => {
      await assertAll(lxc.requirements(lab), io.signal);
      await allowInotify(io);
    });
    const bundle = await ensureBundle(io);
    await installPackages(io);
    await requireVagrant(io.signal, 'vagrant-lxc');
    await mkdir(lab.paths.root, { recursive: true });
    await writeFile(lab.paths.vagrantfile, vagrantfile(lab, bundle));
  },

  async up(lab, io) {
    const bundle = await requireBundle();
    const network = new SealedNetwork(lab);
    await task(io.emit, { title: "Lay the lab's network and start its mirror" }, async () => {
      await network.ensure(io.signal);
      await new Mirror(lab, network).ensure(bundle, io.signal);
    });
    await removeHalfMade(lab, network, io);
    const vagrant = vagrantIn(lab, network);
    await vagrant.up(io);
    return vagrant.targets(io);
  },

  async made(lab) {
    return (await containers(lab)).map((container) => hostName(lab, container));
  },

  /** Asked of lxc: Vagrant would refuse while a `lab up` is at work, and takes its time otherwise. */
  async inventory(lab, { signal }) {
    const network = new SealedNetwork(lab);
    const made = await containers(lab);
    // Without its namespace none of the lab's containers can run.
    const running =
      network.exists && made.length > 0
        ? runningContainers(
            (await exec([...network.enterWithCgroups, LXC_LS, ...RUNNING_WITH_MEMORY], { signal })).stdout,
          )
        : new Map<string, number | null>();
    return made.map((container) => ({
      name: hostName(lab, container),
      state: running.has(container) ? 'running' : 'stopped',
      memory: running.has(container) ? (running.get(container) ?? null) : 0,
    }));
  },

  /** Another bundle may be current than the one that the mirror was started for, or it may have died. */
  async serve(lab, io) {
    const [bundle, network] = [await findBundle(), new SealedNetwork(lab)];
    if (!bundle || !network.exists) return;
    const mirror = new Mirror(lab, network);
    if (await mirror.serves(bundle, io.signal)) return;
    await task(io.emit, { title: "Start the lab's mirror anew, for the bundle that is current" }, () =>
      mirror.ensure(bundle, io.signal),
    );
  },

  async down(lab, io) {
    const network = new SealedNetwork(lab);
    await task(io.emit, { title: 'Destroy the hosts' }, async ({ progress }) => {
      // lxc finds a running container only in the namespace that it runs in; after a reboot of the machine there is none.
      if ((await containers(lab)).length > 0) {
        await network.ensure(io.signal);
        await removeContainers(lab, network, await containers(lab), progress);
      }
    });
    await task(io.emit, { title: "Remove the lab's network and stop its mirror" }, () => network.remove());
  },

  async vagrantfile(lab) {
    return vagrantfile(lab, await requireBundle());
  },

  enter(lab) {
    return new SealedNetwork(lab).enter;
  },
};

/** Why a sealed lab cannot run on this machine, for the choice of a provider; undefined when it can be tried. */
export async function sealedLabObstacle(): Promise<string | undefined> {
  try {
    await requireLinuxWithCgroups();
    return undefined;
  } catch (error) {
    return (error as LabError).what;
  }
}

async function requireBundle(): Promise<Bundle> {
  const bundle = await findBundle();
  if (bundle) return bundle;
  throw new LabError({
    code: 'E_BUNDLE_MISSING',
    class: 'environment',
    what: "the sealed lab's bundle is not built",
    fix: 'lab bundle build',
  });
}

function vagrantIn(lab: Lab, network: SealedNetwork): Vagrant {
  return new Vagrant(lab, { provider: 'lxc', enter: network.enterWithCgroups });
}

function vagrantfile(lab: Lab, bundle: Bundle): string {
  return renderVagrantfile(lab.config, {
    bridge: BRIDGE,
    containerPrefix: sealedId(lab),
    // The digest in the name makes Vagrant take a new box when the bundle is a new one.
    box: { name: `kube-classroom/el8-stand-in-${bundle.manifest.digest}`, url: `file://${bundle.boxFile}` },
  });
}

function containerName(lab: Lab, host: string): string {
  return `${sealedId(lab)}-${host}`;
}

function hostName(lab: Lab, container: string): string {
  return container.slice(containerName(lab, '').length);
}

const RUNNING_WITH_MEMORY = ['--running', '--fancy', '--fancy-format', 'NAME,RAM'];

/** From lxc-ls's table with these columns: each container's memory in MiB, its cache included; null where it is not known. */
export function runningContainers(table: string): Map<string, number | null> {
  const UNITS: Record<string, number> = { B: 1 / 1024 / 1024, KB: 1 / 1024, MB: 1, GB: 1024, TB: 1024 * 1024 };
  return new Map(
    table
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(([name = '']) => name !== '')
      .map(([name = '', held = '']) => {
        const [, amount, unit = ''] = /^([\d.]+)([KMGT]?B)$/.exec(held) ?? [];
        return [name, amount === undefined ? null : Math.round(Number(amount) * UNITS[unit]!)];
      }),
  );
}

/** The lab's containers, whether Vagrant knows them or not, also those of hosts that lab.yaml no longer names. */
async function containers(lab: Lab): Promise<string[]> {
  if (!existsSync(LXC_LS)) return [];
  const { stdout } = await exec([LXC_LS, '-1']);
  return stdout.split(/\s+/).filter((name) => name.startsWith(containerName(lab, '')));
}

/** An earlier run that was killed may have left containers that Vagrant does not know of yet. */
async function removeHalfMade(lab: Lab, network: SealedNetwork, { emit, signal }: ProviderIo): Promise<void> {
  const known = (await vagrantRecords(lab)).map(({ id }) => id);
  const halfMade = (await containers(lab)).filter((name) => !known.includes(name));
  if (halfMade.length === 0) return;
  await task(emit, { title: 'Remove what an interrupted run left half made' }, async ({ progress }) => {
    signal.throwIfAborted();
    await removeContainers(lab, network, halfMade, progress);
  });
}

async function removeContainers(
  lab: Lab,
  network: SealedNetwork,
  names: string[],
  progress: (text: string) => void,
): Promise<void> {
  await Promise.all(
    names.map(async (name) => {
      const argv = [...network.enterWithCgroups, 'lxc-destroy', '--force', '--name', name];
      const result = await execAtWork(lab, argv, { timeoutMs: 120_000 });
      progress(`${name}: ${result.exitCode === 0 ? 'removed' : result.stderr.trim()}`);
    }),
  );
  const left = (await containers(lab)).filter((name) => names.includes(name));
  if (left.length > 0) {
    throw new LabError({
      code: 'E_CONTAINERS_LEFT',
      class: 'environment',
      what: `these containers could not be removed: ${left.join(', ')}`,
      fix: `run \`lab down\` again; \`ls ${CONTAINERS}\` shows what is left`,
    });
  }
}

async function requireLinuxWithCgroups(): Promise<void> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    throw new LabError({
      code: 'E_SEALED_NEEDS_ROOT',
      class: 'environment',
      what: 'the sealed lab needs a Linux machine and root',
      why: 'it makes containers and a network namespace',
      fix: 'run the command as root, or choose another provider in lab.yaml: virtualbox, libvirt, vmware_desktop, existing',
    });
  }
  // Of the machine: in the lab's namespace, /sys is a fresh one without them.
  const mounts = await readFile('/proc/1/mounts', 'utf8');
  const controllers = ['cpu', 'memory', 'devices', 'pids'];
  const missing = controllers.filter((name) => !new RegExp(`^\\S+ \\S+ cgroup \\S*\\b${name}\\b`, 'm').test(mounts));
  if (missing.length > 0) {
    throw new LabError({
      code: 'E_CGROUP_V1',
      class: 'environment',
      what: `the sealed lab needs cgroup v1; these controllers are not mounted: ${missing.join(', ')}`,
      why: 'Kubernetes 1.20 with Docker is set up here as on CentOS 8, which has cgroup v1',
      fix:
        'boot the machine with `systemd.unified_cgroup_hierarchy=0 systemd.legacy_systemd_cgroup_controller=1` on the kernel command line,\n' +
        'or choose another provider in lab.yaml',
    });
  }
}

/**
 * The kernel counts inotify instances per user, and root is the same user in all hosts of all sealed labs: with Linux's 128
 * kube-proxy ends with `too many open files` in the third lab. Raised until the next boot of the machine, which is said.
 */
async function allowInotify({ emit }: ProviderIo): Promise<void> {
  const file = '/proc/sys/fs/inotify/max_user_instances';
  const limit = Number(await readFile(file, 'utf8'));
  if (limit >= INOTIFY_INSTANCES) return;
  await writeFile(file, String(INOTIFY_INSTANCES));
  emit({
    type: 'notice',
    level: 'info',
    text: `fs.inotify.max_user_instances of this machine: ${limit} → ${INOTIFY_INSTANCES} until it boots again, for all hosts share it`,
  });
}

/** Containers see the machine's swap, and the kubelet refuses to run with any. */
async function requireNoSwap(): Promise<void> {
  const areas = (await readFile('/proc/swaps', 'utf8'))
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(/\s+/)[0]);
  if (areas.length === 0) return;
  throw new LabError({
    code: 'E_MACHINE_SWAP',
    class: 'environment',
    what: `this machine swaps (${areas.join(', ')}), and the hosts of a sealed lab share that`,
    why: 'the kubelet does not start where swap is on',
    fix: 'switch it off while the lab runs: `swapoff -a` (back on with `swapon -a`)',
  });
}
