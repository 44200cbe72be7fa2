import { setTimeout as sleep } from 'node:timers/promises';
import { LabError, type ErrorClass } from '../errors.js';
import { Deadline } from './deadline.js';
import { runDiagnosis, type Diagnose } from './diagnosis.js';
import { emptyDiagnosis, failure, ObservationError, type HistoryRun, type TransientError } from './failure.js';
import { transientLabel } from './transient.js';

/** What a probe saw. `observed` says it in full; `state` is its short form for the history, where the full one varies. */
export type Sample<T = void> =
  | ({ ok: true; observed: string; state?: string } & (T extends void ? { value?: undefined } : { value: T }))
  | {
      ok: false;
      observed: string;
      state?: string;
      /** What is as it should be. */
      others?: string[];
      /** Why waiting longer cannot help; ends the wait at once. */
      final?: string;
      chain?: string[];
    };

export interface Waiting {
  what: string;
  observed: string | undefined;
  elapsedMs: number;
  withinMs: number;
  probes: number;
}

export interface EventuallyOptions {
  /** Deadline in milliseconds. */
  within: number;
  /** What a success looks like, for the failure; `what` when left out. */
  expected?: string;
  signal?: AbortSignal | undefined;
  /** Milliseconds between probes: the first pause, growing by half up to the longest. Default 250 and 2000. */
  interval?: { first: number; longest: number };
  /** Called every two seconds while waiting. */
  onProgress?: ((waiting: Waiting) => void) | undefined;
  /** Looks for the reason after a failure; bounded in time, and its own troubles become notes. */
  diagnose?: Diagnose | undefined;
  tryNext?: string[];
  /** What to call it when it is given up, and of which class that is; as ObservationError has them when left out. */
  code?: string;
  class?: ErrorClass;
}

const PROGRESS_EVERY_MS = 2000;

/**
 * Ask `probe` until it says ok. Transient errors are retried and remembered, final ones stop at once.
 * @param probe gets a signal that ends with the deadline and with `options.signal`
 * @returns the value of the sample that was ok
 * @throws ObservationError (a LabError) on timeout, on a final error and on a sample that is `final`; LabError `E_INTERRUPTED` when
 *   `options.signal` is aborted
 */
export async function eventually<T = void>(
  what: string,
  probe: (signal: AbortSignal) => Promise<Sample<T>>,
  options: EventuallyOptions,
): Promise<T> {
  const started = performance.now();
  const elapsed = () => performance.now() - started;
  const watch = new Watch();
  const deadline = new Deadline(options.within, options.signal);
  const ended = deadline.signal;
  const progress = setInterval(
    () =>
      options.onProgress?.({
        what,
        observed: watch.observed,
        elapsedMs: elapsed(),
        withinMs: options.within,
        probes: watch.probes,
      }),
    PROGRESS_EVERY_MS,
  );
  const interval = options.interval ?? { first: 250, longest: 2000 };
  let stop: string | undefined;
  let chain: string[] = [];
  let others: string[] = [];
  let last: unknown;

  try {
    for (let pause = interval.first; !ended.aborted; pause = Math.min(pause * 1.5, interval.longest)) {
      watch.probes++;
      try {
        const sample = await deadline.race(probe(ended));
        watch.saw(sample.state ?? sample.observed, sample.observed, elapsed());
        if (sample.ok) return sample.value as T;
        [others, chain, stop, last] = [sample.others ?? [], sample.chain ?? [], sample.final, undefined];
      } catch (error) {
        if (ended.aborted) break;
        last = error;
        const label = transientLabel(error);
        if (label === undefined) {
          watch.observed = messageOf(error);
          stop = 'this error does not pass by itself';
        } else watch.failed(label, elapsed());
      }
      if (stop !== undefined) break;
      await sleep(pause, undefined, { signal: ended }).catch(() => undefined);
    }
  } finally {
    clearInterval(progress);
    deadline.clear();
  }
  if (options.signal?.aborted) throw interrupted(what);

  const ms = elapsed();
  const diagnosis = options.diagnose
    ? await runDiagnosis(options.diagnose, { observed: watch.observed, error: last, signal: options.signal })
    : emptyDiagnosis();
  const expected = options.expected ?? what;
  const observed = watch.observed ?? `no answer within ${(ms / 1000).toFixed(1)} s`;
  throw new ObservationError(
    failure({
      ...diagnosis,
      message: `${what}: ${observed}`,
      expected,
      observed,
      others,
      chain: diagnosis.chain.length > 0 ? diagnosis.chain : chain,
      history: watch.runs,
      transient: watch.transient,
      recovered: watch.recovered,
      probes: watch.probes,
      ms,
      notes: [...(stop === undefined ? [] : [`not waited any longer: ${stop}`]), ...diagnosis.notes],
      tryNext: [...new Set([...diagnosis.tryNext, ...(options.tryNext ?? [])])],
    }),
    options,
  );
}

/** The memory of one wait. */
class Watch {
  probes = 0;
  observed: string | undefined;
  recovered = false;
  readonly runs: HistoryRun[] = [];
  private readonly errors = new Map<string, number>();

  get transient(): TransientError[] {
    return [...this.errors].map(([error, count]) => ({ error, count }));
  }

  saw(state: string, observed: string, atMs: number): void {
    const run = this.runs.at(-1);
    if (run?.observed === state) {
      run.toMs = atMs;
      run.samples++;
    } else {
      // The time between two different samples belongs to the earlier state: it is the last that was known.
      if (run) run.toMs = atMs;
      this.runs.push({ observed: state, fromMs: run ? atMs : 0, toMs: atMs, samples: 1 });
    }
    this.observed = observed;
    this.recovered = this.errors.size > 0;
  }

  failed(label: string, atMs: number): void {
    this.errors.set(label, (this.errors.get(label) ?? 0) + 1);
    this.recovered = false;
    // An error is not an observation, but while there is nothing better it is what there is to say.
    if (this.runs.length === 0) this.observed = label;
    else this.runs.at(-1)!.toMs = atMs;
  }
}

function interrupted(what: string): LabError {
  return new LabError({ code: 'E_INTERRUPTED', class: 'interrupted', what: `interrupted while waiting: ${what}` });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
