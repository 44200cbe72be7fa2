import { setMaxListeners } from 'node:events';

/**
 * A signal that ends after `ms` milliseconds or with `parent`, whichever comes first.
 * Not AbortSignal.timeout: its timer does not keep the process alive, and what waits for it alone would just vanish.
 */
export class Deadline {
  readonly signal: AbortSignal;
  /** True once the time was up; false when it was the parent that ended it. */
  passed = false;
  private readonly timer: NodeJS.Timeout;
  private readonly forward: () => void;

  constructor(
    readonly ms: number,
    private readonly parent?: AbortSignal,
  ) {
    const controller = new AbortController();
    this.signal = controller.signal;
    // A check asks many things at the same time, and each listens.
    setMaxListeners(0, this.signal);
    this.timer = setTimeout(() => {
      this.passed = true;
      controller.abort(new Error(`no answer within ${ms} ms`));
    }, ms);
    this.forward = () => controller.abort(parent?.reason);
    if (parent?.aborted) this.forward();
    else parent?.addEventListener('abort', this.forward, { once: true });
  }

  clear(): void {
    clearTimeout(this.timer);
    this.parent?.removeEventListener('abort', this.forward);
  }

  /** The result of `work`, or a rejection when the time is up first: for work that may ignore its signal. */
  race<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const abort = () => reject(this.signal.reason as Error);
      if (this.signal.aborted) abort();
      else this.signal.addEventListener('abort', abort, { once: true });
      work.then(resolve, reject).finally(() => this.signal.removeEventListener('abort', abort));
    });
  }
}
