import type { LabConfig } from '../config/schema.js';
import { LabError } from '../errors.js';
import type { Host } from '../host.js';
import type { Waiting } from './eventually.js';

/** What `lab test` hands to the suites, which mocha loads into the same process. */
export interface SuiteContext {
  config: LabConfig;
  /** One per machine of the config, in its order. */
  hosts: readonly Host[];
  /** Names of machines that lab has made and that the config no longer has. */
  former?: readonly string[];
  /** Path of the lab's kubeconfig. */
  kubeconfig: string;
  /** Folder for what a diagnosis collects; made when there is something to put into it. */
  logDir: string;
  signal: AbortSignal;
  /** Called while a suite waits for longer than two seconds; set by runSuites. */
  onWaiting?: ((waiting: Waiting) => void) | undefined;
}

let current: SuiteContext | undefined;

/** Set before the suites are loaded: their tests are made from the config. */
export function setSuiteContext(context: SuiteContext | undefined): void {
  current = context;
}

/** @throws LabError `E_NO_SUITE_CONTEXT` in a mocha that `lab test` did not start */
export function getSuiteContext(): SuiteContext {
  if (current) return current;
  throw new LabError({
    code: 'E_NO_SUITE_CONTEXT',
    class: 'usage',
    what: 'the suites need a lab, and this mocha was started without one',
    fix: 'lab test',
  });
}
