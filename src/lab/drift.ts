/**
 * Where lab.yaml says something else than the lab that was made from it, in what cannot be changed any more: compared with
 * what the hosts say of themselves and of their cluster, never with what was written down.
 */
import { formatCidr, parseCidr } from '../config/ip.js';
import { fullName } from '../config/names.js';
import type { HostConfig, LabConfig } from '../config/schema.js';
import { LabError } from '../errors.js';
import type { Emit } from '../events.js';
import { controlPlaneOf } from '../host.js';
import type { HostFacts } from '../provision/facts.js';
import type { OpenLab } from './open.js';

/**
 * What becomes of a key that is changed in lab.yaml while the lab is up.
 * `for good`: it was made so; `lab up` refuses. `told`: it was made so and does no harm; said, and `lab up` goes on.
 * `step`: `lab up` changes it, by the step that sees it. `new machines`: holds for those that are still to be made.
 * `each use`: read anew whenever it is needed. `another lab`: the lab of that name, if there is one.
 */
type Fate = 'for good' | 'told' | { step: string } | 'new machines' | 'each use' | 'another lab';

/** Every key of lab.yaml; docs/architecture.md gives the reasons. */
export const FATES: Readonly<Record<string, Fate>> = {
  name: 'another lab',
  provider: 'for good',
  domain: 'for good',
  'network.subnet': 'for good',
  'network.gateway': 'for good',
  'hosts.name': 'for good',
  'hosts.ip': 'for good',
  'hosts.role': 'for good',
  'hosts.cpus': 'told',
  'hosts.memory': 'told',
  'box.name': 'new machines',
  'box.url': 'new machines',
  'box.sha256': 'new machines',
  'ssh.user': 'each use',
  'ssh.port': 'each use',
  'ssh.identityFile': 'each use',
  'centos.vault': { step: '01-vault' },
  'docker.version': { step: '22-docker' },
  'docker.repo.baseurl': { step: '20-docker-repo' },
  'docker.repo.gpgcheck': { step: '20-docker-repo' },
  'docker.repo.repoGpgcheck': { step: '20-docker-repo' },
  'docker.repo.gpgkey': { step: '20-docker-repo' },
  'docker.daemon': { step: '24-docker-daemon' },
  'docker.daemon.exec-opts': 'for good',
  'kubernetes.version': 'for good',
  'kubernetes.repo.baseurl': { step: '30-kubernetes-repo' },
  'kubernetes.repo.gpgcheck': { step: '30-kubernetes-repo' },
  'kubernetes.repo.repoGpgcheck': { step: '30-kubernetes-repo' },
  'kubernetes.repo.gpgkey': { step: '30-kubernetes-repo' },
  'kubernetes.cniVersion': { step: '31-kubernetes-packages' },
  'kubernetes.criToolsVersion': { step: '31-kubernetes-packages' },
  'kubernetes.imageRepository': 'told',
  'kubernetes.serviceCidr': 'for good',
  'kubernetes.podCidr': 'for good',
  'flannel.image': { step: '53-flannel' },
  'metricsServer.image': { step: '60-metrics-server' },
  'images.nginx': 'each use',
  'images.busybox': 'each use',
};

export interface Drift {
  /** Dotted, as in lab.yaml: `hosts.1.ip`. */
  readonly key: string;
  /** What lab.yaml says; null where it says nothing: a host that it does not have. */
  readonly wanted: string | null;
  /** Where it says so: `lab.yaml:12`, `default`. */
  readonly origin: string | null;
  /** What the lab has. */
  readonly has: string;
  /** What to do. */
  readonly advice: string;
  /** What else can be done; null where there is nothing else. */
  readonly otherwise: string | null;
  /** `lab up` refuses. */
  readonly blocks: boolean;
}

type Subject = Pick<OpenLab, 'config' | 'origins'>;

/**
 * @param seen what was read, by the name that the host had when it was made
 * @param made the names of the hosts that lab has made, whether they answer or not
 */
