import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { LabError } from '../../../src/errors.js';
import { forbidden, writeAtomically } from '../../../src/state/atomic.js';

describe('writeAtomically', () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'lab-atomic-'))));
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('replaces a file, readable by its owner only, and leaves nothing else', async () => {
    const file = join(dir, '.lab', 'state.json');
    await writeAtomically(file, 'old');
    await writeAtomically(file, 'new');
    expect(readFileSync(file, 'utf8')).to.equal('new');
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    expect(readdirSync(join(dir, '.lab'))).to.deep.equal(['state.json']);
  });

  it('says what is in the way of the folder', async () => {
    writeFileSync(join(dir, '.lab'), 'a file');
    const error = await writeAtomically(join(dir, '.lab', 'k8s', 'state.json'), '').then(
      () => undefined,
      (thrown: unknown) => thrown as LabError,
    );
    expect(error).to.include({
      code: 'E_LAB_FOLDER',
      exitCode: 3,
      what: `${join(dir, '.lab', 'k8s')} cannot be written`,
    });
    expect(error?.fix).to.contain('move it away');
  });
});

describe('forbidden', () => {
  it('tells a right that is missing and a full disk from a bug', () => {
    const handle = (code: string) => () =>
      forbidden('/lab/.lab/k8s/state.json', 'read')(Object.assign(new Error(code), { code }));
    expect(handle('EACCES'))
      .to.throw('/lab/.lab/k8s/state.json cannot be read')
      .with.property('fix')
      .that.contains('the user who made the lab');
    expect(handle('ENOSPC')).to.throw('/lab/.lab/k8s/state.json').with.property('code', 'E_DISK');
    expect(handle('EMFILE')).to.throw('EMFILE').that.does.not.have.property('fix');
  });
});
