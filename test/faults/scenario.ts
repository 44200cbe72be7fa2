/** Bad luck of one kind, done to a lab, and what must come of it. */
import type { Victim } from './victim.js';

export interface Scenario {
  /** kebab-case, for `--only`. */
  readonly id: string;
  /** What is done, and what must come of it. */
  readonly what: string;
  /** It is one of the third that runs in CI. */
  readonly quick: boolean;
  /** It is done on the way to a lab: by itself it does not begin with one. */
  readonly fromNothing?: boolean;
  /** @throws Wrong with what was not as it must be; LeftOut where it cannot be done on this machine */
  run(victim: Victim, options: { quick: boolean }): Promise<void>;
}
