import type { SuiteEvent, SuiteResult, TestResult } from '../cluster/suite-result.js';
import { effort, failureLines, seconds, title, type FailureTextOptions } from './failure-text.js';
import type { Paint } from './format.js';
import { sanitize } from './sanitize.js';

export interface SuiteTerminalOptions extends FailureTextOptions {
  write: (text: string) => void;
  paint: Paint;
  /** A terminal shows what is being waited for on one line that changes; anything else gets a line now and then. */
  tty: boolean;
  /** Every test on a line of its own, also in suites within suites. */
  verbose?: boolean;
  /** Width of the terminal, default 100. */
  columns?: number;
}

/** Milliseconds between two lines about the same wait where lines cannot be rewritten. */
const LINE_EVERY_MS = 10_000;
/** A line about a wait is a hint; the whole is in the failure, should it become one. */
const LOG_COLUMNS = 160;

/** Renders the events of a run as they come. */
export function suiteTerminal(options: SuiteTerminalOptions): (event: SuiteEvent) => void {
  const { write, tty, verbose = false } = options;
  const held = new Map<string, TestResult[]>();
  let status = false;
  let lastLine = -LINE_EVERY_MS;

  const print = (lines: readonly string[]) => {
    if (status) write('\r\u001b[2K');
    status = false;
    lines.forEach((line) => write(`${line}\n`));
  };
  const show = (text: string) => {
    write(`\r\u001b[2K${cut(sanitize(text), options.columns ?? 100)}`);
    status = true;
  };

  return (event) => {
    switch (event.type) {
      case 'run-started':
        return print([`${event.lab}: ${event.planned} tests`]);
      case 'test-started':
        lastLine = -LINE_EVERY_MS;
        return tty ? show(`  … ${title(event)}`) : undefined;
      case 'test-waiting': {
        const { elapsedMs, withinMs, observed } = event.waiting;
        const line = `  … ${title(event)}  ${Math.round(elapsedMs / 1000)} of ${Math.round(withinMs / 1000)} s${observed ? `  ${observed}` : ''}`;
        if (tty) return show(line);
        if (elapsedMs - lastLine < LINE_EVERY_MS) return undefined;
        lastLine = elapsedMs;
        return print([cut(sanitize(line), LOG_COLUMNS)]);
      }
      case 'test-finished': {
        const { test } = event;
        // Suites within suites are long lists of small things: what holds there is counted, what does not is shown.
        if (!verbose && test.path.length > 2 && test.status === 'passed') {
          const suite = title({ path: test.path.slice(0, -1) });
          held.set(suite, [...(held.get(suite) ?? []), test]);
          return undefined;
        }
        return print(testLines(test, options));
      }
      case 'suite-finished': {
        const tests = held.get(title(event));
        return tests ? print([groupLine(event.path, tests, options.paint)]) : undefined;
      }
      case 'run-finished':
        return print(['', ...summaryLines(event.result, options)]);
    }
  };
}

function testLines(test: TestResult, options: FailureTextOptions & { paint: Paint }): string[] {
  const { paint } = options;
  const name = sanitize(title(test));
  switch (test.status) {
    case 'passed':
      return [`${paint.green('✓')} ${name}${test.ms >= 100 ? paint.dim(`  ${seconds(test.ms)}`) : ''}`];
    case 'flaky':
      return [
        `${paint.yellow('~')} ${name}  ${paint.yellow(`flaky: passed at try ${test.attempts}`)}${paint.dim(`  ${seconds(test.ms)}`)}`,
        ...test.earlier.map((failure, i) => `  ${`try ${i + 1}`.padEnd(8)}  ${sanitize(failure.message)}`),
      ];
    case 'skipped':
      return [paint.dim(`- ${name}  skipped`)];
    case 'not-run':
      return [paint.dim(`- ${name}  not run: ${sanitize(test.reason ?? '')}`)];
    case 'failed':
      return [
        `${paint.red('✗')} ${paint.bold(name)}  ${paint.dim(effort(test))}`,
        ...failureLines(test, options)
          .map((line) => sanitize(line))
          .map((line) => paint.dim(line.slice(0, 12)) + line.slice(12)),
      ];
  }
}

function summaryLines(result: SuiteResult, options: FailureTextOptions & { paint: Paint }): string[] {
  const { paint } = options;
  const { passed, flaky, failed, skipped, 'not-run': notRun } = result.counts;
  const parts = [
    `${passed + flaky} passed`,
    ...(flaky > 0 ? [`${flaky} of them flaky`] : []),
    ...(failed > 0 ? [paint.red(`${failed} failed`)] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(notRun > 0 ? [`${notRun} not run`] : []),
    seconds(result.ms),
  ];
  const mark = result.ok ? paint.green('✓') : result.interrupted ? paint.yellow('■') : paint.red('✗');
  const lines = [`${mark} ${result.lab}: ${result.interrupted ? 'interrupted · ' : ''}${parts.join(' · ')}`];
  const bad = result.tests.filter((t) => t.status === 'failed');
  if (bad.length > 1) lines.push(...bad.map((t) => `  ${paint.red('✗')} ${sanitize(title(t))}`));
  return lines;
}

function groupLine(path: readonly string[], tests: readonly TestResult[], paint: Paint): string {
  const ms = tests.reduce((sum, t) => sum + t.ms, 0);
  return `${paint.green('✓')} ${sanitize(path.join(' › '))}  ${tests.length} passed${ms >= 100 ? paint.dim(`  ${seconds(ms)}`) : ''}`;
}

function cut(text: string, columns: number): string {
  const line = text.replaceAll('\n', ' ');
  return line.length < columns ? line : `${line.slice(0, columns - 2)}…`;
}
