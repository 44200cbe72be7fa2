/**
 * Ctrl-C and its kin. The first asks the work to stop cleanly, the second ends the process at once. While another
 * program does the work, it gets the signals instead.
 */
import { EXIT_CODES } from '../errors.js';
import type { TerminalProgram } from '../process.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A terminal sends Ctrl-C to us and to our parent lab, which passes it on: that is one, not two. Milliseconds. */
const SAME_MS = 300;

export class Interrupts {
  readonly #controller = new AbortController();
  #child: TerminalProgram | undefined;
  #lastAt = -Infinity;

  constructor(
    private readonly say: (text: string) => void,
    private readonly exit: (code: number) => void = (code) => process.exit(code),
    private readonly now: () => number = () => performance.now(),
  ) {}

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  listen(): void {
    for (const name of SIGNALS) process.on(name, this.receive);
  }

  /** The work is done: a signal is again what it is to any process. */
  ignore(): void {
    for (const name of SIGNALS) process.off(name, this.receive);
  }

  /** Until this program ends, signals are its own business. */
  delegate(child: TerminalProgram): void {
    this.#child = child;
    child.once('exit', () => (this.#child = undefined));
  }

  readonly receive = (name: NodeJS.Signals): void => {
    if (this.#child) {
      this.#child.kill(name);
      return;
    }
    const now = this.now();
    const again = now - this.#lastAt >= SAME_MS;
    this.#lastAt = now;
    if (!this.signal.aborted) {
      this.say('stopping; once more to stop at once');
      this.#controller.abort();
    } else if (again) {
      this.exit(EXIT_CODES.interrupted);
    }
  };
}
