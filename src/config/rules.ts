/** How the values of a configuration must agree with each other. Rules about one value alone are in schema.ts. */
import { formatAddress, formatCidr, overlap, parseAddress, parseCidr, type Cidr } from './ip.js';
import { at } from './layers.js';
import type { Finding } from './problems.js';
import { dotted, type Path } from './positions.js';
import type { HostConfig, LabConfig, ProviderName } from './schema.js';

/**
 * @param values the configuration, parts of which may have the wrong shape
 * @param wrong what has; a rule that needs one of these values is left out, for its message would only confuse
 * @param given what of it lab.yaml says itself
 */
export function ruleFindings(values: unknown, wrong: readonly Finding[], given: unknown): Finding[] {
  const sound = new Sound(values, wrong, given);
  return RULES.flatMap((rule) => rule(sound));
}

/** The values whose shape is right. */
class Sound {
  constructor(
    private readonly values: unknown,
    private readonly wrong: readonly Finding[],
    private readonly given: unknown,
  ) {}

  /** Whether lab.yaml says it, rather than a default. */
  isGiven(...path: Path): boolean {
    return at(this.given, path) !== undefined;
  }

  get<T>(...path: Path): T | undefined {
    const unsound = this.wrong.some(
      (finding) => !finding.unknownKey && finding.path.every((key, i) => i >= path.length || key === path[i]),
    );
    return unsound ? undefined : (at(this.values, path) as T | undefined);
  }

  cidr(...path: Path): Cidr | undefined {
    const text = this.get<string>(...path);
    return text === undefined ? undefined : parseCidr(text);
  }

  /** One key of every host, where it is right. */
  each<K extends keyof HostConfig>(key: K): { path: Path; value: HostConfig[K]; host: number }[] {
    const hosts = at(this.values, ['hosts']);
    if (!Array.isArray(hosts)) return [];
    return hosts.flatMap((_, host) => {
      const path = ['hosts', host, key];
      const value = this.get<HostConfig[K]>(...path);
      return value === undefined ? [] : [{ path, value, host }];
    });
  }
}

type Rule = (sound: Sound) => Finding[];

const SUBNET: Path = ['network', 'subnet'];
const GATEWAY: Path = ['network', 'gateway'];

/** Networks that a provider needs for itself, in every machine or between machine and host. */
const TAKEN: Partial<Record<ProviderName, { range: string; what: string }>> = {
  virtualbox: { range: '10.0.2.0/24', what: "VirtualBox's own network in every machine" },
  libvirt: { range: '192.168.121.0/24', what: "vagrant-libvirt's management network" },
};

/** Addresses that no machine can be given on a network (RFC 6890). Where the machines are there already, that is their owner's business. */
const NOBODYS = [
  { range: '0.0.0.0/8', what: 'which means this very machine' },
  { range: '127.0.0.0/8', what: 'which every machine keeps for itself' },
  { range: '169.254.0.0/16', what: 'which machines give themselves' },
  { range: '224.0.0.0/3', what: 'which is for multicast or reserved' },
];

const RULES: readonly Rule[] = [
  ownMachines,
  gatewayInSubnet,
  hostsInSubnet,
  (sound) => unique(sound, 'name'),
  (sound) => unique(sound, 'ip'),
  nodeNames,
  vagrantNames,
  containerNames,
  roles,
  controlPlaneSize,
  subnetSize,
  serviceRange,
  podRange,
  rangesApart,
  ownSubnet,
  dockerBridge,
  boxSum,
  signedRepos,
];

/** The guide's machines are made for a lab; at their addresses there may be anybody's. */
function ownMachines(sound: Sound): Finding[] {
  if (sound.get('provider') !== 'existing' || sound.isGiven('hosts')) return [];
  return [
    {
      path: ['hosts'],
      orBecauseOf: [['provider']],
      message: 'must list your machines, name and ip of each: provider existing makes none',
    },
  ];
}

function gatewayInSubnet(sound: Sound): Finding[] {
  const subnet = sound.cidr(...SUBNET);
  const gateway = sound.get<string>(...GATEWAY);
  if (!subnet || gateway === undefined) return [];
  return misplaced(gateway, subnet).map((message) => ({ path: GATEWAY, orBecauseOf: [SUBNET], message }));
}

function hostsInSubnet(sound: Sound): Finding[] {
  const subnet = sound.cidr(...SUBNET);
  if (!subnet) return [];
  const gateway = sound.get<string>(...GATEWAY);
  return sound.each('ip').flatMap(({ path, value }) => {
    const messages = value === gateway ? [`is the gateway's address (${dotted(GATEWAY)})`] : misplaced(value, subnet);
    return messages.map((message) => ({ path, orBecauseOf: [SUBNET, GATEWAY], message }));
  });
}

