/**
 * An exercise proven both ways on a real cluster, and attacked: nothing done is 0 %, the solution and each answer unlike it
 * 100 %, each mistake fails the check that it names and is recognised, and what a machine changes matters where it must.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { transientLabel } from '../cluster/transient.js';
import { asLabError } from '../errors.js';
import { task, type TaskHandle } from '../events.js';
import type { Check } from './check.js';
import { loadChecks } from './check-module.js';
import { checkContext } from './context.js';
import { converged } from './converge.js';
import { scriptEnvironment } from './environment.js';
import { isAlone, namespacesOf, takes, type Exercise } from './exercise.js';
import { differences, fingerprint, type Fingerprint } from './fingerprint.js';
import { applyAttempt, applySolution, begin, clean, labelledObjects } from './lifecycle.js';
import { answersOf, mistakesOf, type Answer, type Mistake } from './load.js';
import { mutationsFor, Mutator } from './mutations.js';
import { isStillToBeDoneOver } from './not-yet.js';
import { recognised } from './recognise.js';
import type { ExerciseResult } from './result.js';
import { review } from './review.js';
import { runChecks } from './run-checks.js';
import type { MutationId, MutationOutcome } from './schema.js';
import type { Begun, Stage } from './stage.js';

export interface ProofStep {
  /** `review`, `fresh`, `solution`, `mutation port-first`, `reset`, `answer by-yaml`, `mistake selector`, `left behind` */
  step: string;
  ok: boolean;
  /** What was seen instead, one line each; for a mistake that did as it should, the reason that its check gave. */
  seen: string[];
  ms: number;
}

export interface Proof {
  exercise: string;
  status: 'proven' | 'failed' | 'skipped';
  steps: ProofStep[];
  /** Tries before this one, which all failed: a proof that then succeeds is a flake. */
  flakes: ProofStep[][];
  /** Why it was skipped. */
  reason: string | null;
  ms: number;
}

/** How long a proof waits for what it expects, in milliseconds. */
export interface Patience {
  /** For a solution or a mistake to show. */
  withinMs: number;
  /** A mistake's outcome must still be the same after this long: it must not be a solution that is only slow. */
  staysMs: number;
  /** For a harmful mutation to show. */
  harmMs: number;
  /** For hosts and nodes to be as they were. */
  leftMs: number;
}

const PATIENCE: Patience = { withinMs: 180_000, staysMs: 3_000, harmMs: 20_000, leftMs: 60_000 };

export interface ProveOptions {
  exercises: readonly Exercise[];
  /** All there are, for comparison. */
  all: readonly Exercise[];
  stage: Stage;
  /** How many may be proven at the same time, where they do not touch what others rely on. */
  parallel: number;
  /** Whether exercises may be proven that take the cluster away. */
  mayTakeCluster: boolean;
  /** How often a proof that failed is tried again. */
  retries?: number;
  patience?: Patience;
}

/**
 * @returns a proof for each exercise, in their order
 * @throws LabError `E_INTERRUPTED`, and what keeps any exercise from being proven (no lab)
 */
export async function prove(options: ProveOptions): Promise<Proof[]> {
  const { exercises, stage, parallel, mayTakeCluster } = options;
  const proofs = new Map<string, Proof>();
  const add = (proof: Proof) => {
    proofs.set(proof.exercise, proof);
  };
  const together = exercises.filter((exercise) => !isAlone(exercise));
  // What earlier tries have left must not be taken for how the lab should be.
  await Promise.all(together.map((exercise) => clean(exercise, stage)));
  const before = together.length > 0 ? await fingerprint(stage) : undefined;
  const queue = [...together];
  await Promise.all(
    Array.from({ length: Math.max(1, parallel) }, async () => {
      for (let next = queue.shift(); next; next = queue.shift()) add(await proveAgain(next, options));
    }),
  );
  if (before) await blame(before, stage, proofs);

  // Those that take the cluster away come last, for nothing that needs it can be proven after them; the more it is, the later.
  const alone = exercises.filter(isAlone).sort((a, b) => takes(a) - takes(b));
  for (const exercise of alone) {
    if (exercise.spec.lab !== 'cluster' && !mayTakeCluster) {
      add({
        exercise: exercise.name,
        status: 'skipped',
        steps: [],
        flakes: [],
        reason: 'it takes the cluster away: --yes allows it',
        ms: 0,
      });
    } else add(await proveAgain(exercise, options));
  }
  return exercises.map(({ name }) => proofs.get(name)!);
}

