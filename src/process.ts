/**
 * The one place that starts programs on this machine. argv is passed as it is, there is no shell. Three shapes: to the end
 * with its output (`exec`), with this terminal (`runInTerminal`), and to outlive us (`startDaemon`).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import type { Duplex, Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { LabError } from './errors.js';
import { BY_ITSELF, endingOf, endsWithUs, findProgram, OWN_GROUP, type Ending } from './programs.js';
import { environmentOf, type Environment } from './proxy.js';

export interface ExecOptions {
  cwd?: string;
  /** Laid over the environment of this process; undefined takes a variable away. */
  env?: Environment;
  /** Nothing to read without it; a stream stays open as long as it does itself. */
  input?: string | Readable;
  /** The program may be interrupted: by this signal, and by the end of this process, whatever way that comes. */
  signal?: AbortSignal | undefined;
  timeoutMs?: number;
  /** How it is interrupted; by default it alone is told, by SIGINT. */
  ending?: Ending;
  /** Told the id of the process, which is also that of its group, as soon as there is one. */
  onStart?: (pid: number) => void;
  /** Each complete line of either stream as it arrives. */
  onLine?: (line: string) => void;
}

export interface ExecResult {
  /** 128 + n when signal n ended it. */
  exitCode: number;
  stdout: string;
  stderr: string;
}

/**
 * Run a program to its end. A non-zero exit is a result. The program has a process group of its own, so that Ctrl-C in a
 * terminal reaches it once (as SIGINT, from here) and not twice: Vagrant takes a second one for "do not clean up".
 * @throws LabError E_TOOL_MISSING, E_INTERRUPTED, E_COMMAND_TIMEOUT
 */
export async function exec(argv: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
  const { cwd, input, signal, timeoutMs, ending = BY_ITSELF, onStart, onLine } = options;
  const name = programOf(argv);
  // Most verbs run no program, and need not wait for this.
  const { execa } = await import('execa');
  if (signal?.aborted) throw interrupted(name);
  const env = environmentOf(argv, options.env);
  requireOnWindows(name, env);
  const guard = signal ? endsWithUs(ending) : [];
  const [file = '', ...args] = [...guard, ...argv];
  const child = execa(file, args, {
    reject: false,
    detached: OWN_GROUP,
    cleanup: !OWN_GROUP,
    extendEnv: false,
    env,
    stdin: input === undefined ? 'ignore' : 'pipe',
    ...(input !== undefined && { input }),
    ...(cwd !== undefined && { cwd }),
  });
  const ended = child.pid === undefined ? () => undefined : endingOf(child.pid, ending, { signal, timeoutMs });
  if (child.pid !== undefined) onStart?.(child.pid);
  // Line by line from each stream alone: mixed, half a line of one may be glued to a line of the other.
  const lines = onLine
    ? (['stdout', 'stderr'] as const).map((from) => forEachLine(child.iterable({ from }), onLine))
    : [];
  let why: ReturnType<typeof ended>;
  const [result] = await Promise.all([child, ...lines]).finally(() => (why = ended()));
  const { stdout, stderr } = result;
  if (why === 'aborted') throw interrupted(name);
  if (why === 'timed-out') {
    throw new LabError({
      code: 'E_COMMAND_TIMEOUT',
      class: 'environment',
      what: `${name} did not finish within ${(timeoutMs ?? 0) / 1000} s`,
      why: lastLines(`${stdout}\n${stderr}`, 5),
    });
  }
  const failure = guard.length > 0 ? guardFailure(result) : result.code;
  if (failure !== undefined && result.signal === undefined) throw notStarted(name, failure, cwd, result.cause);
  if (result.failed && result.exitCode === undefined && result.signal === undefined)
    throw new Error(`${name}: ${result.shortMessage}`, { cause: result.cause });
  return { exitCode: exitCodeOf(result.exitCode, result.signal), stdout, stderr };
}

/** A program that has this terminal; signals for it are sent through `kill`. */
export interface TerminalProgram {
  kill(signal: NodeJS.Signals): unknown;
  once(event: 'exit', listener: () => void): unknown;
}

/** What a program's output passes on the way to ours. */
export interface Through {
  stdout: Duplex;
  stderr: Duplex;
}

/**
 * Let a program have this terminal until it ends.
 * @param onStart whoever passes signals on to it
 * @param through without it the program has our streams themselves
 * @returns its exit code, 128 + n when signal n ended it
 * @throws LabError E_TOOL_MISSING
 */