/** Why a machine of the subnet cannot have this address: at most one reason. */
function misplaced(ip: string, subnet: Cidr): string[] {
  const address = parseAddress(ip)!;
  const range = `${formatAddress(subnet.first + 1)} to ${formatAddress(subnet.last - 1)}`;
  if (address < subnet.first || address > subnet.last) return [`must be in network.subnet: ${range}`];
  if (address === subnet.first) return [`is the network's own address; allowed: ${range}`];
  if (address === subnet.last) return [`is the broadcast address; allowed: ${range}`];
  return [];
}

function unique(sound: Sound, key: 'name' | 'ip'): Finding[] {
  const all = sound.each(key);
  return all.flatMap(({ path, value, host }) => {
    const first = all.find((other) => other.value === value)!;
    return first.host === host
      ? []
      : [{ path, message: `hosts.${first.host} has the same ${key}; each host needs its own` }];
  });
}

/** A node's name is a label value, and Linux's host names end at 64: 63 characters serve both. */
function nodeNames(sound: Sound): Finding[] {
  const domain = sound.get<string>('domain');
  if (domain === undefined) return [];
  return sound.each('name').flatMap(({ path, value }) => {
    const length = value.length + 1 + domain.length;
    if (/^localhost[46]?$/.test(value))
      return [{ path, message: `must not be ${value}: that name is every machine's own` }];
    return length <= 63
      ? []
      : [{ path, message: `is too long with the domain: ${length} characters, 63 are allowed for a node's name` }];
  });
}

/**
 * Vagrant looks a machine's name up among the ids of all machines of this user first, and takes one that begins with it:
 * `vagrant destroy c1` can be about another folder's machine (MachineIndex#find_by_prefix).
 */
function vagrantNames(sound: Sound): Finding[] {
  if (sound.get('provider') === 'existing') return [];
  return sound
    .each('name')
    .filter(({ value }) => /^[0-9a-f]{1,32}$/.test(value))
    .map(({ path }) => ({
      path,
      message:
        "must have a letter after f, or a hyphen: Vagrant could take it for the beginning of another machine's id, which is of 0–9 and a–f",
    }));
}

/** lxc takes a container's name (lxc.ts) for its first host name, and Linux's end at 64. */
function containerNames(sound: Sound): Finding[] {
  const lab = sound.get<string>('name');
  if (sound.get('provider') !== 'lxc' || lab === undefined) return [];
  const [longest] = sound.each('name').sort((a, b) => b.value.length - a.value.length);
  if (!longest) return [];
  const length = `lab-${lab}-12345678-${longest.value}`.length;
  if (length <= 64) return [];
  const message =
    `is too long beside hosts.${longest.host} (${longest.value}): as a container that would be called lab-${lab}-…-${longest.value}, ` +
    `${length} characters; 64 are allowed, so shorten one by ${length - 64}`;
  return [{ path: ['name'], orBecauseOf: [longest.path], message }];
}

function roles(sound: Sound): Finding[] {
  const all = sound.each('role');
  const [first, ...more] = all.filter(({ value }) => value === 'control-plane');
  const hosts = sound.get<unknown[]>('hosts') ?? [];
  if (all.length < hosts.length || hosts.length === 0) return [];
  if (!first) return [{ path: ['hosts'], message: 'no host has role control-plane; exactly one must' }];
  if (all.length === 1)
    return [
      {
        path: ['hosts'],
        message: 'there is no worker; at least one is needed, for pods do not run on the control plane',
      },
    ];
  return more.map(({ path }) => ({
    path,
    message: `hosts.${first.host} is the control plane already; exactly one host must be`,
  }));
}

/** kubeadm's preflight checks NumCPU and Mem (cmd/kubeadm/app/constants: ControlPlaneNumCPU, ControlPlaneMem). */
function controlPlaneSize(sound: Sound): Finding[] {
  const isControlPlane = (host: number) => sound.get('hosts', host, 'role') === 'control-plane';
  return [
    ...sound
      .each('cpus')
      .filter(({ host, value }) => isControlPlane(host) && value < 2)
      .map(({ path }) => ({ path, message: 'must be at least 2: kubeadm refuses a control plane with less' })),
    ...sound
      .each('memory')
      .filter(({ host, value }) => isControlPlane(host) && value < 1700)
      .map(({ path }) => ({ path, message: 'must be at least 1700 (MiB): kubeadm refuses a control plane with less' })),
  ];
}

function subnetSize(sound: Sound): Finding[] {
  const subnet = sound.cidr(...SUBNET);
  const hosts = sound.get<unknown[]>('hosts')?.length ?? 0;
  if (!subnet || subnet.last - subnet.first - 1 >= hosts + 1) return [];
  return [{ path: SUBNET, message: `is too small for ${hosts} hosts and the gateway` }];
}

