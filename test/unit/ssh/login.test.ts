/** Logins as they are on other people's machines: shells that talk, sudo that says no, keys of all sorts. Real sshd, real sudo. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { sshCommand } from '../../../src/ssh/client.js';
import { KnownHosts } from '../../../src/ssh/known-hosts.js';
import { SshHost } from '../../../src/ssh/ssh-host.js';
import type { Target } from '../../../src/target.js';
import { failureOf } from '../failure-of.js';
import { skipBecause } from '../skip.js';
import { CLI } from '../cli/run.js';
import { ACCOUNTS, Sshd, SSHD, type Account } from './sshd.js';

const NOISE = `echo Welcome; echo 'be careful' >&2
printf 'no newline'; printf 'none here' >&2
set -x; : traced; export SHELLOPTS
export BASH_ENV=~/.noise
trap 'echo bye; echo bye >&2' EXIT
head -c 200000 /dev/zero | tr '\\0' x
`;

describe('a login', function () {
  this.timeout(30_000);
  let sshd: Sshd;
  let target: Target;
  let known = 0;
  const hosts: SshHost[] = [];

  before(function () {
    if (!SSHD && !process.env['CI']) skipBecause(this, 'no sshd here (Debian: openssh-server)');
    if (!ACCOUNTS) skipBecause(this, 'an account of its own takes root and mount namespaces');
  });
  beforeEach(() => (sshd = new Sshd()));
  afterEach(async () => {
    hosts.splice(0).forEach((host) => host.close());
    await sshd.remove();
  });

  async function login(account: Account, ...settings: string[]): Promise<SshHost> {
    target = await sshd.startFor(account, ...settings);
    const host = new SshHost(
      { name: 'master', ip: '127.0.0.1', role: 'control-plane' },
      target,
      new KnownHosts(join(sshd.dir, `known-${known++}`)),
    );
    hosts.push(host);
    return host;
  }

  const whole = (host: SshHost) =>
    host.script('id -u; cat <<<"a  b"; printf end; echo err >&2; exit 3').then(({ stdout, stderr, exitCode }) => ({
      stdout,
      stderr,
      exitCode,
    }));
  const WHOLE = { stdout: '0\na  b\nend', stderr: 'err\n', exitCode: 3 };

  describe('whose shell talks', () => {
    it('adds nothing to what a command prints', async () => {
      const host = await login({ home: { '.bashrc': NOISE, '.noise': 'echo noise; echo noise >&2\n' } });
      const lines: string[] = [];
      expect(await whole(host)).to.deep.equal(WHOLE);
      await host.script('echo one; echo; printf two; echo three >&2', { onLine: (line) => lines.push(line) });
      expect(lines.sort()).to.deep.equal(['', 'one', 'three', 'two']);
    });

    it('does not lead our scripts elsewhere by its variables', async () => {
      const variables = 'export KUBECONFIG=/other CDPATH=/ POSIXLY_CORRECT=1 GREP_OPTIONS=-v TAR_OPTIONS=--no-such\n';
      const host = await login({
        sudoers: 'Defaults !env_reset\nstudent ALL=(ALL) NOPASSWD: ALL\n',
        home: { '.bashrc': variables },
      });
      const { stdout } = await host.script('printenv KUBECONFIG CDPATH POSIXLY_CORRECT GREP_OPTIONS TAR_OPTIONS');
      expect(stdout).to.equal('');
    });

    it('adds nothing when it tells of what it was told to do, or what earlier ones printed', async () => {
      const repeat =
        'echo "$BASH_EXECUTION_STRING"; echo "$BASH_EXECUTION_STRING" >&2; tail -n 40 ~/.log; tail -n 40 ~/.log >&2\n';
      const host = await login({ home: { '.bashrc': repeat, '.log': '' } });
      for (let i = 0; i < 2; i++) expect(await whole(host)).to.deep.equal(WHOLE);
    });

    it('adds nothing when a command is forced on it that talks before and after', async () => {
      const host = await login(
        {},
        'ForceCommand echo hi; echo hi >&2; sh -c "$SSH_ORIGINAL_COMMAND"; c=$?; echo bye; echo bye >&2; exit $c',
      );
      expect(await whole(host)).to.deep.equal(WHOLE);
    });

    it('ends at the deadline what it began', async () => {
      const host = await login({ home: { '.bashrc': NOISE } });
      const error = await failureOf(host.script('echo before; sleep 3073; echo after', { timeoutMs: 300 }));
      expect(error).to.include({ code: 'E_COMMAND_TIMEOUT' });
      expect(error.why).to.equal('the last it printed:\nbefore');
      expect(spawnSync('pgrep', ['-fx', 'sleep 3073']).status).to.equal(1);
    });

    for (const name of ['bash', 'dash', 'zsh', 'fish', 'tcsh', 'ksh93']) {
      it(`is the same with ${name}`, async function () {
        const shell = (process.env['PATH'] ?? '')
          .split(':')
          .map((dir) => join(dir, name))
          .find(existsSync);
        if (shell === undefined) return skipBecause(this, `no ${name} here`);
        const host = await login({
          shell,
          home: { '.zshenv': 'echo Welcome\n', '.tcshrc': 'echo Welcome\n', '.profile': 'echo Welcome\n' },
        });
        expect(await whole(host)).to.deep.equal(WHOLE);
        const evil = ['', "it's", '"', '$HOME', '`id`', '\\', "\\'", 'a\nb', '!!', '*', '~', '#', 'ü→中', '%s'];
        expect((await host.run(['printf', '<%s>', ...evil])).stdout).to.equal(evil.map((arg) => `<${arg}>`).join(''));
      });
    }

    it('leaves the output of lab ssh as it is: bytes, streams, exit code', async function () {
      this.timeout(60_000); // five commands, each a process of its own
      await login({ home: { '.bashrc': NOISE, '.noise': 'echo noise\n' } });
      // lab ssh of a lab whose machines are there: the command line as it is typed.
      const dir = join(sshd.dir, 'work');
      mkdirSync(dir);
      writeFileSync(
        join(dir, 'lab.yaml'),
        `provider: existing\nname: here\nnetwork: {subnet: 127.0.0.0/24, gateway: 127.0.0.254}\nhosts:\n  - {name: master, ip: 127.0.0.1, role: control-plane}\n  - {name: node1, ip: 127.0.0.2}\nssh: {user: student, port: ${target.port}, identityFile: ${target.identityFiles[0]}}\n`,
      );
      const ssh = (...words: string[]) =>
        spawnSync(process.execPath, [CLI, 'ssh', 'master', ...words], { cwd: dir, input: 'echo $((6*7)); exit 4\n' });
      const { stdout, stderr, status } = ssh('--', 'head -c 3 /dev/zero; printf "\\377\\n"; echo err >&2; exit 7');
      expect({ stdout: stdout.toString('hex'), stderr: stderr.toString(), status }).to.deep.equal({
        stdout: '000000ff0a',
        stderr: 'err\n',
        status: 7,
      });
      expect(ssh('--', 'cat').stdout.toString()).to.equal('echo $((6*7)); exit 4\n');
      const shell = ssh();
      expect({ stdout: shell.stdout.toString(), status: shell.status }).to.deep.equal({ stdout: '42\n', status: 4 });
      const head = spawnSync('sh', ['-c', `'${process.execPath}' '${CLI}' ssh master -- yes | head -n 1`], {
        cwd: dir,
        timeout: 15_000,
      });
      expect(head.stdout.toString()).to.equal('y\n');
    });
  });

  describe('that sudo turns away', () => {
    const NOPASSWD = 'student ALL=(ALL) NOPASSWD: ALL\n';
    const refused = async (account: Account, ...settings: string[]) => {
      const host = await login(
        { home: { '.bashrc': 'echo Welcome; echo sudo: be careful >&2\n' }, ...account },
        ...settings,
      );
      const error = await failureOf(host.run(['true']));
      expect(error).to.include({ code: 'E_SSH_SUDO', class: 'host' });
      return error;
    };

    it('gets the terminal that requiretty asks for, and keeps its streams', async () => {
      const host = await login({ sudoers: `Defaults requiretty\n${NOPASSWD}`, home: { '.bashrc': NOISE } });
      expect(await whole(host)).to.deep.equal(WHOLE);
      const big = 'ü\n'.repeat(300_000);
      expect((await host.run(['cat'], { input: big })).stdout === big).to.equal(true);
      const error = await failureOf(host.script('sleep 3074; true', { timeoutMs: 300 }));
      expect(error).to.include({ code: 'E_COMMAND_TIMEOUT' });
      expect(spawnSync('pgrep', ['-fx', 'sleep 3074']).status).to.equal(1);
      const { argv } = sshCommand(target, join(sshd.dir, 'known'), ['cat'], false);
      const ssh = spawnSync(argv[0] ?? '', argv.slice(1), { input: 'a\tb\r\n\u0004c\n', encoding: 'utf8' });
      expect(ssh.stdout).to.match(/[0-9a-f]{32}\na\tb\r\n\u0004c\n$/);
    });

    it('names the line for requiretty where there is no terminal to be had', async () => {
      const error = await refused({
        sudoers: `Defaults requiretty\n${NOPASSWD}`,
        instead: { '/usr/bin/script': '#!/bin/sh\nexit 1\n' },
      });
      expect(error.what).to.contain('sudo wants a terminal (requiretty)');
      expect(error.fix).to.contain('Defaults:student !requiretty').and.not.contain('NOPASSWD');
    });

    it('says that it asks for a password, in whatever language the host speaks', async () => {
      const error = await refused({ sudoers: 'student ALL=(ALL) ALL\n' }, 'SetEnv LANG=C.utf8 LANGUAGE=zh_CN');
      expect(error.what).to.match(/student may not become root: sudo asks for a password$/);
      expect(error.fix).to.contain('student ALL=(ALL) NOPASSWD: ALL');
    });

    it('tells other commands only, broken settings, no sudo and no shell apart', async () => {
      const cases: [Account, string[], string, string][] = [
        [{ sudoers: 'student ALL=(ALL) NOPASSWD: /bin/ls\n' }, [], 'sudo (allows|asks)', 'NOPASSWD: ALL'],
        [{ sudoers: 'this is no sudoers line\n' }, [], "sudo's own settings are broken", 'visudo -c'],
        [
          {
            instead: {
              '/usr/bin/sudo':
                '#!/bin/sh\necho "sudo: /usr/bin/sudo must be owned by uid 0 and have the setuid bit set" >&2; exit 1\n',
            },
          },
          [],
          'sudo cannot work',
          'chmod 4755',
        ],
        [{ shell: '/usr/sbin/nologin' }, [], 'no login shell', 'usermod -s'],
        [
          {},
          ['ForceCommand echo \'Please login as the user "centos" rather than the user "root".\''],
          'another user',
          'user: centos',
        ],
      ];
      for (const [account, settings, what, fix] of cases) {
        const error = await refused(account, ...settings);
        expect(error.what).to.match(new RegExp(what));
        expect(error.fix).to.contain(fix);
        await sshd.remove();
        sshd = new Sshd();
      }
    });

    it('says that sudo is not installed', async () => {
      const bin = join(sshd.dir, 'bin');
      mkdirSync(bin);
      for (const name of ['bash', 'env', 'base64']) symlinkSync(`/usr/bin/${name}`, join(bin, name));
      const error = await refused({}, `SetEnv PATH=${bin}`);
      expect(error.what).to.contain('sudo is not installed');
      expect(error.fix).to.contain('yum install -y sudo');
    });
  });
});
