/**
 * What a failed assertion knows: what was expected, what was seen, how it got there, why, and what to type next.
 * Plain data, so that the terminal, JUnit, JSON and HTML all say the same.
 */

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

/** An assertion about the lab that did not hold. `expected` and `actual` are where every assertion library puts them. */
export class ObservationError extends Error {
  override readonly name = 'ObservationError';
  readonly expected: string | undefined;
  readonly actual: string | undefined;

  constructor(readonly failure: Failure) {
    super(failure.message);
    this.expected = failure.expected;
    this.actual = failure.observed;
  }
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