async function proveAgain(exercise: Exercise, options: ProveOptions): Promise<Proof> {
  const flakes: ProofStep[][] = [];
  for (;;) {
    const proof = await proveOne(exercise, options);
    if (proof.status !== 'failed' || flakes.length >= (options.retries ?? 0)) return { ...proof, flakes };
    flakes.push(proof.steps);
  }
}

async function proveOne(exercise: Exercise, { all, stage, patience = PATIENCE }: ProveOptions): Promise<Proof> {
  return task(stage.emit, { title: `prove ${exercise.name}` }, async (handle) => {
    const from = performance.now();
    const proof = new ProofOf(exercise, all, stage, patience, handle);
    await proof.run();
    stage.signal.throwIfAborted();
    const ok = proof.steps.every((step) => step.ok);
    handle.finish(
      ok ? 'changed' : 'failed',
      ok
        ? undefined
        : proof.steps
            .filter((step) => !step.ok)
            .map(({ step, seen }) => `${step} (${seen[0]})`)
            .join(', '),
    );
    return {
      exercise: exercise.name,
      status: ok ? 'proven' : 'failed',
      steps: proof.steps,
      flakes: [],
      reason: null,
      ms: performance.now() - from,
    };
  });
}

/** Together, exercises can be told from each other only by what they own; what else is different is held against all of them. */
async function blame(before: Fingerprint, stage: Stage, proofs: ReadonlyMap<string, Proof>): Promise<void> {
  const left = differences(before, await fingerprint(stage));
  if (left.length === 0) return;
  for (const proof of proofs.values()) {
    proof.steps.push({
      step: 'left behind',
      ok: false,
      seen: [`by one of ${[...proofs.keys()].join(', ')}`, ...left],
      ms: 0,
    });
    proof.status = 'failed';
  }
}

class ProofOf {
  readonly steps: ProofStep[] = [];
  private readonly stage: Stage;
  private checks: ReadonlyMap<string, Check> = new Map();
  private mistakes: readonly Mistake[] = [];

  constructor(
    private readonly exercise: Exercise,
    private readonly all: readonly Exercise[],
    outer: Stage,
    private readonly patience: Patience,
    private readonly handle: TaskHandle,
  ) {
    // One line per exercise is enough: what it is doing is shown there.
    this.stage = {
      ...outer,
      emit: (event) => {
        if (event.type === 'task-started') handle.progress(event.title);
        if (event.type === 'task-progress') handle.progress(event.text);
      },
    };
  }

  async run(): Promise<void> {
    const { exercise, stage } = this;
    if (!(await this.step('review', async () => review(exercise, this.all)))) return;
    [this.checks, this.mistakes] = await Promise.all([loadChecks(exercise), mistakesOf(exercise)]);
    const before = isAlone(exercise) && exercise.spec.lab === 'cluster' ? await this.cleanFingerprint() : undefined;
    try {
      const fresh = await this.fresh('fresh');
      const forge = fresh && (await this.solution(fresh)) ? await this.mutations(fresh) : undefined;
      let unspoilt = await this.fresh('reset');
      if (unspoilt && forge) {
        await forge(unspoilt);
        unspoilt = undefined;
      }
      const attempts = [
        ...(await answersOf(exercise)).map((answer) => (begun: Begun) => this.answer(answer, begun)),
        ...this.mistakes.map((mistake) => (begun: Begun) => this.mistake(mistake, begun)),
      ];
      for (const attempt of attempts) {
        const begun = unspoilt ?? (await this.fresh());
        unspoilt = undefined;
        if (begun) await attempt(begun);
      }
    } finally {
      if (!stage.signal.aborted) await this.step('left behind', async () => this.leftBehind(before));
    }
  }

