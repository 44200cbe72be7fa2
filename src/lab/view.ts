/** What can be seen of a lab now, from outside in: machines, ssh, nodes. Reads only. */
import { fullName } from '../config/names.js';
import type { HostConfig } from '../config/schema.js';
import { labCommand } from '../command-line.js';
import { asLabError } from '../errors.js';
import { controlPlaneOf, type Host } from '../host.js';
import type { HostFacts } from '../provision/facts.js';
import { isTransient } from '../ssh/errors.js';
import type { SshHost } from '../ssh/ssh-host.js';
import type { HostState, Machine, ProviderIo } from '../vagrant/provider.js';
import { driftOf, driftText, providerDrift, type Drift } from './drift.js';
import { lastTargets, withHosts, type OpenLab } from './open.js';
import { hasNetwork } from './netns.js';
import { notNamed } from './up.js';

export interface HostView {
  name: string;
  ip: string;
  role: string;
  machine: HostState;
  /** `ok` where a root shell is to be had, why not, or null when there is no machine to log in to. */
  ssh: string | null;
  /** What helps where ssh is not ok; null where that is `lab up`, or there is nothing to help. */
  advice: string | null;
}

export interface NodeView {
  name: string;
  ready: boolean;
  /** As kubectl shows it: `Ready`, `NotReady,SchedulingDisabled`. */
  status: string;
  /** What keeps pods from it beside not being ready, each with what to do. */
  troubles: string[];
  /** Taints that somebody has set: `team=a:NoSchedule`. Those that Kubernetes sets by itself are left out. */
  taints: string[];
  /** Why it is not ready, in the kubelet's words. */
  message: string | null;
  roles: string;
  version: string;
  ip: string;
}

export interface LabView {
  lab: string;
  provider: string;
  hosts: HostView[];
  /** Machines that exist and that lab.yaml does not name. */
  notNamed: Machine[];
  /** null when the cluster cannot be asked; then `cluster` says why. */
  nodes: NodeView[] | null;
  cluster: string;
  /** True when every host has a Ready node. */
  ready: boolean;
  /** What is not as it should be, each with what to do. */
  missing: string[];
  /** What somebody has made so and lab leaves alone, worth knowing when something does not run. */
  notes: string[];
  busy: { pid: number; command: string; since: string } | null;
  lastRun: { command: string; finishedAt: string; outcome: string } | null;
  /** Where a run that was killed stopped: `master 22-docker`; empty when the last one ended by itself. */
  killedAt: string[];
}

const UNREACHABLE = 'the control plane cannot be reached';

/** The sshd of a host that is well answers at once; this much is granted to one that is not, in milliseconds. */
const ANSWER_MS = 4_000;
/** A login that lasts longer is spoken of. */
const SLOW_MS = 3_000;

export async function viewLab(lab: OpenLab, io: ProviderIo): Promise<LabView> {
  const [{ readState }, { lockHolder }, journal] = await Promise.all([
    import('../state/state.js'),
    import('../state/lock.js'),
    import('../provision/journal.js'),
  ]);
  const [{ lastRun }, busy] = await Promise.all([readState(lab.paths.state), lockHolder(lab.paths.lock)]);
  const otherProvider = await providerDrift(lab);
  const { drift, ...seen } = otherProvider.length > 0 ? unseen(lab, otherProvider) : await viewHosts(lab, io);
  const missing = [
    ...(otherProvider.length > 0 ? [] : whatIsMissing(lab, seen)),
    ...drift.filter(({ blocks }) => blocks).map(named),
  ];
  const before = journal.lastRun(lab.paths.journal);
  return {
    lab: lab.config.name,
    provider: lab.config.provider,
    ...seen,
    ready: missing.length === 0,
    missing,
    notes: [...drift.filter(({ blocks }) => !blocks).map(driftText), ...(seen.nodes ?? []).flatMap(tainted)],
    busy: busy ?? null,
    lastRun: lastRun && { command: lastRun.command, finishedAt: lastRun.finishedAt, outcome: lastRun.outcome },
    killedAt: !busy && before?.status === 'killed' ? before.unfinished.map(({ host, step }) => `${host} ${step}`) : [],
  };
}

type Seen = Pick<LabView, 'hosts' | 'notNamed' | 'nodes' | 'cluster'>;

