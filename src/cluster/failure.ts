/**
 * What a failed assertion knows: what was expected, what was seen, how it got there, why, and what to type next.
 * Plain data, so that the terminal, JUnit, JSON and HTML all say the same.
 */

import { LabError, type ErrorClass } from '../errors.js';

/** A run of equal samples. Times are milliseconds since the wait began. */
export interface HistoryRun {
  observed: string;
  fromMs: number;
  toMs: number;
  samples: number;
}

/** An error that was retried, as one short word or two: `ECONNREFUSED :6443`, `HTTP 503`. */
export interface TransientError {
  error: string;
  count: number;
}

/** What looking around after a failure brought to light. Every `likely` quotes the evidence it rests on. */
export interface Diagnosis {
  /** One link per station of the way, in order: `pod Ready ✓`, `kube-proxy on node2 ✗ CrashLoopBackOff`. */
  chain: string[];
  likely: string[];
  /** Files that hold what was collected. */
  evidence: string[];
  /** Commands worth typing next. */
  tryNext: string[];
  /** What the diagnosis itself could not do; it never replaces the failure. */
  notes: string[];
}

export interface Failure extends Diagnosis {
  /** One line: what failed. */
  message: string;
  expected?: string | undefined;
  observed?: string | undefined;
  /** The rest of the picture, where it is as it should be: `master Ready`. */
  others: string[];
  history: HistoryRun[];
  transient: TransientError[];
  /** Whether a proper sample came after the last transient error. */
  recovered: boolean;
  /** How often the probe was asked; 0 when nothing was waited for. */
  probes: number;
  /** Wall time in milliseconds. */
  ms: number;
  /** Only for what is not an observation: a bug in a suite, say. */
  stack?: string | undefined;
}

export function emptyDiagnosis(): Diagnosis {
  return { chain: [], likely: [], evidence: [], tryNext: [], notes: [] };
}

/** A failure with every field there; lists left out are empty. */
export function failure(fields: Partial<Failure> & Pick<Failure, 'message'>): Failure {
  return { ...emptyDiagnosis(), others: [], history: [], transient: [], recovered: false, probes: 0, ms: 0, ...fields };
}

/**
 * An assertion about the lab that did not hold, `E_WAITED_IN_VAIN` unless its caller has a better word. Outside the suites
 * it is an error like any other. `expected` and `actual` are where every assertion library puts them.
 */
export class ObservationError extends LabError {
  override readonly name = 'ObservationError';
  readonly expected: string | undefined;
  readonly actual: string | undefined;

  constructor(
    readonly failure: Failure,
    { code = 'E_WAITED_IN_VAIN', class: kind = 'assertion' }: { code?: string; class?: ErrorClass } = {},
  ) {
    super({
      code,
      class: kind,
      what: failure.message,
      why: reasons(failure),
      fix: failure.tryNext.join('\n') || 'lab test   says what is wrong with the lab',
    });
    this.expected = failure.expected;
    this.actual = failure.observed;
  }
}

/** What the message does not say. */
function reasons(failure: Failure): string | undefined {
  const { message, expected, others, chain, likely, notes } = failure;
  const lines = [
    expected !== undefined && !message.startsWith(expected) && `expected: ${expected}`,
    others.length > 0 && `as it should be: ${others.join(' · ')}`,
    historyText(failure) && `history: ${historyText(failure)}`,
    chain.join(' → '),
    ...likely,
    ...notes,
    failure.ms >= 1000 && `waited ${(failure.ms / 1000).toFixed(0)} s, asked ${failure.probes} times`,
  ].filter((line) => typeof line === 'string' && line !== '');
  return lines.join('\n') || undefined;
}

/** Any thrown value as a failure. */
export function asFailure(error: unknown): Failure {
  if (error instanceof ObservationError) return error.failure;
  if (!(error instanceof Error)) return failure({ message: String(error) });
  const { expected, actual, why, fix } = error as Error & Record<'expected' | 'actual' | 'why' | 'fix', unknown>;
  const said = (value: unknown) =>
    value === undefined ? undefined : typeof value === 'string' ? value : JSON.stringify(value);
  return failure({
    message: error.message,
    expected: said(expected),
    observed: said(actual),
    notes: typeof why === 'string' ? why.split('\n') : [],
    tryNext: typeof fix === 'string' ? fix.split('\n') : [],
    stack: error.stack,
  });
}

/** `0–38 s True → 38–120 s Unknown · 2 transient errors (ECONNREFUSED :6443), recovered`; empty when it says nothing new. */
export function historyText({ history, transient, recovered }: Failure): string {
  const parts: string[] = [];
  if (history.length > 1) parts.push(runsText(history));
  const count = transient.reduce((sum, t) => sum + t.count, 0);
  if (count > 0) {
    const kinds = transient
      .map((t) => (t.count > 1 && transient.length > 1 ? `${t.count}× ${t.error}` : t.error))
      .join(', ');
    parts.push(
      `${count} transient ${count === 1 ? 'error' : 'errors'} (${kinds}), ${recovered ? 'recovered' : 'not recovered'}`,
    );
  }
  return parts.join(' · ');
}

/** A flapping observation has hundreds of runs: the beginning and the end tell the story. */
function runsText(runs: readonly HistoryRun[]): string {
  const text = (run: HistoryRun) => `${Math.floor(run.fromMs / 1000)}–${Math.ceil(run.toMs / 1000)} s ${run.observed}`;
  if (runs.length <= 6) return runs.map(text).join(' → ');
  return [...runs.slice(0, 2).map(text), `… ${runs.length - 5} more …`, ...runs.slice(-3).map(text)].join(' → ');
}
