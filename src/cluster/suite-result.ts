/** What a run of the suites found: collected once, rendered by src/report as text, JUnit, JSON or HTML. */
import type { Waiting } from './eventually.js';
import type { Failure } from './failure.js';

export type TestStatus =
  | 'passed'
  | 'flaky' // passed, but not at the first try
  | 'failed'
  | 'skipped' // by its author
  | 'not-run'; // because of an interruption or of a hook that failed: see `reason`

export interface TestResult {
  /** Titles from the outermost suite to the test: `['cluster', 'nodes', 'all are Ready']`. */
  path: string[];
  /** Below the folder of the suites: `cluster.test.js`. */
  file: string | undefined;
  status: TestStatus;
  /** Wall time in milliseconds, all tries together. */
  ms: number;
  attempts: number;
  failure?: Failure | undefined;
  /** What went wrong at the tries before the last. */
  earlier: Failure[];
  reason?: string | undefined;
}

export interface SuiteResult {
  lab: string;
  /** ISO 8601 */
  startedAt: string;
  /** Wall time in milliseconds. */
  ms: number;
  tests: TestResult[];
  counts: Record<TestStatus, number>;
  interrupted: boolean;
  /** True when every test that was asked for passed, at the first try or later, and there was one. */
  ok: boolean;
}

export type SuiteEvent =
  | { type: 'run-started'; lab: string; planned: number }
  | { type: 'test-started'; path: string[] }
  | { type: 'test-waiting'; path: string[]; waiting: Waiting }
  | { type: 'test-finished'; test: TestResult }
  /** Every test of the suite with this path, and of those inside it, has finished. */
  | { type: 'suite-finished'; path: string[] }
  | { type: 'run-finished'; result: SuiteResult };

export function suiteResult(
  fields: Pick<SuiteResult, 'lab' | 'startedAt' | 'ms' | 'tests' | 'interrupted'>,
): SuiteResult {
  const counts: Record<TestStatus, number> = { passed: 0, flaky: 0, failed: 0, skipped: 0, 'not-run': 0 };
  for (const test of fields.tests) counts[test.status]++;
  const ok = !fields.interrupted && counts.failed === 0 && counts['not-run'] === 0 && counts.passed + counts.flaky > 0;
  return { ...fields, counts, ok };
}