export function driftOf(lab: Subject, seen: ReadonlyMap<string, HostFacts>, made: readonly string[]): Drift[] {
  return new Comparison(lab, seen, made).drift;
}

/** The provider that made the lab, if lab.yaml has another one now: then nothing else of the lab can be seen. */
export async function providerDrift({ config, origins, paths }: Subject & Pick<OpenLab, 'paths'>): Promise<Drift[]> {
  const [{ readState }, { vagrantRecords }] = await Promise.all([
    import('../state/state.js'),
    import('../vagrant/records.js'),
  ]);
  const { provider: remembered } = await readState(paths.state);
  // Vagrant's own records know it too, should the state be gone.
  const madeBy = remembered ?? (await vagrantRecords({ paths }))[0]?.provider ?? null;
  if (madeBy === null || madeBy === config.provider) return [];
  const origin = origins.get('provider') ?? null;
  const advice = `set provider to ${madeBy}; to have another one, lab down before it is changed`;
  return [{ key: 'provider', wanted: config.provider, origin, has: madeBy, advice, otherwise: null, blocks: true }];
}

/** @throws LabError `E_LAB_DRIFT`; what does no harm becomes a notice */
export function refuseDrift(drift: readonly Drift[], emit: Emit): void {
  for (const each of drift.filter(({ blocks }) => !blocks))
    emit({ type: 'notice', level: 'warning', text: [driftText(each), ...driftAdvice([each])].join('; ') });
  const refused = drift.filter(({ blocks }) => blocks);
  if (refused.length === 0) return;
  throw new LabError({
    code: 'E_LAB_DRIFT',
    class: 'usage',
    what: `lab.yaml has changed where this lab cannot: ${[...new Set(refused.map(({ key }) => key))].join(', ')}; nothing was changed`,
    why: refused.map(driftText).join('\n'),
    fix: driftAdvice(refused).join('\n'),
    details: { drift: refused },
  });
}

/** `kubernetes.podCidr is 10.11.0.0/16 (lab.yaml:12), the lab has 10.244.0.0/16` */
export function driftText({ key, wanted, origin, has }: Drift): string {
  if (wanted === null) return `${key}: the lab has ${has}, lab.yaml has not`;
  return `${key} is ${wanted}${origin === null ? '' : ` (${origin})`}, the lab has ${has}`;
}

/** What to do about all of them, line by line: what is the same for several is said once. */
export function driftAdvice(drift: readonly Drift[]): string[] {
  const lines = [...drift.map(({ advice }) => advice), ...drift.flatMap(({ otherwise }) => otherwise ?? [])];
  return [...new Set(lines)];
}

/** A machine is given a little more memory than its kernel shows: firmware, the kernel itself, room for a crash dump. */
const MEMORY_SHOWN = 0.75;

class Comparison {
  readonly drift: Drift[] = [];
  /** The name that the control plane had when it was made; undefined while there is no cluster. */
  readonly #madeFirst: string | undefined;

  constructor(
    private readonly lab: Subject,
    private readonly seen: ReadonlyMap<string, HostFacts>,
    private readonly made: readonly string[],
  ) {
    this.#madeFirst = [...seen].find(([, { cluster }]) => cluster !== null)?.[0];
    this.#network();
    this.#roles();
    this.#nodes();
    this.#addresses();
    this.#cluster();
    this.#machines();
  }

