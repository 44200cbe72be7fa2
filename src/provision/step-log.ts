/** The whole output of one step on one host in a file of its own, without the secrets that the step was handed. */
import { join } from 'node:path';
import { appendToLog } from '../log-file.js';
import type { Environment } from './script.js';

const TAIL_LINES = 12;

export class StepLog {
  readonly file: string;
  #secrets: [name: string, value: string][] = [];
  #tail: string[] = [];

  /** @param folder made with the first line; both it and the file are readable by their owner only */
  constructor(folder: string, host: string, step: string) {
    this.file = join(folder, `${host}-${step}.log`);
  }

  /** From now on these values appear as `‹NAME›`. */
  hide(granted: Environment): void {
    this.#secrets.push(...Object.entries(granted));
  }

  /** Begin a part of the log; the tail starts anew. */
  begin(title: string): void {
    this.#tail = [];
    this.#append(`== ${new Date().toISOString()} ${title}`);
  }

  /** @returns the line as it may be shown */
  line(text: string): string {
    const shown = this.#secrets.reduce((line, [name, value]) => line.replaceAll(value, `‹${name}›`), text);
    this.#append(shown);
    if (shown.trim() !== '') this.#tail = [...this.#tail, shown].slice(-TAIL_LINES);
    return shown;
  }

  /** The last lines of the current part. */
  get tail(): string {
    return this.#tail.join('\n');
  }

  #append(line: string): void {
    appendToLog(this.file, `${line}\n`);
  }
}
