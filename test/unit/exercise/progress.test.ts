import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { ProgressFile, stateOf } from '../../../src/exercise/progress.js';
import { exerciseResult, type ExerciseResult } from '../../../src/exercise/result.js';
import { temporary } from './bench.js';

function result(...statuses: ExerciseResult['checks'][number]['status'][]): ExerciseResult {
  const say = { en: 'holds', zh: '成立' };
  const checks = statuses.map((status, i) => ({
    id: `c${i}`,
    status,
    points: 1,
    say,
    why: null,
    reason: null,
    seen: null,
    waitsFor: null,
    error: null,
    ms: 1,
  }));
  return exerciseResult({ exercise: '01-x', title: say, at: '2026-01-02T03:04:05.000Z', ms: 1, checks });
}

describe('progress', () => {
  it('survives restarts', async () => {
    const file = join(await temporary(), 'deep', 'progress.json');
    const progress = new ProgressFile(file);
    expect((await progress.read()).current).to.equal(null);
    await progress.beginning('01-x');
    await progress.begun('01-x', { startedAt: '2026-01-01T00:00:00Z', remembered: { uid: 'u' } });
    await progress.hinted('01-x', 2);
    await progress.checked(result('pass', 'fail'));
    const again = await new ProgressFile(file).read();
    expect(again.current).to.equal('01-x');
    expect(again.exercises['01-x']).to.deep.include({
      startedAt: '2026-01-01T00:00:00Z',
      remembered: { uid: 'u' },
      hints: 2,
      checks: 1,
      best: 50,
      finishedAt: null,
    });
    expect(again.exercises['01-x']?.last?.score).to.equal(50);
  });

  it('counts an exercise as finished from the first look with all points, whatever becomes of it', async () => {
    const progress = new ProgressFile(join(await temporary(), 'p.json'));
    await progress.begun('01-x', { startedAt: '2026-01-01T00:00:00Z', remembered: {} });
    expect(stateOf(await progress.checked(result('pass', 'fail')))).to.equal('started');
    expect(stateOf(await progress.checked(result('pass', 'pass')))).to.equal('finished');
    expect(stateOf(await progress.checked(result('fail', 'fail')))).to.equal('finished');
    expect(stateOf(await progress.cleared('01-x'))).to.equal('finished');
  });

  it("does not credit lab's own solution to the student", async () => {
    const progress = new ProgressFile(join(await temporary(), 'p.json'));
    await progress.begun('01-x', { startedAt: '2026-01-01T00:00:00Z', remembered: {} });
    await progress.solved('01-x');
    const entry = await progress.checked(result('pass', 'pass'));
    expect(entry).to.include({ best: 0, finishedAt: null });
    expect(stateOf(entry)).to.equal('solved');
    expect(stateOf(await progress.beginning('01-x'))).to.equal('new');
  });

  it('keeps no score of a look at which something could not be checked', async () => {
    const progress = new ProgressFile(join(await temporary(), 'p.json'));
    expect(await progress.checked(result('pass', 'error'))).to.deep.include({ best: 0 });
    expect(result('pass', 'error').score).to.equal(null);
    expect(result('pass', 'skip', 'fail').score).to.equal(33);
  });

  it('outlives the lab: what was begun there is not, what was reached is', async () => {
    const progress = new ProgressFile(join(await temporary(), 'p.json'));
    await progress.begun('01-x', { startedAt: '2026-01-01T00:00:00Z', remembered: { uid: 'u' } });
    await progress.beginning('02-y');
    await progress.begun('02-y', { startedAt: '2026-01-01T00:00:00Z', remembered: {} });
    await progress.checked(result('pass', 'fail'));
    await progress.clusterGone();
    const { current, exercises } = await progress.read();
    expect(current).to.equal(null);
    expect(exercises['01-x']).to.deep.include({ startedAt: null, remembered: {}, best: 50, checks: 1 });
    expect(exercises['02-y']).to.deep.include({ startedAt: null });
  });

  it('does not throw away a file that it cannot read', async () => {
    const file = join(await temporary(), 'p.json');
    await writeFile(file, '{"version": 1, "curr');
    const error = await new ProgressFile(file).hinted('01-x', 1).catch((thrown: unknown) => thrown);
    expect(error).to.include({ code: 'E_PROGRESS' });
    expect(await readFile(file, 'utf8')).to.equal('{"version": 1, "curr');
  });
});
