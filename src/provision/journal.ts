/**
 * What ran, one JSON object a line, appended as it happens, so that even a killed run says where it stopped.
 * It is a record for people: what is done is always read from the hosts.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { appendToLog } from '../log-file.js';

export interface StepOutcome {
  status: 'ok' | 'changed' | 'failed' | 'cancelled';
  /** Wall time in milliseconds. */
  ms: number;
}

export type JournalEntry = { at: string; run: string } & (
  | { type: 'run-started' }
  | { type: 'step-started'; host: string; step: string }
  | ({ type: 'step-finished'; host: string; step: string } & StepOutcome)
  | { type: 'run-finished'; status: 'done' | 'failed' | 'interrupted' }
);

/** One run as the journal tells it. */
export interface RunRecord {
  run: string;
  /** ISO 8601 */
  startedAt: string;
  /** `killed`: the run began and never said how it ended. */
  status: 'done' | 'failed' | 'interrupted' | 'killed';
  changed: { host: string; step: string }[];
  failed: { host: string; step: string }[];
  /** Steps that began and did not end: where a killed run stopped. */
  unfinished: { host: string; step: string }[];
}

export class Journal {
  readonly run = randomUUID();

  /** @param file created with its folder at the first entry, readable by its owner only */
  constructor(private readonly file: string) {}

  /** The blank line before it ends a line that was cut when an earlier run was killed. */
  started(): void {
    this.#append({ type: 'run-started' }, '\n');
  }

  stepStarted(host: string, step: string): void {
    this.#append({ type: 'step-started', host, step });
  }

  stepFinished(host: string, step: string, outcome: StepOutcome): void {
    this.#append({ type: 'step-finished', host, step, ...outcome });
  }

  finished(status: 'done' | 'failed' | 'interrupted'): void {
    this.#append({ type: 'run-finished', status });
  }

  /** Synchronous, so that the entry is there whatever happens next. */
  #append(entry: Record<string, unknown>, before = ''): void {
    appendToLog(this.file, `${before}${JSON.stringify({ at: new Date().toISOString(), run: this.run, ...entry })}\n`);
  }
}

/** The newest run in a journal file; undefined when there is none. */
export function lastRun(file: string): RunRecord | undefined {
  const entries = readEntries(file);
  const start = entries.findLast(({ type }) => type === 'run-started');
  if (!start) return undefined;
  const record: RunRecord = {
    run: start.run,
    startedAt: start.at,
    status: 'killed',
    changed: [],
    failed: [],
    unfinished: [],
  };
  const open = new Map<string, { host: string; step: string }>();
  for (const entry of entries.filter(({ run }) => run === start.run)) {
    if (entry.type === 'run-finished') record.status = entry.status;
    if (entry.type === 'step-started') open.set(`${entry.host} ${entry.step}`, { host: entry.host, step: entry.step });
    if (entry.type === 'step-finished') {
      const { host, step, status } = entry;
      open.delete(`${host} ${step}`);
      if (status === 'changed' || status === 'failed') record[status].push({ host, step });
    }
  }
  record.unfinished = [...open.values()];
  return record;
}

function readEntries(file: string): JournalEntry[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return text.split('\n').flatMap((line) => {
    try {
      const entry = JSON.parse(line) as JournalEntry | null;
      return typeof entry?.type === 'string' ? [entry] : []; // what somebody else has written is no entry
    } catch {
      return []; // the blank line between runs, and what was being written when a run was killed
    }
  });
}
