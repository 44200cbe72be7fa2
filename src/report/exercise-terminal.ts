/** Exercises as a student sees them in a terminal. */
import type { Exercise } from '../exercise/exercise.js';
import { totalPoints } from '../exercise/exercise.js';
import { stateOf, type Progress } from '../exercise/progress.js';
import type { CheckResult, ExerciseResult } from '../exercise/result.js';
import type { Lang } from '../exercise/text.js';
import { WORDS } from './exercise-words.js';
import { table, textWidth, type Paint } from './format.js';
import { sanitize } from './sanitize.js';

export function listText(
  exercises: readonly Exercise[],
  { exercises: entries }: Progress,
  lang: Lang,
  paint: Paint,
): string {
  const words = WORDS[lang];
  const { name, title, minutes, points, state } = words.heading;
  const rows = exercises.map((exercise) => {
    const entry = entries[exercise.name];
    const at = stateOf(entry);
    const score = at === 'started' && entry?.last ? ` ${entry.last.score ?? '?'} %` : '';
    return [
      exercise.name,
      exercise.spec.title[lang],
      String(exercise.spec.minutes),
      String(totalPoints(exercise)),
      words.states[at] + score,
    ];
  });
  const finished = exercises.filter((exercise) => stateOf(entries[exercise.name]) === 'finished').length;
  return `${table([[name, title, minutes, points, state], ...rows])}\n\n${paint.dim(words.allOf(finished, exercises.length))}`;
}

/** The checks of a look, each failing one with its reason, and what to do next. */
export function resultText(result: ExerciseResult, lang: Lang, paint: Paint): string {
  const words = WORDS[lang];
  const width = Math.max(...result.checks.map(({ say }) => textWidth(say[lang])));
  const lines = result.checks.flatMap((check) => checkLines(check, result, width, lang, paint));
  const score =
    result.score === null
      ? paint.yellow(words.unscored)
      : `${paint.bold(words.points(result.earned, result.points))} (${result.score} %)`;
  const next =
    result.score === 100
      ? paint.green(words.finished)
      : result.score === null
        ? 'lab status'
        : words.nextHint(result.exercise);
  return [paint.bold(result.title[lang]), ...lines, '', score, next].join('\n');
}

function checkLines(check: CheckResult, { checks }: ExerciseResult, width: number, lang: Lang, paint: Paint): string[] {
  const words = WORDS[lang];
  const say = check.say[lang];
  const points = `${check.status === 'pass' ? check.points : 0}/${check.points}`;
  const first = `${mark(check.status, paint)} ${say}${' '.repeat(width - textWidth(say))}  ${paint.dim(points)}`;
  const label = Math.max(textWidth(words.why), textWidth(words.seen));
  const row = (name: string, text: string) =>
    text
      .split('\n')
      .map(
        (line, i) =>
          `    ${paint.dim((i === 0 ? name : '') + ' '.repeat(label - textWidth(i === 0 ? name : '')))}  ${sanitize(line)}`,
      );
  switch (check.status) {
    case 'pass':
      return [first];
    case 'fail':
      return [first, ...row(words.why, check.why?.[lang] ?? ''), ...(check.seen ? row(words.seen, check.seen) : [])];
    case 'skip':
      return [
        `${first}  ${paint.dim(words.waitsFor(checks.find(({ id }) => id === check.waitsFor)?.say[lang] ?? ''))}`,
      ];
    case 'error': {
      const { what = '', why, fix } = check.error ?? {};
      return [
        `${first}  ${paint.yellow(words.error)}`,
        ...row('', what),
        ...(why ? row('', why) : []),
        ...(fix ? row('', fix) : []),
      ];
    }
  }
}

function mark(status: CheckResult['status'], paint: Paint): string {
  switch (status) {
    case 'pass':
      return paint.green('✓');
    case 'fail':
      return paint.red('✗');
    case 'skip':
      return paint.dim('–');
    case 'error':
      return paint.yellow('!');
  }
}
