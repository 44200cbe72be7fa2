/** Exercises as a student sees them in a terminal. */
import type { Exercise } from '../exercise/exercise.js';
import { docsUrl, type Debrief } from '../exercise/debrief.js';
import { isAlone, takes, totalPoints } from '../exercise/exercise.js';
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
  const { name, title, level, minutes, points, state, topics } = words.heading;
  const rows = exercises.map((exercise) => {
    const entry = entries[exercise.name];
    const at = stateOf(entry);
    const score = at === 'started' && entry?.last ? ` ${entry.last.score ?? '?'} %` : '';
    return [
      exercise.name,
      exercise.spec.title[lang],
      levelText(exercise),
      String(exercise.spec.minutes),
      String(totalPoints(exercise)),
      words.states[at] + score,
      topicsText(exercise, lang),
    ];
  });
  const shared = exercises.some(isAlone) ? `${words.touchesNodes}\n` : '';
  const taken = exercises.some(takes) ? `${words.takesCluster}\n` : '';
  const finished = exercises.filter((exercise) => stateOf(entries[exercise.name]) === 'finished').length;
  return `${table([[name, title, level, minutes, points, state, topics], ...rows])}\n\n${paint.dim(shared + taken + words.allOf(finished, exercises.length))}`;
}

/** Above the task: for whom it is, what it is about, what comes before it. */
export function aboutText(exercise: Exercise, lang: Lang, paint: Paint): string {
  const { level, minutes } = WORDS[lang].heading;
  const facts = [
    ...(exercise.spec.level === undefined ? [] : [`${level} ${exercise.spec.level}`]),
    topicsText(exercise, lang),
    `${exercise.spec.minutes} ${minutes}`,
  ];
  const { touchesNodes, beginsOn } = WORDS[lang];
  const { lab } = exercise.spec;
  const lines = [
    facts.filter(Boolean).join(' · '),
    ...(lab !== 'cluster' ? [beginsOn[lab]] : isAlone(exercise) ? [touchesNodes] : []),
  ];
  return paint.dim(lines.join('\n'));
}

/** `2`; with a sign where other work on the lab suffers. */
function levelText(exercise: Exercise): string {
  return `${exercise.spec.level ?? ''}${takes(exercise) ? ' !!' : isAlone(exercise) ? ' !' : ''}`;
}

function topicsText({ spec: { topics, needs } }: Exercise, lang: Lang): string {
  const after = needs.length === 0 ? [] : [WORDS[lang].after(needs.map((need) => need.slice(0, 2)).join(', '))];
  return [...(topics.length === 0 ? [] : [topics.join(', ')]), ...after].join(' · ');
}

/** What there is to say when an exercise is done. */
function debriefText(debrief: Debrief, lang: Lang, paint: Paint): string {
  const { seen, other, look, guide, docs } = WORDS[lang].debrief;
  const { other: otherWay } = debrief;
  return [
    `${paint.bold(seen)}`,
    sanitize(debrief.seen[lang].trim()),
    '',
    `${paint.dim(other)}  ${otherWay[lang].trim()}`,
    `${paint.dim(look)}  ${debrief.look}`,
    ...(debrief.guide.length === 0 ? [] : [`${paint.dim(guide)}  ${debrief.guide.join(' · ')}`]),
    `${paint.dim(docs)}  ${docsUrl(debrief, lang)}`,
  ].join('\n');
}

/** The checks of a look, each failing one with its reason, and what to do next; when all is done, what it was about. */
export function resultText(result: ExerciseResult, lang: Lang, paint: Paint, debrief?: Debrief): string {
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
  const after = debrief && result.score === 100 ? ['', debriefText(debrief, lang, paint)] : [];
  return [paint.bold(result.title[lang]), ...lines, '', score, next, ...after].join('\n');
}

function checkLines(check: CheckResult, { checks }: ExerciseResult, width: number, lang: Lang, paint: Paint): string[] {
  const words = WORDS[lang];
  const say = check.say[lang];
  const points = `${check.status === 'pass' ? check.points : 0}/${check.points}`;
  const first = `${mark(check.status, paint)} ${say}${' '.repeat(width - textWidth(say))}  ${paint.dim(points)}`;
  const label = Math.max(...[words.why, words.seen, ...(check.mistake ? [words.looksLike] : [])].map(textWidth));
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
      return [
        first,
        ...row(words.why, check.why?.[lang] ?? ''),
        ...(check.mistake ? row(words.looksLike, check.mistake.say[lang]) : []),
        ...(check.seen ? row(words.seen, check.seen) : []),
      ];
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
