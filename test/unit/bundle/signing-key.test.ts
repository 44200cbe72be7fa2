import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { SigningKey } from '../../../src/bundle/rpms/signing-key.js';
import { exec } from '../../../src/process.js';
import { skipBecause } from '../skip.js';

describe('the signing key', () => {
  it('can be made and used in a folder whose path is too long for a socket, and leaves nothing', async function () {
    if (!existsSync('/usr/bin/gpg')) skipBecause(this, 'gpg is not installed');
    const root = await mkdtemp(join(tmpdir(), 'lab-key-test-'));
    try {
      const work = join(root, 'a-folder-with-a-name-that-is-long'.repeat(3), '缓存'.repeat(10));
      await mkdir(work, { recursive: true });
      const run = async (program: string, args: readonly string[]) => (await exec([program, ...args])).stdout;
      await SigningKey.with({ work, exec: run }, async (key) => {
        expect(key.fingerprint).to.match(/^[0-9A-F]{40}$/);
        await writeFile(join(work, 'file'), 'signed');
        await key.signFile(join(work, 'file'));
      });
      expect(await readFile(join(work, 'file.asc'), 'utf8')).to.contain('BEGIN PGP SIGNATURE');
      expect((await readdir(work)).sort()).to.deep.equal(['file', 'file.asc', 'public-key.asc']);
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  }).timeout(60_000);
});