/** Of a lab that another provider has made nothing is asked: this one would take it for absent. */
function unseen({ config }: OpenLab, drift: Drift[]): Seen & { drift: Drift[] } {
  const hosts = config.hosts.map(({ name, ip, role }) => ({
    name,
    ip,
    role,
    machine: 'absent' as const,
    ssh: null,
    advice: null,
  }));
  return { hosts, notNamed: [], nodes: null, cluster: UNREACHABLE, drift };
}

function named(drift: Drift): string {
  return `${driftText(drift)}: lab plan says what to do`;
}

function tainted({ name, taints }: NodeView): string[] {
  return taints.map((taint) => `${name} takes only pods that tolerate ${taint}`);
}

async function viewHosts(lab: OpenLab, io: ProviderIo): Promise<Seen & { drift: Drift[] }> {
  const targets = hasNetwork(lab.provider.enter(lab)) ? ((await lastTargets(lab)) ?? []) : [];
  return withHosts(lab, targets, async (hosts, former) => {
    const logins = new Map(
      await Promise.all([...hosts, ...former].map(async (host) => [host.name, await login(host, io)] as const)),
    );
    const made = [...logins.keys()];
    const facts = readAllFacts(
      [...hosts, ...former].filter(({ name }) => logins.get(name)?.ssh === 'ok'),
      io.signal,
    );
    // Who lets us in runs: asking the provider, which takes seconds, can be spared.
    const known = lab.config.hosts.every(({ name }) => logins.get(name)?.ssh === 'ok');
    const strangers = notNamed(lab, await lab.provider.made(lab));
    const machines = known && strangers.length === 0 ? [] : await lab.provider.inventory(lab, io);
    const others = machines.filter(({ name }) => strangers.includes(name));
    const views = lab.config.hosts.map(({ name, ip, role }): HostView => ({
      name,
      ip,
      role,
      machine:
        logins.get(name)?.ssh === 'ok' ? 'running' : (machines.find((other) => other.name === name)?.state ?? 'absent'),
      ...(logins.get(name) ?? { ssh: null, advice: null }),
    }));
    const first = hosts.find(({ role }) => role === 'control-plane');
    const cluster =
      !first || logins.get(first.name)?.ssh !== 'ok'
        ? { nodes: null, cluster: UNREACHABLE }
        : await viewNodes(controlPlaneOf(hosts), io.signal);
    return { hosts: views, notNamed: others, ...cluster, drift: driftOf(lab, await facts, made) };
  });
}

/** A host that does not say what it is has its line elsewhere. */
async function readAllFacts(hosts: readonly Host[], signal: AbortSignal): Promise<Map<string, HostFacts>> {
  const { readFacts } = await import('../provision/plan.js');
  const all = await Promise.all(
    hosts.map(async (host) => [host.name, await readFacts(host, signal).catch(() => undefined)] as const),
  );
  return new Map(all.flatMap(([name, facts]) => (facts ? [[name, facts]] : [])));
}

async function login(host: SshHost, { emit, signal }: ProviderIo): Promise<Pick<HostView, 'ssh' | 'advice'>> {
  const slow = setTimeout(
    () => emit({ type: 'notice', level: 'info', text: `${host.name}: waiting for the login` }),
    SLOW_MS,
  );
  try {
    await host.connect({ signal, answerMs: ANSWER_MS });
    await host.run(['true'], { signal });
    return { ssh: 'ok', advice: null };
  } catch (thrown) {
    const error = asLabError(thrown);
    if (error.class === 'interrupted') throw error;
    const said = error.details['said'];
    return {
      ssh: typeof said === 'string' ? said : error.what,
      advice: isTransient(error) ? null : (error.fix ?? null),
    };
  } finally {
    clearTimeout(slow);
  }
}

/** The fields of a node that are shown (core/v1). */
interface NodeJson {
  metadata: { name: string; labels?: Record<string, string>; deletionTimestamp?: string };
  spec?: { unschedulable?: boolean; taints?: { key: string; value?: string; effect: string }[] };
  status: {
    addresses?: { type: string; address: string }[];
    conditions?: { type: string; status: string; message?: string }[];
    nodeInfo?: { kubeletVersion: string };
  };
}

