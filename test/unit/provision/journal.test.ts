import { appendFileSync, mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { Journal, lastRun } from '../../../src/provision/journal.js';

describe('journal', () => {
  const file = () => join(mkdtempSync(join(tmpdir(), 'journal-')), 'lab', 'journal.jsonl');

  it('has no last run before the first', () => {
    expect(lastRun(file())).to.equal(undefined);
  });

  it('says where a killed run stopped, even when its last line was cut', () => {
    const path = file();
    const earlier = new Journal(path);
    earlier.started();
    earlier.stepStarted('node1', '09-old');
    const journal = new Journal(path);
    journal.started();
    journal.stepStarted('node1', '10-a');
    journal.stepFinished('node1', '10-a', { status: 'changed', ms: 5 });
    journal.stepStarted('node1', '11-b');
    journal.stepStarted('node2', '10-a');
    appendFileSync(path, '{"at":"2026-01-01T0');
    expect(lastRun(path)).to.deep.include({
      run: journal.run,
      status: 'killed',
      changed: [{ host: 'node1', step: '10-a' }],
      unfinished: [
        { host: 'node1', step: '11-b' },
        { host: 'node2', step: '10-a' },
      ],
    });
    expect(statSync(path).mode & 0o777).to.equal(0o600);
  });

  it('begins a new line after one that was cut', () => {
    const path = file();
    new Journal(path).started();
    appendFileSync(path, '{"at":"2026-01-01T0');
    const next = new Journal(path);
    next.started();
    next.finished('done');
    expect(lastRun(path)).to.include({ run: next.run, status: 'done' });
  });
});
