/** One look at something: what it finds, or why it could not be looked at. It never fails, and never takes long. */
import { Deadline } from '../../cluster/deadline.js';
import { asLabError } from '../../errors.js';
import { task, type Emit } from '../../events.js';
import type { Finding } from '../../finding.js';

export interface LookIo {
  emit: Emit;
  signal: AbortSignal;
  /** When all looks must have ended, as Date.now() has it. */
  until: number;
}

export interface Look<T> {
  title: string;
  where: string;
  /** Milliseconds. */
  within: number;
  work: (signal: AbortSignal) => Promise<T>;
}

export type Looked<T> = { seen: T } | { unseen: Finding };

/** @throws LabError `E_INTERRUPTED`, and nothing else */
export async function look<T>(
  { title, where, within, work }: Look<T>,
  { emit, signal, until }: LookIo,
): Promise<Looked<T>> {
  const ms = Math.max(0, Math.min(within, until - Date.now()));
  const deadline = new Deadline(ms, signal);
  try {
    const seen = await task(
      emit,
      { title: `Look at ${title}`, host: where.includes(' ') ? undefined : where },
      (handle) =>
        deadline.race(work(deadline.signal)).then((result) => {
          handle.finish('ok');
          return result;
        }),
    );
    return { seen };
  } catch (thrown) {
    signal.throwIfAborted();
    const error = asLabError(thrown);
    const why = deadline.passed
      ? `it took longer than ${Math.round(ms / 1000)} s`
      : error.class === 'bug'
        ? String(thrown)
        : error.what;
    return {
      unseen: {
        id: 'not-looked-at',
        severity: 'warning',
        where,
        what: `${title} could not be looked at`,
        why,
        fix: error.class === 'bug' ? undefined : error.fix,
      },
    };
  } finally {
    deadline.clear();
  }
}

/** A look whose result are findings. */
export async function findings(about: Look<Finding[]>, io: LookIo): Promise<Finding[]> {
  const looked = await look(about, io);
  return 'seen' in looked ? looked.seen : [looked.unseen];
}
