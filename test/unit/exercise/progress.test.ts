import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { ProgressFile, stateOf } from '../../../src/exercise/progress.js';
import { exerciseResult, type ExerciseResult } from '../../../src/exercise/result.js';
import { failureOf } from '../failure-of.js';
import { temporary } from './bench.js';

const TAKE_HINTS = fileURLToPath(new URL('./take-hints.js', import.meta.url));
const AT = '2026-01-01T00:00:00Z';

function result(...statuses: ExerciseResult['checks'][number]['status'][]): ExerciseResult {
  const say = { en: 'holds', zh: '成立' };
  const checks = statuses.map((status, i) => ({
    id: `c${i}`,
    status,
    points: 1,
    say,
    why: null,
    reason: null,
    mistake: null,
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
    await progress.begun('01-x', { startedAt: AT, remembered: { uid: 'u' } });
    await progress.hinted('01-x', 3);
    await progress.hinted('01-x', 3);
    await progress.checked(result('pass', 'fail'), AT);
    const again = await new ProgressFile(file).read();
    expect(again.current).to.equal('01-x');
    expect(again.exercises['01-x']).to.deep.include({
      startedAt: AT,
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
    await progress.begun('01-x', { startedAt: AT, remembered: {} });
    expect(stateOf(await progress.checked(result('pass', 'fail'), AT))).to.equal('started');
    expect(stateOf(await progress.checked(result('pass', 'pass'), AT))).to.equal('finished');
    expect(stateOf(await progress.checked(result('fail', 'fail'), AT))).to.equal('finished');
    expect(stateOf(await progress.cleared('01-x'))).to.equal('finished');
  });

  it("does not credit lab's own solution to the student", async () => {
    const progress = new ProgressFile(join(await temporary(), 'p.json'));
    await progress.begun('01-x', { startedAt: AT, remembered: {} });
    await progress.solved('01-x');
    const entry = await progress.checked(result('pass', 'pass'), AT);
    expect(entry).to.include({ best: 0, finishedAt: null });
    expect(stateOf(entry)).to.equal('solved');
    expect(stateOf(await progress.beginning('01-x'))).to.equal('new');
  });

  it('keeps no score of a look at which something could not be checked', async () => {
    const progress = new ProgressFile(join(await temporary(), 'p.json'));
    await progress.begun('01-x', { startedAt: AT, remembered: {} });
    expect(await progress.checked(result('pass', 'error'), AT)).to.deep.include({ best: 0 });
    expect(result('pass', 'error').score).to.equal(null);
    expect(result('pass', 'skip', 'fail').score).to.equal(33);
  });

  it('outlives the lab: what was begun there is not, what was reached is', async () => {
    const progress = new ProgressFile(join(await temporary(), 'p.json'));
    await progress.begun('01-x', { startedAt: AT, remembered: { uid: 'u' } });
    await progress.beginning('02-y');
    await progress.begun('02-y', { startedAt: AT, remembered: {} });
    await progress.checked(result('pass', 'fail'), AT);
    await progress.clusterGone();
    const { current, exercises } = await progress.read();
    expect(current).to.equal(null);
    expect(exercises['01-x']).to.deep.include({ startedAt: null, remembered: {}, best: 50, checks: 1 });
    expect(exercises['02-y']).to.deep.include({ startedAt: null });
  });

  it('loses nothing of what many do to it at once', async () => {
    const file = join(await temporary(), 'k8s', 'p.json');
    const run = promisify(execFile);
    await Promise.all(Array.from({ length: 6 }, () => run(process.execPath, [TAKE_HINTS, file, '10'])));
    expect((await new ProgressFile(file).entry('01-x')).hints).to.equal(60);
    const here = new ProgressFile(file);
    await Promise.all(Array.from({ length: 10 }, () => here.hinted('01-x', 1_000)));
    expect((await here.entry('01-x')).hints).to.equal(70);
    expect(await readdir(dirname(file))).to.deep.equal(['p.json']);
  }).timeout(60_000);

  it('shows the last hint again, and counts it once', async () => {
    const progress = new ProgressFile(join(await temporary(), 'p.json'));
    const shown = [];
    for (let i = 0; i < 4; i++) shown.push((await progress.hinted('01-x', 2)).hints);
    expect(shown).to.deep.equal([1, 2, 2, 2]);
  });

  it('holds nothing against a try that was seen at an earlier one', async () => {
    const progress = new ProgressFile(join(await temporary(), 'p.json'));
    await progress.begun('01-x', { startedAt: AT, remembered: {} });
    await progress.solved('01-x');
    // A look at lab's own solution, which ends when the exercise was begun anew.
    await progress.beginning('01-x');
    expect(await progress.checked(result('pass', 'pass'), AT)).to.include({ best: 0, finishedAt: null, last: null });
    await progress.begun('01-x', { startedAt: '2026-01-01T00:05:00Z', remembered: {} });
    expect(await progress.checked(result('pass', 'pass'), AT)).to.include({ best: 0, finishedAt: null, checks: 0 });
  });

  it('counts the looks of people', async () => {
    const progress = new ProgressFile(join(await temporary(), 'p.json'));
    await progress.begun('01-x', { startedAt: AT, remembered: {} });
    await progress.checked(result('fail'), AT);
    const entry = await progress.checked(result('pass'), AT, { counts: false });
    expect(entry).to.include({ checks: 1, best: 100 });
  });

  it('belongs to one work: its id stays', async () => {
    const progress = new ProgressFile(join(await temporary(), 'p.json'));
    await progress.hinted('01-x', 2);
    const { id } = await progress.read();
    expect(id).to.be.a('string');
    await progress.clusterGone();
    expect((await progress.read()).id).to.equal(id);
  });

  it('says what to do about a file of a newer lab, and about one that is in the way', async () => {
    const folder = await temporary();
    const newer = join(folder, 'p.json');
    await writeFile(newer, '{"version": 2, "exercises": []}');
    const error = await failureOf(new ProgressFile(newer).read());
    expect(error).to.include({ code: 'E_PROGRESS' });
    expect(error.what).to.contain('newer version');
    expect(error.fix).not.to.contain('mv');
    await mkdir(join(folder, 'is-a-folder'));
    expect(await failureOf(new ProgressFile(join(folder, 'is-a-folder')).read())).to.include({ code: 'E_LAB_FOLDER' });
  });

  it('does not throw away a file that it cannot read', async () => {
    const file = join(await temporary(), 'p.json');
    await writeFile(file, '{"version": 1, "curr');
    const error = await failureOf(new ProgressFile(file).hinted('01-x', 1));
    expect(error).to.include({ code: 'E_PROGRESS' });
    expect(error.fix).to.contain(`mv ${file} ${file}.broken`);
    expect(await readFile(file, 'utf8')).to.equal('{"version": 1, "curr');
  });
});
