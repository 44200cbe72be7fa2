import { expect } from 'chai';
import { task, type LabEvent } from '../../src/events.js';

describe('task', () => {
  const record = () => {
    const events: LabEvent[] = [];
    return { events, emit: (event: LabEvent) => void events.push(event) };
  };

  it('starts, reports progress and finishes as changed by default, with one id and its time', async () => {
    const { events, emit } = record();
    const result = await task(emit, { title: 'T', host: 'node1' }, ({ progress }) => {
      progress('half');
      return Promise.resolve(7);
    });
    expect(result).to.equal(7);
    expect(events.map(({ type }) => type)).to.deep.equal(['task-started', 'task-progress', 'task-finished']);
    expect(events[0]).to.include({ title: 'T', host: 'node1' });
    expect(new Set(events.map((event) => 'id' in event && event.id)).size).to.equal(1);
    expect(events[2]).to.include({ status: 'changed' });
    expect(events[2]).to.have.property('ms').that.is.a('number');
  });

  it('takes the outcome that the work declares', async () => {
    const { events, emit } = record();
    await task(emit, { title: 'T' }, ({ finish }) => Promise.resolve(finish('ok', 'cached')));
    expect(events.at(-1)).to.include({ status: 'ok', note: 'cached' });
  });

  it('says failed and lets the error through', async () => {
    const { events, emit } = record();
    const error = await task(emit, { title: 'T' }, () => Promise.reject(new Error('no'))).catch((e: unknown) => e);
    expect(error).to.be.an('error');
    expect(events.at(-1)).to.include({ status: 'failed' });
  });

  it('lets work that throws say that it was only cancelled, and nothing better', async () => {
    for (const [said, shown] of [
      ['cancelled', 'cancelled'],
      ['ok', 'failed'],
    ] as const) {
      const { events, emit } = record();
      await task(emit, { title: 'T' }, ({ finish }) => {
        finish(said, 'why');
        return Promise.reject(new Error('no'));
      }).catch(() => undefined);
      expect(events.at(-1)).to.include({ status: shown, note: 'why' });
    }
  });
});
