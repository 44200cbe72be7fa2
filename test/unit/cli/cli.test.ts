import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { updateState } from '../../../src/state/state.js';
import { skipBecause } from '../skip.js';
import { LOOPBACK } from './loopback-lab.js';
import { CLI, lab, labProcess } from './run.js';

describe('lab', function () {
  this.timeout(20_000);
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'lab-cli-'));
    writeFileSync(join(dir, 'lab.yaml'), 'provider: libvirt\nname: mine\n');
    writeFileSync(join(dir, 'existing.yaml'), LOOPBACK);
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('prints errors on standard error: what, what to try, the code; no stack', async () => {
    const { code, stdout, stderr } = await labProcess(['stauts'], { cwd: dir });
    expect({ code, stdout }).to.deep.equal({ code: 2, stdout: '' });
    expect(stderr).to.equal(
      "✗ unknown command 'stauts'\n  try   Did you mean status?\n        lab --help\n  code  E_USAGE\n",
    );
  });

  it('prints errors as JSON on standard output with --json', async () => {
    const { code, stdout, stderr } = await lab(['status', '--json', '--config', 'none.yaml'], { cwd: dir });
    expect({ code, stderr }).to.deep.equal({ code: 2, stderr: '' });
    const { error } = JSON.parse(stdout) as { error: Record<string, unknown> };
    expect(error).to.include({ code: 'E_CONFIG_NOT_FOUND', class: 'usage', exitCode: 2 });
  });

  it('lists everything that is wrong with lab.yaml, with line and column', async () => {
    writeFileSync(join(dir, 'lab.yaml'), 'provider: libvirt\nnmae: x\nhosts: 3\n');
    const { code, stderr } = await lab(['status'], { cwd: dir });
    expect(code).to.equal(2);
    expect(stderr)
      .to.match(/lab\.yaml:2:1: .*nmae/)
      .and.match(/lab\.yaml:3:8: /);
  });

  it('says so when its output is lost, by its exit code as well', function () {
    if (!existsSync('/dev/full')) skipBecause(this, 'there is no /dev/full');
    const full = openSync('/dev/full', 'w');
    try {
      const { status, stderr } = spawnSync(process.execPath, [CLI, 'config'], {
        cwd: dir,
        encoding: 'utf8',
        stdio: ['ignore', full, 'pipe'],
      });
      expect(status).to.equal(3);
      expect(stderr).to.contain('E_OUTPUT').and.contain('ENOSPC').and.not.contain('\n    at ');
    } finally {
      closeSync(full);
    }
  });

  it('says in words what a user can cause, and shows no stack for it', async () => {
    const broken = join(dir, 'lab.yaml');
    mkdirSync(join(dir, '.lab/mine/state.json'), { recursive: true }); // a folder where a file should be
    const quiet = await lab(['ssh', 'master', '--config', broken], { cwd: dir });
    expect(quiet.code).to.equal(3);
    expect(quiet.stderr).to.contain('E_LAB_FOLDER').and.contain('EISDIR').and.not.contain('\n    at ');
  });

  it('knows the state of machines that do not answer, and makes nothing for it', async () => {
    const { code, stdout, stderr } = await lab(['status', '--json', '--config', 'existing.yaml'], { cwd: dir });
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
    const view = JSON.parse(stdout) as {
      lab: string;
      ready: boolean;
      nodes: unknown;
      hosts: { name: string; ssh: unknown }[];
      missing: string[];
    };
    expect(view).to.include({ lab: 'here', ready: false, nodes: null });
    expect(view.hosts.map(({ name, ssh }) => [name, ssh])).to.deep.equal([
      ['master', 'refuses the connection'],
      ['node1', 'refuses the connection'],
    ]);
    expect(view.missing).to.deep.equal([
      'master cannot be reached (refuses the connection): lab up',
      'node1 cannot be reached (refuses the connection): lab up',
    ]);
    expect(existsSync(join(dir, '.lab'))).to.equal(false);
  });

  it('says which host cannot be reached, and how', async () => {
    const { code, stderr } = await lab(['plan', '--config', 'existing.yaml'], { cwd: dir });
    expect(code).to.equal(4);
    expect(stderr)
      .to.match(/✗ (master|node1) \(nobody@127\.99\.0\.1[12]:1\): refuses the connection\n/)
      .and.contain('E_SSH_REFUSED');
  });

  it('refuses what needs a lab that is up', async () => {
    for (const args of [['ssh', 'master'], ['kubectl', 'get', 'nodes'], ['test']]) {
      const { code, stderr } = await lab(args, { cwd: dir });
      expect(code, args.join(' ')).to.equal(3);
      expect(stderr).to.contain('E_LAB_DOWN').and.contain('lab up');
    }
    const { code, stderr } = await lab(['ssh', 'nobody'], { cwd: dir });
    expect(code).to.equal(2);
    expect(stderr).to.contain('one of: master, node1, node2');
  });

  it('refuses to bring up a lab that another provider has made, and says which', async () => {
    await updateState(join(dir, '.lab/here/state.json'), { provider: 'virtualbox' });
    const { code, stderr } = await lab(['up', '--yes', '--config', 'existing.yaml'], { cwd: dir });
    expect(code).to.equal(2);
    expect(stderr).to.contain('E_LAB_DRIFT').and.contain('set provider to virtualbox');
  });

  it('does not remove anything without being told to', async () => {
    mkdirSync(join(dir, '.lab/here'), { recursive: true });
    const refused = await lab(['down', '--config', 'existing.yaml'], { cwd: dir });
    expect(refused.code).to.equal(2);
    expect(refused.stderr)
      .to.contain('E_NEEDS_YES')
      .and.contain(join(dir, '.lab/here'))
      .and.contain('lab down --config existing.yaml --yes');
    expect(existsSync(join(dir, '.lab/here'))).to.equal(true);
    const { code, stdout } = await lab(['down', '--yes', '--config', 'existing.yaml'], { cwd: dir });
    expect(code).to.equal(0);
    expect(stdout).to.contain('the lab here is gone');
    expect(existsSync(join(dir, '.lab/here'))).to.equal(false);
    expect((await lab(['down', '--yes', '--config', 'existing.yaml'], { cwd: dir })).code).to.equal(0);
  });

  it('keeps what was reached in the exercises, unless told otherwise', async () => {
    const folder = join(dir, '.lab/here');
    mkdirSync(join(folder, 'logs'), { recursive: true });
    writeFileSync(join(folder, 'progress.json'), JSON.stringify({ version: 1, current: '01-x', exercises: {} }));
    const { stdout } = await lab(['down', '--yes', '--config', 'existing.yaml'], { cwd: dir });
    expect(stdout).to.contain(join(folder, 'progress.json'));
    expect(readdirSync(folder)).to.deep.equal(['progress.json']);
    expect(JSON.parse(readFileSync(join(folder, 'progress.json'), 'utf8'))).to.include({ current: null });
    expect(
      (await lab(['down', '--yes', '--forget-progress', '--config', 'existing.yaml'], { cwd: dir })).code,
    ).to.equal(0);
    expect(existsSync(folder)).to.equal(false);
  });

  it('prints the configuration so that it can be read again', async () => {
    const first = await lab(['config'], { cwd: dir });
    expect(first.stdout).to.match(/^name: mine # lab\.yaml:2$/m);
    writeFileSync(join(dir, 'again.yaml'), first.stdout);
    const config = async (...args: string[]) =>
      (JSON.parse((await lab(['config', '--json', ...args], { cwd: dir })).stdout) as { config: unknown }).config;
    expect(await config('--config', 'again.yaml')).to.deep.equal(await config());
  });

  it('is quiet when nobody reads on', async () => {
    const child = spawn('bash', ['-c', `"$0" "$1" config | head -1; exit "\${PIPESTATUS[0]}"`, process.execPath, CLI], {
      cwd: dir,
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
  });

  it('loads nothing heavy for its help', async () => {
    const { stderr } = await labProcess(['--help'], { env: { NODE_DEBUG: 'esm,module' } });
    expect(stderr).to.contain('node_modules/commander/');
    for (const heavy of ['zod', 'client-node', 'mocha', 'ssh2', 'node-ssh', 'execa', 'log-update', 'yaml']) {
      expect(stderr, heavy).not.to.match(new RegExp(`node_modules/(@kubernetes/)?${heavy}/`));
    }
  });
});

describe('completion', function () {
  this.timeout(20_000);
  let dir: string;
  before(() => {
    dir = mkdtempSync(join(tmpdir(), 'lab-completion-'));
    writeFileSync(join(dir, 'lab.yaml'), 'provider: libvirt\n');
    writeFileSync(
      join(dir, 'other.yaml'),
      'provider: existing\nhosts:\n  - {name: cp, ip: 192.168.207.11, role: control-plane}\n  - {name: w, ip: 192.168.207.12, role: worker}\n',
    );
    writeFileSync(join(dir, 'broken.yaml'), 'provider: nonsense\n');
    mkdirSync(join(dir, 'bin'));
    writeFileSync(join(dir, 'bin/lab'), `#!/bin/sh\nexec '${process.execPath}' '${CLI}' "$@"\n`, { mode: 0o755 });
  });
  after(() => rmSync(dir, { recursive: true, force: true }));

  const complete = async (...words: string[]) =>
    (await lab(['__complete', '--', ...words], { cwd: dir })).stdout.split('\n').filter(Boolean);

  it('offers verbs, verbs within verbs, options, hosts and shells', async () => {
    expect(await complete('stat')).to.deep.equal(['status']);
    expect(await complete(''))
      .to.include.members(['status', 'down', 'kubectl'])
      .and.not.include('__complete');
    expect(await complete('bundle', '')).to.deep.equal(['build', 'verify']);
    expect(await complete('test', '--')).to.include.members(['--junit', '--grep', '--config', '--json']);
    expect(await complete('render', '--j')).to.deep.equal([]);
    expect(await complete('ssh', 'node')).to.deep.equal(['node1', 'node2']);
    expect(await complete('ssh', '--config', 'other.yaml', '')).to.deep.equal(['cp', 'w']);
    expect(await complete('completion', 'z')).to.deep.equal(['zsh']);
  });

  it('offers nothing where it knows nothing', async () => {
    expect(await complete('ssh', 'master', '')).to.deep.equal([]);
    expect(await complete('kubectl', '--', 'ge')).to.deep.equal([]);
    expect(await complete('nonsense', '')).to.deep.equal([]);
    expect(await complete('status', '--config', '')).to.deep.equal([]);
    expect(await complete('ssh', '--config', 'broken.yaml', '')).to.deep.equal([]);
  });

  it('works in a real bash', async () => {
    const script = `PATH="$1:$PATH"; cd "$2"; source <(lab completion bash); COMP_WORDS=(lab ssh node); COMP_CWORD=2; _lab; echo "\${COMPREPLY[*]}"`;
    const child = spawn('bash', ['-c', script, 'bash', join(dir, 'bin'), dir]);
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    await new Promise((resolve) => child.once('close', resolve));
    expect(stdout).to.equal('node1 node2\n');
  });
});
