/** What every suite starts from: the lab that `lab test` handed over, and waiting with its signal and its progress. */
import { eventually, type EventuallyOptions, type Sample } from '../../src/cluster/eventually.js';
import { failure, ObservationError, type Failure } from '../../src/cluster/failure.js';
import type { Cluster, V1Pod } from '../../src/cluster/cluster.js';
import type { Scene } from '../../src/cluster/diagnose.js';
import { isPodReady, notReadyReason, refusal } from '../../src/cluster/findings.js';
import { openCluster } from '../../src/cluster/kube-cluster.js';
import { fullName } from '../../src/config/names.js';
import { getSuiteContext } from '../../src/cluster/suite-context.js';
import { controlPlaneOf, type Host } from '../../src/host.js';

export const lab = getSuiteContext();
export const config = lab.config;
export const controlPlane: Host = controlPlaneOf(lab.hosts);

export function nodeName(host: { name: string }): string {
  return fullName(config, host);
}

/** The host's short name for a node's full one. */
export function hostName(node: string): string {
  return lab.hosts.find((h) => nodeName(h) === node)?.name ?? node;
}

let opened: Promise<Cluster> | undefined;

/** Opened when a test first needs it: the machines can be tested without a cluster. */
export function theCluster(): Promise<Cluster> {
  return (opened ??= openCluster(lab.kubeconfig, { signal: lab.signal }));
}

export function scene(cluster: Cluster): Scene {
  return { config, cluster, hosts: lab.hosts, logDir: lab.logDir };
}

/** Why a pod that is not Ready will not become so: its node is dead, or no node takes it. Undefined when there is hope. */
export async function hopeless(
  cluster: Cluster,
  pods: readonly V1Pod[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const waiting = pods.filter((p) => !isPodReady(p));
  if (waiting.length === 0) return undefined;
  const nodes = (await cluster.nodes({ signal })).map((node) => ({ name: node.metadata?.name ?? '', node }));
  for (const { name, node } of nodes) {
    const reason = notReadyReason(node);
    if (reason !== undefined && waiting.some((p) => p.spec?.nodeName === name))
      return `nothing starts on ${hostName(name)}: ${reason}`;
  }
  const unplaced = waiting.some((p) => p.spec?.nodeName === undefined);
  if (!unplaced || nodes.some(({ node }) => refusal(node) === undefined)) return undefined;
  return `no node takes it: ${nodes.map(({ name, node }) => `${hostName(name)} ${refusal(node)}`).join(', ')}`;
}

export function wait<T = void>(
  what: string,
  probe: (signal: AbortSignal) => Promise<Sample<T>>,
  options: Omit<EventuallyOptions, 'signal' | 'onProgress'>,
): Promise<T> {
  return eventually(what, probe, { ...options, signal: lab.signal, onProgress: lab.onWaiting });
}

/** Fail with everything that is known; returns never. */
export function fail(fields: Partial<Failure> & Pick<Failure, 'message'>): never {
  throw new ObservationError(failure(fields));
}

/** A list of what is wrong, each with its name: ok when it is empty. */
export function sampleOf(bad: readonly string[], good: readonly string[], state?: string): Sample {
  if (bad.length === 0) return { ok: true, observed: good.join(' · ') };
  return { ok: false, observed: bad.join(' · '), others: [...good], ...(state !== undefined && { state }) };
}
