import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Exercise } from '../../../src/exercise/exercise.js';
import { loadExercises } from '../../../src/exercise/load.js';
import type { Proof } from '../../../src/exercise/prove.js';
import { PROJECT_ROOT } from '../../../src/paths.js';
import { contentOf } from '../../../src/exercise/content.js';
import {
  exercisesMarkdown,
  PAGE_FILE,
  readRecords,
  stillProven,
  updateRecords,
} from '../../../src/report/exercises-page.js';

const CONTENTS = new Map(['01-pod', '02-service', '03-job'].map((name) => [name, `what ${name} is made of`]));
const ON = { at: '2026-01-02T03:04:05Z', provider: 'lxc', kubernetes: '1.20.2', hosts: 3 };
const LATER = { ...ON, at: '2026-02-03T04:05:06Z' };
const step = (name: string, ok = true) => ({ step: name, ok, seen: ok ? [] : ['b: pass'], ms: 1 });
const proof = (exercise: string, ...bad: string[]): Proof => ({
  exercise,
  status: bad.length === 0 ? 'proven' : 'failed',
  flakes: [],
  reason: null,
  ms: 61_000.4,
  steps: ['review', 'fresh', 'solution', 'reset', 'mistake x', 'mistake y', 'left behind'].map((name) =>
    step(name, !bad.includes(name)),
  ),
});
const skipped: Proof = {
  exercise: '01-pod',
  status: 'skipped',
  reason: 'it takes the cluster away',
  ms: 0,
  steps: [],
  flakes: [],
};

describe('docs/exercises.md', () => {
  it('is what docs/exercises.json and labs/ make (to write it: npm run generate)', async () => {
    const exercises = await loadExercises(join(PROJECT_ROOT, 'labs'));
    expect(readFileSync(PAGE_FILE, 'utf8')).to.equal(exercisesMarkdown(exercises, await readRecords()));
  });

  it('has no exercise that was not proven both ways', async () => {
    const exercises = await loadExercises(join(PROJECT_ROOT, 'labs'));
    // Where there is nothing to make a mutation to, there is none.
    const bad = (await readRecords()).filter(({ cells: { mutations, ...cells } }) =>
      [mutations || '✓', ...Object.values(cells)].some(
        (text) => text === '' || text === '✗' || new Set(text.split('/')).size > 1,
      ),
    );
    expect(
      bad.map(({ exercise }) => exercise),
      'failed',
    ).to.deep.equal([]);
    expect((await readRecords()).map(({ exercise }) => exercise)).to.deep.equal(exercises.map(({ name }) => name));
  });
});

describe('the page of exercises', () => {
  let exercises: Exercise[];
  before(async () => {
    const [first] = await loadExercises(join(PROJECT_ROOT, 'labs'), ['02-nginx-nodeport']);
    exercises = ['01-pod', '02-service', '03-job'].map((name) => ({ ...first!, name }));
  });

  it('has a row for every exercise, with its last proof', () => {
    const records = updateRecords(
      [],
      exercises,
      [proof('01-pod'), proof('02-service', 'mistake y', 'reset')],
      ON,
      CONTENTS,
    );
    const page = exercisesMarkdown(exercises, records);
    expect(page).to.contain('Proven on: provider `lxc`, Kubernetes 1.20.2, 3 hosts.');
    expect(page).to.match(
      /^\| \[01-pod\]\(\.\.\/labs\/01-pod\) \| nginx on a NodePort \| .+ \| 10 \| 10 \| 4 \| 3 \| ✓ \| ✓ \| ✓ \| {2}\| ✓ \| {2}\| 2\/2 \| ✓ \| 2026-01-02 \| 1 min 01 s \|$/m,
    );
    expect(page).to.match(/02-service.* \| ✓ \| {2}\| ✗ \| {2}\| 1\/2 \| ✓ \| 2026-01-02 /);
    expect(page).to.match(/03-job.* \| never \|  \|$/m);
  });

  it('says of a flake at which try it was proven', () => {
    const records = updateRecords(
      [],
      exercises,
      [{ ...proof('01-pod'), flakes: [[step('fresh', false)]] }],
      ON,
      CONTENTS,
    );
    expect(exercisesMarkdown(exercises, records)).to.contain('| 2026-01-02 (try 2) |');
  });

  it('says of a proof whose content was not written down that it is of an earlier form', () => {
    const records = updateRecords([], exercises, [proof('01-pod')], ON, new Map());
    expect(exercisesMarkdown(exercises, records)).to.contain('| 2026-01-02 (of an earlier form) |');
  });

  it('keeps what was proven before, and forgets what there is no more', () => {
    const before = updateRecords(
      [],
      exercises,
      [proof('01-pod', 'fresh'), proof('02-service'), proof('03-job')],
      ON,
      CONTENTS,
    );
    const after = updateRecords(
      before,
      exercises.slice(0, 2),
      [skipped, proof('02-service', 'fresh')],
      LATER,
      CONTENTS,
    );
    expect(after.map(({ exercise, at, cells }) => [exercise, at, cells.fresh])).to.deep.equal([
      ['01-pod', ON.at, '✗'],
      ['02-service', LATER.at, '✗'],
    ]);
  });

  it('knows which are as they were when they were proven', async () => {
    const contents = new Map(
      await Promise.all(exercises.map(async (one) => [one.name, await contentOf(one)] as const)),
    );
    const proofs = [proof('01-pod'), proof('02-service', 'fresh'), proof('03-job')];
    const records = updateRecords([], exercises, proofs, ON, contents);
    expect([...(await stillProven(exercises, records)).keys()], '02 was not').to.deep.equal(['01-pod', '03-job']);
    const before = records.map((record) =>
      record.exercise === '03-job' ? { ...record, content: 'of before' } : record,
    );
    expect([...(await stillProven(exercises, before)).keys()], '03 has changed').to.deep.equal(['01-pod']);
  });

  it('says so when nothing was proven', () => {
    expect(exercisesMarkdown(exercises, [])).to.contain('None of them has been proven yet.');
  });
});
