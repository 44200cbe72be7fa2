/**
 * The line that sshd hands to the login shell. It becomes root, says its process id, and runs the program as the leader
 * of a process group of its own under `timeout`: the group can then be ended as a whole, from here over the same
 * connection, or, should this program die, by `timeout` alone.
 */
import { randomBytes } from 'node:crypto';
import { quoteAll } from '../shell.js';

/** `timeout` makes itself the leader of a new process group, so `$$`, kept by exec, is the group's id. */
const START = 'export LC_ALL=C.UTF-8; echo "$1 $$" >&2; shift; exec timeout --kill-after=5 "$@"';

const END = `kill -TERM -- "-$1" || exit 0
for i in {1..20}; do sleep 0.1; kill -0 -- "-$1" || exit 0; done
kill -KILL -- "-$1"`;

/** How much later than our own deadline the remote one strikes. */
const REMOTE_GRACE_S = 10;

export interface RemoteCommand {
  line: string;
  /** First word of the line on stderr that tells the process group: `<marker> <pid>`. Nothing else begins with it. */
  marker: string;
}

function asRoot(user: string, argv: readonly string[]): string {
  return quoteAll(user === 'root' ? argv : ['sudo', '-n', '-H', ...argv]);
}

export function startCommand(user: string, argv: readonly string[], timeoutMs: number): RemoteCommand {
  const marker = `lab-${randomBytes(8).toString('hex')}`;
  const seconds = String(Math.ceil(timeoutMs / 1000) + REMOTE_GRACE_S);
  return { marker, line: asRoot(user, ['bash', '-c', START, 'lab', marker, seconds, ...argv]) };
}

/** End a process group: SIGTERM, and SIGKILL after two seconds. */
export function endCommand(user: string, processGroup: number): string {
  return asRoot(user, ['bash', '-c', END, 'lab', String(processGroup)]);
}

/**
 * A script as text for `bash -s`: read to its end before its first line runs, with nothing on standard input, so that no
 * command in it can swallow the lines that follow.
 */
export function scriptInput(text: string): string {
  return `{ :; ${text}\n} </dev/null\n`;
}
