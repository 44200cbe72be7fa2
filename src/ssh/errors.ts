/** What can go wrong between this machine and a host, each told apart from the others. */
import { LabError } from '../errors.js';
import { PASSING_HOST_ERRORS } from '../host.js';
import { quote, quoteAll } from '../shell.js';
import type { Target } from '../target.js';

export function isTransient(error: unknown): boolean {
  return error instanceof LabError && PASSING_HOST_ERRORS.has(error.code);
}

/** How far a connection came. */
export interface Stage {
  /** TCP was accepted. */
  open: boolean;
  /** We gave up waiting for the first word. */
  silent: boolean;
  /** What the other side said first: `SSH-2.0-OpenSSH_8.0`. */
  greeting: string;
  answerMs: number;
  loginMs: number;
}

function address(target: Target): string {
  return `${target.name} (${target.user}@${target.host}:${target.port})`;
}

export function sshError(
  target: Target,
  code: string,
  what: string,
  why: string,
  fix: string,
  cause?: unknown,
): LabError {
  return new LabError({
    code,
    class: 'host',
    what: `${address(target)}: ${what}`,
    why,
    fix,
    cause,
    details: { host: target.name, said: what },
  });
}

const LOOK = 'lab status   shows which hosts run';

/** Translate what node-ssh rejects with while connecting. ssh2 puts the stage into `level`, the system's reason into `code`. */
export function connectError(
  target: Target,
  cause: unknown,
  stage: Stage,
  login: { tried: readonly string[]; leftOut: readonly string[] },
): LabError {
  const { code, level, message } = cause as { code?: string; level?: string; message?: string };
  const error = (name: string, what: string, why: string, fix: string) => sshError(target, name, what, why, fix, cause);
  const said = message ?? String(cause);
  if (code === 'ECONNREFUSED') {
    const why =
      'the machine answers, but nothing listens on that port: sshd is not running or has another port, or the machine is still starting';
    return error('E_SSH_REFUSED', 'refuses the connection', why, LOOK);
  }
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH')
    return error('E_SSH_NO_ROUTE', 'no route to the host', 'the machine is off, or its network is not there', LOOK);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return error('E_SSH_NAME', `the name ${target.host} is not found`, said, 'check the host’s ip in lab.yaml');
  if (level === 'client-authentication' || level === 'agent' || /too many authentication failures/i.test(said))
    return loginRefused(target, cause, said, login);

  if ((stage.silent && !stage.open) || (code === 'ETIMEDOUT' && level === 'client-socket')) {
    const why = 'packets are dropped: the machine hangs, is starting, or a firewall is in the way';
    return error('E_SSH_TIMEOUT', 'no answer', why, LOOK);
  }
  if (stage.silent) {
    const why = `nothing was said for ${stage.answerMs / 1000} s: the machine is starting (a forwarded port is open before it is up), hangs or is overloaded`;
    return error('E_SSH_SILENT', 'takes the connection, but no SSH server speaks', why, LOOK);
  }
  const greeting = stage.greeting.split('\n')[0]?.trim() ?? '';
  if (greeting.startsWith('SSH-') && level === 'client-timeout') {
    const why = `sshd answers (${greeting}), but has not let us in or turned us away: PAM or a name server keeps it waiting, or the machine is overloaded`;
    const fix = 'on the host: journalctl -u sshd; UseDNS no in /etc/ssh/sshd_config; what /etc/pam.d/sshd runs';
    return error('E_SSH_SLOW_LOGIN', `the login takes longer than ${stage.loginMs / 1000} s`, why, fix);
  }
  // sshd says in plain words that it has no room, and may have some a moment later.
  if (greeting !== '' && !/^SSH-|MaxStartups|Not allowed at this time/i.test(greeting)) {
    const fix = 'check ssh.port and the host’s ip in lab.yaml';
    return error('E_SSH_NOT_SSH', 'what answers there is no SSH server', `it said: ${greeting.slice(0, 120)}`, fix);
  }
  return error('E_SSH_CONNECTION_LOST', 'the connection ended before the login', said, LOOK);
}

function loginRefused(
  target: Target,
  cause: unknown,
  said: string,
  { tried, leftOut }: { tried: readonly string[]; leftOut: readonly string[] },
): LabError {
  const { user, host, port } = target;
  const why = [
    tried.length === 0 ? 'there is no key to log in with' : `user ${user}, tried: ${tried.join(', ')}: ${said}`,
    ...leftOut,
  ].join('\n');
  const copy = ['ssh-copy-id', ...(port === 22 ? [] : ['-p', String(port)]), `${user}@${host}`];
  const fix = `check ssh.user and ssh.identityFile in lab.yaml; on a machine of yours, ${quoteAll(copy)} lets your key in;\na machine made by lab takes its own key`;
  return sshError(target, 'E_SSH_AUTH', 'does not accept the login', why, fix, cause);
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

/** The login worked, and no command was begun. */
export function nothingStarts(target: Target, waitedMs: number, said: string): LabError {
  return sshError(
    target,
    'E_SSH_SLOW_LOGIN',
    `no command begins within ${waitedMs / 1000} s of the login`,
    said === '' ? 'the login shell printed nothing' : `the last that the login printed:\n${said}`,
    `something that runs at login waits: ~${target.user}/.bashrc, /etc/profile.d, /etc/ssh/sshrc, PAM, sudo`,
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

export function keyFile(file: string, why: string, fix: string): LabError {
  return new LabError({
    code: 'E_SSH_KEY_FILE',
    class: 'environment',
    what: `the ssh key ${file} cannot be used`,
    why,
    fix,
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
