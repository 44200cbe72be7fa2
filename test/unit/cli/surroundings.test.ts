/** What a user's machine, shell and habits put around a command: it works, or says in words what is wrong. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { loadChecks } from '../../../src/exercise/check-module.js';
import { findExercise } from '../../../src/exercise/load.js';
import { PROJECT_ROOT } from '../../../src/paths.js';
import { exec } from '../../../src/process.js';
import { settleEnvironment } from '../../../src/surroundings.js';
import { failureOf } from '../failure-of.js';
import { skipBecause } from '../skip.js';
import { LOOPBACK } from './loopback-lab.js';
import { CLI, lab, LINKED, type Outcome } from './run.js';

const LABS = join(PROJECT_ROOT, 'labs');

type Variables = Record<string, string | undefined>;

describe('surroundings', function () {
  this.timeout(60_000);
  let dir: string;
  let before: NodeJS.ProcessEnv;
  beforeEach(function () {
    if (process.platform === 'win32') skipBecause(this, 'these are the surroundings of Unix');
    dir = realpathSync(mkdtempSync(join(tmpdir(), 'lab-surroundings-')));
    writeFileSync(join(dir, 'lab.yaml'), LOOPBACK);
    before = { ...process.env };
  });
  afterEach(() => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
    rmSync(dir, { recursive: true, force: true });
  });

  /** As a process started by a line of sh, in which "$@" is the command; undefined takes a variable away. */
  function inShell(line: string, args: readonly string[], env: Variables = {}, cwd = dir): Outcome {
    const { status, stdout, stderr } = spawnSync('sh', ['-c', line, 'sh', process.execPath, CLI, ...args], {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, ...LINKED, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 50_000,
    });
    return { code: status, stdout, stderr };
  }
  const run = (args: readonly string[], env: Variables = {}, cwd = dir) => inShell('exec "$@"', args, env, cwd);
  const inWords = ({ stderr }: Outcome) => expect(stderr).not.to.match(/^ +at |E_BUG|Warning/m);

  describe('the temporary folder', () => {
    const checks = async () => loadChecks(await findExercise(LABS, 'nginx-nodeport'));

    for (const [what, folder] of [
      ['gone', () => join(dir, 'gone')],
      ['a file', () => join(dir, 'lab.yaml')],
      ['no name at all', () => ''],
    ] as const) {
      it(`${what}: the system's own takes its place, for lab and what it starts`, async () => {
        process.env['TMPDIR'] = folder();
        // Any verb settles it.
        expect((await lab(['list'], { cwd: dir })).code).to.equal(0);
        settleEnvironment(process.env);
        expect([...(await checks()).keys()]).to.have.length.above(0);
        expect((await exec(['printenv', 'TMPDIR'])).stdout).to.equal('');
      });
    }

    it('relative: it is meant from here, by programs elsewhere as well', () => {
      mkdirSync(join(dir, 'tmp'));
      const cwd = process.cwd();
      const env = { TMPDIR: 'tmp' };
      try {
        process.chdir(dir);
        settleEnvironment(env);
      } finally {
        process.chdir(cwd);
      }
      expect(env).to.deep.equal({ TMPDIR: join(dir, 'tmp') });
    });

    it('gone while lab works: it says which folder, and what to do', async () => {
      process.env['TMPDIR'] = join(dir, 'gone');
      const exercise = await findExercise(LABS, 'replicaset');
      const error = await failureOf(loadChecks(exercise));
      expect(error).to.include({ code: 'E_TMPDIR', exitCode: 3 });
      expect(error.what).to.contain(join(dir, 'gone'));
      expect(error.fix).to.contain('TMPDIR');
    });
  });

  describe('the folder that one is in', () => {
    it('gone: it says so, and help is to be had all the same', () => {
      const removed = join(dir, 'removed');
      const inRemoved = (...args: string[]) => {
        mkdirSync(removed);
        return inShell(`rmdir '${removed}'; exec "$@"`, args, {}, removed);
      };
      for (const args of [['status'], ['list'], ['kubectl', 'get', 'pods']]) {
        const outcome = inRemoved(...args);
        expect(outcome.stderr, args[0]).to.contain('E_CWD').and.to.contain('cd to a folder that exists');
        expect(outcome.code).to.equal(3);
        inWords(outcome);
      }
      expect(JSON.parse(inRemoved('status', '--json').stdout)).to.have.nested.property('error.code', 'E_CWD');
      expect(inRemoved('--help')).to.include({ code: 0, stderr: '' });
      expect(inRemoved('no-such-verb').stderr).to.contain('E_USAGE').and.to.contain('--help');
    });

    for (const name of [
      'with spaces',
      `it's "quoted"`,
      '中文 目录',
      '100%h %25',
      'a\nb',
      '$HOME `id` #{x}',
      '-x',
      "''",
    ]) {
      it(`called ${JSON.stringify(name)}: works, and its files are in it`, async () => {
        const folder = join(dir, name);
        mkdirSync(folder);
        writeFileSync(join(folder, 'lab.yaml'), LOOPBACK);
        for (const [line, code] of [
          ['config', 0],
          ['status', 0],
          ['list', 0],
          ['report --student Ann', 0],
          ['new an-exercise --labs .', 0],
          ['prove an-exercise --review --labs .', 1],
        ] as const) {
          const outcome = await lab(line.split(' '), { cwd: folder });
          expect(outcome.code, `${line}: ${outcome.stderr}`).to.equal(code);
          inWords(outcome);
        }
        expect(existsSync(join(folder, '.lab/here/report/report.json'))).to.equal(true);
        expect(existsSync(join(folder, '01-an-exercise/check.ts'))).to.equal(true);
      });
    }
  });

  describe('variables', () => {
    const C: Variables = { LC_ALL: 'C', LANG: undefined, LC_MESSAGES: undefined };
    const usual = new Map<string, Outcome>();

    for (const env of [
      { HOME: undefined, XDG_CACHE_HOME: 'relative', TERM: 'dumb', COLUMNS: '0', LINES: '0' },
      { HOME: '', XDG_CACHE_HOME: '/proc/no', TERM: undefined, COLUMNS: 'wide', LINES: '-3', NO_COLOR: '1' },
      { HOME: 'relative', XDG_CACHE_HOME: '', TERM: 'no-such-terminal', LC_ALL: 'xx_YY', TZ: 'No/Where' },
      { HOME: '/no/such/home', XDG_CACHE_HOME: '/dev/null', LC_ALL: undefined, SHELL: '/bin/false', USER: undefined },
      {
        LC_ALL: '../../etc',
        KUBECONFIG: '/no/such/cluster',
        BASH_ENV: '/no/such',
        ENV: '/no/such',
        POSIXLY_CORRECT: '1',
      },
      { NODE_OPTIONS: '--max-old-space-size=100 --throw-deprecation --pending-deprecation --trace-warnings' },
      { NODE_OPTIONS: '--enable-source-maps --preserve-symlinks --conditions=development --disable-proto=throw' },
    ] as Variables[]) {
      const told = Object.entries(env).map(([name, value]) =>
        value === undefined ? `no ${name}` : `${name}=${value}`,
      );
      it(`${told.join(', ')}: the same is said`, () => {
        for (const line of ['list', 'status']) {
          if (!usual.has(line)) usual.set(line, run([line], C));
          const outcome = run([line], { ...C, ...env });
          expect(outcome, line).to.deep.equal(usual.get(line));
          expect(outcome).to.include({ code: 0, stderr: '' });
          expect(outcome.stdout).not.to.include('\u001b');
        }
        expect(existsSync(join(dir, 'relative'))).to.equal(false);
      });
    }

    it('a user whom the system does not know, without HOME: works, and a report asks for a name', function () {
      if (process.getuid?.() !== 0) skipBecause(this, 'only root can become somebody else');
      chmodSync(dir, 0o777);
      const asNobody = (...args: string[]) =>
        inShell('exec setpriv --reuid 54321 --clear-groups "$@"', args, { HOME: undefined, XDG_CACHE_HOME: undefined });
      expect(asNobody('list')).to.include({ code: 0, stderr: '' });
      expect(asNobody('status')).to.include({ code: 0, stderr: '' });
      const nameless = asNobody('report');
      expect(nameless.code).to.equal(2);
      expect(nameless.stderr).to.contain('E_NO_STUDENT');
      expect(asNobody('report', '--student', 'Ann')).to.include({ code: 0, stderr: '' });
    });

    it('what is meant for a shell of the user does not reach the scripts that lab starts', async () => {
      writeFileSync(join(dir, 'env'), 'echo from BASH_ENV; exit 9\n');
      Object.assign(process.env, {
        BASH_ENV: join(dir, 'env'),
        ENV: join(dir, 'env'),
        SHELLOPTS: 'xtrace',
        BASHOPTS: 'extdebug',
        POSIXLY_CORRECT: '1',
        CDPATH: '/',
        GREP_OPTIONS: '-v',
        TAR_OPTIONS: '--no-such',
        'BASH_FUNC_mount%%': '() { echo not mount; }',
      });
      settleEnvironment(process.env);
      // The commands of sealed/network's script, as it starts them.
      const script =
        'cd usr 2>/dev/null; type -t mount; echo a | grep a; tar --version >&2; shopt -qo posix || echo bash';
      const { stdout, exitCode } = await exec(['bash', '-c', script, 'with-cgroups'], { cwd: '/' });
      expect({ stdout, exitCode }).to.deep.equal({ stdout: 'file\na\nbash', exitCode: 0 });
    });
  });

  describe('streams', () => {
    for (const closed of ['<&-', '>&-', '2>&-', '<&- >&- 2>&-', '</dev/null', '</', '>/dev/full']) {
      it(`${closed}: no stack trace, and the exit code is right`, () => {
        for (const [line, code] of [
          ['status', closed === '>/dev/full' ? 3 : 0],
          ['no-such-verb', 2],
        ] as const) {
          const outcome = inShell(`exec "$@" ${closed}`, [line]);
          expect(outcome.code, line).to.equal(code);
          inWords(outcome);
        }
      });
    }
  });
});
