/** On a laptop that can make no machines, whoever wants to read still can. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { skipBecause } from '../skip.js';
import { CLI } from './run.js';

/** Writes down every program that the process starts; one that may be started is esbuild, which compiles checks. */
const WATCH = `
import child from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
const note = (what) => appendFileSync(process.env.STARTED, what + '\\n');
const { spawn } = child.ChildProcess.prototype;
child.ChildProcess.prototype.spawn = function (options) { note(options.file); return spawn.call(this, options); };
for (const name of ['spawnSync', 'execFileSync', 'execSync']) {
  const original = child[name];
  child[name] = (file, ...rest) => { note(file); return original(file, ...rest); };
}
syncBuiltinESMExports();
`;

const VERBS = [
  ['list'],
  ['hint', '04'],
  ['report'],
  ['config'],
  ['prove', '04', '--review'],
  ['completion', 'bash'],
  ['__complete', '--', 'ssh', ''],
];

describe('a machine that can make no machines', function () {
  this.timeout(60_000);
  let dir: string;

  beforeEach(function () {
    if (process.platform !== 'linux' || process.getuid?.() !== 0)
      skipBecause(this, 'needs root on Linux to become nobody');
    dir = mkdtempSync(join(tmpdir(), 'lab-no-provider-'));
    chmodSync(dir, 0o777);
    for (const folder of ['home', 'bin']) {
      mkdirSync(join(dir, folder));
      chmodSync(join(dir, folder), 0o777);
    }
    writeFileSync(join(dir, 'watch.mjs'), WATCH);
    writeFileSync(join(dir, 'started'), '');
    chmodSync(join(dir, 'started'), 0o666);
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  /** As nobody, who is not root, with a PATH that leads to no hypervisor. */
  function asNobody(args: readonly string[]) {
    const id = '65534';
    const words = [
      '--reuid',
      id,
      '--regid',
      id,
      '--clear-groups',
      process.execPath,
      '--import',
      join(dir, 'watch.mjs'),
      CLI,
      ...args,
    ];
    return spawnSync('/usr/bin/setpriv', words, {
      cwd: dir,
      encoding: 'utf8',
      env: { PATH: join(dir, 'bin'), HOME: join(dir, 'home'), STARTED: join(dir, 'started') },
    });
  }
  const started = () =>
    readFileSync(join(dir, 'started'), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.includes('esbuild'));

  it('lists, hints, reports, reviews, completes, and prints the configuration', () => {
    for (const verb of VERBS) {
      const { status, stderr, stdout } = asNobody(verb);
      expect({ verb, status, stderr }).to.deep.equal({ verb, status: 0, stderr: '' });
      expect(stdout, verb.join(' ')).to.not.equal('');
    }
  });

  it('is told so by a verb that needs them', () => {
    const { status, stderr } = asNobody(['up']);
    expect(status).to.equal(3);
    expect(stderr).to.contain('E_NO_PROVIDER');
  });

  for (const [what, prepare] of [
    ['lab.yaml', () => writeFileSync(join(dir, 'lab.yaml'), 'provider: virtualbox\n')],
    [
      'state.json',
      () => {
        mkdirSync(join(dir, '.lab/k8s'), { recursive: true });
        const state = { version: 1, provider: 'libvirt', targets: null, lastRun: null };
        writeFileSync(join(dir, '.lab/k8s/state.json'), JSON.stringify(state));
        for (const folder of ['.lab', '.lab/k8s']) chmodSync(join(dir, folder), 0o777);
      },
    ],
  ] as const) {
    it(`starts no program where ${what} names the provider`, () => {
      prepare();
      for (const verb of VERBS) expect(asNobody(verb).status, verb.join(' ')).to.equal(0);
      expect(started()).to.deep.equal([]);
    });
  }
});
