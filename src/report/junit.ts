import type { Failure } from '../cluster/failure.js';
import type { SuiteResult, TestResult } from '../cluster/suite-result.js';
import { failureLines, failureRows, type FailureTextOptions } from './failure-text.js';
import { escapeMarkup } from './sanitize.js';

/**
 * The result of a run as JUnit XML, one testsuite per outermost suite. A flake is a passed test with a flakyFailure, as
 * Maven Surefire writes it (surefire-test-report.xsd); readers that do not know the element see a passed test.
 */
export function suiteJunit(result: SuiteResult, options: FailureTextOptions = {}): string {
  const names = [...new Set(result.tests.map((t) => t.path[0] ?? ''))];
  const suites = names.map((name) =>
    suite(
      name,
      result.tests.filter((t) => (t.path[0] ?? '') === name),
      result.startedAt,
      options,
    ),
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    element('testsuites', { name: result.lab, ...totals(result.tests), time: time(result.ms) }, suites),
    '',
  ].join('\n');
}

function suite(name: string, tests: readonly TestResult[], startedAt: string, options: FailureTextOptions): string {
  const attributes = {
    name,
    timestamp: startedAt.slice(0, 19),
    ...totals(tests),
    time: time(tests.reduce((sum, t) => sum + t.ms, 0)),
  };
  return element(
    'testsuite',
    attributes,
    tests.map((test) => testcase(test, options)),
  );
}

function testcase(test: TestResult, options: FailureTextOptions): string {
  const name = test.path.at(-1) ?? '';
  const classname = test.path.slice(0, -1).join('.') || name;
  return element(
    'testcase',
    { name, classname, ...(test.file !== undefined && { file: test.file }), time: time(test.ms) },
    outcome(test, options),
  );
}

function outcome(test: TestResult, options: FailureTextOptions): string[] {
  const earlier = (tag: string) =>
    test.earlier.map((f) =>
      element(tag, { message: f.message, type: typeOf(f) }, [
        element('stackTrace', {}, [escapeMarkup(rows(f, options))]),
      ]),
    );
  switch (test.status) {
    case 'passed':
      return [];
    case 'flaky':
      return earlier('flakyFailure');
    case 'skipped':
      return [element('skipped', {}, [])];
    case 'not-run':
      return [element('skipped', { message: `not run: ${test.reason ?? ''}` }, [])];
    case 'failed': {
      const { failure } = test;
      const attributes = { message: failure?.message ?? '', type: typeOf(failure) };
      return [
        element('failure', attributes, [escapeMarkup(`\n${failureLines(test, options).join('\n')}\n`)]),
        ...earlier('rerunFailure'),
      ];
    }
  }
}

function rows(failure: Failure, options: FailureTextOptions): string {
  return failureRows(failure, options)
    .map(([label, text]) => `${label.padEnd(8)}  ${text}`)
    .join('\n');
}

/** What was observed to be otherwise, or a suite that broke. */
function typeOf(failure: Failure | undefined): string {
  return failure?.expected === undefined ? 'error' : 'assertion';
}

function totals(tests: readonly TestResult[]) {
  const count = (...statuses: TestResult['status'][]) =>
    String(tests.filter((t) => statuses.includes(t.status)).length);
  return { tests: String(tests.length), failures: count('failed'), errors: '0', skipped: count('skipped', 'not-run') };
}

/** @param children markup, escaped already */
function element(name: string, attributes: Record<string, string>, children: readonly string[]): string {
  const start = `<${name}${Object.entries(attributes)
    .map(([k, v]) => ` ${k}="${escapeMarkup(v).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')}"`)
    .join('')}`;
  if (children.length === 0) return `${start}/>`;
  const inner = children.join('\n');
  return inner.startsWith('<') ? `${start}>\n${inner}\n</${name}>` : `${start}>${inner}</${name}>`;
}

function time(ms: number): string {
  return (ms / 1000).toFixed(3);
}
