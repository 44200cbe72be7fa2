import { createInterface } from 'node:readline/promises';
import { LabError } from '../errors.js';
import type { Context } from './verb.js';

/**
 * Make sure that the user means it.
 * @returns whether they do; --yes answers for them
 * @throws LabError `E_NEEDS_YES` where there is nobody to ask
 */
export async function confirm({ yes, interactive, json, signal, argv, pauseProgress }: Context, question: string): Promise<boolean> {
  if (yes) return true;
  if (!interactive || json) {
    throw new LabError({
      code: 'E_NEEDS_YES', class: 'usage', what: 'nothing was done: there is nobody to ask', why: question, fix: `lab ${argv.join(' ')} --yes`,
    });
  }
  pauseProgress();
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await terminal.question(`${question} [y/N] `, { signal });
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
