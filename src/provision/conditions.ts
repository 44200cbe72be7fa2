/** What steps wait for: a condition holds when the step that provides it is done on every host that runs it. */
import type { Host } from '../host.js';
import { stepsFor, type Step } from './steps.js';

interface Condition {
  /** The step that provides it. */
  readonly step: Step;
  /** Names of the hosts on which that step is not done yet. */
  readonly missing: Set<string>;
  /** Whether the step changed something in this run, on any host. */
  remade: boolean;
  readonly held: Promise<void>;
  readonly hold: () => void;
}

export class Conditions {
  readonly #conditions = new Map<string, Condition>();

  constructor(hosts: readonly Host[], steps: readonly Step[]) {
    for (const step of steps) {
      if (step.provides === undefined) continue;
      const missing = new Set(hosts.filter(({ role }) => stepsFor([step], role).length > 0).map(({ name }) => name));
      let hold = () => {};
      const held = new Promise<void>((resolve) => (hold = resolve));
      if (missing.size === 0) hold();
      this.#conditions.set(step.provides, { step, missing, remade: false, held, hold });
    }
  }

  /** The step is done on the host; `changed` when it was not so before. */
  reached(step: Step, host: string, changed: boolean): void {
    const condition = step.provides === undefined ? undefined : this.#conditions.get(step.provides);
    if (!condition) return;
    condition.remade ||= changed;
    condition.missing.delete(host);
    if (condition.missing.size === 0) condition.hold();
  }

  /** Has the thing that this step hands over been made anew in this run, so that what was handed over before is void? */
  wasRemade(name: string | undefined): boolean {
    return name !== undefined && (this.#conditions.get(name)?.remade ?? false);
  }

  /** Who is being waited for, as a person reads it: `master: Start the control plane`; undefined when the condition holds. */
  waitingFor(name: string): string | undefined {
    const condition = this.#conditions.get(name);
    return condition && condition.missing.size > 0
      ? `${[...condition.missing].join(', ')}: ${condition.step.title}`
      : undefined;
  }

  /**
   * Wait until the condition holds.
   * @throws the signal's reason when it is aborted first
   */
  async whenHeld(name: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    let abort = () => {};
    const aborted = new Promise<never>((_, reject) => {
      abort = () => reject(signal.reason as Error);
      signal.addEventListener('abort', abort, { once: true });
    });
    try {
      await Promise.race([this.#conditions.get(name)?.held, aborted]);
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }
}
