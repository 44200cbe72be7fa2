import { setTimeout as sleep } from 'node:timers/promises';
import { silentApis, type Silent } from './api-services.js';
import type { CallOptions, Cluster, KubernetesObject, V1Namespace } from './cluster.js';

/** Pods are given this long to end: they are thrown away. */
const POD_GRACE_S = 1;
/**
 * Then their containers have ended, and the objects need not wait for the kubelet to say so, which takes it up to ten
 * seconds more. Below the five seconds after which the namespace controller first looks: while it finds pods it waits for
 * half of the grace period that they came with.
 */
const POD_ENDED_MS = 2_500;

/** Ask for a namespace to be deleted, and have its pods end at once. Whether it has gone is for the caller to see. */
export async function endNamespace(cluster: Cluster, name: string, { signal }: CallOptions = {}): Promise<void> {
  await cluster.remove({ apiVersion: 'v1', kind: 'Namespace', name }, { signal });
  // From now on nobody makes pods here, so that one round ends them all.
  if ((await removePods(cluster, name, POD_GRACE_S, signal)) === 0) return;
  await sleep(POD_ENDED_MS, undefined, { signal });
  await removePods(cluster, name, 0, signal);
}

/** @returns how many there were */
async function removePods(
  cluster: Cluster,
  namespace: string,
  graceSeconds: number,
  signal: AbortSignal | undefined,
): Promise<number> {
  const pods = await cluster.pods({ namespace }, { signal });
  await Promise.all(
    pods.map((pod) =>
      cluster.remove({ apiVersion: 'v1', kind: 'Pod', namespace, name: pod.metadata!.name! }, { graceSeconds, signal }),
    ),
  );
  return pods.length;
}

/** Finalizers that Kubernetes itself takes away. */
const OWN_FINALIZER = /^(([\w-]+\.)*(kubernetes|k8s)\.io\/.*|kubernetes|foregroundDeletion|orphan)$/;

/** What keeps a namespace that was asked to go, for good as far as can be seen. */
export interface Stays {
  /** Parts of the API that nobody answers for: what of theirs is in the namespace is not known. */
  silent: Silent[];
  /** Finalizers that are not Kubernetes' own, of the namespace itself or of what is in it. */
  finalizers: string[];
  /** What is left in it, as kubectl names kinds: `configmaps`, `deployments.apps`. */
  resources: string[];
}

/**
 * Why a namespace does not go, by what its controller says of it.
 * @returns undefined while it may still go by itself
 */
export async function whyItStays(
  cluster: Cluster,
  { metadata, status }: V1Namespace,
  options?: CallOptions,
): Promise<Stays | undefined> {
  const said = (type: string) =>
    status?.conditions?.find((condition) => condition.type === type && condition.status === 'True')?.message ?? '';
  const silent = said('NamespaceDeletionDiscoveryFailure') === '' ? [] : await silentApis(cluster, options);
  const remaining = matches(said('NamespaceFinalizersRemaining'), /(\S+) in \d+ resource instances/g);
  const resources = matches(said('NamespaceContentRemaining'), /(\S+?)\.? has \d+ resource instances/g);
  const finalizers = [...remaining.filter(isForeign), ...foreignFinalizers({ metadata })];
  return silent.length + finalizers.length === 0 ? undefined : { silent, finalizers, resources };
}

/** Who sets a finalizer promises to take it away; these are of nobody that is known here. */
export function foreignFinalizers({ metadata }: Pick<KubernetesObject, 'metadata'>): string[] {
  return (metadata?.finalizers ?? []).filter(isForeign);
}

function isForeign(finalizer: string): boolean {
  return !OWN_FINALIZER.test(finalizer);
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1]!);
}
