/**
 * What happens while a command runs, as plain data. Work emits events; src/report renders them; nothing else prints.
 * Everything long is a task: a bundle part, a host coming up, a step on a host.
 */

export type TaskStatus =
  | 'ok' // held already, nothing was changed
  | 'changed' // done now
  | 'failed'
  | 'cancelled';

export type LabEvent =
  | { type: 'phase'; title: string }
  | { type: 'task-started'; id: number; title: string; host?: string | undefined }
  /** One line of a task's output or a change of what it is doing; the renderer decides whether to show it. */
  | { type: 'task-progress'; id: number; text: string }
  | { type: 'task-finished'; id: number; status: TaskStatus; ms: number; note?: string | undefined }
  | { type: 'notice'; level: 'info' | 'warning'; text: string };

export type Emit = (event: LabEvent) => void;

let lastId = 0;

export interface TaskHandle {
  readonly progress: (text: string) => void;
  /** Declare the outcome; without a call a task that returns is `changed`. One that throws is `failed` unless it said `cancelled`. */
  readonly finish: (status: TaskStatus, note?: string) => void;
}

/** Run `work` as a task: started, finished or failed events around it, with its wall time in milliseconds. */
export async function task<T>(
  emit: Emit,
  about: { title: string; host?: string | undefined },
  work: (handle: TaskHandle) => Promise<T>,
): Promise<T> {
  const id = ++lastId;
  const started = performance.now();
  let status = 'changed' as TaskStatus;
  let note: string | undefined;
  emit({ type: 'task-started', id, ...about });
  try {
    return await work({
      progress: (text) => emit({ type: 'task-progress', id, text }),
      finish: (s, n) => ([status, note] = [s, n]),
    });
  } catch (error) {
    if (status !== 'cancelled') status = 'failed';
    throw error;
  } finally {
    emit({ type: 'task-finished', id, status, ms: performance.now() - started, note });
  }
}
