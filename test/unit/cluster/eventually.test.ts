import { expect } from 'chai';
import { setTimeout as sleep } from 'node:timers/promises';
import { asLabError, LabError } from '../../../src/errors.js';
import { runDiagnosis } from '../../../src/cluster/diagnosis.js';
import { eventually, type Sample, type Waiting } from '../../../src/cluster/eventually.js';
import { ObservationError, type Failure } from '../../../src/cluster/failure.js';

const fast = { within: 150, interval: { first: 5, longest: 10 } };

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).to.be.instanceOf(ObservationError);
  return (error as ObservationError).failure;
}

function refused(): Error {
  return Object.assign(new Error('connect ECONNREFUSED 192.168.207.131:6443'), { code: 'ECONNREFUSED', port: 6443 });
}

describe('eventually', () => {
  it('returns the value of the first sample that is ok, and asks no more', async () => {
    let asked = 0;
    const value = await eventually<string>(
      'it answers',
      async () => {
        asked++;
        return asked < 3 ? { ok: false, observed: 'not yet' } : { ok: true, observed: 'there', value: 'nginx' };
      },
      fast,
    );
    expect([value, asked]).to.deep.equal(['nginx', 3]);
  });

  it('says on timeout what was expected and seen, with runs of equal samples and their times', async () => {
    const started = performance.now();
    const seen = await failureOf(
      eventually(
        'all nodes Ready',
        async (): Promise<Sample> => {
          const late = performance.now() - started > 60;
          return {
            ok: false,
            observed: `Ready=${late ? 'Unknown' : 'False'} at ${performance.now()}`,
            state: late ? 'Unknown' : 'False',
            others: ['master Ready'],
          };
        },
        { ...fast, expected: 'node2 Ready=True', tryNext: ['look'] },
      ),
    );
    expect(seen.expected).to.equal('node2 Ready=True');
    expect(seen.observed).to.match(/^Ready=Unknown at/);
    expect(seen.others).to.deep.equal(['master Ready']);
    expect(seen.history.map((run) => run.observed)).to.deep.equal(['False', 'Unknown']);
    const [first, second] = seen.history;
    expect(first!.fromMs).to.equal(0);
    expect(first!.toMs).to.be.within(60, 100);
    expect(second!.fromMs).to.equal(first!.toMs);
    expect(first!.samples + second!.samples).to.equal(seen.probes);
    expect(seen.ms).to.be.within(145, 400);
    expect(seen.tryNext).to.deep.equal(['look']);
  });

  it('retries transient errors, counts them, and says that the probe recovered', async () => {
    let asked = 0;
    const seen = await failureOf(
      eventually(
        'x',
        async () => {
          asked++;
          if (asked === 2 || asked === 3) throw refused();
          return { ok: false, observed: 'no' };
        },
        fast,
      ),
    );
    expect(seen.transient).to.deep.equal([{ error: 'ECONNREFUSED :6443', count: 2 }]);
    expect(seen.recovered).to.equal(true);
    expect(seen.history).to.have.length(1);
  });

  it('says that it did not recover, and has the error to show when nothing else was seen', async () => {
    const seen = await failureOf(
      eventually(
        'x',
        async () => {
          throw refused();
        },
        fast,
      ),
    );
    expect(seen.observed).to.equal('ECONNREFUSED :6443');
    expect(seen.recovered).to.equal(false);
    expect(seen.transient[0]!.count).to.equal(seen.probes);
  });

  it('stops at once for a final error', async () => {
    const forbidden = new LabError({
      code: 'E_API_STATUS',
      class: 'host',
      what: 'list Pod: HTTP 403 Forbidden',
      details: { status: 403, transient: false },
    });
    const seen = await failureOf(
      eventually(
        'x',
        async () => {
          throw forbidden;
        },
        { ...fast, within: 5000 },
      ),
    );
    expect(seen.probes).to.equal(1);
    expect(seen.ms).to.be.below(1000);
    expect(seen.observed).to.equal('list Pod: HTTP 403 Forbidden');
    expect(seen.notes.join()).to.contain('does not pass by itself');
  });

  it('stops at once for a sample that waiting cannot mend', async () => {
    const seen = await failureOf(
      eventually('x', async (): Promise<Sample> => ({ ok: false, observed: 'v1.19.0', final: 'another version' }), {
        ...fast,
        within: 5000,
      }),
    );
    expect(seen.probes).to.equal(1);
    expect(seen.notes).to.deep.equal(['not waited any longer: another version']);
  });

  it('gives up with an error that can be told: what was seen, how it got there, what to do', async () => {
    const no = async (): Promise<Sample> => ({ ok: false, observed: 'Terminating' });
    const plain: unknown = await eventually('it is gone', no, fast).catch((e: unknown) => e);
    expect(asLabError(plain)).to.include({ code: 'E_WAITED_IN_VAIN', exitCode: 1, what: 'it is gone: Terminating' });
    const named = asLabError(
      await eventually('it is gone', no, { ...fast, code: 'E_STUCK', class: 'host', tryNext: ['lab up'] }).catch(
        (e: unknown) => e,
      ),
    );
    expect(named).to.include({ code: 'E_STUCK', exitCode: 4, fix: 'lab up' });
  });

  it('ends a probe that never answers and ignores its signal', async () => {
    const seen = await failureOf(eventually('x', () => new Promise<Sample>(() => undefined), fast));
    expect(seen.ms).to.be.within(145, 400);
    expect(seen.observed).to.match(/^no answer within 0\.\d s$/);
  });

  it('is interrupted by its signal, without a diagnosis', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 30);
    let diagnosed = false;
    const error = await eventually('x', async () => ({ ok: false, observed: 'no' }), {
      ...fast,
      within: 5000,
      signal: controller.signal,
      diagnose: async () => void (diagnosed = true),
    }).catch((e: unknown) => e);
    expect(error).to.be.instanceOf(LabError).with.property('code', 'E_INTERRUPTED');
    expect(diagnosed).to.equal(false);
  });

  it('tells what it is waiting for every two seconds', async function () {
    this.timeout(5000);
    const told: Waiting[] = [];
    await eventually(
      'slow',
      async (signal) => {
        await sleep(2100, undefined, { signal });
        return { ok: true, observed: 'done' };
      },
      { within: 5000, onProgress: (w) => told.push(w) },
    );
    expect(told).to.have.length(1);
    expect(told[0]).to.include({ what: 'slow', withinMs: 5000, probes: 1 });
    expect(told[0]!.elapsedMs).to.be.within(1950, 2100);
  });

  it('adds what the diagnosis found', async () => {
    const seen = await failureOf(
      eventually('x', async () => ({ ok: false, observed: 'refused' }), {
        ...fast,
        diagnose: async (into, { observed }) => {
          into.likely.push(`because ${observed}`);
          into.evidence.push('/tmp/events');
        },
      }),
    );
    expect(seen.likely).to.deep.equal(['because refused']);
    expect(seen.evidence).to.deep.equal(['/tmp/events']);
  });
});

describe('a diagnosis', () => {
  const seen = { observed: undefined, error: undefined, signal: undefined };

  it('keeps what it found before it threw, and turns the error into a note', async () => {
    const found = await runDiagnosis(async (into) => {
      into.likely.push('found');
      throw new Error('the API is down');
    }, seen);
    expect(found.likely).to.deep.equal(['found']);
    expect(found.notes).to.deep.equal(['diagnosis: the API is down']);
  });

  it('is cut when its time is up, and what comes later changes nothing', async () => {
    const started = performance.now();
    const found = await runDiagnosis(
      async (into) => {
        into.likely.push('in time');
        await sleep(120);
        into.likely.push('too late');
      },
      seen,
      50,
    );
    expect(performance.now() - started).to.be.below(110);
    expect(found.notes).to.deep.equal(['the diagnosis was cut short after 0.05 s']);
    await sleep(120);
    expect(found.likely).to.deep.equal(['in time']);
  });
});
