import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asTyped, labCommand, labWord } from '../../src/command-line.js';
import { PROJECT_ROOT } from '../../src/paths.js';
import { LINKED } from './cli/run.js';

describe('commands as they are typed', () => {
  const none = { path: '/nowhere' };

  it('are quoted, so that they can be pasted', () => {
    const words = ['ssh', 'node1', '--', 'docker ps | wc -l', "it's"];
    const said = spawnSync('bash', ['-c', `lab() { printf '%s\\n' "$@"; }; ${labCommand(words)}`], {
      encoding: 'utf8',
    });
    expect(said.stdout.trimEnd().split('\n')).to.deep.equal(words);
  });

  it('begin with lab where the PATH leads to this project, with npx in its folder, with node elsewhere', () => {
    expect(labWord({ cwd: tmpdir(), path: LINKED.PATH })).to.equal('lab');
    expect(labWord({ cwd: PROJECT_ROOT, ...none })).to.equal('npx lab');
    expect(labWord({ cwd: join(PROJECT_ROOT, 'docs'), ...none })).to.equal('npx lab');
    const elsewhere = labWord({ cwd: tmpdir(), ...none });
    const { stdout } = spawnSync('bash', ['-c', `${elsewhere} --version`], { encoding: 'utf8' });
    expect(stdout.trim(), elsewhere).to.match(/^\d+\.\d+\.\d+$/);
  });

  it('are found in a text by their verbs, and the word lab elsewhere stays', () => {
    const text =
      'the lab k8s is not up\n  try   lab up, or `lab down --yes`\nthe lab up there: lab updates; my-lab up; ~/lab up';
    expect(asTyped(text, ['up', 'down'], 'npx lab')).to.equal(
      'the lab k8s is not up\n  try   npx lab up, or `npx lab down --yes`\nthe lab up there: lab updates; my-lab up; ~/lab up',
    );
  });
});
