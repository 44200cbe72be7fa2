/** What a look at an exercise found: collected once, rendered by src/report and kept in the progress. */
import { z } from 'zod';
import { textSchema } from './text.js';

export const checkResultSchema = z.strictObject({
  id: z.string(),
  /**
   * - `pass`, `fail`
   * - `skip`: a check that it needs did not pass
   * - `error`: it could not run, which is not the student's fault
   */
  status: z.enum(['pass', 'fail', 'skip', 'error']),
  points: z.int(),
  say: textSchema,
  /** Why it failed. */
  why: textSchema.nullable(),
  /** The key of that reason in exercise.yaml. */
  reason: z.string().nullable(),
  /** The known mistake that it looks like. */
  mistake: z.strictObject({ name: z.string(), say: textSchema }).nullable().default(null),
  /** The evidence: what was seen, passed or failed. */
  seen: z.string().nullable(),
  /** The check that a skipped one waits for. */
  waitsFor: z.string().nullable(),
  error: z
    .strictObject({ code: z.string(), what: z.string(), why: z.string().nullable(), fix: z.string().nullable() })
    .nullable(),
  /** Wall time in milliseconds. */
  ms: z.number(),
});

export const exerciseResultSchema = z.strictObject({
  exercise: z.string(),
  title: textSchema,
  /** ISO 8601 */
  at: z.string(),
  ms: z.number(),
  /** Points that there are, and that were earned. */
  points: z.int(),
  earned: z.int(),
  /** Of 100, rounded down; null when a check could not run: then there is no saying. */
  score: z.int().nullable(),
  checks: z.array(checkResultSchema),
});

export type CheckResult = z.infer<typeof checkResultSchema>;
export type ExerciseResult = z.infer<typeof exerciseResultSchema>;

export function exerciseResult(
  fields: Pick<ExerciseResult, 'exercise' | 'title' | 'at' | 'ms' | 'checks'>,
): ExerciseResult {
  const { checks } = fields;
  const points = sum(checks);
  const earned = sum(checks.filter(({ status }) => status === 'pass'));
  const score = checks.some(({ status }) => status === 'error') ? null : Math.floor((earned / points) * 100);
  return { ...fields, points, earned, score };
}

function sum(checks: readonly CheckResult[]): number {
  return checks.reduce((total, { points }) => total + points, 0);
}
