import type { Mistake } from './load.js';
import type { CheckResult, ExerciseResult } from './result.js';

/** The result with each failing check that looks like one of the known mistakes marked as that. */
export function recognised(result: ExerciseResult, mistakes: readonly Mistake[]): ExerciseResult {
  // Those that ask for more come first.
  const strict = [...mistakes].sort((a, b) => Number(b.seen !== undefined) - Number(a.seen !== undefined));
  return { ...result, checks: result.checks.map((check) => ({ ...check, mistake: mistakeIn(check, strict) })) };
}

function mistakeIn(
  { id, status, reason, why, seen }: CheckResult,
  mistakes: readonly Mistake[],
): CheckResult['mistake'] {
  if (status !== 'fail' || reason === null) return null;
  const said = `${why?.en ?? ''}\n${seen ?? ''}`;
  const found = mistakes.find(
    (mistake) => mistake.fails === id && mistake.reason === reason && said.includes(mistake.seen ?? ''),
  );
  return found?.say === undefined ? null : { name: found.name, say: found.say };
}
