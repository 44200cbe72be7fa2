/** Running the programs that build a part: output to its log, the last lines in the error, nothing left running. */
import type { WriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { execa } from 'execa';
import { LabError } from '../errors.js';
import { quoteAll } from '../shell.js';
import type { ExecOptions } from './part.js';

const TAIL_LINES = 15;
/** How long an aborted command has between SIGTERM and SIGKILL, in milliseconds. */
const GRACE_MS = 5_000;

export interface CommandContext {
  log: WriteStream;
  logFile: string;
  signal: AbortSignal;
  onLine: (line: string) => void;
}

/**
 * @returns what the program wrote to standard output, without the last newline
 * @throws LabError `E_BUNDLE_COMMAND` when it cannot be started or exits non-zero, `E_INTERRUPTED` when aborted
 */
export async function runCommand(
  file: string,
  args: readonly string[],
  options: ExecOptions,
  { log, logFile, signal, onLine }: CommandContext,
): Promise<string> {
  throwIfAborted(signal);
  const shown = quoteAll([file, ...args]);
  log.write(`\n$ ${shown}\n`);
  // A process group of its own: make, apt-get and go all have children that must end with them. setpriv: when this
  // process is killed, nobody is left to end the group; then at least its leader is told.
  const child = execa('setpriv', ['--pdeathsig', 'TERM', '--', file, ...args], {
    ...(options.cwd !== undefined && { cwd: options.cwd }),
    ...(options.env !== undefined && { env: options.env }),
    ...(options.input === undefined ? { stdin: 'ignore' } : { input: options.input }),
    detached: true,
    reject: false,
    buffer: false,
  });
  const stop = endGroupOnAbort(child.pid, signal);
  const tail: string[] = [];
  const note = (line: string) => {
    log.write(`${line}\n`);
    if (line.trim() === '') return;
    tail.push(line);
    if (tail.length > TAIL_LINES) tail.shift();
    onLine(line);
  };
  const [result, stdout] = await Promise.all([child, readLines(child.stdout, note), readLines(child.stderr, note)]);
  stop();
  throwIfAborted(signal);
  if (result.failed) {
    throw new LabError({
      code: 'E_BUNDLE_COMMAND',
      class: 'environment',
      what: `${brief(shown)}: ${reason(result)}`,
      why: tail.join('\n') || undefined,
      fix: `the whole output is in ${logFile}`,
      cause: result.cause,
      details: { command: shown, exitCode: result.exitCode, logFile },
    });
  }
  return stdout.join('\n');
}

/** @throws LabError `E_INTERRUPTED` when the signal is aborted */
export function throwIfAborted(signal: AbortSignal, what = 'building the bundle'): void {
  if (!signal.aborted) return;
  throw new LabError({
    code: 'E_INTERRUPTED',
    class: 'interrupted',
    what: `${what} was interrupted`,
    fix: 'run the same command again: what is finished is kept',
    cause: signal.reason,
  });
}

/** A command line as one line of a terminal; the whole of it is in the log. */
function brief(shown: string): string {
  const line = shown.replace(/\s+/g, ' ');
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}

function reason(result: { code?: string | undefined; exitCode?: number | undefined; signal?: string | undefined }): string {
  if (result.code === 'ENOENT') return 'setpriv (util-linux) is not installed, or its working folder is not there';
  if (result.exitCode === 127) return 'no such program';
  if (result.signal !== undefined) return `ended by ${result.signal}`;
  return result.exitCode === undefined ? 'could not be started' : `exit code ${result.exitCode}`;
}

async function readLines(stream: Readable, note: (line: string) => void): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
    lines.push(line);
    note(line);
  }
  return lines;
}

function endGroupOnAbort(pid: number | undefined, signal: AbortSignal): () => void {
  if (pid === undefined) return () => undefined;
  const kill = (name: NodeJS.Signals) => {
    try {
      process.kill(-pid, name);
    } catch {
      // the whole group is gone already
    }
  };
  let timer: NodeJS.Timeout | undefined;
  const onAbort = () => {
    kill('SIGTERM');
    timer = setTimeout(() => kill('SIGKILL'), GRACE_MS);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  return () => {
    signal.removeEventListener('abort', onAbort);
    clearTimeout(timer);
  };
}
