/** How far a student is: `.lab/<name>/progress.json`. It outlives restarts, and is replaced as a whole. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { LabError } from '../errors.js';
import { writeAtomically } from '../state/atomic.js';
import type { Begun } from './stage.js';
import { exerciseResultSchema, type ExerciseResult } from './result.js';

const entrySchema = z.strictObject({
  /** ISO 8601; null when it was cleared away since. */
  startedAt: z.string().nullable(),
  /** What its setup.sh said with `remember`. */
  remembered: z.record(z.string(), z.string()),
  /** How many hints were shown. */
  hints: z.int(),
  /** How often it was looked at. */
  checks: z.int(),
  /** ISO 8601: when all its points were first earned. */
  finishedAt: z.string().nullable(),
  /** Whether lab's own solution was applied, since the last start. */
  solved: z.boolean(),
  /** The best score that the student reached, of 100. */
  best: z.int(),
  last: exerciseResultSchema.nullable(),
});

const progressSchema = z.strictObject({
  version: z.literal(1),
  /** The exercise that verbs without a name mean. */
  current: z.string().nullable(),
  exercises: z.record(z.string(), entrySchema),
});

export type Progress = z.infer<typeof progressSchema>;
export type ProgressEntry = z.infer<typeof entrySchema>;

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

  /** @throws LabError `E_PROGRESS` when the file is not what this version of lab writes */
  async read(): Promise<Progress> {
    const text = await readFile(this.file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (text === undefined) return { version: 1, current: null, exercises: {} };
    try {
      return progressSchema.parse(JSON.parse(text));
    } catch (error) {
      throw new LabError({
        code: 'E_PROGRESS',
        class: 'environment',
        what: `${this.file} cannot be read`,
        why: error instanceof z.ZodError ? z.prettifyError(error) : String(error),
        fix: 'move the file away; what was reached so far is then no longer counted, the exercises themselves are untouched',
        cause: error,
      });
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
    const { exercises, ...rest } = await this.read();
    const cleared = Object.entries(exercises).map(([name, entry]): [string, ProgressEntry] => [
      name,
      { ...entry, startedAt: null, remembered: {} },
    ]);
    await this.#write({ ...rest, current: null, exercises: Object.fromEntries(cleared) });
  }

  hinted(name: string, hints: number): Promise<ProgressEntry> {
    return this.#change(name, () => ({ hints }));
  }

  solved(name: string): Promise<ProgressEntry> {
    return this.#change(name, () => ({ solved: true }));
  }

  checked(result: ExerciseResult): Promise<ProgressEntry> {
    return this.#change(result.exercise, (entry) => ({
      last: result,
      checks: entry.checks + 1,
      best: entry.solved ? entry.best : Math.max(entry.best, result.score ?? 0),
      finishedAt: entry.finishedAt ?? (result.score === 100 && !entry.solved ? result.at : null),
    }));
  }

  async #change(
    name: string,
    change: (entry: ProgressEntry) => Partial<ProgressEntry>,
    makeCurrent = false,
  ): Promise<ProgressEntry> {
    const progress = await this.read();
    const before = progress.exercises[name] ?? NEW;
    const entry = { ...before, ...change(before) };
    const current = makeCurrent ? name : progress.current;
    await this.#write({ ...progress, current, exercises: { ...progress.exercises, [name]: entry } });
    return entry;
  }

  #write(progress: Progress): Promise<void> {
    return writeAtomically(this.file, `${JSON.stringify(progress, null, 2)}\n`);
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
