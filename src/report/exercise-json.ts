/** Exercises as JSON, for scripts: texts in every language, everything that the other forms are made from. */
import type { Debrief } from '../exercise/debrief.js';
import { isAlone, totalPoints, type Exercise } from '../exercise/exercise.js';
import { stateOf, type Progress } from '../exercise/progress.js';
import { FORMAT } from '../exercise/report.js';
import type { ExerciseResult } from '../exercise/result.js';
import { sanitize } from './sanitize.js';

export function listJson(exercises: readonly Exercise[], { current, exercises: entries }: Progress): string {
  return toJson({
    format: FORMAT,
    current,
    exercises: exercises.map((exercise) => {
      const { title, minutes, level, topics, needs, requires, lab, breaks } = exercise.spec;
      const entry = entries[exercise.name];
      return {
        name: exercise.name,
        title,
        minutes,
        points: totalPoints(exercise),
        level: level ?? null,
        topics,
        needs,
        requires,
        lab,
        breaks,
        alone: isAlone(exercise),
        state: stateOf(entry),
        score: entry?.last?.score ?? null,
        best: entry?.best ?? 0,
      };
    }),
  });
}

/** @param debrief said only when all is done */
export function resultJson(result: ExerciseResult, debrief?: Debrief): string {
  return toJson({ format: FORMAT, ...result, debrief: result.score === 100 ? (debrief ?? null) : null });
}

/** What hosts and pods have said is in it: text only. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'string' ? sanitize(inner) : inner), 2);
}