  /** A start state, looked at when it has a step of its own. */
  private async fresh(step?: string): Promise<Begun | undefined> {
    const { exercise, stage } = this;
    let begun: Begun | undefined;
    const ok = await this.step(
      step ?? 'reset again',
      async () => {
        begun = await begin(exercise, stage).catch((error: unknown) => {
          // A lab that is busy with other proofs: how quick it is is not what is proven.
          if (transientLabel(error) === undefined) throw error;
          return begin(exercise, stage);
        });
        return step === undefined
          ? []
          : complaints(await this.look(begun), ({ status }) => status === 'fail' || status === 'skip');
      },
      step === undefined,
    );
    return ok ? begun : undefined;
  }

  private solution(begun: Begun, { onlyIfBad = false } = {}): Promise<boolean> {
    return this.step(
      'solution',
      async () => {
        await applySolution(this.exercise, this.stage);
        return this.lacking(begun);
      },
      onlyIfBad,
    );
  }

  private async answer(answer: Answer, begun: Begun): Promise<void> {
    await this.step(`answer ${answer.name}`, async () => {
      await applyAttempt(this.exercise, 'answers', answer, this.stage);
      return this.lacking(begun);
    });
  }

  /** What is not right although it should all be. */
  private async lacking(begun: Begun): Promise<string[]> {
    return complaints(await this.lookUntil(begun, ({ score }) => score === 100), ({ status }) => status === 'pass');
  }

  /**
   * Each mutation on the solved state, which is solved again where one has spoilt it.
   * @returns what is to be forged on the next fresh start
   */
  private async mutations(begun: Begun): Promise<((fresh: Begun) => Promise<void>) | undefined> {
    const mutator = new Mutator(this.exercise, this.stage);
    const plans = mutationsFor(this.exercise);
    // Before the mutations have added theirs.
    const events = plans.some(({ id }) => id === 'forged-events') ? await mutator.events() : [];
    let solved: Begun | undefined = begun;
    for (const { id, expect } of plans) {
      if (id === 'forged-events') continue;
      solved ??= await this.solvedAnew();
      if (!solved) break;
      const on: Begun = solved;
      let stays = true;
      await this.step(`mutation ${id}`, async () => {
        const undo = await mutator.make(id);
        if (!undo) return undefined;
        const complaints = await this.wrongAfter(expect, on);
        if (expect !== 'harmless') await undo();
        stays = !isFinal(id, expect) && (await this.lacking(on)).length === 0;
        return complaints;
      });
      if (!stays) solved = undefined;
    }
    if (events.length === 0) return undefined;
    return async (fresh) => {
      await this.step('mutation forged-events', async () => {
        await mutator.forge(events);
        return complaints(await this.look(fresh), ({ status }) => status === 'fail' || status === 'skip');
      });
    };
  }

  /** How the outcome of a mutation differs from what is expected of it. */
  private async wrongAfter(expect: MutationOutcome, begun: Begun): Promise<string[]> {
    if (expect === 'harmless') return this.lacking(begun);
    const noError = (result: ExerciseResult) => complaints(result, ({ status }) => status !== 'error');
    if (expect === 'told')
      return noError(await this.lookUntil(begun, ({ score }) => score === 100, this.patience.harmMs));
    const harmed = ({ checks }: ExerciseResult) => checks.some(({ status }) => status === 'fail');
    const result = await this.lookUntil(begun, harmed, this.patience.harmMs);
    return harmed(result) ? noError(result) : ['every check passes all the same'];
  }

  private async solvedAnew(): Promise<Begun | undefined> {
    const begun = await this.fresh();
    return begun && (await this.solution(begun, { onlyIfBad: true })) ? begun : undefined;
  }

  private async mistake(mistake: Mistake, begun: Begun): Promise<void> {
    await this.step(`mistake ${mistake.name}`, async () => {
      await applyAttempt(this.exercise, 'mistakes', mistake, this.stage);
      const complain = (result: ExerciseResult) => this.wrongAbout(result, mistake);
      const first = await this.lookUntil(begun, (result) => complain(result).length === 0);
      if (complain(first).length > 0) return complain(first);
      await sleep(this.patience.staysMs, undefined, { signal: this.stage.signal });
      return complain(await this.look(begun)).map((line) => `a moment later: ${line}`);
    });
  }

