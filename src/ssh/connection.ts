/** Open one ssh connection: log in with the target's key, refuse a changed host key, pin a new one. */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { NodeSSH, type Config } from 'node-ssh';
import { connectError, hostKeyChanged, interrupted, keyFile } from './errors.js';
import { fingerprint, type KnownHosts } from './known-hosts.js';
import type { Target } from '../target.js';

/** A peer that is silent for this long, three times, is gone. */
const KEEPALIVE_MS = 5_000;

export interface ConnectOptions {
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/** @throws LabError `E_SSH_*`, `E_INTERRUPTED` */
export async function connect(
  target: Target,
  knownHosts: KnownHosts,
  { timeoutMs, signal }: ConnectOptions,
): Promise<NodeSSH> {
  if (signal?.aborted) throw interrupted();
  const pins = await knownHosts.pins(target.name);
  const login = await credentials(target.identityFile);
  let offered: Buffer | undefined;
  const accepted = () => offered !== undefined && (pins.length === 0 || pins.includes(offered.toString('base64')));

  const ssh = new NodeSSH();
  const drop = () => ssh.connection?.destroy();
  signal?.addEventListener('abort', drop, { once: true });
  try {
    await ssh.connect({
      ...login,
      host: target.host,
      port: target.port,
      username: target.user,
      readyTimeout: timeoutMs,
      keepaliveInterval: KEEPALIVE_MS,
      keepaliveCountMax: 3,
      hostVerifier: (key: Buffer) => {
        offered = key;
        return accepted();
      },
    });
  } catch (error) {
    drop();
    if (signal?.aborted) throw interrupted(error);
    if (offered && !accepted()) {
      const pinned = pins.map((pin) => fingerprint(Buffer.from(pin, 'base64'))).join(', ');
      throw hostKeyChanged(target, pinned, fingerprint(offered), knownHosts.file);
    }
    if (error instanceof Error && error.message.startsWith('Cannot parse privateKey')) {
      throw keyFile(target.identityFile ?? '~/.ssh/id_*', error.message);
    }
    throw connectError(target, error);
  } finally {
    signal?.removeEventListener('abort', drop);
  }
  // A later error also closes the channels, which is where it is seen; without a listener it would end the process.
  ssh.connection?.on('error', () => undefined);
  if (offered && pins.length === 0) await knownHosts.pin(target.name, offered);
  return ssh;
}

/** A named key is used alone: an agent full of other keys makes servers give up before the right one comes. */
async function credentials(identityFile: string | null): Promise<Pick<Config, 'agent' | 'privateKey'>> {
  if (identityFile !== null) {
    const privateKey = await readFile(identityFile, 'utf8').catch((error: Error) => {
      throw keyFile(identityFile, error.message);
    });
    return { privateKey };
  }
  const agent = process.env['SSH_AUTH_SOCK'];
  for (const name of ['id_ed25519', 'id_ecdsa', 'id_rsa']) {
    const privateKey = await readFile(join(homedir(), '.ssh', name), 'utf8').catch(() => undefined);
    if (privateKey !== undefined && !isEncrypted(privateKey)) return { agent, privateKey };
  }
  return { agent };
}

/** An encrypted key is the agent's business. OpenSSH's own form names its cipher inside; `none` is no cipher. */
function isEncrypted(pem: string): boolean {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]+?)-----END/.exec(pem)?.[1];
  if (body === undefined) return pem.includes('ENCRYPTED');
  return !Buffer.from(body, 'base64').subarray(0, 32).includes('none');
}
