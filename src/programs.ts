/** Where programs lie, and how one ends: with this process, with its children, gently first. What differs between systems is here. */
import { spawn } from 'node:child_process';
import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import type { Environment } from './proxy.js';

const WINDOWS = process.platform === 'win32';

/**
 * A program gets a process group of its own, so that a signal can be sent to it and all its children, and Ctrl-C in a
 * terminal does not reach it beside us. Windows has no groups (and opens a window for a detached program): there the
 * console itself tells everyone about Ctrl-C.
 */
export const OWN_GROUP = !WINDOWS;

/** The file that a name on the PATH stands for; undefined when there is none that may be run. */
export function findProgram(name: string, env: Environment = process.env, windows = WINDOWS): string | undefined {
  const value = (wanted: RegExp) => Object.entries(env).find(([key]) => wanted.test(key))?.[1] ?? '';
  const endings = windows ? ['', ...(value(/^pathext$/i) || '.COM;.EXE;.BAT;.CMD').split(';')] : [''];
  const folders = /[/\\]/.test(name) ? [''] : value(windows ? /^path$/i : /^PATH$/).split(delimiter);
  return folders.flatMap((folder) => endings.map((ending) => join(folder, `${name}${ending}`))).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** How a program is asked to end, and how many milliseconds it then has before it is killed. */
export interface Ending {
  signal: 'SIGINT' | 'SIGTERM';
  /** The children too: they would not be told by it (make, a shell). */
  whole: boolean;
  graceMs: number;
}

/** Vagrant cleans up at the first SIGINT and at no other signal; its children are its own business. */
export const BY_ITSELF: Ending = { signal: 'SIGINT', whole: false, graceMs: 30_000 };
export const WITH_CHILDREN: Ending = { signal: 'SIGTERM', whole: true, graceMs: 5_000 };

let setpriv: string | false | undefined;

/**
 * Words to put before a program that must not outlive this process, even when that is killed (prctl(2),
 * PR_SET_PDEATHSIG). Only Linux can; busybox's program of that name cannot.
 */
export function endsWithUs({ signal }: Ending): string[] {
  if (setpriv === undefined) {
    const found = process.platform === 'linux' ? findProgram('setpriv') : undefined;
    setpriv = found !== undefined && basename(realpathSync(found)) === 'setpriv' && found;
  }
  return setpriv ? [setpriv, '--pdeathsig', signal.slice(3), '--'] : [];
}

/** Groups of programs that may be interrupted: when this process ends at once (a second Ctrl-C), they must not go on without it. */
const interruptible = new Set<number>();
process.on('exit', () => interruptible.forEach((pid) => send(-pid, 'SIGTERM')));

/**
 * End a program when `signal` is aborted, when its time is over, or with this process.
 * @returns what to call when it has ended, which tells why it was asked to, if it was
 */
export function endingOf(
  pid: number,
  { signal: name, whole, graceMs }: Ending,
  { signal, timeoutMs }: { signal?: AbortSignal | undefined; timeoutMs?: number | undefined },
): () => 'aborted' | 'timed-out' | undefined {
  let asked: 'aborted' | 'timed-out' | undefined;
  let grace: NodeJS.Timeout | undefined;
  const end = (why: 'aborted' | 'timed-out') => {
    if (asked) return;
    asked = why;
    // Windows has no signal that asks: about Ctrl-C the console has told it, of anything else it cannot be told.
    if (!WINDOWS) send(whole ? -pid : pid, name);
    grace = setTimeout(() => killAll(pid), WINDOWS && why === 'timed-out' ? 0 : graceMs);
  };
  const abort = () => end('aborted');
  signal?.addEventListener('abort', abort, { once: true });
  if (signal && OWN_GROUP) interruptible.add(pid);
  const deadline = timeoutMs === undefined ? undefined : setTimeout(() => end('timed-out'), timeoutMs);
  return () => {
    signal?.removeEventListener('abort', abort);
    interruptible.delete(pid);
    clearTimeout(deadline);
    clearTimeout(grace);
    return asked;
  };
}

function killAll(pid: number): void {
  if (WINDOWS) spawn('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore' }).once('error', () => undefined);
  else send(-pid, 'SIGKILL');
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}
