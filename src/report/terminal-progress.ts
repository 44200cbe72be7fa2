/**
 * Events as a person or a log file sees them. In a terminal the running tasks stand in a live list below the finished
 * ones; elsewhere a task says that it began when it lasts, gives a sign of life while it goes on, and says how it ended.
 */
import { stripVTControlCharacters } from 'node:util';
import type { LabEvent } from '../events.js';
import { duration, symbol, type Paint } from './format.js';

/** A task that ends sooner needs no line for its beginning, in milliseconds. */
const QUIET_MS = 2_000;
const HEARTBEAT_MS = 10_000;
const HOST_WIDTH = 8;
const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** The part of a terminal below the last line, redrawn in place (log-update fits). */
export interface LiveRegion {
  (text: string): void;
  clear(): void;
}

export interface ProgressOptions {
  /** Write one line of text. */
  line: (text: string) => void;
  paint: Paint;
  /** Show every line of output of every task. */
  verbose: boolean;
  /** Present in a terminal. */
  live?: { region: LiveRegion; columns: () => number };
  now?: () => number;
}

interface RunningTask {
  title: string;
  host: string | undefined;
  startedAt: number;
  /** When it was last spoken of; undefined before it was announced. */
  toldAt?: number;
  text: string;
}

export class TerminalProgress {
  readonly #running = new Map<number, RunningTask>();
  readonly #now: () => number;
  #frame = 0;

  constructor(private readonly options: ProgressOptions) {
    this.#now = options.now ?? (() => performance.now());
  }

  readonly emit = (event: LabEvent): void => {
    const { paint, verbose } = this.options;
    switch (event.type) {
      case 'phase':
        this.#line(`\n${paint.bold(event.title)}`);
        break;
      case 'notice':
        this.#line(event.level === 'warning' ? `${paint.yellow('!')} ${event.text}` : `  ${event.text}`);
        break;
      case 'task-started':
        this.#running.set(event.id, { title: event.title, host: event.host, startedAt: this.#now(), text: '' });
        break;
      case 'task-progress': {
        const task = this.#running.get(event.id);
        if (!task) return;
        // Other programs' colours and cursor movements would tear the list.
        task.text = stripVTControlCharacters(event.text);
        if (verbose) this.#line(`  ${paint.dim(`${task.host ?? task.title} │`)} ${task.text}`);
        break;
      }
      case 'task-finished': {
        const task = this.#running.get(event.id);
        if (!task) return;
        this.#running.delete(event.id);
        const note = event.note === undefined ? '' : `  ${paint.dim(event.note)}`;
        this.#line(`${symbol(event.status, paint)} ${this.#name(task)}  ${paint.dim(duration(event.ms))}${note}`);
      }
    }
    this.#draw();
  };

  /** To be called several times a second. */
  tick(): void {
    this.#frame++;
    if (this.options.live) return this.#draw();
    const now = this.#now();
    for (const task of this.#running.values()) {
      const age = now - task.startedAt;
      if (task.toldAt === undefined ? age > QUIET_MS : now - task.toldAt >= HEARTBEAT_MS) {
        const since = task.toldAt === undefined ? '' : `  ${duration(age)}${task.text && `  ${task.text}`}`;
        task.toldAt = now;
        this.#line(`… ${this.#name(task)}${since}`);
      }
    }
  }

  /** Leave the terminal as it should stay. */
  stop(): void {
    this.options.live?.region.clear();
  }

  #line(text: string): void {
    this.options.live?.region.clear();
    this.options.line(text);
  }

  #draw(): void {
    const { live, paint } = this.options;
    if (!live) return;
    const spinner = paint.cyan(SPINNER[this.#frame % SPINNER.length] ?? '');
    const lines = [...this.#running.values()].map((task) => {
      const elapsed = duration(this.#now() - task.startedAt);
      const room = live.columns() - this.#name(task).length - elapsed.length - 7;
      const text = task.text && room > 10 ? `  ${task.text.slice(0, room)}` : '';
      return `${spinner} ${this.#name(task)}  ${paint.dim(`${elapsed}${text}`)}`;
    });
    if (lines.length === 0) live.region.clear();
    else live.region(lines.join('\n'));
  }

  #name({ host, title }: RunningTask): string {
    return host === undefined ? title : `${host.padEnd(HOST_WIDTH)} ${title}`;
  }
}

/** Progress for a stream: live where it is a terminal that can move its cursor. */
export async function progressFor(
  stream: NodeJS.WriteStream,
  paint: Paint,
  verbose: boolean,
): Promise<TerminalProgress> {
  const line = (text: string) => void stream.write(`${text}\n`);
  // Terminals without a size (some CI servers have such) show nothing of a live list.
  if (!stream.isTTY || !stream.columns || !stream.rows || process.env['TERM'] === 'dumb')
    return new TerminalProgress({ line, paint, verbose });
  const { createLogUpdate } = await import('log-update');
  // The cursor stays visible: hidden, it would stay so after a kill -9.
  const region = createLogUpdate(stream, { showCursor: true });
  return new TerminalProgress({ line, paint, verbose, live: { region, columns: () => stream.columns } });
}
