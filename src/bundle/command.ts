/** Running the programs that build a part: output to its log, the last lines in the error, nothing left running. */
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { LabError } from '../errors.js';
import { noSpace, saysDiskFull } from '../full-disk.js';
import { appendToLog } from '../log-file.js';
import { exec, type ExecResult } from '../process.js';
import { WITH_CHILDREN } from '../programs.js';
import { quoteAll } from '../shell.js';
import type { ExecOptions } from './part.js';

const TAIL_LINES = 15;

export interface CommandContext {
  logFile: string;
  signal: AbortSignal;
  onLine: (line: string) => void;
}

/**
 * @returns what the program wrote to standard output, without the last newline
 * @throws LabError `E_DISK`; `E_BUNDLE_COMMAND` when it cannot be started or exits non-zero, `E_INTERRUPTED` when aborted
 */
export async function runCommand(
  file: string,
  args: readonly string[],
  options: ExecOptions,
  { logFile, signal, onLine }: CommandContext,
): Promise<string> {
  throwIfAborted(signal);
  const shown = quoteAll([file, ...args]);
  appendToLog(logFile, `\n$ ${shown}\n`);
  const tail: string[] = [];
  const note = (line: string) => {
    appendToLog(logFile, `${line}\n`);
    if (line.trim() === '') return;
    tail.push(line);
    if (tail.length > TAIL_LINES) tail.shift();
    onLine(line);
  };
  let result: ExecResult;
  try {
    result = await exec([file, ...args], { ...options, signal, ending: WITH_CHILDREN, onLine: note });
  } catch (error) {
    throwIfAborted(signal);
    throw failed(isMissing(error) ? 'no such program' : String(error), error);
  }
  // A shell that was asked to stop may say so by its exit code alone.
  throwIfAborted(signal);
  if (result.exitCode !== 0) throw failed(reason(result.exitCode));
  return result.stdout;

  function failed(why: string, cause?: unknown): LabError {
    if (saysDiskFull(tail.join('\n')))
      return noSpace([options.cwd ?? dirname(logFile), tmpdir()], {
        why: `${brief(shown)}: ${tail.join('\n')}`,
        cause,
      });
    return new LabError({
      code: 'E_BUNDLE_COMMAND',
      class: 'environment',
      what: `${brief(shown)}: ${why}`,
      why: tail.join('\n') || undefined,
      fix: `the whole output is in ${logFile}`,
      cause,
      details: { command: shown, logFile },
    });
  }
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

function isMissing(error: unknown): boolean {
  return error instanceof LabError && error.code === 'E_TOOL_MISSING';
}

function reason(exitCode: number): string {
  return exitCode === 127 ? 'no such program' : `exit code ${exitCode}`;
}
