import { expect } from 'chai';
import { LabError } from '../../../src/errors.js';
import type { Check } from '../../../src/exercise/check.js';
import type { Exercise } from '../../../src/exercise/exercise.js';
import { runChecks } from '../../../src/exercise/run-checks.js';
import { anExercise, bench, TWO_FILES } from './bench.js';
import { checkContext } from '../../../src/exercise/context.js';

const YES: Check = async () => 'seen';

async function run(checks: Record<string, Check>, exercise?: Exercise, signal = new AbortController().signal) {
  const [subject, { stage }] = await Promise.all([exercise ?? anExercise(), bench()]);
  const context = {
    ...(await checkContext(subject, stage, { startedAt: '2026-01-01T00:00:00Z', remembered: {} })),
    signal,
  };
  return runChecks({
    exercise: subject,
    checks: new Map(Object.entries({ a: YES, b: YES, c: YES, d: YES, ...checks })),
    context,
    variables: { NAMESPACE: 'two-files' },
  });
}

describe('running checks', () => {
  it('counts the points of those that pass, with what they saw', async () => {
    const result = await run({});
    expect(result).to.include({ exercise: '01-two-files', points: 4, earned: 4, score: 100 });
    expect(result.checks.map(({ id, status, seen }) => [id, status, seen])).to.deep.equal(
      ['a', 'b', 'c', 'd'].map((id) => [id, 'pass', 'seen']),
    );
  });

  it('says why one fails, in every language, and skips those that need it', async () => {
    const { checks, earned, score } = await run({ a: async ({ fail }) => fail('no', { what: 'maybe' }, 'evidence') });
    expect(checks[0]).to.deep.include({
      status: 'fail',
      reason: 'no',
      why: { en: 'a says maybe', zh: 'a 说的是 maybe' },
      seen: 'evidence',
    });
    expect(checks[1]).to.include({ status: 'skip', waitsFor: 'a' });
    expect({ earned, score }).to.deep.equal({ earned: 2, score: 50 });
  });

  it('tells what could not run from what failed, and gives no score then', async () => {
    const thrown = new LabError({
      code: 'E_API_UNREACHABLE',
      class: 'host',
      what: 'list Pod: refused',
      why: 'ECONNREFUSED',
      fix: 'lab status',
    });
    const { checks, score, earned } = await run({
      c: async () => Promise.reject(thrown),
      a: async () => {
        throw new TypeError('a bug');
      },
    });
    expect(checks[2]).to.deep.include({
      status: 'error',
      error: { code: 'E_API_UNREACHABLE', what: 'list Pod: refused', why: 'ECONNREFUSED', fix: 'lab status' },
    });
    expect(checks[0]!.error).to.include({ code: 'E_BUG', what: 'unexpected: a bug' });
    expect(checks[1]).to.include({ status: 'skip' });
    expect({ score, earned }).to.deep.equal({ score: null, earned: 1 });
  });

  it('takes a reason that exercise.yaml does not have, or a missing value, for a bug of the author', async () => {
    const { checks } = await run({ a: async ({ fail }) => fail('nonsense'), c: async ({ fail }) => fail('no', {}) });
    expect(checks[0]!.error?.what).to.contain('has no reason “nonsense”');
    expect(checks[2]!.error?.what).to.contain('has no reason “no”');
    const { checks: again } = await run({ a: async ({ fail }) => fail('no', {}) });
    expect(again[0]!.error?.what).to.contain('no value for {what}');
  });

  it('asks a failing check again while it settles, and no longer', async () => {
    const settling = await anExercise({
      'exercise.yaml': TWO_FILES['exercise.yaml']!.replace('id: a, points: 1', 'id: a, settle: 2, points: 1'),
    });
    let tries = 0;
    const late: Check = async ({ fail }) => (++tries < 3 ? fail('no', { what: 'x' }) : 'at last');
    expect((await run({ a: late }, settling)).checks[0]).to.include({ status: 'pass', seen: 'at last' });
    expect(tries).to.equal(3);
    tries = 0;
    expect((await run({ a: late })).checks[0]).to.include({ status: 'fail' });
    expect(tries).to.equal(1);
  });

  it('runs checks at the same time', async () => {
    let [now, most] = [0, 0];
    const slow: Check = async () => {
      most = Math.max(most, ++now);
      await new Promise((done) => setTimeout(done, 20));
      now--;
      return '';
    };
    await run({ a: slow, c: slow, d: slow });
    expect(most).to.equal(3);
  });

  it('ends when it is interrupted', async () => {
    const controller = new AbortController();
    const hang: Check = () => new Promise(() => undefined);
    const running = run({ a: hang }, undefined, controller.signal);
    setTimeout(() => controller.abort(), 50);
    const error = await running.catch((thrown: unknown) => thrown);
    expect(error).to.include({ code: 'E_INTERRUPTED' });
  });
});
