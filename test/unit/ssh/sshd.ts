/** A real sshd on loopback for one test file: own keys, own port, nobody else's configuration. */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Target } from '../../../src/target.js';

export const SSHD = ['/usr/sbin/sshd', '/usr/local/sbin/sshd'].find(existsSync);

/** A user that exists only for an sshd of ours: it sees account files of its own, in a mount namespace of its own. */
export interface Account {
  /** Default: bash. */
  shell?: string;
  /** The sudoers file; without one, sudo works without a password. */
  sudoers?: string;
  /** Files in the home folder: `.bashrc`. */
  home?: Record<string, string>;
  /** Files laid over ours: `/usr/bin/sudo`. */
  instead?: Record<string, string>;
}

const STUDENT = { name: 'student', id: 61234 };

/** Making such an account takes root and mount namespaces. */
export const ACCOUNTS = process.getuid?.() === 0 && spawnSync('unshare', ['--mount', 'true']).status === 0;

export class Sshd {
  readonly dir = mkdtempSync(join(tmpdir(), 'lab-sshd-'));
  port = 0;
  #child: ChildProcess | undefined;

  constructor() {
    this.newKey('login');
    this.newKey('host');
    writeFileSync(join(this.dir, 'authorized_keys'), execFileSync('ssh-keygen', ['-y', '-f', join(this.dir, 'login')]));
  }

  newKey(name: string): string {
    const file = join(this.dir, name);
    rmSync(file, { force: true });
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
    return file;
  }

  target(changes: Partial<Target> = {}): Target {
    return {
      name: 'master',
      host: '127.0.0.1',
      port: this.port,
      user: userInfo().username,
      identityFiles: [join(this.dir, 'login')],
      ...changes,
    };
  }

  /**
   * Like `start`, for a user `student` who is no root.
   * @returns how to reach it
   */
  async startFor(account: Account, ...settings: string[]): Promise<Target> {
    const { name, id } = STUDENT;
    const home = join(this.dir, 'home');
    const shell = account.shell ?? '/bin/bash';
    rmSync(home, { recursive: true, force: true });
    mkdirSync(home);
    for (const [file, text] of Object.entries(account.home ?? {})) writeFileSync(join(home, file), text);
    chownSync(home, id, id);
    chmodSync(this.dir, 0o711);
    const files: Record<string, string> = {
      '/etc/passwd': `${readFileSync('/etc/passwd', 'utf8')}${name}:x:${id}:${id}::${home}:${shell}\n`,
      '/etc/group': `${readFileSync('/etc/group', 'utf8')}${name}:x:${id}:\n`,
      '/etc/shadow': `${readFileSync('/etc/shadow', 'utf8')}${name}:*:19000:0:99999:7:::\n`,
      '/etc/sudoers': account.sudoers ?? `root ALL=(ALL) ALL\n${name} ALL=(ALL) NOPASSWD: ALL\n`,
      ...account.instead,
    };
    const mounts = Object.entries(files).map(([file, text]) => {
      const own = join(this.dir, file.replaceAll('/', '_'));
      rmSync(own, { force: true });
      writeFileSync(own, text);
      chmodSync(own, { '/etc/sudoers': 0o440, '/etc/shadow': 0o640 }[file] ?? (existsSync(file) ? 0o755 : 0o644));
      return `mount --bind '${own}' '${file}'`;
    });
    await this.#start(settings, ['unshare', '--mount', 'sh', '-c', `${mounts.join(' && ')} && exec "$@"`, 'sh']);
    return this.target({ user: name });
  }

  /** @param settings further lines of sshd_config */
  async start(...settings: string[]): Promise<void> {
    // A home of its own: what the user's .bashrc does (version managers take half a second) is not what is tested.
    await this.#start([`SetEnv HOME=${this.dir}`, ...settings]);
  }

  async #start(settings: string[], enter: string[] = []): Promise<void> {
    this.port ||= await freePort();
    if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
    const config = join(this.dir, 'sshd_config');
    writeFileSync(
      config,
      [
        `Port ${this.port}`,
        'ListenAddress 127.0.0.1',
        `HostKey ${this.dir}/host`,
        `AuthorizedKeysFile ${this.dir}/authorized_keys`,
        'StrictModes no',
        'UsePAM no',
        'PidFile none',
        'PasswordAuthentication no',
        'PermitRootLogin prohibit-password',
        ...settings,
        '',
      ].join('\n'),
    );
    const [file = '', ...args] = [...enter, SSHD ?? 'sshd', '-D', '-e', '-f', config];
    this.#child = spawn(file, args, { stdio: 'ignore' });
    for (let i = 0; i < 100 && !(await listens(this.port)); i++) await delay(20);
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const open = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  });
  socket.destroy();
  return open;
}