/** kubeadm 1.20: at least 10 addresses, at most 2^20 (MinimumAddressesInServiceSubnet, MaximumBitsForServiceSubnet). */
function serviceRange(sound: Sound): Finding[] {
  const range = sound.cidr('kubernetes', 'serviceCidr');
  if (!range || (range.prefix >= 12 && range.prefix <= 28)) return [];
  return [
    { path: ['kubernetes', 'serviceCidr'], message: 'must be between /12 and /28 in size: kubeadm refuses others' },
  ];
}

/** The controller manager gives each node a /24 and refuses ranges that hold more than 2^16 of them. */
function podRange(sound: Sound): Finding[] {
  const range = sound.cidr('kubernetes', 'podCidr');
  const hosts = sound.get<unknown[]>('hosts')?.length ?? 0;
  const path = ['kubernetes', 'podCidr'];
  if (!range) return [];
  if (range.prefix < 8) return [{ path, message: 'must not be wider than /8: kubeadm refuses that' }];
  const nodes = range.prefix > 24 ? 0 : 2 ** (24 - range.prefix);
  if (nodes >= hosts) return [];
  return [
    {
      path,
      message: `is too small: every host takes a /24 of it, so ${hosts} hosts need a /${24 - Math.ceil(Math.log2(hosts))} or wider`,
    },
  ];
}

function rangesApart(sound: Sound): Finding[] {
  const provider = sound.get<ProviderName>('provider');
  const taken = provider && TAKEN[provider];
  const ranges = [SUBNET, ['kubernetes', 'serviceCidr'], ['kubernetes', 'podCidr']].map((path) => ({
    path,
    range: sound.cidr(...path),
  }));
  return ranges.flatMap(({ path, range }, i) => {
    if (!range) return [];
    const clashes = ranges
      .slice(0, i)
      .filter((other) => other.range && overlap(range, other.range))
      .map((other) => ({
        path,
        orBecauseOf: [other.path],
        message: `overlaps ${dotted(other.path)} (${sound.get<string>(...other.path)})`,
      }));
    const reserved = [...(taken ? [taken] : []), ...(provider === 'existing' ? [] : NOBODYS)]
      .filter((other) => overlap(range, parseCidr(other.range)!))
      .map((other) => ({ path, message: `overlaps ${other.range}, ${other.what}` }));
    return [...clashes, ...reserved];
  });
}

/** RFC 1918, 6598 and 2544: nobody on the internet has them. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '198.18.0.0/15'];

/** The machines reach the internet, and so does this one, which gets an address on their network. */
function ownSubnet(sound: Sound): Finding[] {
  const provider = sound.get<ProviderName>('provider');
  const subnet = sound.cidr(...SUBNET);
  if (!subnet || provider === undefined || provider === 'existing' || provider === 'lxc') return [];
  const within = (range: Cidr) => range.first <= subnet.first && subnet.last <= range.last;
  if ([...PRIVATE, ...NOBODYS.map(({ range }) => range)].some((range) => within(parseCidr(range)!))) return [];
  const message = `is not for private use (${PRIVATE.slice(0, 3).join(', ')}): this machine would no longer reach its owner`;
  return [{ path: SUBNET, message }];
}

/** Every host has Docker's bridge, and what goes to a pod or service of its range ends there. */
function dockerBridge(sound: Sound): Finding[] {
  const bip = sound.get<unknown>('docker', 'daemon', 'bip');
  if (sound.get('docker', 'daemon', 'bridge') !== undefined) return [];
  const range = parseCidr(typeof bip === 'string' ? bip : '172.17.0.0/16');
  if (!range)
    return [{ path: ['docker', 'daemon', 'bip'], message: 'must be an address with its prefix such as 172.18.0.1/16' }];
  const own = `${formatCidr(range)}, Docker's own bridge on every host (docker.daemon.bip moves it)`;
  return ['podCidr', 'serviceCidr'].flatMap((key) => {
    const other = sound.cidr('kubernetes', key);
    const path = ['kubernetes', key];
    return other && overlap(other, range)
      ? [{ path, orBecauseOf: [['docker', 'daemon', 'bip']], message: `overlaps ${own}` }]
      : [];
  });
}

/** Vagrant compares a sum only with a file that it downloads by address. */
function boxSum(sound: Sound): Finding[] {
  const sum = sound.get<string | null>('box', 'sha256');
  if (typeof sum !== 'string' || sound.get('box', 'url') !== null) return [];
  return [
    { path: ['box', 'sha256'], message: 'needs box.url: a box looked up by its name is not compared with a sum' },
  ];
}

function signedRepos(sound: Sound): Finding[] {
  return ['docker', 'kubernetes'].flatMap((section) => {
    const repo = sound.get<LabConfig['docker']['repo']>(section, 'repo');
    if (!repo || repo.gpgkey.length > 0 || !(repo.gpgcheck || repo.repoGpgcheck)) return [];
    return [
      {
        path: [section, 'repo', 'gpgkey'],
        message: 'must name at least one key, because gpgcheck or repoGpgcheck is true',
      },
    ];
  });
}