export async function viewNodes(controlPlane: Host, signal: AbortSignal): Promise<Pick<LabView, 'nodes' | 'cluster'>> {
  const result = await controlPlane.script(
    'test -e /etc/kubernetes/admin.conf || exit 3; kubectl --kubeconfig /etc/kubernetes/admin.conf --request-timeout 5s get nodes -o json',
    { timeoutMs: 20_000, signal },
  );
  if (result.exitCode === 3) return { nodes: null, cluster: 'there is no cluster yet' };
  if (result.exitCode !== 0) return { nodes: null, cluster: `the API server does not answer: ${result.stderr.trim()}` };
  try {
    const { items } = JSON.parse(result.stdout) as { items: NodeJson[] };
    return { nodes: items.map(nodeView), cluster: 'answers' };
  } catch {
    // Somebody's own kubectl, or a wrapper around it, that prints something else or something more.
    const said = JSON.stringify(result.stdout.slice(0, 100));
    return { nodes: null, cluster: `kubectl on ${controlPlane.name} answers with what is no list of nodes (${said})` };
  }
}

const ROLE_LABEL = 'node-role.kubernetes.io/';
/** Taints that kubeadm, the kubelet and the controllers set: what they mean is said by a role or a condition. */
const OWN_TAINT = /^node(-role)?\.kubernetes\.io\//;
/** Conditions beside Ready that keep pods away. */
const PRESSURES = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable'];

function nodeView({ metadata, spec, status }: NodeJson): NodeView {
  const condition = status.conditions?.find(({ type }) => type === 'Ready');
  const ready = condition?.status === 'True';
  const roles = Object.keys(metadata.labels ?? {})
    .filter((label) => label.startsWith(ROLE_LABEL))
    .map((label) => label.slice(ROLE_LABEL.length));
  const { name } = metadata;
  const pressures = (status.conditions ?? []).filter((each) => PRESSURES.includes(each.type) && each.status === 'True');
  const taints = (spec?.taints ?? []).filter(
    ({ key, effect }) => !OWN_TAINT.test(key) && effect !== 'PreferNoSchedule',
  );
  return {
    name,
    ready,
    status: [ready ? 'Ready' : 'NotReady', ...(spec?.unschedulable ? ['SchedulingDisabled'] : [])].join(','),
    troubles: [
      ...(spec?.unschedulable
        ? [`${name} is cordoned, it takes no new pods: ${labCommand(['kubectl', 'uncordon', name])}`]
        : []),
      ...pressures.map(
        ({ type, message }) =>
          `${name} has ${type} (${message ?? 'without a reason'}): ${labCommand(['kubectl', 'describe', 'node', name])}`,
      ),
      ...(metadata.deletionTimestamp
        ? [`${name} is being taken out of the cluster: ${labCommand(['kubectl', 'describe', 'node', name])}`]
        : []),
    ],
    taints: taints.map(({ key, value, effect }) => `${key}${value ? `=${value}` : ''}:${effect}`),
    message: ready ? null : (condition?.message ?? 'it has not reported yet'),
    roles: roles.sort().join(',') || '<none>',
    version: status.nodeInfo?.kubeletVersion ?? '',
    ip: status.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '',
  };
}

export function whatIsMissing(
  { config }: Pick<OpenLab, 'config'>,
  { hosts, nodes, cluster }: Omit<Seen, 'notNamed'>,
): string[] {
  const off = hosts
    .filter(({ machine }) => machine !== 'running')
    .map(({ name, machine }) => `${name} is ${machine}: lab up`);
  const silent = hosts
    .filter(({ machine, ssh }) => machine === 'running' && ssh !== 'ok')
    .map(
      ({ name, ssh, advice }) =>
        `${name} cannot be reached${ssh === null ? '' : ` (${ssh})`}: ${advice?.replaceAll('\n', '\n    ') ?? 'lab up'}`,
    );
  if (nodes === null) return [...off, ...silent, ...(cluster === UNREACHABLE ? [] : [`${cluster}: lab up`])];
  // By its address where it has another name than lab.yaml says: that is said as such.
  const nodeOf = (host: HostConfig) =>
    nodes.find(({ name }) => name === fullName(config, host) || name === host.name) ??
    nodes.find(({ ip }) => ip !== '' && ip === host.ip);
  const notReady = config.hosts.flatMap((host) => {
    const { name } = host;
    const node = nodeOf(host);
    if (!node) return [`${name} has not joined the cluster: lab up`];
    return [
      ...(node.ready ? [] : [`${node.name} is not Ready (${node.message}): lab doctor ${name} says why`]),
      ...node.troubles,
    ];
  });
  return [...off, ...silent, ...notReady];
}
