import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfigFile } from '../../../src/config/load.js';
import type { LabError } from '../../../src/errors.js';
import { skipBecause } from '../skip.js';
import { BAD } from './bad.js';
import { failure } from './helpers.js';

describe('config: a corpus of mistakes', () => {
  let dir: string;
  before(() => {
    dir = mkdtempSync(join(tmpdir(), 'lab-corpus-'));
  });
  after(() => rmSync(dir, { recursive: true }));

  const refusal = (file: string): Promise<LabError> =>
    failure(loadConfigFile({ cwd: dir, file, defaultProvider: () => ({ name: 'virtualbox' }) }));

  for (const { what, text, provider = 'virtualbox', why } of BAD) {
    it(what, async () => {
      writeFileSync(join(dir, 'lab.yaml'), text);
      const error = await failure(loadConfigFile({ cwd: dir, defaultProvider: () => ({ name: provider }) }));
      expect(error.code).to.match(/^E_CONFIG_/);
      expect(error.exitCode).to.equal(2);
      expect(error.why?.split('\n').map((line) => line.replace(/^lab\.yaml:/, ''))).to.deep.equal(why);
    });
  }

  describe('names that lead to no lab.yaml', () => {
    const whys: [what: string, why: string, make: (path: string) => void][] = [
      ['a folder', 'it is a folder, not a file', mkdirSync],
      [
        'a pipe that nobody writes to',
        'it is a pipe or a device, not a file',
        (path) => execFileSync('mkfifo', [path]),
      ],
      ['a device without end', 'it is a pipe or a device, not a file', (path) => symlinkSync('/dev/zero', path)],
    ];
    for (const [what, why, make] of whys) {
      it(what, async function () {
        if (process.platform === 'win32') skipBecause(this, 'Windows has no such files');
        const file = join(dir, what.replaceAll(' ', '-'));
        make(file);
        expect(await refusal(file)).to.include({ code: 'E_CONFIG_UNREADABLE', exitCode: 2, why });
      });
    }

    it('a link to itself', async () => {
      symlinkSync('loop', join(dir, 'loop'));
      const error = await refusal('loop');
      expect(error).to.include({ code: 'E_CONFIG_UNREADABLE', exitCode: 2 });
      expect(error.why).to.match(/ELOOP/);
    });

    it('a name too long, and one below a file', async () => {
      expect(await refusal('x'.repeat(5000))).to.include({ code: 'E_CONFIG_UNREADABLE', exitCode: 2 });
      writeFileSync(join(dir, 'file'), '');
      expect(await refusal('file/lab.yaml')).to.include({ code: 'E_CONFIG_NOT_FOUND', exitCode: 2 });
    });

    it('a file that may not be read', async function () {
      if (process.getuid?.() === 0) skipBecause(this, 'root may read everything');
      writeFileSync(join(dir, 'secret'), '', { mode: 0 });
      expect(await refusal('secret')).to.include({ code: 'E_CONFIG_UNREADABLE', exitCode: 2 });
    });
  });
});
