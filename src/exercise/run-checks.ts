/** Run the checks of an exercise: all at the same time, each after those that it needs. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Deadline } from '../cluster/deadline.js';
import { asLabError, LabError } from '../errors.js';
import type { Check, CheckContext } from './check.js';
import type { Exercise } from './exercise.js';
import { exerciseResult, type CheckResult, type ExerciseResult } from './result.js';
import type { CheckSpec } from './schema.js';
import { fill, LANGS, type Text, type Values } from './text.js';
import { Unseen } from './unseen.js';

/** Longer than this no check may take, its settling included. Milliseconds. */
const CHECK_LIMIT_MS = 20_000;
const SETTLE_PAUSE_MS = 500;

/** Thrown by `fail`. */
class CheckFailure extends Error {
  override readonly name = 'CheckFailure';

  constructor(
    readonly reason: string,
    readonly why: Text,
    readonly seen: string | undefined,
  ) {
    super(why.en);
  }
}

export interface RunChecksOptions {
  exercise: Exercise;
  checks: ReadonlyMap<string, Check>;
  context: Omit<CheckContext, 'fail'>;
  /** For {CAPITALS} in the texts. */
  variables: Values;
  /** Whether a failing check is given its time to settle (default); who looks again anyway need not wait. */
  settle?: boolean;
}

/** @throws LabError `E_INTERRUPTED` when the context's signal is aborted; whatever else happens is in the result */
export async function runChecks({
  exercise,
  checks,
  context,
  variables,
  settle = true,
}: RunChecksOptions): Promise<ExerciseResult> {
  const started = performance.now();
  const at = new Date().toISOString();
  const running = new Map<string, Promise<CheckResult>>();
  for (const spec of exercise.spec.checks) running.set(spec.id, runOne(spec));
  const results = await Promise.all(running.values());
  if (context.signal.aborted)
    throw new LabError({ code: 'E_INTERRUPTED', class: 'interrupted', what: 'interrupted while checking' });
  return exerciseResult({
    exercise: exercise.name,
    title: exercise.spec.title,
    at,
    ms: performance.now() - started,
    checks: results,
  });

  async function runOne(spec: CheckSpec): Promise<CheckResult> {
    // What it needs comes before it in the file, so it is in the map.
    for (const need of spec.needs) {
      const { status } = await running.get(need)!;
      if (status !== 'pass') return checkResult(spec, variables, 'skip', 0, { waitsFor: need });
    }
    const from = performance.now();
    const ms = () => performance.now() - from;
    const check = checks.get(spec.id)!;
    const deadline = new Deadline(CHECK_LIMIT_MS, context.signal);
    const own: CheckContext = { ...context, signal: deadline.signal, fail: failer(spec, variables) };
    try {
      const seen = await deadline.race(settled(settle ? spec.settle * 1000 : 0, check, own, ms));
      return checkResult(spec, variables, 'pass', ms(), { seen });
    } catch (thrown) {
      if (thrown instanceof CheckFailure) {
        return checkResult(spec, variables, 'fail', ms(), {
          why: thrown.why,
          reason: thrown.reason,
          seen: thrown.seen ?? null,
        });
      }
      if (thrown instanceof Unseen)
        return checkResult(spec, variables, 'fail', ms(), {
          why: inAll(thrown.why, { ...variables, ...thrown.values }),
        });
      return checkResult(spec, variables, 'error', ms(), { error: errorOf(deadline.passed ? tooLong() : thrown) });
    } finally {
      deadline.clear();
    }
  }
}

/** The check's outcome, asked for again while it fails and there is time for it to settle. */
async function settled(withinMs: number, check: Check, context: CheckContext, ms: () => number): Promise<string> {
  for (;;) {
    try {
      return await check(context);
    } catch (error) {
      if (!(error instanceof CheckFailure || error instanceof Unseen) || ms() + SETTLE_PAUSE_MS > withinMs) throw error;
    }
    await sleep(SETTLE_PAUSE_MS, undefined, { signal: context.signal });
  }
}

function failer(spec: CheckSpec, variables: Values): CheckContext['fail'] {
  return (reason, values = {}, seen) => {
    const why = spec.why[reason];
    if (!why) throw new TypeError(`check.ts: the check “${spec.id}” has no reason “${reason}” in exercise.yaml`);
    throw new CheckFailure(reason, inAll(why, { ...variables, ...values }), seen);
  };
}

function inAll(text: Text, values: Values): { en: string; zh: string } {
  const filled = Object.fromEntries(LANGS.map((lang) => [lang, fill(text[lang], values)])) as {
    en: string;
    zh: string;
  };
  const open = /\{([a-z]\w*)\}/.exec(filled.en);
  if (open && !Object.values(values).some((value) => String(value).includes(open[0]))) {
    throw new TypeError(`check.ts: fail() gives no value for ${open[0]} of “${text.en}”`);
  }
  return filled;
}

function checkResult(
  { id, points, say }: CheckSpec,
  variables: Values,
  status: CheckResult['status'],
  ms: number,
  more: Partial<CheckResult>,
): CheckResult {
  return {
    id,
    status,
    points,
    say: inAll(say, variables),
    why: null,
    reason: null,
    mistake: null,
    seen: null,
    waitsFor: null,
    error: null,
    ms,
    ...more,
  };
}

function errorOf(thrown: unknown): CheckResult['error'] {
  const { code, what, why, fix, class: kind } = asLabError(thrown);
  const place =
    kind === 'bug' && thrown instanceof Error
      ? thrown.stack
          ?.split('\n')
          .find((line) => /^\s+at .*check\.ts/.test(line))
          ?.trim()
      : undefined;
  return { code, what, why: why ?? place ?? null, fix: fix ?? null };
}

function tooLong(): LabError {
  return new LabError({
    code: 'E_CHECK_TIMEOUT',
    class: 'environment',
    what: `no result within ${CHECK_LIMIT_MS / 1000} s`,
    fix: 'see whether the lab is well: lab status',
  });
}
