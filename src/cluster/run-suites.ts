import { basename } from 'node:path';
import { LabError } from '../errors.js';
import type { Waiting } from './eventually.js';
import { asFailure, type Failure } from './failure.js';
import { setSuiteContext, type SuiteContext } from './suite-context.js';
import { suiteResult, type SuiteEvent, type SuiteResult, type TestResult } from './suite-result.js';

export interface RunSuitesOptions {
  context: SuiteContext;
  /** Compiled suites. A file can be loaded once in the life of a process: a module runs only the first time. */
  files: readonly string[];
  /** Only tests whose titles contain this text; ` › ` between titles is read as mocha's blank. */
  grep?: string | undefined;
  /** How often a failed test is tried again; what then passes is `flaky`. Default 0. */
  retries?: number;
  onEvent?: (event: SuiteEvent) => void;
}

/** A net below the suites' own deadlines, so that a bug in one cannot hang the run. Milliseconds. */
const TEST_LIMIT_MS = 300_000;

/**
 * Run the suites in this process and collect what they find. When `context.signal` is aborted the test under way ends,
 * clean-up hooks still run, and the tests that are left are `not-run`.
 * @throws LabError `E_NO_SUCH_TEST` when `grep` matches nothing
 */
export async function runSuites({
  context,
  files,
  grep,
  retries = 0,
  onEvent = () => undefined,
}: RunSuitesOptions): Promise<SuiteResult> {
  // Loading mocha costs 100 ms; only this verb pays for it.
  const { default: Mocha } = await import('mocha');
  const started = performance.now();
  const startedAt = new Date().toISOString();
  const book = new Book(onEvent);
  setSuiteContext({ ...context, onWaiting: (waiting) => book.waiting(waiting) });

  class Silent {}
  const mocha = new Mocha({
    ui: 'bdd',
    reporter: Silent as unknown as Mocha.ReporterConstructor,
    timeout: TEST_LIMIT_MS,
    retries,
  });
  if (grep !== undefined) mocha.grep(new RegExp(literal(grep.replaceAll(' › ', ' '))));
  files.forEach((file) => mocha.addFile(file));
  await mocha.loadFilesAsync();

  const planned = testsOf(mocha.suite).filter(
    (test) => grep === undefined || test.fullTitle().includes(grep.replaceAll(' › ', ' ')),
  );
  if (planned.length === 0) {
    throw new LabError({
      code: 'E_NO_SUCH_TEST',
      class: 'usage',
      what: grep === undefined ? 'there are no tests' : `no test's title contains “${grep}”`,
      fix: 'see the titles: lab test',
    });
  }
  onEvent({ type: 'run-started', lab: context.config.name, planned: planned.length });

  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => resolve());
    const abort = () => void runner.abort();
    if (context.signal.aborted) abort();
    context.signal.addEventListener('abort', abort, { once: true });
    runner.on('end', () => context.signal.removeEventListener('abort', abort));
    runner.on('hook', (hook) => book.hookStarted(hook));
    runner.on('test', (test) => book.started(test));
    runner.on('retry', (test: Mocha.Test, error: unknown) => book.retried(test, error));
    runner.on('pass', (test) => book.passed(test));
    runner.on('pending', (test) => book.finished(test, 'skipped'));
    runner.on('fail', (runnable, error) => book.failed(runnable, error));
    runner.on(
      'suite end',
      (suite) => suite.title !== '' && onEvent({ type: 'suite-finished', path: suite.titlePath() }),
    );
  });

  const interrupted = context.signal.aborted;
  book.fill(planned, interrupted ? 'interrupted' : undefined);
  const result = suiteResult({
    lab: context.config.name,
    startedAt,
    ms: performance.now() - started,
    tests: book.tests,
    interrupted,
  });
  onEvent({ type: 'run-finished', result });
  return result;
}

/** Turns what mocha says into results. */
class Book {
  readonly tests: TestResult[] = [];
  private current: string[] = [];
  private readonly earlier = new Map<string, { failures: Failure[]; ms: number }>();
  /** Suites whose hook failed, with what it said: the reason why their other tests did not run. */
  private readonly brokenHooks: { path: string[]; title: string }[] = [];

