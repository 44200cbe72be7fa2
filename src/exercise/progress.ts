/** How far a student is: `.lab/<name>/progress.json`. It outlives restarts, and is replaced as a whole, by one at a time. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { LabError } from '../errors.js';
import { quoteAll } from '../shell.js';
import { forbidden, writeAtomically } from '../state/atomic.js';
import { changeFile } from '../state/lock.js';
import type { Begun } from './stage.js';
import { exerciseResultSchema, type ExerciseResult } from './result.js';

const entrySchema = z.strictObject({
  /** ISO 8601; null when it was cleared away since. */
  startedAt: z.string().nullable(),
  /** What its setup.sh said with `remember`. */
  remembered: z.record(z.string(), z.string()),
  /** How many hints were shown. */
  hints: z.int(),
  /** How often somebody had it looked at; what `lab watch` does by itself is not counted. */
  checks: z.int(),
  /** ISO 8601: when all its points were first earned. */
  finishedAt: z.string().nullable(),
  /** Whether lab's own solution was applied, since the last start. */
  solved: z.boolean(),
  /** The best score that the student reached, of 100. */
  best: z.int(),
  last: exerciseResultSchema.nullable(),
});

const VERSION = 1;

const progressSchema = z.strictObject({
  version: z.literal(VERSION),
  /** Tells one student's work from that of another of the same name; null before the first change. */
  id: z.string().nullable().default(null),
  /** The exercise that verbs without a name mean. */
  current: z.string().nullable(),
  exercises: z.record(z.string(), entrySchema),
});

export type Progress = z.infer<typeof progressSchema>;
export type ProgressEntry = z.infer<typeof entrySchema>;

const NONE: Progress = { version: VERSION, id: null, current: null, exercises: {} };
const NEW: ProgressEntry = {
  startedAt: null,
  remembered: {},
  hints: 0,
  checks: 0,
  finishedAt: null,
  solved: false,
  best: 0,
  last: null,
};

export class ProgressFile {
  constructor(private readonly file: string) {}

  /** @throws LabError `E_PROGRESS` when the file is not what this version of lab writes, `E_LAB_FOLDER` when it may not be read */
  async read(): Promise<Progress> {
    const text = await readFile(this.file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      return error.code === 'ENOENT' ? undefined : forbidden(this.file, 'read')(error);
    });
    if (text === undefined) return NONE;
    try {
      return progressSchema.parse(JSON.parse(text));
    } catch (error) {
      throw unusable(this.file, text, error);
    }
  }

  async entry(name: string): Promise<ProgressEntry> {
    return (await this.read()).exercises[name] ?? NEW;
  }

  /** It is about to begin: from here on it is the current one, and a crash leaves something that reset knows of. */
  beginning(name: string): Promise<ProgressEntry> {
    return this.#change(
      name,
      () => ({ startedAt: null, remembered: {}, finishedAt: null, solved: false, last: null }),
      true,
    );
  }

  begun(name: string, { startedAt, remembered }: Begun): Promise<ProgressEntry> {
    return this.#change(name, () => ({ startedAt, remembered }), true);
  }

  cleared(name: string): Promise<ProgressEntry> {
    return this.#change(name, () => ({ startedAt: null, remembered: {} }));
  }

  /** The lab is taken down, and with it what was begun there; what was reached stays. */
  async clusterGone(): Promise<void> {
    await this.#update(({ exercises, ...rest }) => ({
      ...rest,
      current: null,
      exercises: Object.fromEntries(
        Object.entries(exercises).map(([name, entry]) => [name, { ...entry, startedAt: null, remembered: {} }]),
      ),
    }));
  }

  /** One more hint was shown. @param of how many there are: the last one may be shown again */
  hinted(name: string, of: number): Promise<ProgressEntry> {
    return this.#change(name, ({ hints }) => ({ hints: Math.min(hints + 1, of) }));
  }

  solved(name: string): Promise<ProgressEntry> {
    return this.#change(name, () => ({ solved: true }));
  }

  /**
   * What a look has found. One at an exercise that was begun anew meanwhile says nothing of how it is now.
   * @param startedAt of the exercise when it was looked at
   * @param options.counts whether it is one of the student's looks
   */
  checked(result: ExerciseResult, startedAt: string, { counts = true } = {}): Promise<ProgressEntry> {
    return this.#change(result.exercise, (entry) =>
      entry.startedAt !== startedAt
        ? {}
        : {
            last: result,
            checks: entry.checks + (counts ? 1 : 0),
            best: entry.solved ? entry.best : Math.max(entry.best, result.score ?? 0),
            finishedAt: entry.finishedAt ?? (result.score === 100 && !entry.solved ? result.at : null),
          },
    );
  }

  async #change(
    name: string,
    change: (entry: ProgressEntry) => Partial<ProgressEntry>,
    makeCurrent = false,
  ): Promise<ProgressEntry> {
    const { exercises } = await this.#update((progress) => {
      const before = progress.exercises[name] ?? NEW;
      return {
        ...progress,
        current: makeCurrent ? name : progress.current,
        exercises: { ...progress.exercises, [name]: { ...before, ...change(before) } },
      };
    });
    return exercises[name]!;
  }

  /** Every change goes this way: read and written while nobody else changes it. */
  #update(change: (progress: Progress) => Progress): Promise<Progress> {
    return changeFile(this.file, async () => {
      const before = await this.read();
      const after = { ...change(before), id: before.id ?? randomUUID() };
      await writeAtomically(this.file, `${JSON.stringify(after, null, 2)}\n`);
      return after;
    });
  }
}

function unusable(file: string, text: string, error: unknown): LabError {
  const newer = isNewer(text);
  return new LabError({
    code: 'E_PROGRESS',
    class: 'environment',
    what: newer ? `${file} was written by a newer version of lab` : `${file} cannot be read`,
    why: error instanceof z.ZodError ? z.prettifyError(error) : String(error),
    fix: newer
      ? 'use that version; what was reached is kept there'
      : `${quoteAll(['mv', file, `${file}.broken`])}\nwhat was reached so far is then no longer counted, the exercises themselves are untouched`,
    cause: error,
  });
}

function isNewer(text: string): boolean {
  try {
    return Number((JSON.parse(text) as { version?: unknown } | null)?.version) > VERSION;
  } catch {
    return false;
  }
}

export type ExerciseState = 'new' | 'started' | 'finished' | 'solved';

/** - `new` never begun, or cleared away unfinished, `started`, `finished` all points earned once, `solved` by lab's own solution */
export function stateOf(entry: ProgressEntry | undefined): ExerciseState {
  if (!entry) return 'new';
  if (entry.finishedAt !== null) return 'finished';
  if (entry.startedAt === null) return entry.best === 100 ? 'finished' : 'new';
  return entry.solved ? 'solved' : 'started';
}
