import { LabError } from '../errors.js';
import type { Through } from '../process.js';
import type { Interrupts } from './interrupts.js';

/**
 * Let another program have this terminal, and signals, until it ends.
 * @param through what its output passes on the way to ours; without it the program has our streams themselves
 * @returns its exit code, 128 + n when signal n ended it
 * @throws LabError `E_TOOL_MISSING`, `E_INTERRUPTED`
 */
export async function handOver(
  interrupts: Interrupts,
  argv: readonly string[],
  env: Record<string, string> = {},
  through?: Through,
): Promise<number> {
  const { runInTerminal } = await import('../process.js');
  if (interrupts.signal.aborted)
    throw new LabError({ code: 'E_INTERRUPTED', class: 'interrupted', what: 'interrupted' });
  return runInTerminal(argv, env, (program) => interrupts.delegate(program), through);
}
