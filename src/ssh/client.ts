/** The system's own ssh client, for a person at a terminal: same address, key and pinned host key as SshHost uses. */
import { relative } from 'node:path';
import { LabError } from '../errors.js';
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
 * @throws LabError `E_FOLDER_NAME` for a file whose name ssh cannot be told
 */
export function sshCommand(
  target: Target,
  knownHostsFile: string,
  command: readonly string[],
  tty: boolean,
): SshCommand {
  const { name, host, port, user } = target;
  const identityFiles = target.identityFiles.map(fileName);
  const options: [string, string][] = [
    ['User', user],
    ['Port', String(port)],
    ['HostKeyAlias', name],
    ['UserKnownHostsFile', fileName(knownHostsFile)],
    ['StrictHostKeyChecking', 'accept-new'],
    ['UpdateHostKeys', 'no'],
    ['ConnectTimeout', String(ANSWER_S)],
    ['LogLevel', 'ERROR'],
    ...identityFiles.map((file): [string, string] => ['IdentityFile', file]),
  ];
  if (identityFiles.length > 0) options.push(['IdentitiesOnly', 'yes']);
  const shellLine = command.length > 1 ? quoteAll(command) : command[0];
  const { line, begin } = shellCommand(user, shellLine, tty);
  const words = options.flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  return { argv: ['ssh', '-F', '/dev/null', tty ? '-t' : '-T', ...words, '--', host, line], begin };
}

/**
 * A file's name as the value of an option. ssh expands % in it, and has no way to write a quote, the end of a line or `${`
 * that all its versions know: then the way from here may do without.
 */
function fileName(file: string): string {
  const name = [file, relative(process.cwd(), file)].find((way) => !/["\r\n]|\$\{/.test(way));
  if (name !== undefined) return `"${name.replaceAll('%', '%%')}"`;
  throw new LabError({
    code: 'E_FOLDER_NAME',
    class: 'environment',
    what: `ssh cannot be told of the file ${JSON.stringify(file)}`,
    why: 'there is a quote, the end of a line or ${ in the name of one of its folders',
    fix: 'run the command in the folder of lab.yaml, or give the folders plainer names',
  });
}
