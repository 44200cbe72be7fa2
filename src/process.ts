import { LabError } from './errors.js';

export interface ExecOptions {
  cwd?: string;
  /** Laid over the environment of this process. */
  env?: Record<string, string>;
  input?: string;
  signal?: AbortSignal | undefined;
  timeoutMs?: number;
  /** Each complete line of either stream as it arrives. */
  onLine?: (line: string) => void;
}

export interface ExecResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** How long a program that was asked to stop may take to clean up before it is killed. */
const GRACE_MS = 30_000;

/**
 * Process groups of programs that may be interrupted. A second Ctrl-C ends this process at once, and they must not go on
 * without it; Execa's own cleanup leaves detached programs alone.
 */
const interruptible = new Set<number>();
process.on('exit', () =>
  interruptible.forEach((group) => {
    try {
      process.kill(-group, 'SIGTERM');
    } catch {
      // It has ended by itself.
    }
  }),
);

/**
 * Run a program on this machine; argv is passed as it is, there is no shell.
 * A non-zero exit is a result. The program has a process group of its own, so that Ctrl-C in a terminal reaches it once
 * (as SIGINT, from here) and not twice: Vagrant takes a second one for "do not clean up".
 * @throws LabError E_TOOL_MISSING, E_INTERRUPTED, E_COMMAND_TIMEOUT
 */
export async function exec(argv: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
  const [file, ...args] = argv;
  if (file === undefined) throw new TypeError('exec: empty argv');
  // Most verbs run no program, and need not wait for this.
  const { execa } = await import('execa');
  const child = execa(file, args, {
    reject: false,
    detached: true,
    stdin: options.input === undefined ? 'ignore' : 'pipe',
    killSignal: 'SIGINT',
    forceKillAfterDelay: GRACE_MS,
    ...(options.input !== undefined && { input: options.input }),
    ...(options.cwd !== undefined && { cwd: options.cwd }),
    ...(options.env !== undefined && { env: options.env }),
    ...(options.signal !== undefined && { cancelSignal: options.signal }),
    ...(options.timeoutMs !== undefined && { timeout: options.timeoutMs }),
  });
  if (options.signal && child.pid !== undefined) interruptible.add(child.pid);
  // Line by line from each stream alone: mixed, half a line of one may be glued to a line of the other.
  const lines = options.onLine
    ? (['stdout', 'stderr'] as const).map((from) => forEachLine(child.iterable({ from }), options.onLine!))
    : [];
  const [result] = await Promise.all([child, ...lines]).finally(() => interruptible.delete(child.pid ?? 0));
  if (result.isCanceled) {
    throw new LabError({ code: 'E_INTERRUPTED', class: 'interrupted', what: `interrupted while ${file} ran` });
  }
  if (result.timedOut) {
    throw new LabError({
      code: 'E_COMMAND_TIMEOUT',
      class: 'environment',
      what: `${file} did not finish within ${(options.timeoutMs ?? 0) / 1000} s`,
      why: lastLines(`${result.stdout}\n${result.stderr}`, 5),
    });
  }
  if (isMissing(result.code)) throw toolMissing(file, result.code, result.cause);
  if (result.failed && result.exitCode === undefined && result.signal === undefined)
    throw new Error(`${file}: ${result.shortMessage}`, { cause: result.cause });
  return { exitCode: result.exitCode ?? 128, stdout: result.stdout, stderr: result.stderr };
}

/**
 * Whether a program could not be started because it is not there. EACCES is what the system says when a folder on the
 * PATH may not be entered and none of the others has the program.
 */
export function isMissing(code: string | undefined): boolean {
  return code === 'ENOENT' || code === 'EACCES';
}

export function toolMissing(file: string, code: string | undefined, cause: unknown): LabError {
  return new LabError({
    code: 'E_TOOL_MISSING',
    class: 'environment',
    what: `${file} is not installed, or not on the PATH`,
    ...(code === 'EACCES' && { why: 'the program, or a folder on the PATH, may not be used by this user (EACCES)' }),
    fix: `install ${file} and run the command again`,
    cause,
  });
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

/** The last `count` non-empty lines of a text. */
export function lastLines(text: string, count: number): string {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-count)
    .join('\n');
}
