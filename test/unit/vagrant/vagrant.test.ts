import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect } from 'chai';
import type { Lab } from '../../../src/config/lab.js';
import { LabPaths } from '../../../src/paths.js';
import { Vagrant } from '../../../src/vagrant/vagrant.js';
import { failureOf } from '../failure-of.js';
import { load } from '../config/helpers.js';
import { skipBecause } from '../skip.js';

/** In Vagrant's place a script: what a variable does to the real one was looked up with the real one. */
describe('Vagrant, started among the variables of a user', () => {
  let dir: string;
  let lab: Lab;
  let before: NodeJS.ProcessEnv;
  const io = { signal: new AbortController().signal };
  const vagrant = () => new Vagrant(lab, { provider: 'libvirt' });
  const standIn = (script: string) => {
    writeFileSync(join(dir, 'vagrant'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(dir, 'vagrant'), 0o755);
  };

  beforeEach(async function () {
    if (process.platform === 'win32') skipBecause(this, 'a script stands in for Vagrant');
    dir = mkdtempSync(join(tmpdir(), 'lab-vagrant-'));
    lab = { config: (await load('provider: libvirt')).config, paths: new LabPaths(dir, 'k8s') };
    mkdirSync(lab.paths.root, { recursive: true });
    before = { ...process.env };
    process.env['PATH'] = [dir, before['PATH']].join(delimiter);
  });
  afterEach(() => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
    rmSync(dir, { recursive: true, force: true });
  });

  it('works on the files, the provider and the plugins of the lab, and in the home that the user means', async () => {
    standIn(`env > ${join(dir, 'seen')}`);
    Object.assign(process.env, {
      VAGRANT_CWD: '/elsewhere',
      VAGRANT_DOTFILE_PATH: '/elsewhere',
      VAGRANT_VAGRANTFILE: 'Other',
      VAGRANT_DEFAULT_PROVIDER: 'no-such',
      VAGRANT_NO_PLUGINS: '1',
      VAGRANT_FORCE_COLOR: '1',
      VAGRANT_HOME: 'boxes',
      VAGRANT_I_KNOW_WHAT_IM_DOING_PLEASE_BE_QUIET: '1',
    });
    await vagrant().states(['master'], io);
    const seen = readFileSync(join(dir, 'seen'), 'utf8').split('\n');
    expect(seen.filter((line) => line.startsWith('VAGRANT_')).sort()).to.deep.equal([
      'VAGRANT_CHECKPOINT_DISABLE=1',
      'VAGRANT_DEFAULT_PROVIDER=libvirt',
      `VAGRANT_HOME=${join(process.cwd(), 'boxes')}`,
      'VAGRANT_I_KNOW_WHAT_IM_DOING_PLEASE_BE_QUIET=1',
    ]);
    expect(existsSync(join(lab.paths.root, 'boxes'))).to.equal(false);
  });

  it('with VAGRANT_LOG: the reason of a failure is still what Vagrant says', async () => {
    const log = Array.from({ length: 20 }, (_, i) => `echo ' INFO interface: line ${i} ["x"]' >&2`);
    standIn([`echo 'It is not yet ready for SSH.' >&2`, ...log, 'exit 1'].join('\n'));
    const { why, what } = await failureOf(vagrant().targets(io));
    expect(`${what} ${why}`).to.contain('It is not yet ready for SSH.').and.not.to.contain('INFO');
  });
});
