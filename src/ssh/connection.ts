/** Open one ssh connection: log in with the target's keys, refuse a changed host key, pin a new one. */
import { connect as dial } from 'node:net';
import { NodeSSH } from 'node-ssh';
import { connectError, hostKeyChanged, interrupted, type Stage } from './errors.js';
import { loginWith } from './keys.js';
import { fingerprint, type KnownHosts } from './known-hosts.js';
import type { Target } from '../target.js';

/** A peer that is silent for this long, three times, is gone. */
const KEEPALIVE_MS = 5_000;

/** What happens between sshd's first word and the login may wait for PAM, for a name server, for a slow disk. */
const LOGIN_MS = 60_000;

export interface ConnectOptions {
  /** Until sshd has said its first word, in milliseconds. */
  answerMs: number;
  /** From there to the login, in milliseconds (default 60 000). */
  loginMs?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** @throws LabError `E_SSH_*`, `E_INTERRUPTED` */
export async function connect(
  target: Target,
  knownHosts: KnownHosts,
  { answerMs, loginMs = LOGIN_MS, signal }: ConnectOptions,
): Promise<NodeSSH> {
  if (signal?.aborted) throw interrupted();
  const [pins, login] = await Promise.all([knownHosts.pins(target.name), loginWith(target)]);
  let offered: Buffer | undefined;
  const accepted = () => offered !== undefined && (pins.length === 0 || pins.includes(offered.toString('base64')));

  const stage: Stage = { open: false, silent: false, greeting: '', answerMs, loginMs };
  const socket = dial({ host: target.host, port: target.port });
  const drop = () => socket.destroy();
  const silence = setTimeout(() => {
    stage.silent = true;
    drop();
  }, answerMs);
  const listen = (bytes: Buffer) => {
    clearTimeout(silence);
    stage.greeting += bytes.toString('latin1');
    if (stage.greeting.includes('\n')) socket.off('data', listen);
  };
  signal?.addEventListener('abort', drop, { once: true });

  const ssh = new NodeSSH();
  try {
    const connecting = ssh.connect({
      authHandler: login.methods,
      sock: socket,
      username: target.user,
      readyTimeout: answerMs + loginMs,
      keepaliveInterval: KEEPALIVE_MS,
      keepaliveCountMax: 3,
      hostVerifier: (key: Buffer) => {
        offered = key;
        return accepted();
      },
    });
    socket.once('connect', () => (stage.open = true)).on('data', listen);
    await connecting;
  } catch (error) {
    drop();
    if (signal?.aborted) throw interrupted(error);
    if (offered && !accepted()) {
      const pinned = pins.map((pin) => fingerprint(Buffer.from(pin, 'base64'))).join(', ');
      throw hostKeyChanged(target, pinned, fingerprint(offered), knownHosts.file);
    }
    throw connectError(target, error, stage, login);
  } finally {
    clearTimeout(silence);
    signal?.removeEventListener('abort', drop);
  }
  // A later error also closes the channels, which is where it is seen; without a listener it would end the process.
  ssh.connection?.on('error', () => undefined);
  if (offered && pins.length === 0) await knownHosts.pin(target.name, offered);
  return ssh;
}
