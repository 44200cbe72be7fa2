import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { loadChecks } from '../../../src/exercise/check-module.js';
import { checkContext } from '../../../src/exercise/context.js';
import { runChecks } from '../../../src/exercise/run-checks.js';
import { watchExercise } from '../../../src/exercise/watch.js';
import { anExercise, bench, TWO_FILES } from './bench.js';

describe('watching an exercise', function () {
  this.timeout(20_000);

  it('tells of a change within two seconds, and says nothing while nothing changes', async () => {
    const { stage, folder } = await bench();
    const exercise = await anExercise({
      'exercise.yaml': TWO_FILES['exercise.yaml']!.replace('namespace: two-files', 'lab: docker'),
    });
    const [checks, context] = await Promise.all([
      loadChecks(exercise),
      checkContext(exercise, stage, { startedAt: new Date().toISOString(), remembered: { answer: 'yes' } }),
    ]);
    const ended = new AbortController();
    const told: { at: number; score: number | null }[] = [];
    let looks = 0;
    const watching = watchExercise({
      exercise,
      stage: { ...stage, signal: ended.signal },
      kubeconfig: '/nowhere',
      look: async () => (
        looks++,
        { startedAt: 'then', result: await runChecks({ exercise, checks, context, variables: {} }) }
      ),
      onChange: async (look) => void told.push({ at: performance.now(), score: look!.result.score }),
    });
    await sleep(5_000);
    expect(told.map(({ score }) => score)).to.deep.equal([0]);
    const before = looks;
    await sleep(1_500);
    expect(looks, 'nothing has changed for a while: nobody looks').to.equal(before);

    const changedAt = performance.now();
    await writeFile(join(folder, 'a'), 'yes\n');
    await sleep(2_200);
    expect(told.map(({ score }) => score)).to.deep.equal([0, 25]);
    expect(told[1]!.at - changedAt).to.be.below(2_000);
    ended.abort();
    await watching;
  });
});
