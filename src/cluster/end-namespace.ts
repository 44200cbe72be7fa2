import { setTimeout as sleep } from 'node:timers/promises';
import type { CallOptions, Cluster } from './cluster.js';

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
