/** What a check is, and what it is given. */
import type { Cluster } from '../cluster/cluster.js';
import type { LabConfig } from '../config/schema.js';
import type { Host } from '../host.js';
import type { Values } from './text.js';

/** The API without what changes objects: a check looks, and leaves everything as it is. */
export type ClusterReader = Omit<Cluster, 'apply' | 'remove'>;

export interface CheckContext {
  /** The lab's cluster. Without `lab: cluster` there may be none: ask `findCluster`. */
  readonly cluster: ClusterReader;
  /** The cluster that the student has made, by the admin.conf on the control plane; undefined before there is one. */
  readonly findCluster: () => Promise<ClusterReader | undefined>;
  /** The namespace of exercise.yaml; empty for an exercise without one. */
  readonly namespace: string;
  /** In the order of lab.yaml. A script run on one must only read. */
  readonly hosts: readonly Host[];
  readonly controlPlane: Host;
  readonly workers: readonly Host[];
  readonly config: LabConfig;
  /** When the exercise was started: what happened before is not the student's doing. */
  readonly startedAt: Date;
  /** What setup.sh said with `remember KEY VALUE`. */
  readonly remembered: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /**
   * The check fails. `return fail(…)` it, so that TypeScript knows that what follows is not reached.
   * @param why a key of the check's `why` in exercise.yaml
   * @param values for its placeholders
   * @param seen the evidence, as commands or the API show it: `nginx-6799fc88d8-hbj7q ImagePullBackOff`
   */
  readonly fail: (why: string, values?: Values, seen?: string) => never;
}

/**
 * Looks whether something holds, and changes nothing.
 * @returns what was seen, in a few words that need no translation; evidence for the report
 * @throws by `fail` when it does not hold. Anything else that is thrown means that the check could not run, which is not
 *   the student's fault
 */
export type Check = (context: CheckContext) => Promise<string>;

/** The checks of an exercise by their ids in exercise.yaml. They run at the same time, `needs` aside. */
export function checks<Ids extends string>(all: Readonly<Record<Ids, Check>>): Readonly<Record<Ids, Check>> {
  return all;
}
