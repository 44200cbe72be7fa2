import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import { labCommand } from '../command-line.js';
import { LabError } from '../errors.js';
import type { Context } from '../verbs/verb.js';

type Asking = Pick<Context, 'yes' | 'interactive' | 'json' | 'signal' | 'argv'>;

/**
 * Make sure that the user means it.
 * @returns whether they do; --yes answers for them
 * @throws LabError `E_NEEDS_YES` where there is nobody to ask, `E_INTERRUPTED` by Ctrl-C or Ctrl-D
 */
export async function confirm(
  { yes, interactive, json, signal, argv }: Asking,
  question: string,
  streams: { input: Readable; output: Writable } = { input: process.stdin, output: process.stdout },
): Promise<boolean> {
  if (yes) return true;
  if (!interactive || json) {
    throw new LabError({
      code: 'E_NEEDS_YES',
      class: 'usage',
      what: 'nothing was done: there is nobody to ask',
      why: question.trimEnd(),
      fix: labCommand([...argv, '--yes']),
    });
  }
  const terminal = createInterface(streams);
  // Ctrl-C and Ctrl-D end the interface; before Node 20.17 the question would then stay open for ever.
  const closed = new AbortController();
  terminal.once('close', () => closed.abort());
  try {
    const answer = await terminal.question(`${question} [y/N] `, { signal: AbortSignal.any([signal, closed.signal]) });
    return /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    if ((error as Error).name !== 'AbortError') throw error;
    throw new LabError({
      code: 'E_INTERRUPTED',
      class: 'interrupted',
      what: 'interrupted; nothing was done',
      cause: error,
    });
  } finally {
    terminal.close();
  }
}