export async function runInTerminal(
  argv: readonly string[],
  extra: Environment,
  onStart: (program: TerminalProgram) => void,
  through?: Through,
): Promise<number> {
  const name = programOf(argv);
  const env = environmentOf(argv, extra);
  requireOnWindows(name, env);
  const output = through ? 'pipe' : 'inherit';
  const options = { stdio: ['inherit', output, output] as ['inherit', typeof output, typeof output], env };
  // Windows starts a .cmd only in a way that Execa knows; elsewhere a person need not wait until it is loaded.
  const child = OWN_GROUP
    ? spawn(name, argv.slice(1), options)
    : (await import('execa')).execa(name, argv.slice(1), {
        ...options,
        extendEnv: false,
        reject: false,
        buffer: false,
      });
  onStart(child);
  const passed = through && [
    pass(child.stdout, through.stdout, process.stdout),
    pass(child.stderr, through.stderr, process.stderr),
  ];
  const code = await new Promise<number>((done, fail) => {
    child.once('error', (error: NodeJS.ErrnoException) => fail(notStarted(name, error.code, undefined, error)));
    child.once('exit', (code: number | null, killedBy: NodeJS.Signals | null) => done(exitCodeOf(code, killedBy)));
  });
  await Promise.all(passed ?? []);
  return code;
}

/** Resolves when all has passed, or nobody reads any more: the program is told so by its own pipe, as it would be by ours. */
async function pass(from: Readable | null, through: Duplex, to: Writable): Promise<void> {
  if (from === null) return;
  const gone = () => [from, through].forEach((stream) => stream.destroy());
  to.once('error', gone);
  from.pipe(through).pipe(to, { end: false });
  await finished(through).catch(() => undefined);
  to.off('error', gone);
}

/**
 * Start a program that outlives this one.
 * @param logFile what it says goes to its end
 * @throws LabError E_TOOL_MISSING
 */
export async function startDaemon(argv: readonly string[], logFile: string): Promise<void> {
  const name = programOf(argv);
  const log = openSync(logFile, 'a', 0o600);
  try {
    const stdio = ['ignore', log, log] as ['ignore', number, number];
    // Not in the folder of the user, which could then not be removed.
    const child = spawn(name, argv.slice(1), { detached: true, stdio, cwd: resolve('/'), env: environmentOf(argv) });
    await once(child, 'spawn');
    child.unref();
  } catch (error) {
    throw notStarted(name, (error as NodeJS.ErrnoException).code, undefined, error);
  } finally {
    closeSync(log);
  }
}

/** The last `count` non-empty lines of a text. */
export function lastLines(text: string, count: number): string {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-count)
    .join('\n');
}

function programOf([name]: readonly string[]): string {
  if (name === undefined) throw new TypeError('a program to be started has a name');
  return name;
}

function exitCodeOf(code: number | null | undefined, killedBy: NodeJS.Signals | null | undefined): number {
  return code ?? 128 + (killedBy ? constants.signals[killedBy] : 0);
}

/** There a missing program is asked of cmd.exe, which says so in the user's language and with an exit code like any other. */
function requireOnWindows(name: string, env: Environment): void {
  if (!OWN_GROUP && findProgram(name, env) === undefined) throw notStarted(name, 'ENOENT', undefined, undefined);
}

/** What kept setpriv from becoming the program (its source: errexec()), or itself from being started. */
function guardFailure(result: { code?: string; exitCode?: number; stderr: string }): string | undefined {
  if (!result.stderr.startsWith('setpriv: ')) return result.code;
  return result.exitCode === 127 ? 'ENOENT' : result.exitCode === 126 ? 'EACCES' : undefined;
}

/** EACCES is what the system says when a folder on the PATH may not be entered and none of the others has the program. */
function notStarted(name: string, code: string | undefined, cwd: string | undefined, cause: unknown): Error {
  if (cwd !== undefined && !existsSync(cwd)) {
    return new LabError({
      code: 'E_LAB_FOLDER',
      class: 'environment',
      what: `${name} cannot be started: its folder ${cwd} is not there any more`,
      fix: 'who has removed it? run the command again',
      cause,
    });
  }
  if (code !== 'ENOENT' && code !== 'EACCES')
    return cause instanceof Error ? cause : new Error(`${name} could not be started: ${code}`);
  return new LabError({
    code: 'E_TOOL_MISSING',
    class: 'environment',
    what: `${name} is not installed, or not on the PATH`,
    ...(code === 'EACCES' && { why: 'the program, or a folder on the PATH, may not be used by this user (EACCES)' }),
    fix: `install ${name} and run the command again`,
    cause,
  });
}

function interrupted(name: string): LabError {
  return new LabError({ code: 'E_INTERRUPTED', class: 'interrupted', what: `interrupted while ${name} ran` });
}

async function forEachLine(lines: AsyncIterable<string>, onLine: (line: string) => void): Promise<void> {
  let failure: { error: unknown } | undefined;
  try {
    for await (const line of lines) {
      try {
        onLine(line);
      } catch (error) {
        // Read on all the same: a program whose output nobody takes stands still.
        failure ??= { error };
      }
    }
  } catch {
    // The stream ended with the program; how that ended is in its result.
  }
  if (failure) throw failure.error;
}
