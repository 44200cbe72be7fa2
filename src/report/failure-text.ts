import { relative } from 'node:path';
import { historyText, type Failure } from '../cluster/failure.js';
import type { TestResult } from '../cluster/suite-result.js';
import { quote } from '../shell.js';

export interface FailureTextOptions {
  /** What runs the suites again; default `lab test`. */
  command?: string | undefined;
  /** Paths below it are shown relative to it. */
  cwd?: string | undefined;
}

/** The answers to: what was expected, what was seen, how it got there, why, what to type next. Pairs of label and text. */
export function failureRows(failure: Failure, options: FailureTextOptions = {}): [label: string, text: string][] {
  const rows: [string, string][] = [];
  const add = (label: string, texts: readonly (string | undefined)[]) => {
    texts.forEach((text) => text && rows.push([label, text]));
  };
  if (failure.expected === undefined && failure.observed === undefined) add('error', [failure.message]);
  add('expected', [failure.expected]);
  add('observed', [failure.observed]);
  add('others', [failure.others.join(' · ')]);
  add('history', [historyText(failure)]);
  add('chain', [failure.chain.join(' → ')]);
  add('likely', [...new Set(failure.likely)]);
  add('evidence', [evidenceText(failure.evidence, options.cwd)]);
  add('note', failure.notes);
  // The place in the code matters only where nothing was observed: then it is the suite that broke.
  if (failure.expected === undefined && failure.observed === undefined)
    add('at', [
      failure.stack
        ?.split('\n')
        .find((l) => /^\s+at /.test(l))
        ?.trim(),
    ]);
  add('try', [...new Set(failure.tryNext)]);
  return rows;
}

/** The text block without its first line: labels in one column, further rows of a label below its first. */
export function failureLines(test: TestResult, options: FailureTextOptions = {}): string[] {
  if (!test.failure) return [];
  const rows = [...failureRows(test.failure, options), ['again', againCommand(test, options)] as const];
  let previous = '';
  return rows.flatMap(([label, text]) => {
    const shown = label === previous ? '' : label;
    previous = label;
    return text.split('\n').map((line, i) => `  ${(i === 0 ? shown : '').padEnd(8)}  ${line}`);
  });
}

/** `120.4 s · 61 probes` */
export function effort(test: TestResult): string {
  const probes = test.failure?.probes ?? 0;
  return [seconds(test.ms), ...(probes > 0 ? [`${probes} ${probes === 1 ? 'probe' : 'probes'}`] : [])].join(' · ');
}

export function title(test: Pick<TestResult, 'path'>): string {
  return test.path.join(' › ');
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** What runs this test alone. */
export function againCommand(test: TestResult, { command = 'lab test' }: FailureTextOptions = {}): string {
  // A hook cannot be run alone, its suite can. The outermost title is dropped where the rest says enough.
  const path = /^"(before|after) /.test(test.path.at(-1) ?? '')
    ? test.path.slice(0, -1)
    : test.path.slice(test.path.length > 1 ? 1 : 0);
  const text = path.join(' › ');
  return text === ''
    ? command.replace(/ --$/, '')
    : `${command} --grep ${/["$`\\!]/.test(text) ? quote(text) : `"${text}"`}`;
}

/** `.lab/k8s/logs/…/{events,node2.describe}` */
function evidenceText(files: readonly string[], cwd: string | undefined): string {
  const folders = new Map<string, string[]>();
  for (const file of files) {
    const below = cwd === undefined ? file : relative(cwd, file);
    const shown = below.startsWith('..') ? file : below;
    const slash = shown.lastIndexOf('/') + 1;
    folders.set(shown.slice(0, slash), [...(folders.get(shown.slice(0, slash)) ?? []), shown.slice(slash)]);
  }
  return [...folders]
    .map(([folder, names]) => folder + (names.length === 1 ? names[0] : `{${names.sort().join(',')}}`))
    .join(' ');
}
