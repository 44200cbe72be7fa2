/** The folders of labs/ as exercises. */
import { readdir, readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { closest } from '../config/closest.js';
import { shapeFindings } from '../config/problems.js';
import { LabError } from '../errors.js';
import type { Exercise } from './exercise.js';
import { ruleFindings } from './rules.js';
import { exerciseSchema } from './schema.js';
import type { Text } from './text.js';
import { readYaml } from './yaml-file.js';

const FILE = 'exercise.yaml';

/** In the order of their numbers. */
export async function exerciseNames(labsDir: string): Promise<string[]> {
  const entries = await readdir(labsDir, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw new LabError({
      code: 'E_NO_LABS',
      class: 'usage',
      what: `${labsDir} has no exercises`,
      why: error.message,
      fix: '--labs DIR names the folder with the exercises; without it they are those of the project',
      cause: error,
    });
  });
  return entries
    .filter((entry) => entry.isDirectory() && existsSync(join(labsDir, entry.name, FILE)))
    .map(({ name }) => name)
    .sort();
}

/** @throws LabError `E_EXERCISE_INVALID`, with the problems of all of them */
export async function loadExercises(labsDir: string, names?: readonly string[]): Promise<Exercise[]> {
  const loaded = await Promise.all(
    (names ?? (await exerciseNames(labsDir))).map((name) => tryLoad(join(labsDir, name))),
  );
  const problems = loaded.flatMap((one) => ('problems' in one ? one.problems : []));
  if (problems.length > 0) throw invalid(problems);
  return loaded as Exercise[];
}

/** @throws LabError `E_EXERCISE_INVALID` */
export async function loadExercise(dir: string): Promise<Exercise> {
  const loaded = await tryLoad(dir);
  if ('problems' in loaded) throw invalid(loaded.problems);
  return loaded;
}

async function tryLoad(dir: string): Promise<Exercise | { problems: string[] }> {
  const name = basename(dir);
  const text = await readFile(join(dir, FILE), 'utf8').catch((error: Error) => ({ problem: error.message }));
  if (typeof text !== 'string') return { problems: [`${name}/${FILE}: cannot be read: ${text.problem}`] };
  const yaml = readYaml(text, `${name}/${FILE}`);
  if ('problems' in yaml) return yaml;
  const shape = shapeFindings(yaml.values, exerciseSchema);
  if (shape.length > 0) return { problems: shape.map((finding) => yaml.locate(finding)) };
  const spec = exerciseSchema.parse(yaml.values);
  const rules = ruleFindings(spec);
  if (rules.length > 0) return { problems: rules.map((finding) => yaml.locate(finding)) };
  return { name, dir, spec };
}

function invalid(problems: readonly string[]): LabError {
  return new LabError({
    code: 'E_EXERCISE_INVALID',
    class: 'usage',
    what: problems.length === 1 ? 'an exercise has a problem' : `exercises have ${problems.length} problems`,
    why: problems.join('\n'),
    fix: 'docs/authoring.md explains the format',
    details: { problems },
  });
}

/**
 * The exercise that a word means: its name, its name without the number, or the number alone.
 * @throws LabError `E_NO_SUCH_EXERCISE`, `E_EXERCISE_INVALID`
 */
export async function findExercise(labsDir: string, word: string): Promise<Exercise> {
  const names = await exerciseNames(labsDir);
  const name =
    names.find((n) => n === word) ??
    names.find((n) => slug(n) === word) ??
    names.find((n) => /^\d+$/.test(word) && Number.parseInt(n, 10) === Number(word));
  if (name !== undefined) return loadExercise(join(labsDir, name));
  const near = closest(slug(word), names.map(slug));
  throw new LabError({
    code: 'E_NO_SUCH_EXERCISE',
    class: 'usage',
    what: `there is no exercise “${word}”`,
    fix: [near === undefined ? '' : `did you mean ${near}?`, 'lab list'].filter(Boolean).join('\n'),
  });
}

/** `02-nginx-nodeport` → `nginx-nodeport` */
export function slug(name: string): string {
  return name.replace(/^\d+-/, '');
}

/** A file of the exercise's folder; undefined when it has none of that name. */
export async function exerciseFile({ dir }: Pick<Exercise, 'dir'>, name: string): Promise<string | undefined> {
  return readFile(join(dir, name), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw invalid([`${join(dir, name)}: cannot be read: ${error.message}`]);
  });
}

/** A script beside the solution, in a folder of its kind. */
export interface Attempt {
  /** `selector` of mistakes/selector.sh */
  name: string;
  text: string;
}

/** A right answer unlike the solution. */
export type Answer = Attempt;

/** A wrong answer. Its header says what a check must say of it. */
export interface Mistake extends Attempt {
  /** The id in its first line, `# fails: CHECK REASON`; undefined when there is no such line. */
  fails: string | undefined;
  /** The key of the reason. */
  reason: string | undefined;
  /** `# seen: TEXT`: tells mistakes of one reason apart; it is in the reason's English text or in the evidence. */
  seen: string | undefined;
  /** `# en: …` and `# zh: …`: what a student is told who has made it. */
  say: Text | undefined;
}

export async function mistakesOf(exercise: Pick<Exercise, 'dir'>): Promise<Mistake[]> {
  return (await attempts(exercise, 'mistakes')).map((attempt) => {
    const [, fails, reason] = /^# fails: (\S+)(?: (\S+))?$/.exec(attempt.text.split('\n')[0] ?? '') ?? [];
    const header = new Map([...attempt.text.matchAll(HEADER)].map(([, key, value]) => [key, value]));
    const [seen, en, zh] = ['seen', 'en', 'zh'].map((key) => header.get(key));
    return { ...attempt, fails, reason, seen, say: en !== undefined && zh !== undefined ? { en, zh } : undefined };
  });
}

const HEADER = /^# (seen|en|zh): (.*\S)\s*$/gm;

export function answersOf(exercise: Pick<Exercise, 'dir'>): Promise<Answer[]> {
  return attempts(exercise, 'answers');
}

async function attempts({ dir: folder }: Pick<Exercise, 'dir'>, kind: string): Promise<Attempt[]> {
  const dir = join(folder, kind);
  if (!existsSync(dir)) return [];
  const files = (await readdir(dir)).filter((file) => file.endsWith('.sh')).sort();
  return Promise.all(
    files.map(async (file) => ({ name: file.replace(/\.sh$/, ''), text: await readFile(join(dir, file), 'utf8') })),
  );
}
