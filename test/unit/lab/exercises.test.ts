import childProcess from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { stop } from 'esbuild';
import { loadExercise } from '../../../src/exercise/load.js';
import { ProgressFile } from '../../../src/exercise/progress.js';
import type { ExerciseResult } from '../../../src/exercise/result.js';
import { keepLooking, lookAt, type Session } from '../../../src/lab/exercises.js';
import { LabPaths } from '../../../src/paths.js';
import { bench, TWO_FILES, writeExercise } from '../exercise/bench.js';

const AT = '2026-01-01T00:00:00Z';

/** An exercise without a namespace, so that nothing but this machine is asked. */
const ON_HOSTS = { 'exercise.yaml': TWO_FILES['exercise.yaml']!.replace('namespace: two-files', 'lab: docker') };

/** A session over a bench: the parts of a lab that looking needs. */
async function begun(changes: Record<string, string> = {}) {
  const { stage, folder } = await bench();
  const exercise = await loadExercise(await writeExercise({ ...ON_HOSTS, ...changes }));
  const paths = new LabPaths(folder, 'k8s');
  const progress = new ProgressFile(paths.progress);
  const session = { lab: { paths, config: stage.config }, labsDir: folder, progress } as unknown as Session;
  await progress.begun(exercise.name, { startedAt: AT, remembered: { answer: 'yes' } });
  return { stage, folder, exercise, progress, session };
}

describe('looking at an exercise', function () {
  this.timeout(120_000);

  it('loads the checks once for each content that they have, and needs no more memory for 200 looks', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const counted = `(globalThis as Record<string, unknown>)['loads'] = Number((globalThis as Record<string, unknown>)['loads'] ?? 0) + 1;\n`;
    // Long, so that a module that is not given back shows.
    const padding = `const padding = [${Array.from({ length: 20_000 }, (_, i) => `'${i}'`).join()}];\n`;
    const checks = `export default Object.fromEntries([...'abcd'].map((id) => [id, async () => padding[0]]));\n`;
    const { exercise, stage, session } = await begun({
      'check.ts': `import './beside.js';\n${counted}${padding}${checks}`,
      'beside.ts': '',
    });
    const loads = () => (globalThis as Record<string, unknown>)['loads'];
    const used = () => (collect(), process.memoryUsage().heapUsed / 2 ** 20);
    await lookAt(exercise, stage, session);
    const before = used();
    for (let i = 0; i < 200; i++) await lookAt(exercise, stage, session);
    const grown = used() - before;
    expect(loads()).to.equal(1);
    expect(grown, 'MiB').to.be.below(10);

    const original = await readFile(join(exercise.dir, 'beside.ts'), 'utf8');
    await writeFile(join(exercise.dir, 'beside.ts'), `console.assert(true);\n`);
    await lookAt(exercise, stage, session);
    expect(loads(), 'a file beside it has changed').to.equal(2);
    await writeFile(join(exercise.dir, 'beside.ts'), original);
    await lookAt(exercise, stage, session);
    expect(loads(), 'and is as it was').to.equal(2);
  });

  it('compiles the checks only when they have changed', async () => {
    const { exercise, stage, session } = await begun();
    await lookAt(exercise, stage, session);
    // Without its process the compiler starts one before it can do anything.
    await stop();
    const { spawn } = childProcess;
    let started = 0;
    childProcess.spawn = ((...args: Parameters<typeof spawn>) => {
      started++;
      return spawn(...args);
    }) as typeof spawn;
    try {
      await lookAt(exercise, stage, session);
      expect(started, 'nothing has changed').to.equal(0);
      await writeFile(join(exercise.dir, 'check.ts'), `${TWO_FILES['check.ts']}\n// changed\n`);
      await lookAt(exercise, stage, session);
      expect(started, 'check.ts has changed').to.equal(1);
    } finally {
      childProcess.spawn = spawn;
    }
  });

  it('goes on by itself without counting as the student, through a reset in another terminal', async () => {
    const { exercise, stage, session, progress, folder } = await begun();
    const told: (number | null | undefined)[] = [];
    let heard = () => {};
    const next = () => new Promise<void>((resolve) => (heard = resolve));
    const onChange = (result: ExerciseResult | undefined) => {
      told.push(result === undefined ? undefined : result.score);
      heard();
    };
    const first = next();
    const watching = keepLooking(exercise, stage, session, onChange);
    await first;
    for (const step of [
      () => writeFile(join(folder, 'a'), 'yes\n'),
      () => progress.beginning(exercise.name),
      () => progress.begun(exercise.name, { startedAt: '2026-01-01T00:05:00Z', remembered: { answer: 'yes' } }),
    ]) {
      const change = next();
      await step();
      await change;
    }
    for (const file of ['b', 'c', 'd']) await writeFile(join(folder, file), 'yes\n');
    await watching;
    expect(told.slice(0, 4)).to.deep.equal([0, 25, undefined, 25]);
    expect(told.at(-1)).to.equal(100);
    expect(await progress.entry(exercise.name)).to.include({ checks: 1, best: 100 });
  });
});
