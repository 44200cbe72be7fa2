import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LabError } from '../../../../src/errors.js';
import { cutInTheMiddle, fit, pack } from '../../../../src/lab/logs/pack.js';

const SECRET = 'abcdef.0123456789abcdef';

describe('what goes into an archive', () => {
  it('is cut in the middle where it is too long, and says so', () => {
    expect(cutInTheMiddle('short', 10)).to.deep.equal({ text: 'short', missing: 0 });
    const cut = cutInTheMiddle(`begin${'x'.repeat(100)}end`, 20);
    expect(cut.missing).to.equal(88);
    expect(cut.text).to.match(/^beginxxxxx\n\[… 88 characters left out …\]\nxxxxxxxend$/);
  });

  it('has no secrets, not even half of one at the cut', () => {
    const { texts } = fit(new Map([['a', `${'x'.repeat(40)} ${SECRET} ${'y'.repeat(40)}`]]), { one: 80 });
    expect(texts.get('a')).not.to.match(/abcdef\.|0123456789/);
  });

  it('is bounded in all, and what no longer fits is named; empty texts are none', () => {
    const all = new Map([
      ['a', 'x'.repeat(50)],
      ['b', 'y'.repeat(80)],
      ['c', ' \n'],
      ['d', 'z'.repeat(40)],
    ]);
    const { texts, leftOut } = fit(all, { one: 60, all: 100 });
    expect([...texts.keys()]).to.deep.equal(['a', 'd']);
    expect(leftOut).to.deep.equal(['b: whole, the archive is full']);
  });
});

describe('an archive', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-pack-'));
  after(() => rmSync(folder, { recursive: true }));
  const { signal } = new AbortController();

  it('is made by tar, is readable by its owner only, also where another file was, and holds the texts', async () => {
    const out = join(folder, 'new', 'help.tar.gz');
    await pack(out, 'lab-x', new Map([['hosts/w1/a.log', `token ${SECRET}`]]), signal);
    writeFileSync(join(folder, 'there.tar.gz'), 'x', { mode: 0o644 });
    const packed = await pack(join(folder, 'there.tar.gz'), 'lab-x', new Map([['a', 'b']]), signal);
    expect(packed.files).to.deep.equal(['a']);
    expect([out, packed.file].map((file) => statSync(file).mode & 0o777)).to.deep.equal([0o600, 0o600]);
    expect(execFileSync('tar', ['-xzOf', out, 'lab-x/hosts/w1/a.log'], { encoding: 'utf8' })).to.equal(
      'token [redacted]\n',
    );
  });

  it('that cannot be written is an error with a way out', async () => {
    writeFileSync(join(folder, 'file'), '');
    const error: unknown = await pack(join(folder, 'file', 'x.tar.gz'), 'l', new Map([['a', 'b']]), signal).catch(
      (e: unknown) => e,
    );
    expect(error).to.be.instanceOf(LabError).with.property('code', 'E_REPORT_FILE');
  });
});
