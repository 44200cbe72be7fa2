import { writeFile } from 'node:fs/promises';
import type { Exercise } from '../exercise/exercise.js';
import type { Proof } from '../exercise/prove.js';
import { EXIT_CODES, LabError } from '../errors.js';
import type { Session } from '../lab/exercises.js';
import { LABS_OPTION, onStageAlone, openSession } from './exercise-session.js';
import type { Context, Input, Verb } from './verb.js';

export const prove: Verb = {
  name: 'prove',
  summary: 'prove exercises on the lab: fresh 0 %, solution 100 %, each mistake caught',
  arguments: [['[names...]', 'of exercises']],
  json: true,
  options: [
    LABS_OPTION,
    ['--all', 'every exercise'],
    ['--parallel <n>', 'so many at a time, where they do not touch what others rely on (default: 1)'],
    [
      '--retries <n>',
      'try a proof that failed again so often; one that then succeeds is reported as a flake (default: 0)',
    ],
    ['--review', 'only what can be said without a lab'],
    ['--write-docs', 'write the results into the table of docs/exercises.md'],
  ],
  details:
    'For authors. What students have done for these exercises goes. Exit code 0: all proven, 1: not. See docs/authoring.md.',
  completes: 'exercises',
  examples: [
    ['lab prove nginx-nodeport', ''],
    ['lab prove --all --parallel 3', ''],
    ['lab prove --all --review', 'no lab needed'],
  ],
  async run(context, input) {
    const session = await openSession(context, input, { machines: input.options['review'] !== true });
    const parallel = numberOf(input, 'parallel', 1, 16) ?? 1;
    const retries = numberOf(input, 'retries', 0, 9) ?? 0;
    if (input.options['writeDocs'] === true && input.options['labs'] !== undefined) {
      throw new LabError({
        code: 'E_USAGE',
        class: 'usage',
        what: '--write-docs is about the exercises of the project, and --labs names others',
        fix: 'leave one of the two out',
      });
    }
    const { loadExercises } = await import('../exercise/load.js');
    const all = await loadExercises(session.labsDir);
    const exercises = await chosen(session, input, all);
    if (input.options['review'] === true) return show(context, await reviewed(exercises, all));

    return onStageAlone(context, session, 'lab prove', async (stage) => {
      const { prove: proveThem } = await import('../exercise/prove.js');
      for (const { name } of exercises)
        if ((await session.progress.entry(name)).startedAt !== null) await session.progress.cleared(name);
      const proofs = await proveThem({
        exercises,
        all,
        stage,
        parallel,
        retries,
        mayTakeCluster: context.yes || input.options['all'] !== true,
      });
      if (input.options['writeDocs'] === true) await writeDocs(session, all, proofs);
      return show(context, proofs);
    });
  },
};

async function chosen(
  { labsDir }: Session,
  { args, options }: Input,
  all: readonly Exercise[],
): Promise<readonly Exercise[]> {
  if (options['all'] === true) return all;
  if (args.length === 0)
    throw new LabError({
      code: 'E_USAGE',
      class: 'usage',
      what: 'which exercise?',
      fix: 'lab prove NAME, or lab prove --all',
    });
  const { findExercise } = await import('../exercise/load.js');
  return Promise.all(args.map((word) => findExercise(labsDir, word)));
}

async function reviewed(exercises: readonly Exercise[], all: readonly Exercise[]): Promise<Proof[]> {
  const { review } = await import('../exercise/review.js');
  return Promise.all(
    exercises.map(async (exercise): Promise<Proof> => {
      const seen = await review(exercise, all);
      const ok = seen.length === 0;
      return {
        exercise: exercise.name,
        status: ok ? 'proven' : 'failed',
        steps: [{ step: 'review', ok, seen, ms: 0 }],
        flakes: [],
        reason: null,
        ms: 0,
      };
    }),
  );
}

async function show({ json, print }: Context, proofs: readonly Proof[]): Promise<number> {
  const [{ proofsText, proofsJson }, { paintFor }] = await Promise.all([
    import('../report/proof.js'),
    import('../report/format.js'),
  ]);
  print(json ? proofsJson(proofs) : proofsText(proofs, paintFor(process.stdout)));
  return proofs.some(({ status }) => status === 'failed') ? EXIT_CODES.assertion : 0;
}

async function writeDocs(
  { lab: { config } }: Session,
  all: readonly Exercise[],
  proofs: readonly Proof[],
): Promise<void> {
  const { exercisesMarkdown, PAGE_FILE, readRecords, RECORDS_FILE, updateRecords } =
    await import('../report/exercises-page.js');
  const on = {
    at: new Date().toISOString(),
    provider: config.provider,
    kubernetes: config.kubernetes.version,
    hosts: config.hosts.length,
  };
  const { contentOf } = await import('../exercise/content.js');
  const contents = new Map(await Promise.all(all.map(async (one) => [one.name, await contentOf(one)] as const)));
  // Proofs on several labs may end at the same time.
  const { changeFile } = await import('../state/lock.js');
  await changeFile(RECORDS_FILE, async () => {
    const records = updateRecords(await readRecords(), all, proofs, on, contents);
    await writeFile(RECORDS_FILE, `${JSON.stringify(records, null, 2)}\n`);
    await writeFile(PAGE_FILE, exercisesMarkdown(all, records));
  });
}

function numberOf({ options }: Input, name: string, least: number, most: number): number | undefined {
  const given = options[name];
  if (given === undefined) return undefined;
  const number = Number(given);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new LabError({
    code: 'E_USAGE',
    class: 'usage',
    what: `--${name} ${String(given)} is not a whole number from ${least} to ${most}`,
    fix: 'lab prove --help',
  });
}
