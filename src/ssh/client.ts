/** The system's own ssh client, for a person at a terminal: same address, key and pinned host key as SshHost uses. */
import { quoteAll } from '../shell.js';
import type { Target } from '../target.js';
import { shellCommand } from './remote-command.js';

/** TCP and sshd's first word, in seconds; a login that is under way takes the time that it takes. */
const ANSWER_S = 30;

export interface SshCommand {
  argv: string[];
  /** Nothing that comes before the line with this word, on either stream, is the command's; undefined: all is for a person. */
  begin: string | undefined;
}

/**
 * `ssh` for a root shell, or for a command run as root.
 * @param command empty: a shell; one word: a shell line, as ssh itself takes it; several: each argument arrives unchanged
 * @param tty whether the remote side gets a terminal
 */
export function sshCommand(
  target: Target,
  knownHostsFile: string,
  command: readonly string[],
  tty: boolean,
): SshCommand {
  const { name, host, port, user, identityFiles } = target;
  const options: [string, string][] = [
    ['User', user],
    ['Port', String(port)],
    ['HostKeyAlias', name],
    ['UserKnownHostsFile', `"${percent(knownHostsFile)}"`],
    ['StrictHostKeyChecking', 'accept-new'],
    ['UpdateHostKeys', 'no'],
    ['ConnectTimeout', String(ANSWER_S)],
    ['LogLevel', 'ERROR'],
    ...identityFiles.map((file): [string, string] => ['IdentityFile', `"${percent(file)}"`]),
  ];
  if (identityFiles.length > 0) options.push(['IdentitiesOnly', 'yes']);
  const shellLine = command.length > 1 ? quoteAll(command) : command[0];
  const { line, begin } = shellCommand(user, shellLine, tty);
  const words = options.flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  return { argv: ['ssh', '-F', '/dev/null', tty ? '-t' : '-T', ...words, '--', host, line], begin };
}

/** ssh expands % in file names. */
function percent(file: string): string {
  return file.replaceAll('%', '%%');
}
