/** Logs are written while something more important happens: one that cannot be written is told, once, and never stops it. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

let tell: ((warning: string) => void) | undefined;

/** Who tells the user that logs are lost; once, whatever is lost afterwards: a full disk would be told for each of a hundred files. */
export function onLostLog(listener: (warning: string) => void): void {
  tell = listener;
}

/**
 * Add to the end of a log, readable by its owner only; its folder is made with it. It is there when this returns,
 * whatever happens next.
 */
export function appendToLog(file: string, text: string): void {
  try {
    append(file, text);
  } catch (error) {
    const listener = tell;
    tell = undefined;
    listener?.(`logs are being lost, the work goes on: ${file}: ${(error as Error).message}`);
  }
}

function append(file: string, text: string): void {
  try {
    appendFileSync(file, text, { mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    appendFileSync(file, text, { mode: 0o600 });
  }
}
