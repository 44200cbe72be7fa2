/**
 * The lines that sshd hands to the login shell, whichever that is: bash, zsh, fish and tcsh quote differently, so all that a
 * line holds of ours is base64, and a bash without start-up files evaluates it as root.
 *
 * A login shell prints what it likes on both streams, before our program runs and after it. What is ours stands between two
 * markers on each. They are put together on the host: no echo of the line itself (`set -x`, a log) can look like one.
 */
import { randomBytes } from 'node:crypto';
import { quote, quoteAll } from '../shell.js';

const END = `kill -TERM -- "-$1" || exit 0
for i in {1..20}; do sleep 0.1; kill -0 -- "-$1" || exit 0; done
kill -KILL -- "-$1"`;

/** How much later than our own deadline the remote one strikes. */
const REMOTE_GRACE_S = 10;

/** What would make a bash, or a program in its script, read or print otherwise than it should, where a login exports it. */
const UNSET = [
  ...['BASH_ENV', 'ENV', 'SHELLOPTS', 'BASHOPTS', 'POSIXLY_CORRECT', 'CDPATH', 'GLOBIGNORE'],
  ...['GREP_OPTIONS', 'TAR_OPTIONS'],
  'KUBECONFIG', // root's kubectl is the lab's
];

/** Runs a program, in its own process as `exec` does it, and then says on both streams that it has ended. */
const ENCLOSE =
  'end=$1$2; shift 2; exec 3>&2 2>/dev/null; (exec "$@" 2>&3 3>&-); code=$?; printf %s "$end"; printf %s "$end" >&3; exit "$code"';

export interface Markers {
  /** A line on stdout; on stderr a process group follows on the same line. */
  begin: string;
  end: string;
}

export interface RemoteCommand {
  line: string;
  markers: Markers;
}

/**
 * How a line becomes root. sudo's setting `requiretty` asks for a terminal: `terminal` gives it one of its own, while the
 * program's three streams stay what they are; `ifAsked` finds out first.
 */
export type Way = 'plain' | 'terminal' | 'ifAsked';

function bash(program: string): string[] {
  return ['bash', '--norc', '-c', 'eval "$(echo "$0" | base64 -d)"', Buffer.from(program).toString('base64')];
}

function asRoot(user: string, program: string, way: Way): string {
  if (user === 'root') return `exec ${quoteAll(bash(program))}`;
  const root = quoteAll(['sudo', '-n', '-H', ...bash(program)]);
  // sudo says why not in English.
  if (way === 'plain') return `exec env LC_ALL=C ${root}`;
  const inTerminal = `exec env LC_ALL=C ${root} <&3 >&4 2>&5 3<&- 4>&- 5>&-`;
  const behindTerminal = `exec 3<&0 4>&1 5>&2; exec env SHELL=/bin/sh script -qec ${quote(inTerminal)} /dev/null </dev/null >/dev/null 2>&1`;
  const asked = '[[ $(LC_ALL=C sudo -n true 2>&1 </dev/null) == *"must have a tty"* ]] && type -P script >/dev/null';
  const become = way === 'terminal' ? behindTerminal : `if ${asked}; then ${behindTerminal}; fi; exec ${root}`;
  return `exec ${quoteAll(bash(become))}`;
}

/** A word in two halves, and the same joined. */
function marker(): { halves: [string, string]; whole: string } {
  const [one = '', other = ''] = [0, 1].map(() => randomBytes(8).toString('hex'));
  return { halves: [one, other], whole: one + other };
}

/** `timeout` makes itself the leader of a new process group, so `$$`, kept by exec, is the group's id. */
export function startCommand(
  user: string,
  argv: readonly string[],
  { timeoutMs, way }: { timeoutMs: number; way: Way },
): RemoteCommand {
  const [begin, end] = [marker(), marker()];
  const seconds = String(Math.ceil(timeoutMs / 1000) + REMOTE_GRACE_S);
  const program = [
    'export LC_ALL=C.UTF-8',
    `printf '%s%s\\n' ${quoteAll(begin.halves)}`,
    `printf '%s%s %s\\n' ${quoteAll(begin.halves)} "$$" >&2`,
    `exec ${quoteAll(['env', ...UNSET.flatMap((name) => ['-u', name])])} timeout --kill-after=5 ${seconds} ` +
      quoteAll(['bash', '--norc', '-c', ENCLOSE, 'lab', ...end.halves, ...argv]),
  ].join('\n');
  return { line: asRoot(user, program, way), markers: { begin: begin.whole, end: end.whole } };
}

/** End a process group: SIGTERM, and SIGKILL after two seconds. */
export function endCommand(user: string, processGroup: number, way: Way): string {
  return asRoot(user, `set -- ${processGroup}\n${END}`, way);
}

/**
 * A line for a person at a terminal: root's login shell, which reads root's profile, or a shell line in it. Without a
 * terminal the output is for a program or a file: then it begins behind a marker, and what the profile prints is dropped.
 */
export function shellCommand(
  user: string,
  shellLine: string | undefined,
  tty: boolean,
): { line: string; begin: string | undefined } {
  if (tty) {
    const words = shellLine === undefined ? ['bash', '-l'] : ['bash', '-lc', shellLine];
    return { line: asRoot(user, `exec ${quoteAll(words)}`, 'plain'), begin: undefined };
  }
  const begin = marker();
  const say = `printf '%s%s\\n' ${quoteAll(begin.halves)}`;
  const inProfile = `exec >&3 2>&4 3>&- 4>&-\n${shellLine ?? 'exec bash'}`;
  const program = `${say}; ${say} >&2\nexec bash -lc ${quote(inProfile)} 3>&1 4>&2 >/dev/null 2>&1`;
  return { line: asRoot(user, program, 'ifAsked'), begin: begin.whole };
}

/**
 * A script as text for `bash -s`: read to its end before its first line runs, with nothing on standard input, so that no
 * command in it can swallow the lines that follow.
 */
export function scriptInput(text: string): string {
  return `{ :; ${text}\n} </dev/null\n`;
}
