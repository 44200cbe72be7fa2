/** What can go wrong between this machine and a host, each told apart from the others. */
import { quote } from '../shell.js';
import { LabError } from '../errors.js';
import type { Target } from '../target.js';

/** Errors that may be over a moment later, while a machine boots or reboots. */
const TRANSIENT = new Set(['E_SSH_REFUSED', 'E_SSH_TIMEOUT', 'E_SSH_NO_ROUTE', 'E_SSH_CONNECTION_LOST']);

export function isTransient(error: unknown): boolean {
  return error instanceof LabError && TRANSIENT.has(error.code);
}

function address(target: Target): string {
  return `${target.name} (${target.user}@${target.host}:${target.port})`;
}

function sshError(target: Target, code: string, what: string, why: string, fix: string, cause?: unknown): LabError {
  return new LabError({
    code,
    class: 'host',
    what: `${address(target)}: ${what}`,
    why,
    fix,
    cause,
    details: { host: target.name },
  });
}

/** Translate what node-ssh rejects with while connecting. ssh2 puts the stage into `level`, the system's reason into `code`. */
export function connectError(target: Target, cause: unknown): LabError {
  const { code, level, message } = cause as { code?: string; level?: string; message?: string };
  const look = 'lab status   shows which hosts run';
  const said = message ?? String(cause);
  if (code === 'ECONNREFUSED') {
    return sshError(
      target,
      'E_SSH_REFUSED',
      'refuses the connection',
      'the machine answers, but nothing listens on that port: sshd is not running, or the machine is still starting',
      look,
      cause,
    );
  }
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') {
    return sshError(
      target,
      'E_SSH_NO_ROUTE',
      'no route to the host',
      'the machine is off, or its network is not there',
      look,
      cause,
    );
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return sshError(
      target,
      'E_SSH_NAME',
      `the name ${target.host} is not found`,
      said,
      'check the host’s ip in lab.yaml',
      cause,
    );
  }
  if (level === 'client-authentication' || level === 'agent') {
    const key = target.identityFile ?? 'ssh agent and ~/.ssh/id_*';
    return sshError(
      target,
      'E_SSH_AUTH',
      'does not accept the login',
      `user ${target.user}, key ${key}: ${said}`,
      'check ssh.user and ssh.identityFile in lab.yaml; a machine made by lab takes its own key',
      cause,
    );
  }
  if (level === 'client-timeout' || (code === 'ETIMEDOUT' && level === 'client-socket')) {
    return sshError(
      target,
      'E_SSH_TIMEOUT',
      'no answer',
      'packets are dropped: the machine hangs, is starting, or a firewall is in the way',
      look,
      cause,
    );
  }
  return sshError(target, 'E_SSH_CONNECTION_LOST', 'the connection ended before the login', said, look, cause);
}

export function connectionLost(target: Target, command: string, cause?: unknown): LabError {
  return sshError(
    target,
    'E_SSH_CONNECTION_LOST',
    `the connection was lost while “${command}” ran`,
    cause instanceof Error ? cause.message : 'the machine rebooted, or its network or sshd went away',
    'lab status, then run the same command again',
    cause,
  );
}

export function noRoot(target: Target, said: string): LabError {
  return sshError(
    target,
    'E_SSH_SUDO',
    `${target.user} may not become root`,
    said.trim() || 'sudo -n bash could not be run',
    `on the host, let ${target.user} use sudo without a password: '${target.user} ALL=(ALL) NOPASSWD: ALL' in /etc/sudoers.d/`,
  );
}

export function hostKeyChanged(target: Target, pinned: string, offered: string, file: string): LabError {
  return sshError(
    target,
    'E_SSH_HOST_KEY',
    'shows another host key than at first contact',
    `pinned   ${pinned}\noffered  ${offered}\nsomebody made the machine anew outside lab, or another machine answers at its address`,
    `if you know why the machine is another one, forget its old key and try again:\nssh-keygen -R ${quote(target.name)} -f ${quote(file)}`,
  );
}

export function keyFile(file: string, why: string): LabError {
  return new LabError({
    code: 'E_SSH_KEY_FILE',
    class: 'environment',
    what: `the ssh key ${file} cannot be used`,
    why,
    fix: 'name another key in ssh.identityFile, or load the key into ssh-agent and leave identityFile out',
  });
}

export function commandTimeout(target: Target, command: string, timeoutMs: number, lastLines: string): LabError {
  return new LabError({
    code: 'E_COMMAND_TIMEOUT',
    class: 'host',
    what: `${target.name}: “${command}” did not end within ${timeoutMs / 1000} s and was stopped`,
    why: lastLines === '' ? 'it printed nothing' : `the last it printed:\n${lastLines}`,
    fix: `look at the host (lab ssh ${target.name}), then run the same command again`,
    details: { host: target.name, timeoutMs },
  });
}

export function interrupted(cause?: unknown): LabError {
  return new LabError({ code: 'E_INTERRUPTED', class: 'interrupted', what: 'interrupted', cause });
}
