import type { ExerciseFile } from './schema.js';

/** One folder of labs/. */
export interface Exercise {
  /** Of the folder: `02-nginx-nodeport`. */
  readonly name: string;
  /** Absolute. */
  readonly dir: string;
  readonly spec: ExerciseFile;
}

/** Marks what an exercise has made; the value is its name. */
export const EXERCISE_LABEL = 'kube-classroom/exercise';

export function namespacesOf({ spec }: Exercise): string[] {
  return spec.namespace === undefined ? [] : [spec.namespace, ...spec.moreNamespaces];
}

/** Whether it may touch what other exercises rely on. */
export function isAlone({ spec }: Exercise): boolean {
  return spec.alone || spec.breaks || spec.lab !== 'cluster' || spec.namespace === undefined;
}

/** How much of a lab that is up it takes away: nothing, the cluster, or all. */
export function takes({ spec }: Exercise): number {
  return ['cluster', 'docker', 'hosts'].indexOf(spec.lab);
}

export function totalPoints({ spec }: Exercise): number {
  return spec.checks.reduce((sum, { points }) => sum + points, 0);
}
