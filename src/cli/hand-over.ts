import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { LabError } from '../errors.js';
import type { Interrupts } from './interrupts.js';

/**
 * Let another program have this terminal, and signals, until it ends.
 * @returns its exit code, 128 + n when signal n ended it
 * @throws LabError `E_TOOL_MISSING`, `E_INTERRUPTED`
 */
export async function handOver(
  interrupts: Interrupts,
  argv: readonly string[],
  env: Record<string, string> = {},
): Promise<number> {
  if (interrupts.signal.aborted)
    throw new LabError({ code: 'E_INTERRUPTED', class: 'interrupted', what: 'interrupted' });
  const [file = '', ...args] = argv;
  const child = spawn(file, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  interrupts.delegate(child);
  return new Promise((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      void import('../process.js').then(
        ({ isMissing, toolMissing }) => reject(isMissing(error.code) ? toolMissing(file, error.code, error) : error),
        reject,
      );
    });
    child.once('exit', (code, killedBy) => resolve(code ?? 128 + (killedBy ? constants.signals[killedBy] : 0)));
  });
}
