/** What comes from outside in any form: from Vagrant, from hosts, from files that somebody has edited. */
import { expect } from 'chai';
import fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProgressFile } from '../../src/exercise/progress.js';
import { asLabError, type LabError } from '../../src/errors.js';
import { lastRun } from '../../src/provision/journal.js';
import { parseHandOver } from '../../src/provision/script.js';
import { KnownHosts } from '../../src/ssh/known-hosts.js';
import { readState } from '../../src/state/state.js';
import { parseMachineReadable } from '../../src/vagrant/machine-readable.js';
import { parseSshConfig } from '../../src/vagrant/ssh-config.js';
import { anyText, holds } from './fuzz.js';
import { lab } from './cli/run.js';

const json = fc.oneof(
  anyText,
  fc.json(),
  fc.json().map((text) => text.slice(0, -1)),
);

describe('fuzz: what comes from outside', () => {
  let file: string;
  before(() => {
    file = join(mkdtempSync(join(tmpdir(), 'lab-fuzz-')), 'file');
  });
  after(() => rmSync(join(file, '..'), { recursive: true }));

  /** Not thrown, or thrown with a code of its own. */
  async function told(work: () => unknown): Promise<LabError | undefined> {
    try {
      await work();
      return undefined;
    } catch (thrown) {
      const error = asLabError(thrown);
      expect(error.code, String(error.cause)).not.to.equal('E_BUG');
      return error;
    }
  }
  const written = (text: string) => writeFileSync(file, text);

  it("Vagrant's machine-readable text", () =>
    holds(
      300,
      fc.oneof(
        anyText,
        fc.array(anyText).map((fields) => `1700000000,${fields.join(',')}`),
      ),
      (line) => parseMachineReadable(line),
    ));

  it("Vagrant's ssh-config", () =>
    holds(
      300,
      fc.array(fc.tuple(fc.constantFrom('Host', '  HostName', '  Port', '  IdentityFile', '', '#'), anyText)),
      (lines) => parseSshConfig(lines.map((words) => words.join(' ')).join('\n')),
    ));

  it("a grant's output", () => holds(300, anyText, (text) => parseHandOver(text)));

  it('state.json', () => holds(100, json, (text) => told(() => (written(text), readState(file)))));

  it('progress.json', () => holds(100, json, (text) => told(() => (written(text), new ProgressFile(file).read()))));

  it('journal.jsonl', () =>
    holds(
      100,
      fc.array(
        fc.oneof(
          json,
          fc
            .record({
              type: fc.constantFrom('run-started', 'step-started', 'step-finished', 'run-finished'),
              run: fc.constant('r'),
              status: json,
            })
            .map((entry) => JSON.stringify(entry)),
        ),
      ),
      (lines) => told(() => (written(lines.join('\n')), lastRun(file))),
    ));

  it('known_hosts', () =>
    holds(100, fc.array(anyText), (lines) =>
      told(() => (written(lines.join('\n')), new KnownHosts(file).pins('master'))),
    ));

  it('a command line: refused with exit code 2, or help', () =>
    holds(
      60,
      fc.array(
        fc.oneof(
          anyText,
          fc.constantFrom('--help', '--json', '--config', '--yes', '--', '-', '--grep', '--no-such', '-h'),
        ),
        { minLength: 1, maxLength: 5 },
      ),
      async (argv) => {
        // No word of these is a verb, so nothing is done.
        const { code, stderr } = await lab(argv);
        expect(code).to.be.oneOf([0, 2]);
        expect(stderr).not.to.match(/^ +at |E_BUG/m);
      },
    ));
});
