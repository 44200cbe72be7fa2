import type { Exercise } from './exercise.js';

/**
 * Exercises that were written before the proof attacked, and are still to be done over: they are proven as they were then,
 * without answers, mutations and recognised mistakes. docs/exercises.md says so. A name goes when its exercise is done over.
 */
const NOT_YET: ReadonlySet<string> = new Set([
  '05-rolling-update',
  '08-daemonset',
  '17-kubelet-dies',
  '19-names-unknown',
  '22-disk-pressure',
]);

export function isStillToBeDoneOver({ name }: Pick<Exercise, 'name'>): boolean {
  return NOT_YET.has(name);
}
