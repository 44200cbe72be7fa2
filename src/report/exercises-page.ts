/**
 * docs/exercises.md: the exercises, and the last proof of each, from docs/exercises.json, to which `lab prove --write-docs` adds.
 * Run as a program it prints the page.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { contentOf } from '../exercise/content.js';
import { totalPoints, type Exercise } from '../exercise/exercise.js';
import { loadExercises } from '../exercise/load.js';
import { isStillToBeDoneOver } from '../exercise/not-yet.js';
import type { Proof } from '../exercise/prove.js';
import { MUTATIONS } from '../exercise/schema.js';
import { PROJECT_ROOT } from '../paths.js';
import { duration } from './format.js';
import { cell, COLUMNS, type Column } from './proof.js';

export const RECORDS_FILE = join(PROJECT_ROOT, 'docs/exercises.json');
export const PAGE_FILE = join(PROJECT_ROOT, 'docs/exercises.md');

/** What a proof was made on. */
export interface ProvenOn {
  /** ISO 8601 */
  at: string;
  provider: string;
  kubernetes: string;
  hosts: number;
}

/** The last proof of one exercise. */
export interface ProofRecord extends ProvenOn {
  exercise: string;
  /** What was proven: the digest of contentOf; records of old have none. */
  content?: string | undefined;
  /** As the table of `lab prove` has them: ✓, ✗, or how many of how many. */
  cells: Partial<Record<Column, string>>;
  /** How many tries it took. */
  tries: number;
  /** Of the last one, with whatever else was proven at the same time. Milliseconds. */
  ms: number;
}

/** In the order of their exercises. */
export async function readRecords(file = RECORDS_FILE): Promise<ProofRecord[]> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ProofRecord[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/**
 * @param all exercises there are: what is remembered of others goes
 * @param proofs of today, which replace what is remembered of the same exercises; those that were skipped replace nothing
 * @param contents what was proven, by the exercise's name: contentOf
 */
export function updateRecords(
  records: readonly ProofRecord[],
  all: readonly Exercise[],
  proofs: readonly Proof[],
  on: ProvenOn,
  contents: ReadonlyMap<string, string>,
): ProofRecord[] {
  const fresh = proofs
    .filter(({ status }) => status !== 'skipped')
    .map((proof): ProofRecord => ({
      exercise: proof.exercise,
      content: contents.get(proof.exercise),
      ...on,
      cells: Object.fromEntries(COLUMNS.map((column) => [column, cell(proof, column)])),
      tries: proof.flakes.length + 1,
      ms: Math.round(proof.ms),
    }));
  const byName = new Map([...records, ...fresh].map((record) => [record.exercise, record]));
  return all.flatMap(({ name }) => byName.get(name) ?? []);
}

/** Those that are as they were when they were proven, with that proof. A proof that failed is none. */
export async function stillProven(
  exercises: readonly Exercise[],
  records: readonly ProofRecord[],
): Promise<ReadonlyMap<string, ProofRecord>> {
  const recordOf = new Map(records.map((record) => [record.exercise, record]));
  const found = await Promise.all(
    exercises.map(async (exercise) => {
      const record = recordOf.get(exercise.name);
      const good = record && Object.values(record.cells).every((text) => !isBad(text));
      return good && record.content === (await contentOf(exercise)) ? [[exercise.name, record] as const] : [];
    }),
  );
  return new Map(found.flat());
}

function isBad(text: string): boolean {
  const [, some, of] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  return text === '✗' || some !== of;
}

export function exercisesMarkdown(exercises: readonly Exercise[], records: readonly ProofRecord[]): string {
  const recordOf = new Map(records.map((record) => [record.exercise, record]));
  const rows = exercises.map((exercise) => {
    const { title, minutes, checks, hints } = exercise.spec;
    const record = recordOf.get(exercise.name);
    const proven =
      record === undefined
        ? [...COLUMNS.map(() => ''), 'never', '']
        : [
            ...COLUMNS.map((column) => record.cells[column] ?? ''),
            [
              record.at.slice(0, 10),
              ...(record.tries > 1 ? [`(try ${record.tries})`] : []),
              ...(record.content === undefined ? ['(of an earlier form)'] : []),
            ].join(' '),
            duration(record.ms),
          ];
    return [
      `[${exercise.name}](../labs/${exercise.name})`,
      title.en,
      title.zh,
      minutes,
      totalPoints(exercise),
      checks.length,
      hints.length,
      ...proven,
    ].map(String);
  });
  const heading = [
    'Exercise',
    'Title',
    '标题',
    'Minutes',
    'Points',
    'Checks',
    'Hints',
    'Files agree',
    'Fresh 0 %',
    'Solution 100 %',
    'Mutations',
    'Reset 0 %',
    'Answers 100 %',
    'Mistakes caught',
    'Nothing left',
    'Proven',
    'Took',
  ];
  const line = (cells: readonly string[]) => `| ${cells.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
  return `# Exercises

Written by \`lab prove --write-docs\`; what a proof is stands in [authoring.md](authoring.md#the-proof).

${machines(records)}

${line(heading)}
${line(heading.map(() => '---'))}
${rows.map(line).join('\n')}

“Answers” are right answers unlike the solution, “mistakes” plausible wrong ones, which fail exactly the check that they should and are
recognised. “Mutations” are changes that a machine makes to the solved state, harmless and harmful ones:

${Object.entries(MUTATIONS)
  .map(([id, { expect, what }]) => `- \`${id}\` (${OUTCOMES[expect]}): ${what}`)
  .join('\n')}

Each is made where there is something to make it to; otherwise than usual are these:

${exercises.flatMap(deviations).join('\n')}

${stillToDo(exercises)}The last column is the time that the proof took, with others at work on the same machine.

## The guide, idea by idea

Which exercise shows what the guide says, and the checks by which it is seen.

${line(['In the guide', 'Idea', '要点', 'Exercise', 'Checks'])}
${line(['---', '---', '---', '---', '---'])}
${exercises.flatMap(ideas).map(line).join('\n')}
`;
}

const OUTCOMES = { harmless: 'stays at 100 %', harmful: 'a check fails', told: 'passes, or says what is gone' };

function stillToDo(exercises: readonly Exercise[]): string {
  const names = exercises.filter(isStillToBeDoneOver).map(({ name }) => name);
  return names.length === 0
    ? ''
    : `Still to be done over, and proven without answers, mutations and recognised mistakes so far: ${names.join(', ')}.\n\n`;
}

function deviations({ name, spec }: Exercise): string[] {
  return Object.entries(spec.mutations).map(
    ([id, { expect, because }]) =>
      `- ${name}, \`${id}\` (${expect === 'left-out' ? 'left out' : OUTCOMES[expect]}): ${because}`,
  );
}

/** Rows of the table of the guide's ideas. */
function ideas({ name, spec }: Exercise): string[][] {
  return spec.guide.map(({ idea, heading, checks }) => [
    heading,
    idea.en,
    idea.zh,
    `[${name}](../labs/${name})`,
    checks.join(', '),
  ]);
}

/** The machines that the proofs were made on, once each. */
function machines(records: readonly ProofRecord[]): string {
  const kinds = new Set(
    records.map(
      ({ provider, kubernetes, hosts }) => `provider \`${provider}\`, Kubernetes ${kubernetes}, ${hosts} hosts`,
    ),
  );
  return kinds.size === 0 ? 'None of them has been proven yet.' : `Proven on: ${[...kinds].join('; ')}.`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.stdout.write(exercisesMarkdown(await loadExercises(join(PROJECT_ROOT, 'labs')), await readRecords()));
}
