/** What can be seen of a lab now, from outside in: machines, ssh, nodes. Reads only. */
import { asLabError } from '../errors.js';
import { controlPlaneOf, type Host } from '../host.js';
import type { SshHost } from '../ssh/ssh-host.js';
import type { HostState, ProviderIo } from '../vagrant/provider.js';
import { knownTargets, withHosts, type OpenLab } from './open.js';
import { hasNetwork } from './netns.js';

export interface HostView {
  name: string;
  ip: string;
  role: string;
  machine: HostState;
  /** `ok`, why not, or null when there is no machine to log in to. */
  ssh: string | null;
}

export interface NodeView {
  name: string;
  ready: boolean;
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
  /** null when the cluster cannot be asked; then `cluster` says why. */
  nodes: NodeView[] | null;
  cluster: string;
  /** True when every host has a Ready node. */
  ready: boolean;
  /** What is not as it should be, each with what to do. */
  missing: string[];
  busy: { pid: number; command: string; since: string } | null;
  lastRun: { command: string; finishedAt: string; outcome: string } | null;
  /** Where a run that was killed stopped: `master 22-docker`; empty when the last one ended by itself. */
  killedAt: string[];
}

const UNREACHABLE = 'the control plane cannot be reached';

/** A host that is well answers at once; this much is granted to one that is not, in milliseconds. */
const LOGIN_MS = 4_000;

export async function viewLab(lab: OpenLab, io: ProviderIo): Promise<LabView> {
  const [{ readState }, { lockHolder }, journal] = await Promise.all([
    import('../state/state.js'),
    import('../state/lock.js'),
    import('../provision/journal.js'),
  ]);
  const [{ lastRun }, busy] = await Promise.all([readState(lab.paths.state), lockHolder(lab.paths.lock)]);
  const seen = await viewHosts(lab, io);
  const missing = whatIsMissing(lab, seen);
  const before = journal.lastRun(lab.paths.journal);
  return {
    lab: lab.config.name,
    provider: lab.config.provider,
    ...seen,
    ready: missing.length === 0,
    missing,
    busy: busy ?? null,
    lastRun: lastRun && { command: lastRun.command, finishedAt: lastRun.finishedAt, outcome: lastRun.outcome },
    killedAt: !busy && before?.status === 'killed' ? before.unfinished.map(({ host, step }) => `${host} ${step}`) : [],
  };
}

type Seen = Pick<LabView, 'hosts' | 'nodes' | 'cluster'>;

async function viewHosts(lab: OpenLab, io: ProviderIo): Promise<Seen> {
  const targets = hasNetwork(lab.provider.enter(lab)) ? ((await knownTargets(lab)) ?? []) : [];
  return withHosts(lab, targets, async (hosts) => {
    const logins = new Map(
      await Promise.all(hosts.map(async (host) => [host.name, await login(host, io.signal)] as const)),
    );
    // Who lets us in runs: asking the provider, which takes seconds, can be spared.
    const machines = lab.config.hosts.every(({ name }) => logins.get(name) === 'ok')
      ? undefined
      : await lab.provider.status(lab, io);
    const views = lab.config.hosts.map(({ name, ip, role }): HostView => ({
      name,
      ip,
      role,
      machine: machines?.[name] ?? (machines ? 'absent' : 'running'),
      ssh: logins.get(name) ?? null,
    }));
    const first = hosts.find(({ role }) => role === 'control-plane');
    if (!first || logins.get(first.name) !== 'ok') return { hosts: views, nodes: null, cluster: UNREACHABLE };
    return { hosts: views, ...(await viewNodes(controlPlaneOf(hosts), io.signal)) };
  });
}

async function login(host: SshHost, signal: AbortSignal): Promise<string> {
  return host.connect({ signal, connectTimeoutMs: LOGIN_MS }).then(
    () => 'ok',
    (thrown: unknown) => {
      const error = asLabError(thrown);
      if (error.class === 'interrupted') throw error;
      return error.what.replace(/^.*?\): /, '');
    },
  );
}

/** The fields of a node that are shown (core/v1). */
interface NodeJson {
  metadata: { name: string; labels?: Record<string, string> };
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
  const { items } = JSON.parse(result.stdout) as { items: NodeJson[] };
  return { nodes: items.map(nodeView), cluster: 'answers' };
}

const ROLE_LABEL = 'node-role.kubernetes.io/';

function nodeView({ metadata, status }: NodeJson): NodeView {
  const condition = status.conditions?.find(({ type }) => type === 'Ready');
  const ready = condition?.status === 'True';
  const roles = Object.keys(metadata.labels ?? {})
    .filter((label) => label.startsWith(ROLE_LABEL))
    .map((label) => label.slice(ROLE_LABEL.length));
  return {
    name: metadata.name,
    ready,
    message: ready ? null : (condition?.message ?? 'it has not reported yet'),
    roles: roles.sort().join(',') || '<none>',
    version: status.nodeInfo?.kubeletVersion ?? '',
    ip: status.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '',
  };
}

export function whatIsMissing({ config }: Pick<OpenLab, 'config'>, { hosts, nodes, cluster }: Seen): string[] {
  const off = hosts
    .filter(({ machine }) => machine !== 'running')
    .map(({ name, machine }) => `${name} is ${machine}: lab up`);
  const silent = hosts
    .filter(({ machine, ssh }) => machine === 'running' && ssh !== 'ok')
    .map(({ name, ssh }) => `${name} cannot be reached${ssh === null ? '' : ` (${ssh})`}: lab up`);
  if (nodes === null) return [...off, ...silent, ...(cluster === UNREACHABLE ? [] : [`${cluster}: lab up`])];
  const nodeOf = (host: string) => nodes.find(({ name }) => name === `${host}.${config.domain}` || name === host);
  const notReady = config.hosts.flatMap(({ name }) => {
    const node = nodeOf(name);
    if (!node) return [`${name} has not joined the cluster: lab up`];
    return node.ready ? [] : [`${node.name} is not Ready (${node.message}): lab test says why`];
  });
  return [...off, ...silent, ...notReady];
}
