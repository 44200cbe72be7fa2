/** What can be said about an exercise without a lab: its files agree with each other, and both languages are complete. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../errors.js';
import { compileChecks, loadChecks } from './check-module.js';
import { isVariable } from './environment.js';
import { namespacesOf, type Exercise } from './exercise.js';
import { answersOf, exerciseFile, mistakesOf, slug, type Answer, type Attempt, type Mistake } from './load.js';
import { isStillToBeDoneOver } from './not-yet.js';
import { README } from './task.js';
import { LANGS, placeholders } from './text.js';

const LEAST = { checks: 4, hints: 2, mistakes: 3, answers: 2 };
/** A hint that has this many characters in a row with the solution gives it away. */
const LEAK = 80;
/** What `lab new` leaves for the author. */
export const TO_DO = 'TO-DO';

/**
 * @param all exercises there are, this one among them
 * @returns what is wrong, one line each; nothing for an exercise that is ready to be proven on a lab
 */
export async function review(exercise: Exercise, all: readonly Exercise[]): Promise<string[]> {
  const [mistakes, answers] = await Promise.all([mistakesOf(exercise), answersOf(exercise)]);
  const attempts = [
    ...mistakes.map(({ name, text }) => ({ name: `mistakes/${name}.sh`, text })),
    ...answers.map(({ name, text }) => ({ name: `answers/${name}.sh`, text })),
  ];
  const found = await Promise.all([
    toDos(exercise, attempts),
    reviewChecks(exercise),
    reviewReadmes(exercise),
    reviewSolution(exercise),
    reviewScripts(exercise, attempts),
  ]);
  return [
    ...reviewNumbers(exercise, mistakes, answers),
    ...(isStillToBeDoneOver(exercise) ? [] : reviewTeaching(exercise)),
    ...reviewAnswers(answers),
    ...(isStillToBeDoneOver(exercise) ? [] : reviewMistakes(exercise, mistakes)),
    ...reviewNeighbours(exercise, all),
    ...found.flat(),
  ];
}

function reviewNumbers(exercise: Exercise, mistakes: readonly Mistake[], answers: readonly Answer[]): string[] {
  const have = {
    checks: exercise.spec.checks.length,
    hints: exercise.spec.hints.length,
    mistakes: mistakes.length,
    answers: answers.length,
  };
  return (Object.keys(LEAST) as (keyof typeof LEAST)[])
    .filter((what) => have[what] < LEAST[what] && !(what === 'answers' && isStillToBeDoneOver(exercise)))
    .map((what) => `it has ${have[what]} ${what}; ${LEAST[what]} are the least`);
}

/** What a teacher asks of it. */
function reviewTeaching({ spec }: Exercise): string[] {
  return [
    ...(spec.level === undefined ? ['exercise.yaml: level is missing'] : []),
    ...(spec.topics.length === 0 ? ['exercise.yaml: topics is missing'] : []),
    ...(spec.debrief === undefined ? ['exercise.yaml: debrief is missing'] : []),
  ];
}

function reviewAnswers(answers: readonly Answer[]): string[] {
  return answers.flatMap(({ name, text }) =>
    /^# \S/.test(text) ? [] : [`answers/${name}.sh: the first line must say how it differs from the solution`],
  );
}

function reviewMistakes({ spec }: Exercise, mistakes: readonly Mistake[]): string[] {
  const kindOf = ({ fails, reason, seen }: Mistake) => [fails, reason, seen].join(' ');
  const wrong = mistakes.flatMap((mistake) => {
    const { name, fails, reason, say } = mistake;
    const file = `mistakes/${name}.sh`;
    if (fails === undefined) return [`${file}: the first line must be “# fails: <check id> <reason>”`];
    const check = spec.checks.find(({ id }) => id === fails);
    if (!check) return [`${file}: there is no check “${fails}”`];
    if (reason === undefined || !Object.hasOwn(check.why, reason))
      return [`${file}: the check “${fails}” has no reason “${reason ?? ''}”`];
    const twin = mistakes.find((other) => other !== mistake && kindOf(other) === kindOf(mistake));
    return [
      ...(say === undefined
        ? [`${file}: “# en: …” and “# zh: …” must say what a student is told who has made it`]
        : []),
      ...(twin
        ? [
            `${file}: nothing tells it from mistakes/${twin.name}.sh: give one a reason of its own, or a line “# seen: …”`,
          ]
        : []),
    ];
  });
  const unfailed = spec.checks.filter(({ id }) => !mistakes.some(({ fails }) => fails === id));
  return [...wrong, ...unfailed.map(({ id }) => `no mistake fails the check “${id}”`)];
}

function reviewNeighbours(exercise: Exercise, all: readonly Exercise[]): string[] {
  const others = all.filter(({ name }) => name !== exercise.name);
  const taken = new Map(others.flatMap((other) => namespacesOf(other).map((namespace) => [namespace, other.name])));
  return [
    ...(/^\d\d-[a-z0-9-]+$/.test(exercise.name) ? [] : ['its folder must be named like 07-rollback']),
    ...others
      .filter(({ name }) => slug(name) === slug(exercise.name))
      .map(({ name }) => `${name} has the same name but for the number`),
    ...namespacesOf(exercise)
      .filter((namespace) => taken.has(namespace))
      .map((namespace) => `the namespace ${namespace} is also ${taken.get(namespace)}'s`),
    ...exercise.spec.needs
      .filter((need) => !others.some(({ name }) => name === need))
      .map((need) => `needs: there is no exercise “${need}”`),
    ...(exercise.spec.breaks && !existsSync(join(exercise.dir, 'reset.sh'))
      ? ['it breaks the lab and has no reset.sh that heals it']
      : []),
  ];
}

