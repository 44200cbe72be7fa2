import type { SuiteResult, TestResult } from '../cluster/suite-result.js';
import { effort, failureLines, seconds, type FailureTextOptions } from './failure-text.js';
import { escapeMarkup } from './sanitize.js';

const MARKS: Record<TestResult['status'], string> = {
  passed: '✓',
  flaky: '~',
  failed: '✗',
  skipped: '-',
  'not-run': '-',
};

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:70em;margin:2em auto;padding:0 1em;color:#222;background:#fff}
li{list-style:none}ul{padding-left:1em}pre{background:#f5f5f5;padding:.7em 1em;overflow-x:auto;border-left:3px solid #b00020}
.passed>b{color:#0a7a2f}.failed>b{color:#b00020}.flaky>b{color:#8a5a00}.skipped,.not-run{color:#666}small{color:#666}`;

/** The result of a run as one page without scripts or outside references: something to keep or to send. */
export function suiteHtml(result: SuiteResult, options: FailureTextOptions = {}): string {
  const names = [...new Set(result.tests.map((t) => t.path[0] ?? ''))];
  const { passed, flaky, failed } = result.counts;
  const heading = `${result.lab}: ${passed + flaky} passed, ${failed} failed${flaky > 0 ? `, ${flaky} flaky` : ''}${result.interrupted ? ', interrupted' : ''}`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeMarkup(heading)}</title>
<style>${STYLE}</style>
<h1>${escapeMarkup(heading)}</h1>
<p><small>${escapeMarkup(result.startedAt)} · ${seconds(result.ms)}</small></p>
${names
  .map((name) =>
    section(
      name,
      result.tests.filter((t) => (t.path[0] ?? '') === name),
      options,
    ),
  )
  .join('\n')}
</html>
`;
}

function section(name: string, tests: readonly TestResult[], options: FailureTextOptions): string {
  return `<h2>${escapeMarkup(name)}</h2>\n<ul>\n${tests.map((test) => item(test, options)).join('\n')}\n</ul>`;
}

function item(test: TestResult, options: FailureTextOptions): string {
  const title = escapeMarkup(test.path.slice(1).join(' › '));
  const remark = {
    passed: '',
    failed: '',
    skipped: 'skipped',
    'not-run': `not run: ${test.reason ?? ''}`,
    flaky: `flaky: passed at try ${test.attempts}`,
  }[test.status];
  const details =
    test.status === 'flaky' ? test.earlier.map((f) => f.message).join('\n') : failureLines(test, options).join('\n');
  return `<li class="${test.status}"><b>${MARKS[test.status]}</b> ${title} <small>${escapeMarkup([effort(test), remark].filter(Boolean).join(' · '))}</small>${details ? `<pre>${escapeMarkup(details)}</pre>` : ''}</li>`;
}
