import { asLabError } from '../errors.js';
import type { Lab } from '../config/lab.js';

/** Do some work on a lab and remember for `lab status` how it ended. */
export async function recorded<T>({ paths }: Lab, command: string, work: () => Promise<T>): Promise<T> {
  const { updateState } = await import('../state/state.js');
  const startedAt = new Date().toISOString();
  const record = (outcome: string) =>
    updateState(paths.state, { lastRun: { command, startedAt, finishedAt: new Date().toISOString(), outcome } });
  try {
    const result = await work();
    await record('ok');
    return result;
  } catch (error) {
    await record(asLabError(error).code);
    throw error;
  }
}