/** The ids of check.ts, and that every `fail('reason')` has its text and every text its `fail`. */
async function reviewChecks(exercise: Exercise): Promise<string[]> {
  let code: string;
  try {
    await loadChecks(exercise);
    code = (await compileChecks(exercise)).replace(/^\/\/# sourceMappingURL=.*$/m, '');
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return (error.why ?? error.what).split('\n').map((line) => `check.ts: ${line}`);
  }
  const calls = [...code.matchAll(/\bfail\(\s*(?:"([^"]*)")?/g)].map((match) => match[1]);
  const used = new Set(calls);
  const known = new Set(exercise.spec.checks.flatMap(({ why }) => Object.keys(why)));
  return [
    ...(used.has(undefined)
      ? ['check.ts: the reason given to fail() must be a plain text, so that it can be compared with exercise.yaml']
      : []),
    ...[...used]
      .filter((reason) => reason !== undefined && !known.has(reason))
      .map((reason) => `check.ts: fail('${reason}') has no text in exercise.yaml`),
    ...exercise.spec.checks.flatMap(({ id, why }) =>
      Object.keys(why)
        .filter((reason) => !used.has(reason))
        .map((reason) => `exercise.yaml: ${id} has the reason “${reason}”, and check.ts never gives it`),
    ),
    ...exercise.spec.checks
      .filter(({ why }) => Object.keys(why).length === 0)
      .map(({ id }) => `exercise.yaml: ${id} gives no reason for which it may fail`),
  ];
}

async function reviewReadmes(exercise: Exercise): Promise<string[]> {
  const texts = await Promise.all(
    LANGS.map(async (lang) => ({ lang, file: README[lang], text: await exerciseFile(exercise, README[lang]) })),
  );
  const missing = texts.filter(({ text }) => text === undefined).map(({ file }) => `${file} is missing`);
  if (missing.length > 0) return missing;
  const [en, zh] = texts.map(({ text }) => text ?? '') as [string, string];
  const variables = (text: string) => placeholders(text).filter((name) => /^[A-Z]/.test(name));
  return [
    ...texts.flatMap(({ file, text }) =>
      variables(text ?? '')
        .filter((name) => !isVariable(name))
        .map((name) => `${file}: there is no variable {${name}}`),
    ),
    ...(variables(en).join() === variables(zh).join()
      ? []
      : [
          `README.zh.md names ${variables(zh).join(', ') || 'no variables'}, README.md ${variables(en).join(', ') || 'none'}`,
        ]),
    ...(items(en) === items(zh) ? [] : [`README.zh.md has ${items(zh)} headings and points, README.md ${items(en)}`]),
    ...(/\p{Script=Han}/u.test(zh) ? [] : ['README.zh.md is not in Chinese']),
  ];
}

/** A translation has the same headings and points. */
function items(markdown: string): number {
  return markdown.split('\n').filter((line) => /^\s*(#+|[-*]|\d+\.) /.test(line)).length;
}

async function reviewSolution(exercise: Exercise): Promise<string[]> {
  const solution = await exerciseFile(exercise, 'solution.sh');
  if (solution === undefined) return ['solution.sh is missing'];
  const leaks = exercise.spec.hints.flatMap((hint, i) =>
    LANGS.filter((lang) => shares(hint[lang], solution, LEAK)).map(
      (lang) => `hint ${i + 1} (${lang}) has ${LEAK} characters in a row with solution.sh`,
    ),
  );
  return [
    ...(/^# \S/m.test(solution) ? [] : ['solution.sh explains nothing: say in comments why it does what it does']),
    ...leaks,
  ];
}

/** Whether two texts share so many characters in a row; line breaks and indentation do not tell them apart. */
export function shares(a: string, b: string, length: number): boolean {
  const [one, other] = [a, b].map((text) => text.replace(/\s+/g, ' ').trim()) as [string, string];
  for (let at = 0; at + length <= one.length; at++) if (other.includes(one.slice(at, at + length))) return true;
  return false;
}

/** A lab's hosts can have any names and addresses. */
async function reviewScripts(exercise: Exercise, attempts: readonly Attempt[]): Promise<string[]> {
  const names = ['setup.sh', 'setup.yaml', 'solution.sh', 'reset.sh', 'check.ts'];
  const files = await Promise.all(
    names.map(async (name) => ({ name, text: (await exerciseFile(exercise, name)) ?? '' })),
  );
  const all = [...files, ...attempts];
  return all.flatMap(({ name, text }) =>
    [...text.matchAll(/\b(192\.168\.207\.\d+|(master|node\d)\.example\.com)\b/g)].map(
      ([found]) => `${name}: names ${found}, which another lab does not have`,
    ),
  );
}

async function toDos(exercise: Exercise, attempts: readonly Attempt[]): Promise<string[]> {
  const names = ['exercise.yaml', 'README.md', 'README.zh.md', 'setup.sh', 'check.ts', 'solution.sh', 'reset.sh'];
  const files = await Promise.all(
    names.map(async (name) => ({ name, text: (await exerciseFile(exercise, name)) ?? '' })),
  );
  const all = [...files, ...attempts];
  return all.flatMap(({ name, text }) =>
    text.split('\n').flatMap((line, i) => {
      const what = line.split(TO_DO)[1];
      return what === undefined ? [] : [`${name}:${i + 1}: to do${what.replace(/['"`,]+$/, '')}`];
    }),
  );
}