  get #config(): LabConfig {
    return this.lab.config;
  }

  /** The sealed lab's network is laid once; elsewhere it is the hypervisor's or the user's. */
  #network(): void {
    const { provider, network } = this.#config;
    if (provider !== 'lxc') return;
    for (const { addresses, gateway } of this.seen.values()) {
      const subnets = addresses.flatMap((address) => {
        const range = parseCidr(address);
        return range ? [formatCidr(range)] : [];
      });
      const gatewayRange = subnets.find((subnet) => gateway !== null && contains(subnet, gateway));
      if (gatewayRange !== undefined && gatewayRange !== network.subnet)
        return this.#madeForGood('network.subnet', network.subnet, gatewayRange);
      if (gateway !== null && gateway !== network.gateway)
        return this.#madeForGood('network.gateway', network.gateway, gateway);
    }
  }

  #roles(): void {
    if (this.#madeFirst === undefined) return;
    this.#config.hosts.forEach(({ name, role }, i) => {
      const facts = this.seen.get(name);
      if (!facts?.kubelet) return;
      const has = facts.cluster ? 'control-plane' : 'worker';
      if (has !== role) this.#madeForGood(`hosts.${i}.role`, role, `${has} ${name}`, `set role of ${name} to ${has}`);
    });
  }

  /** Each node of the cluster is a host of lab.yaml: by its full name, or it can be seen which one it was made for. */
  #nodes(): void {
    const nodes = this.seen.get(this.#madeFirst ?? '')?.cluster?.nodes ?? [];
    const { hosts, domain } = this.#config;
    const free = hosts.filter((host) => !nodes.some(({ name }) => name === fullName(this.#config, host)));
    for (const node of nodes) {
      const host = hosts.find((each) => fullName(this.#config, each) === node.name);
      if (host) {
        if (node.ip !== '' && node.ip !== host.ip) this.#address(host, node.ip);
        continue;
      }
      const short = node.name.split('.')[0] ?? '';
      const suffix = node.name.slice(short.length + 1);
      if (free.some(({ name }) => name === short)) {
        this.#once({ key: 'domain', wanted: domain, has: suffix || `nodes without one, such as ${node.name}` });
        continue;
      }
      const renamed = free.find(({ ip }) => ip === node.ip);
      if (renamed) {
        const key = this.#keyOf(renamed, 'name');
        this.#once({ key, wanted: renamed.name, has: `${node.name} at ${node.ip}`, back: `set ${key} to ${short}` });
      } else this.#stranger(node.name, short);
    }
  }

  /** A node that no host of lab.yaml stands for: a host that was taken out, or a machine that somebody else has joined. */
  #stranger(node: string, short: string): void {
    const ours = this.made.includes(short);
    this.drift.push({
      key: 'hosts',
      wanted: null,
      origin: null,
      has: `the node ${node}`,
      advice: ours ? `put ${short} back into lab.yaml` : 'it is left alone',
      otherwise: `or take it out of the cluster: lab kubectl delete node ${node}`,
      blocks: ours,
    });
  }

  /** The address that a machine has in the lab's network, and the control plane's that a worker asks. */
  #addresses(): void {
    const { hosts, network, provider } = this.#config;
    const first = controlPlaneOf(hosts);
    for (const host of hosts) {
      const facts = this.seen.get(host.name);
      if (!facts) continue;
      const own = facts.addresses.map((address) => address.split('/')[0] ?? '');
      const other = own.find((address) => contains(network.subnet, address));
      // Without any address in the lab's network its interface is down: nothing that was made so.
      if (!own.includes(host.ip) && (other !== undefined || facts.kubelet))
        this.#address(host, other ?? own.join(', '));
      const server = facts.kubelet?.server;
      // Machines whose control plane lab itself makes anew join it again.
      const isAlive = this.#madeFirst !== undefined || provider === 'existing';
      if (host !== first && server && server !== first.ip && isAlive)
        this.#once({
          key: this.#keyOf(first, 'ip'),
          wanted: first.ip,
          has: `${host.name} in the cluster of ${server}`,
          back: `set it to ${server}`,
        });
    }
  }

  #address(host: HostConfig, has: string): void {
    this.#once({ key: this.#keyOf(host, 'ip'), wanted: host.ip, has });
  }

  #cluster(): void {
    const cluster = this.seen.get(this.#madeFirst ?? '')?.cluster;
    if (!cluster) return;
    const { kubernetes } = this.#config;
    for (const name of ['version', 'serviceCidr', 'podCidr'] as const) {
      const has = cluster[name];
      if (has !== null && has !== kubernetes[name]) this.#madeForGood(`kubernetes.${name}`, kubernetes[name], has);
    }
    const { imageRepository } = cluster;
    // A sealed lab's is at its gateway, and moves with it.
    if (this.drift.some(({ key }) => key.startsWith('network.'))) return;
    if (imageRepository !== null && imageRepository !== kubernetes.imageRepository) {
      this.#told(
        'kubernetes.imageRepository',
        kubernetes.imageRepository,
        imageRepository,
        'what runs stays from there, and hosts that join pull from there',
      );
    }
  }

  #machines(): void {
    const { hosts, provider, docker } = this.#config;
    const driver = cgroupDriverOf(docker.daemon);
    hosts.forEach((host, i) => {
      const facts = this.seen.get(host.name);
      if (!facts) return;
      const has = facts.kubelet?.cgroupDriver;
      if (has && has !== driver) {
        const key = 'docker.daemon.exec-opts';
        this.#once({ key, wanted: driver, has: `kubelets that use ${has}`, back: `set native.cgroupdriver to ${has}` });
      }
      if (provider === 'lxc' || provider === 'existing') return;
      const restart = `it takes effect when the machine is made anew, or by vagrant reload ${host.name} in the lab's folder`;
      if (facts.cpus > 0 && facts.cpus !== host.cpus)
        this.#told(`hosts.${i}.cpus`, String(host.cpus), `${facts.cpus} on ${host.name}`, restart);
      const shown = facts.memory / host.memory;
      if (facts.memory > 0 && (shown > 1 || shown < MEMORY_SHOWN))
        this.#told(`hosts.${i}.memory`, `${host.memory} MiB`, `${facts.memory} MiB on ${host.name}`, restart);
    });
  }

  #keyOf(host: HostConfig, key: 'name' | 'ip'): string {
    return `hosts.${this.#config.hosts.indexOf(host)}.${key}`;
  }

  /** The same may be seen on every host. */
  #once({ key, wanted, has, back }: { key: string; wanted: string; has: string; back?: string }): void {
    if (!this.drift.some((each) => each.key === key)) this.#madeForGood(key, wanted, has, back);
  }

  #madeForGood(key: string, wanted: string, has: string, back = `set ${key} to ${has}`): void {
    const otherwise = `or make the lab anew, which loses all that is in it: ${this.#anew()}`;
    const origin = this.lab.origins.get(key) ?? null;
    this.drift.push({ key, wanted, origin, has, advice: back, otherwise, blocks: true });
  }

  #told(key: string, wanted: string, has: string, advice: string): void {
    const origin = this.lab.origins.get(key) ?? null;
    this.drift.push({ key, wanted, origin, has, advice, otherwise: null, blocks: false });
  }

  /** Machines that are not lab's survive `lab down`, and their cluster with them. */
  #anew(): string {
    if (this.#config.provider !== 'existing') return 'lab down, then lab up';
    const first = this.#madeFirst ?? controlPlaneOf(this.#config.hosts).name;
    return `kubeadm reset --force as root on ${first}, then lab up`;
  }
}

/** Docker's own default is cgroupfs, where the machine has cgroup v1. */
function cgroupDriverOf(daemon: LabConfig['docker']['daemon']): string {
  const options = Array.isArray(daemon['exec-opts']) ? daemon['exec-opts'].map(String) : [];
  const option = options.findLast((each) => each.startsWith('native.cgroupdriver='));
  return option?.split('=')[1] ?? 'cgroupfs';
}

function contains(subnet: string, address: string): boolean {
  const [range, single] = [parseCidr(subnet), parseCidr(`${address}/32`)];
  return range !== undefined && single !== undefined && single.first >= range.first && single.last <= range.last;
}
