/** A real sshd on loopback for one test file: own keys, own port, nobody else's configuration. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Target } from '../../../src/target.js';

export const SSHD = ['/usr/sbin/sshd', '/usr/local/sbin/sshd'].find(existsSync);

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
      identityFile: join(this.dir, 'login'),
      ...changes,
    };
  }

  /** @param settings further lines of sshd_config */
  async start(...settings: string[]): Promise<void> {
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
        // A home of its own: what the user's .bashrc does (version managers take half a second) is not what is tested.
        `SetEnv HOME=${this.dir}`,
        'StrictModes no',
        'UsePAM no',
        'PidFile none',
        'PasswordAuthentication no',
        'PermitRootLogin prohibit-password',
        ...settings,
        '',
      ].join('\n'),
    );
    this.#child = spawn(SSHD ?? 'sshd', ['-D', '-e', '-f', config], { stdio: 'ignore' });
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
