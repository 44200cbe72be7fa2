import { execa } from 'execa';
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
 * Run a program on this machine; argv is passed as it is, there is no shell.
 * A non-zero exit is a result. The program has a process group of its own, so that Ctrl-C in a terminal reaches it once
 * (as SIGINT, from here) and not twice: Vagrant takes a second one for "do not clean up".
 * @throws LabError E_TOOL_MISSING, E_INTERRUPTED, E_COMMAND_TIMEOUT
 */
export async function exec(argv: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
  const [file, ...args] = argv;
  if (file === undefined) throw new TypeError('exec: empty argv');
  const child = execa(file, args, {
    reject: false,
    detached: true,
    cleanup: true,
    stdin: options.input === undefined ? 'ignore' : 'pipe',
    killSignal: 'SIGINT',
    forceKillAfterDelay: GRACE_MS,
    ...(options.input !== undefined && { input: options.input }),
    ...(options.cwd !== undefined && { cwd: options.cwd }),
    ...(options.env !== undefined && { env: options.env }),
    ...(options.signal !== undefined && { cancelSignal: options.signal }),
    ...(options.timeoutMs !== undefined && { timeout: options.timeoutMs }),
  });
  // Line by line from each stream alone: mixed, half a line of one may be glued to a line of the other.
  const lines = options.onLine ? (['stdout', 'stderr'] as const).map((from) => forEachLine(child.iterable({ from }), options.onLine!)) : [];
  const [result] = await Promise.all([child, ...lines]);
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
  if (result.code === 'ENOENT') {
    throw new LabError({
      code: 'E_TOOL_MISSING',
      class: 'environment',
      what: `${file} is not installed, or not on the PATH`,
      fix: `install ${file} and run the command again`,
    });
  }
  if (result.failed && result.exitCode === undefined && result.signal === undefined) throw new Error(`${file}: ${result.shortMessage}`, { cause: result.cause });
  return { exitCode: result.exitCode ?? 128, stdout: result.stdout, stderr: result.stderr };
}

async function forEachLine(lines: AsyncIterable<string>, onLine: (line: string) => void): Promise<void> {
  try {
    for await (const line of lines) onLine(line);
  } catch {
    // The stream ended with the program; how that ended is in its result.
  }
}

/** The last `count` non-empty lines of a text. */
export function lastLines(text: string, count: number): string {
  return text.split('\n').filter((line) => line.trim() !== '').slice(-count).join('\n');
}
