/** The system's own ssh client, for a person at a terminal: same address, key and pinned host key as SshHost uses. */
import { quote, quoteAll } from '../shell.js';
import type { Target } from '../target.js';

/**
 * Argument vector of `ssh` for a root shell, or for a command run as root.
 * @param command empty: a shell; one word: a shell line, as ssh itself takes it; several: each argument arrives unchanged
 * @param tty whether the remote side gets a terminal
 */
export function sshArgv(target: Target, knownHostsFile: string, command: readonly string[], tty: boolean): string[] {
  const options = {
    User: target.user,
    Port: String(target.port),
    HostKeyAlias: target.name,
    UserKnownHostsFile: `"${percent(knownHostsFile)}"`,
    StrictHostKeyChecking: 'accept-new',
    UpdateHostKeys: 'no',
    ConnectTimeout: '10',
    LogLevel: 'ERROR',
    ...(target.identityFile !== null && { IdentityFile: `"${percent(target.identityFile)}"`, IdentitiesOnly: 'yes' }),
  };
  return [
    'ssh',
    '-F',
    '/dev/null',
    tty ? '-t' : '-T',
    ...Object.entries(options).flatMap(([key, value]) => ['-o', `${key}=${value}`]),
    '--',
    target.host,
    remoteLine(target.user, command),
  ];
}

function remoteLine(user: string, command: readonly string[]): string {
  const sudo = user === 'root' ? '' : 'sudo -n -H ';
  const [only, ...more] = command;
  if (only === undefined) return `${sudo}bash -l`;
  const line = more.length === 0 ? only : quoteAll(command);
  return `${sudo}bash -lc ${quote(line)}`;
}

/** ssh expands % in file names. */
function percent(file: string): string {
  return file.replaceAll('%', '%%');
}