  constructor(private readonly onEvent: (event: SuiteEvent) => void) {}

  waiting(waiting: Waiting): void {
    this.onEvent({ type: 'test-waiting', path: this.current, waiting });
  }

  hookStarted(hook: Mocha.Hook): void {
    // Hooks around each test belong to the test that is already named.
    if (/"(before|after) all"/.test(hook.title)) this.current = pathOf(hook);
  }

  started(test: Mocha.Test): void {
    this.current = test.titlePath();
    if (this.earlierOf(test).failures.length === 0) this.onEvent({ type: 'test-started', path: this.current });
  }

  retried(test: Mocha.Test, error: unknown): void {
    const before = this.earlierOf(test);
    before.failures.push(asFailure(error));
    before.ms += test.duration ?? 0;
  }

  passed(test: Mocha.Test): void {
    this.finished(test, this.earlierOf(test).failures.length > 0 ? 'flaky' : 'passed');
  }

  failed(runnable: Mocha.Test | Mocha.Hook, error: unknown): void {
    const interrupted = error instanceof LabError && error.class === 'interrupted';
    if (runnable.type === 'hook') {
      if (interrupted) return;
      const path = pathOf(runnable);
      this.brokenHooks.push({ path: path.slice(0, -1), title: path.at(-1)! });
      this.add({
        path,
        file: fileOf(runnable),
        status: 'failed',
        ms: runnable.duration ?? 0,
        attempts: 1,
        earlier: [],
        failure: asFailure(error),
      });
    } else if (interrupted) this.finished(runnable, 'not-run', undefined, 'interrupted');
    else this.finished(runnable, 'failed', asFailure(error));
  }

  finished(test: Mocha.Runnable, status: TestResult['status'], failure?: Failure, reason?: string): void {
    const { failures, ms } = this.earlierOf(test);
    this.add({
      path: test.titlePath(),
      file: fileOf(test),
      status,
      ms: ms + (test.duration ?? failure?.ms ?? 0),
      attempts: failures.length + (status === 'skipped' || status === 'not-run' ? 0 : 1),
      earlier: failures,
      ...(failure && { failure }),
      ...(reason !== undefined && { reason }),
    });
  }

  /** What was planned and never began is said too: a test must not vanish. */
  fill(planned: readonly Mocha.Test[], reason: string | undefined): void {
    const known = new Set(this.tests.map((t) => key(t.path)));
    for (const test of planned) {
      const path = test.titlePath();
      if (known.has(key(path))) continue;
      const broken = this.brokenHooks.find((hook) => hook.path.every((title, i) => path[i] === title));
      this.finished(
        test,
        'not-run',
        undefined,
        reason ?? (broken ? `${broken.title} failed` : 'the run ended before it'),
      );
    }
  }

  private earlierOf(test: Mocha.Runnable) {
    const id = key(test.titlePath());
    const known = this.earlier.get(id) ?? { failures: [], ms: 0 };
    this.earlier.set(id, known);
    return known;
  }

  private add(test: TestResult): void {
    this.tests.push(test);
    this.onEvent({ type: 'test-finished', test });
  }
}

function testsOf(suite: Mocha.Suite): Mocha.Test[] {
  return [...suite.tests, ...suite.suites.flatMap(testsOf)];
}

/** `"before all" hook for "x"` → `"before all" hook`: which test came next says nothing about the hook. */
function pathOf(hook: Mocha.Runnable): string[] {
  return [...(hook.parent?.titlePath() ?? []), hook.title.replace(/ (for|in) ".*"$/, '')];
}

function fileOf(runnable: Mocha.Runnable): string | undefined {
  for (let at: Mocha.Runnable | Mocha.Suite | undefined = runnable; at; at = at.parent)
    if (at.file) return basename(at.file);
  return undefined;
}

function key(path: readonly string[]): string {
  return path.join('\0');
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
