import type { Lang } from '../exercise/text.js';
import type { ExerciseReport, ReportedExercise } from '../exercise/report.js';
import { escapeMarkup } from './sanitize.js';

/** A report as JUnit XML: a testsuite per exercise that was looked at, a testcase per check. */
export function reportJunit({ student, exercises }: ExerciseReport, lang: Lang): string {
  const looked = exercises.filter(({ last }) => last !== null);
  const all = looked.flatMap(({ last }) => last!.checks);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escapeMarkup(student)}" ${counts(all)}>`,
    ...looked.map((exercise) => suite(exercise, lang)),
    '</testsuites>',
    '',
  ].join('\n');
}

type Checks = NonNullable<ReportedExercise['last']>['checks'];

function suite({ name, last }: ReportedExercise, lang: Lang): string {
  const { checks, at, ms } = last!;
  return [
    `<testsuite name="${escapeMarkup(name)}" timestamp="${at.slice(0, 19)}" time="${seconds(ms)}" ${counts(checks)}>`,
    ...checks.map(
      (check) =>
        `<testcase name="${escapeMarkup(check.id)}" classname="${escapeMarkup(name)}" time="${seconds(check.ms)}">${outcome(check, checks, lang)}</testcase>`,
    ),
    '</testsuite>',
  ].join('\n');
}

function outcome(check: Checks[number], checks: Checks, lang: Lang): string {
  const text = (...lines: (string | null | undefined)[]) => escapeMarkup(lines.filter(Boolean).join('\n'));
  switch (check.status) {
    case 'pass':
      return check.seen ? `<system-out>${text(check.seen)}</system-out>` : '';
    case 'fail':
      return `<failure message="${attribute(check.why?.[lang])}" type="${escapeMarkup(check.reason ?? 'fail')}">${text(check.say[lang], check.seen)}</failure>`;
    case 'error':
      return `<error message="${attribute(check.error?.what)}" type="${escapeMarkup(check.error?.code ?? 'error')}">${text(check.error?.why, check.error?.fix)}</error>`;
    case 'skip':
      return `<skipped message="${attribute(checks.find(({ id }) => id === check.waitsFor)?.say[lang])}"/>`;
  }
}

function counts(checks: Checks): string {
  const of = (status: Checks[number]['status']) => checks.filter((check) => check.status === status).length;
  return `tests="${checks.length}" failures="${of('fail')}" errors="${of('error')}" skipped="${of('skip')}"`;
}

function attribute(value: string | undefined): string {
  return escapeMarkup(value ?? '')
    .replaceAll('\n', '&#10;')
    .replaceAll('\t', '&#9;');
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
