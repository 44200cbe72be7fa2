import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { LabError } from '../../../src/errors.js';
import { KnownHosts } from '../../../src/ssh/known-hosts.js';
import { SshHost } from '../../../src/ssh/ssh-host.js';
import type { Target } from '../../../src/target.js';
import { waitForSsh } from '../../../src/ssh/wait.js';
import { Sshd, SSHD, freePort } from './sshd.js';
import { skipBecause } from '../skip.js';

async function failure(work: Promise<unknown>): Promise<LabError> {
  const error = await work.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).to.be.instanceOf(LabError);
  return error as LabError;
}

/** Whether a process with this very argument vector runs on this machine. */
function runs(argv: string): boolean {
  return spawnSync('pgrep', ['-fx', argv]).status === 0;
}

async function within(ms: number, holds: () => boolean): Promise<boolean> {
  for (const end = Date.now() + ms; Date.now() < end; await delay(50)) if (holds()) return true;
  return false;
}

describe('SshHost, against a real sshd', function () {
  this.timeout(20_000);
  let sshd: Sshd;
  let files = 0;
  const hosts: SshHost[] = [];

  /** A host with a known_hosts file of its own, unless one is given. */
  function open(
    changes: Partial<Target> = {},
    knownHosts = new KnownHosts(join(sshd.dir, `known-${files++}`)),
  ): SshHost {
    const host = new SshHost(
      { name: 'master', ip: '127.0.0.1', role: 'control-plane' },
      sshd.target(changes),
      knownHosts,
    );
    hosts.push(host);
    return host;
  }

  before(async function () {
    // A machine without the server skips; a CI job must have it.
    if (!SSHD && !process.env['CI']) skipBecause(this, 'no sshd here (Debian: openssh-server)');
    sshd = new Sshd();
    await sshd.start();
  });
  afterEach(() => hosts.splice(0).forEach((host) => host.close()));
  after(() => sshd?.remove());

  describe('run and script', () => {
    it('returns both streams untrimmed and the exit code', async () => {
      const result = await open().run(['bash', '-c', 'echo out; echo err >&2; exit 7']);
      expect(result).to.include({ exitCode: 7, stdout: 'out\n', stderr: 'err\n' });
      expect(result.ms).to.be.within(1, 10_000);
    });

    it('hands every argument on unchanged', async () => {
      const evil = [
        '',
        ' ',
        "it's",
        '"',
        '$HOME',
        '`id`',
        '$(id)',
        '\\',
        'a\nb',
        '-n',
        '--',
        '*',
        '~',
        '!!',
        ';reboot',
        '&',
        '|',
        '>x',
        '#',
        'ü→中',
        '%s',
      ];
      const { stdout } = await open().run(['printf', '<%s>', ...evil]);
      expect(stdout).to.equal(evil.map((arg) => `<${arg}>`).join(''));
    });

    it('sends input, and closes standard input without one', async () => {
      const host = open();
      expect((await host.run(['cat'], { input: 'geheim ü\n' })).stdout).to.equal('geheim ü\n');
      expect((await host.run(['cat'])).stdout).to.equal('');
    });

    it('runs a script that holds anything, and no command of it can swallow the rest', async () => {
      const { exitCode, stdout } = await open().script(
        "# comment\ncat\nread -r x\ncat <<'EOF'\n$HOME \\ ' \" }\nEOF\necho end\nexit 3",
      );
      expect({ exitCode, stdout }).to.deep.equal({ exitCode: 3, stdout: '$HOME \\ \' " }\nend\n' });
    });

    it('keeps the script out of the process list', async () => {
      const { stdout } = await open().script(
        'secret=abc-no-argv-def; tr "\\0" " " < /proc/$$/cmdline; cat /proc/$PPID/cmdline | tr "\\0" " "',
      );
      expect(stdout).to.contain('bash -s').and.not.contain('no-argv');
    });

    it('runs nothing of a script that is cut or does not parse', async () => {
      const { exitCode, stdout } = await open().script('echo started\nif true; then echo x');
      expect(exitCode).to.equal(2);
      expect(stdout).to.equal('');
    });

    it('gives 127 for a program that is not there, 128 + n for a signal', async () => {
      const host = open();
      expect((await host.run(['no-such-program'])).exitCode).to.equal(127);
      expect((await host.script('kill -TERM $$')).exitCode).to.equal(143);
      expect((await host.script('kill -KILL $$')).exitCode).to.equal(137);
      expect((await host.script('kill -SEGV $$')).exitCode).to.equal(139);
    });

    it('takes 5 MB without loss', async () => {
      const { stdout } = await open().script('seq 1 800000');
      expect(stdout.length).to.equal(5_488_895);
      expect(stdout.endsWith('\n799999\n800000\n')).to.equal(true);
    });

    it('takes 5 MB of input without loss', async () => {
      const { stdout } = await open().run(['wc', '-c'], { input: 'x'.repeat(5_000_000) });
      expect(stdout.trim()).to.equal('5000000');
    });

    it('joins characters that arrive in pieces, and calls back with whole lines as they come', async () => {
      const lines: string[] = [];
      const { stdout } = await open().script(
        "printf '\\xe4'; sleep 0.1; printf '\\xb8\\xad'; sleep 0.1; printf ' a\\r\\nb'; sleep 0.1; printf 'c\\n'; echo e >&2; sleep 0.1; printf last",
        { onLine: (line, stream) => lines.push(`${stream} ${line}`) },
      );
      expect(stdout).to.equal('中 a\r\nbc\nlast');
      expect(lines).to.deep.equal(['stdout 中 a', 'stdout bc', 'stderr e', 'stdout last']);
    });

    it('calls back while the command still runs', async () => {
      const answer = join(sshd.dir, 'called-back');
      const { exitCode } = await open().script(`echo now; until [ -e '${answer}' ]; do sleep 0.05; done`, {
        onLine: () => writeFileSync(answer, ''),
        timeoutMs: 10_000,
      });
      expect(exitCode).to.equal(0);
    });

    it('waits for room where sshd has none for another session yet', async () => {
      const narrow = new Sshd();
      try {
        await narrow.start('MaxSessions 2');
        const host = new SshHost(
          { name: 'master', ip: '127.0.0.1', role: 'control-plane' },
          narrow.target(),
          new KnownHosts(join(narrow.dir, 'known')),
        );
        hosts.push(host);
        const results = await Promise.all(Array.from({ length: 12 }, (_, i) => host.script(`echo ${i}`)));
        expect(results.map(({ stdout }) => Number(stdout))).to.deep.equal(results.map((_, i) => i));
      } finally {
        await narrow.remove();
      }
    });

    it('runs many commands on one connection at once without mixing them', async () => {
      const host = open();
      const results = await Promise.all(
        Array.from({ length: 25 }, (_, i) => host.script(`for n in {1..50}; do echo ${i}; done`)),
      );
      results.forEach(({ stdout }, i) => expect(stdout).to.equal(`${i}\n`.repeat(50)));
      const { stdout } = await host.script('echo $SSH_CONNECTION');
      expect((await host.script('echo $SSH_CONNECTION')).stdout).to.equal(stdout);
    });
  });

  describe('deadline and abort', () => {
    it('ends the whole process group at the deadline, and says what was printed last', async () => {
      const host = open();
      const error = await failure(
        host.script('echo before; sleep 3071 & (sleep 3071; true) ; echo after', { timeoutMs: 500 }),
      );
      expect(error).to.include({ code: 'E_COMMAND_TIMEOUT', class: 'host' });
      expect(error.why).to.contain('before').and.not.contain('after');
      expect(await within(3_000, () => !runs('sleep 3071'))).to.equal(true);
      expect((await host.run(['echo', 'still connected'])).stdout).to.equal('still connected\n');
    });

    it('kills what ignores SIGTERM', async () => {
      const error = await failure(open().script('trap "" TERM; while :; do sleep 0.0731; done', { timeoutMs: 300 }));
      expect(error.code).to.equal('E_COMMAND_TIMEOUT');
      expect(await within(3_000, () => !runs('sleep 0.0731'))).to.equal(true);
    });

    it('ends the command when aborted, and nothing else on that connection', async () => {
      const host = open();
      const abort = new AbortController();
      const other = host.script('sleep 1; echo other');
      const aborted = failure(host.script('sleep 3072; true', { signal: abort.signal }));
      expect(await within(5_000, () => runs('sleep 3072'))).to.equal(true);
      abort.abort();
      expect((await aborted).code).to.equal('E_INTERRUPTED');
      expect(await within(1_000, () => !runs('sleep 3072'))).to.equal(true);
      expect((await other).stdout).to.equal('other\n');
    });

    it('does not start with a signal that has fired', async () => {
      expect((await failure(open().run(['true'], { signal: AbortSignal.abort() }))).code).to.equal('E_INTERRUPTED');
    });

    it('aborts a login that hangs', async () => {
      const silent = createServer().listen(0, '127.0.0.1');
      await new Promise((resolve) => silent.once('listening', resolve));
      const host = open({ port: (silent.address() as AddressInfo).port });
      const abort = new AbortController();
      setTimeout(() => abort.abort(), 100);
      const started = performance.now();
      expect((await failure(host.run(['true'], { signal: abort.signal }))).code).to.equal('E_INTERRUPTED');
      expect(performance.now() - started).to.be.below(1_000);
      silent.close();
    });
  });

  describe('host keys', () => {
    it('pins at first contact in a private file that ssh itself accepts', async () => {
      const knownHosts = new KnownHosts(join(sshd.dir, 'lab', 'known_hosts'));
      const host = open({}, knownHosts);
      await host.run(['true']);
      host.close();
      await host.run(['true']);
      expect(readFileSync(knownHosts.file, 'utf8')).to.match(/^master ssh-ed25519 \S+\n$/);
      expect(statSync(knownHosts.file).mode & 0o777).to.equal(0o600);
      const { port, user, identityFiles } = sshd.target();
      const ssh = spawnSync(
        'ssh',
        [
          '-F',
          'none',
          '-o',
          'BatchMode=yes',
          '-o',
          'StrictHostKeyChecking=yes',
          '-o',
          'HostKeyAlias=master',
          '-o',
          `UserKnownHostsFile=${knownHosts.file}`,
          '-i',
          String(identityFiles[0]),
          '-p',
          String(port),
          `${user}@127.0.0.1`,
          'echo hi',
        ],
        { encoding: 'utf8' },
      );
      expect(ssh.stdout).to.equal('hi\n');
    });

    it('refuses a changed key, and takes it once the pin is forgotten', async () => {
      const other = new Sshd();
      try {
        await other.start();
        const knownHosts = new KnownHosts(join(other.dir, 'known'));
        const host = () => new SshHost({ name: 'master', ip: '127.0.0.1', role: 'worker' }, other.target(), knownHosts);
        const first = host();
        await first.run(['true']);
        first.close();
        await other.stop();
        other.newKey('host');
        await other.start();
        const error = await failure(host().run(['true']));
        expect(error).to.include({ code: 'E_SSH_HOST_KEY', class: 'host' });
        expect(error.why).to.match(/pinned {3}ssh-ed25519 SHA256:\S{43}\noffered {2}ssh-ed25519 SHA256:\S{43}/);
        expect(error.fix).to.contain(knownHosts.file);
        await knownHosts.forget(['master']);
        const last = host();
        expect((await last.run(['echo', 'ok'])).stdout).to.equal('ok\n');
        last.close();
      } finally {
        await other.remove();
      }
    });
  });

  describe('errors', () => {
    it('tells refused, not found, silent, wrong key and missing key apart', async () => {
      const silent = createServer().listen(0, '127.0.0.1');
      await new Promise((resolve) => silent.once('listening', resolve));
      const { port } = silent.address() as AddressInfo;
      expect((await failure(open({ port: await freePort() }).run(['true']))).code).to.equal('E_SSH_REFUSED');
      expect((await failure(open({ host: 'no-such-host.invalid' }).run(['true']))).code).to.equal('E_SSH_NAME');
      expect((await failure(open({ port }).connect({ answerMs: 200 }))).code).to.equal('E_SSH_SILENT');
      expect((await failure(open({ identityFiles: [sshd.newKey('stranger')] }).run(['true']))).code).to.equal(
        'E_SSH_AUTH',
      );
      expect((await failure(open({ identityFiles: ['/nowhere/key'] }).run(['true']))).code).to.equal('E_SSH_KEY_FILE');
      silent.close();
    });

    it('says that the key needs its passphrase', async () => {
      const file = sshd.newKey('locked');
      execFileSync('ssh-keygen', ['-q', '-p', '-N', 'secret', '-f', file]);
      expect((await failure(open({ identityFiles: [file] }).run(['true']))).code).to.equal('E_SSH_KEY_FILE');
    });

    it('says that the peer hung up before the login', async () => {
      const rude = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
      await new Promise((resolve) => rude.once('listening', resolve));
      expect((await failure(open({ port: (rude.address() as AddressInfo).port }).run(['true']))).code).to.equal(
        'E_SSH_CONNECTION_LOST',
      );
      rude.close();
    });

    it('notices a connection lost in mid-command, and connects anew for the next one', async () => {
      const host = open();
      // Three above this shell is sshd's process for this session, which is what a reboot ends.
      const error = await failure(
        host.script('parent() { ps -o ppid= -p $1; }; kill -KILL $(parent $(parent $PPID)); sleep 5', {
          timeoutMs: 4_000,
        }),
      );
      expect(error).to.include({ code: 'E_SSH_CONNECTION_LOST', class: 'host' });
      expect((await host.run(['echo', 'again'])).stdout).to.equal('again\n');
    });
  });

  describe('waitForSsh', () => {
    it('waits until the host lets us in', async () => {
      const other = new Sshd();
      try {
        other.port = await freePort();
        const seen: string[] = [];
        const host = new SshHost(
          { name: 'master', ip: '127.0.0.1', role: 'worker' },
          other.target(),
          new KnownHosts(join(other.dir, 'known')),
        );
        const waiting = waitForSsh(host, { timeoutMs: 10_000, onProgress: (text) => seen.push(text) });
        await delay(500);
        await other.start();
        await waiting;
        expect(seen).to.have.length(1);
        expect(seen[0]).to.contain('refuses the connection');
        host.close();
      } finally {
        await other.remove();
      }
    });

    it('throws the last reason at the deadline, and stops when aborted', async () => {
      const port = await freePort();
      expect((await failure(waitForSsh(open({ port }), { timeoutMs: 600 }))).code).to.equal('E_SSH_REFUSED');
      expect(
        (await failure(waitForSsh(open({ port }), { timeoutMs: 60_000, signal: AbortSignal.timeout(300) }))).code,
      ).to.equal('E_INTERRUPTED');
    });
  });
});

describe('KnownHosts', () => {
  it('forgets the named hosts only', async () => {
    const dir = join(process.env['TMPDIR'] ?? '/tmp', `known-${process.pid}`);
    mkdirSync(dir, { recursive: true });
    const known = new KnownHosts(join(dir, 'known_hosts'));
    const key = Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from('ssh-ed25519'), Buffer.from('key')]);
    for (const name of ['master', 'node1', 'node2']) await known.pin(name, key);
    await known.forget(['node1']);
    expect(
      readFileSync(known.file, 'utf8')
        .split('\n')
        .map((line) => line.split(' ')[0]),
    ).to.deep.equal(['master', 'node2', '']);
    await known.forget();
    expect(await known.pins('master')).to.deep.equal([]);
  });
});