  /**
   * How a result differs from “the named check fails, those that need it are skipped, all others pass”. A check is only
   * skipped because another did not pass, and if that is not the named one it is complained about itself.
   */
  private wrongAbout(result: ExerciseResult, { name, fails, reason }: Mistake): string[] {
    const wrong = complaints(result, ({ id, status }) =>
      id === fails ? status === 'fail' : status === 'pass' || status === 'skip',
    );
    const named = result.checks.find(({ id }) => id === fails);
    if (wrong.length > 0 || named?.mistake?.name === name || isStillToBeDoneOver(this.exercise)) return wrong;
    return [
      `${fails}: fails with the reason ${named?.reason ?? '-'} (${named?.why?.en ?? ''}) and is ${
        named?.mistake ? `taken for ${named.mistake.name}` : 'not recognised'
      }; it should be ${reason}`,
    ];
  }

  private async look(begun: Begun): Promise<ExerciseResult> {
    const { exercise, stage, checks } = this;
    const context = await checkContext(exercise, stage, begun);
    const variables = scriptEnvironment(exercise, stage.config);
    return recognised(await runChecks({ exercise, checks, context, variables }), this.mistakes);
  }

  private lookUntil(
    begun: Begun,
    wanted: (result: ExerciseResult) => boolean,
    withinMs = this.patience.withinMs,
  ): Promise<ExerciseResult> {
    return converged(() => this.look(begun), wanted, this.stage.signal, withinMs);
  }

  /** What was left by an earlier try must not be taken for how the lab should be. */
  private async cleanFingerprint(): Promise<Fingerprint> {
    await clean(this.exercise, this.stage);
    return fingerprint(this.stage);
  }

  private async leftBehind(before: Fingerprint | undefined): Promise<string[]> {
    const { exercise, stage } = this;
    await clean(exercise, stage);
    if (exercise.spec.lab !== 'cluster') return [];
    const cluster = await stage.cluster();
    const namespaces = await Promise.all(
      namespacesOf(exercise).map((name) => cluster.read({ apiVersion: 'v1', kind: 'Namespace', name }, stage)),
    );
    const objects = await labelledObjects(exercise, cluster, stage.signal);
    const own = [...namespaces, ...objects]
      .filter((object) => object !== undefined)
      .map(({ kind, metadata }) => `${kind} ${metadata?.name}`);
    if (!before) return own;
    // A node that was just healed reports so within seconds.
    const left = await converged(
      async () => differences(before, await fingerprint(stage)),
      (lines) => lines.length === 0,
      stage.signal,
      this.patience.leftMs,
    );
    return [...own, ...left];
  }

  /**
   * Do a step of the proof; trouble of any kind is its outcome, an interruption ends everything.
   * @param work returns what is wrong; undefined when there was nothing to do, and then there was no such step
   */
  private async step(step: string, work: () => Promise<string[] | undefined>, onlyIfBad = false): Promise<boolean> {
    const from = performance.now();
    this.handle.progress(step);
    let seen: string[] | undefined;
    try {
      seen = await work();
    } catch (thrown) {
      this.stage.signal.throwIfAborted();
      const { what, why } = asLabError(thrown);
      seen = [what, ...(why?.split('\n') ?? [])];
    }
    if (seen === undefined) return true;
    const ok = seen.length === 0;
    if (!ok || !onlyIfBad) this.steps.push({ step, ok, seen, ms: performance.now() - from });
    return ok;
  }
}

/** Whether a mutation cannot be taken back, so that the solved state is not waited for: evidence that went with a helper is gone. */
function isFinal(id: MutationId, expect: MutationOutcome): boolean {
  return id === 'orphaned' || (id === 'helpers-deleted' && expect === 'harmful');
}

/** The checks that are not as they should be, in words. */
function complaints(
  { checks }: ExerciseResult,
  asItShould: (check: ExerciseResult['checks'][number]) => boolean,
): string[] {
  return checks
    .filter((check) => !asItShould(check))
    .map(({ id, status, why, seen, waitsFor, error }) => {
      const said = [
        why?.en,
        seen,
        waitsFor && `waits for ${waitsFor}`,
        error && [error.what, error.why].filter(Boolean).join(': '),
      ]
        .filter(Boolean)
        .join(' · ');
      return `${id}: ${status}${said === '' ? '' : ` (${said})`}`;
    });
}
