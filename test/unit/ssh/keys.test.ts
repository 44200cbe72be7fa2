/** The keys of a login: of every form that people have, against a real sshd. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { requireKeysForSsh } from '../../../src/ssh/keys.js';
import { KnownHosts } from '../../../src/ssh/known-hosts.js';
import { SshHost } from '../../../src/ssh/ssh-host.js';
import { waitForSsh } from '../../../src/ssh/wait.js';
import { failureOf } from '../failure-of.js';
import { skipBecause } from '../skip.js';
import { Sshd, SSHD } from './sshd.js';

/** What PuTTYgen writes, cut short. */
const PPK = 'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: amy\nPublic-Lines: 2\nAAAA\n';

describe('the keys of a login', function () {
  this.timeout(20_000);
  let sshd: Sshd;
  let key: string;
  let agent: ChildProcess | undefined;
  const before_ = { HOME: process.env['HOME'], SSH_AUTH_SOCK: process.env['SSH_AUTH_SOCK'] };
  const hosts: SshHost[] = [];

  before(async function () {
    if (!SSHD && !process.env['CI']) skipBecause(this, 'no sshd here (Debian: openssh-server)');
    sshd = new Sshd();
    await sshd.start();
    key = join(sshd.dir, 'login');
  });
  beforeEach(() => delete process.env['SSH_AUTH_SOCK']);
  afterEach(() => {
    agent?.kill();
    agent = undefined;
    hosts.splice(0).forEach((host) => host.close());
    for (const [name, value] of Object.entries(before_)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });
  after(() => sshd?.remove());

  function host(...identityFiles: string[]): SshHost {
    const known = new KnownHosts(join(sshd.dir, 'known'));
    const one = new SshHost({ name: 'master', ip: '127.0.0.1', role: 'worker' }, sshd.target({ identityFiles }), known);
    hosts.push(one);
    return one;
  }

  /** A file of this name, with this text. */
  function file(name: string, text: string): string {
    const path = join(sshd.dir, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  }

  async function withAgent(...keys: string[]): Promise<void> {
    const socket = join(sshd.dir, 'agent');
    rmSync(socket, { force: true });
    agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
    for (let i = 0; i < 100 && !existsSync(socket); i++) await delay(20);
    process.env['SSH_AUTH_SOCK'] = socket;
    for (const one of keys) execFileSync('ssh-add', ['-q', one], { stdio: 'ignore' });
  }

  /** A home folder with these keys in .ssh. */
  function home(keys: Record<string, string>): void {
    const dir = join(sshd.dir, 'a home');
    rmSync(dir, { recursive: true, force: true });
    mkdirSync(join(dir, '.ssh'), { recursive: true });
    for (const [name, from] of Object.entries(keys)) copyFileSync(from, join(dir, '.ssh', name));
    process.env['HOME'] = dir;
  }

  const login = async (one: SshHost) => expect((await one.run(['echo', 'in'])).stdout).to.equal('in\n');

  it('says at once, in words, what is wrong with a file and what to do', async () => {
    const locked = sshd.newKey('locked');
    execFileSync('ssh-keygen', ['-q', '-p', '-N', 'secret', '-f', locked]);
    const pem = file('pem', execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519'], { encoding: 'utf8' }));
    const pub = file('k.pub', execFileSync('ssh-keygen', ['-y', '-f', key], { encoding: 'utf8' }));
    const cases: [string, string, string][] = [
      [pub, 'public half', `identityFile: "${pub.slice(0, -4)}"`],
      [
        file('k.ppk', PPK),
        "PuTTY's form",
        `puttygen ${join(sshd.dir, 'k.ppk')} -O private-openssh -o ${join(sshd.dir, 'k')}`,
      ],
      [locked, 'passphrase', `ssh-add ${locked}`],
      [pem, 'a form that is not read', `ssh-keygen -p -N '' -f ${pem}`],
      [file('garbage', '\u0000\u0001 not a key'), 'holds no private key', 'ssh.identityFile'],
      [file('empty', ''), 'holds no private key', 'ssh.identityFile'],
      [sshd.dir, 'is a folder', 'a file in it'],
      [join(sshd.dir, 'nowhere', 'k'), 'does not exist', 'ssh.identityFile'],
    ];
    for (const [name, why, fix] of cases) {
      const error = await failureOf(waitForSsh(host(name), { timeoutMs: 10_000 }));
      expect(error, name).to.include({ code: 'E_SSH_KEY_FILE', class: 'environment' });
      expect(error.why, name).to.contain(why);
      expect(error.fix, name).to.contain(fix);
    }
  });

  it('takes a key that others may read, and tells that ssh does not', async () => {
    const open = join(sshd.dir, 'open');
    copyFileSync(key, open);
    chmodSync(open, 0o644);
    await login(host(open));
    const error = await failureOf(requireKeysForSsh(sshd.target({ identityFiles: [open] })));
    expect(error).to.include({ code: 'E_SSH_KEY_FILE' });
    expect(error.fix).to.contain(`chmod 600 ${open}`);
    await requireKeysForSsh(sshd.target({ identityFiles: [open, key] }));
  });

  it('tries all files that are named, and passes over those that are not there', async () => {
    await login(host(join(sshd.dir, 'gone'), sshd.newKey('other'), key));
  });

  it('tries all of the usual files', async () => {
    home({ id_rsa: sshd.newKey('stranger'), id_ed25519: key });
    await login(host());
    home({ id_rsa: key, id_ed25519: sshd.newKey('stranger') });
    await login(host());
  });

  it('tries the agent, and the usual files that it does not hold', async () => {
    home({ id_ed25519: sshd.newKey('stranger') });
    await withAgent(key);
    await login(host());
    agent?.kill();
    home({ id_ed25519: key });
    await withAgent(sshd.newKey('stranger'));
    await login(host());
  });

  it('does without an agent that is gone', async () => {
    home({ id_ed25519: key });
    process.env['SSH_AUTH_SOCK'] = join(sshd.dir, 'no-agent');
    await login(host());
  });

  it('takes a locked or public key’s other half from the agent, and no other key of it', async () => {
    const strangers = [1, 2, 3, 4, 5, 6, 7].map((n) => sshd.newKey(`stranger${n}`));
    await withAgent(...strangers, key);
    await login(host(file('k.pub', execFileSync('ssh-keygen', ['-y', '-f', key], { encoding: 'utf8' }))));
    home({});
    expect(await failureOf(host().run(['true']))).to.include({ code: 'E_SSH_AUTH' });
  });

  it('says what was tried, and what could not be', async () => {
    const locked = sshd.newKey('locked');
    execFileSync('ssh-keygen', ['-q', '-p', '-N', 'secret', '-f', locked]);
    home({ id_rsa: sshd.newKey('stranger'), id_ed25519: locked });
    const error = await failureOf(host().run(['true']));
    expect(error).to.include({ code: 'E_SSH_AUTH' });
    expect(error.why).to.match(/tried: \S+ home\/.ssh\/id_rsa: .*\n.*id_ed25519 needs its passphrase/);
    expect(error.fix).to.contain(`ssh-copy-id -p ${sshd.port} `);
    home({});
    expect((await failureOf(host().run(['true']))).why).to.equal('there is no key to log in with');
  });
});
