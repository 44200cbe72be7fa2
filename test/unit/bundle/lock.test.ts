import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { withLock } from '../../../src/bundle/lock.js';
import type { LabError } from '../../../src/errors.js';

describe('bundle/lock', () => {
  const io = { emit: () => undefined, signal: new AbortController().signal };
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'lab-flock-'))));
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('lets one at a time through', async () => {
    const seen: string[] = [];
    const work = (name: string) =>
      withLock(join(dir, 'lock'), io, async () => {
        seen.push(`${name} in`);
        await sleep(50);
        seen.push(`${name} out`);
      });
    await Promise.all([work('a'), work('b')]);
    expect(seen).to.have.length(4);
    expect(seen[0]?.[0]).to.equal(seen[1]?.[0]);
  });

  it('does nothing where there is no lock to be had', async () => {
    const path = join(dir, 'lock');
    symlinkSync(path, path); // cannot be opened, not even by root
    let worked = false;
    const error = await withLock(path, io, () => Promise.resolve(void (worked = true))).then(
      () => undefined,
      (thrown: unknown) => thrown as LabError,
    );
    expect(error).to.include({ code: 'E_FLOCK', exitCode: 3 });
    expect(error?.why).to.contain('exit code');
    expect(worked).to.equal(false);
  });
});
