/** What is wrong somewhere, as `lab doctor` lists it. */
import type { LabError } from './errors.js';

/** `error`: the lab cannot come up or does not work; `warning`: it may; `info`: worth knowing. */
export type Severity = 'error' | 'warning' | 'info';

export interface Finding {
  /** Stable, kebab-case, for searching and for scripts: `kubelet-not-running`. */
  id: string;
  severity: Severity;
  /** `this machine`, a host's name, or `cluster`. */
  where: string;
  /** One line: what is wrong. */
  what: string;
  /** Why, with the evidence quoted. */
  why?: string | undefined;
  /** What to do. */
  fix?: string | undefined;
}

export const THIS_MACHINE = 'this machine';

/** An error that is not thrown but told beside others: E_MACHINE_SWAP is `machine-swap`. */
export function findingOf({ code, what, why, fix }: LabError, where: string, severity: Severity = 'error'): Finding {
  return { id: code.replace(/^E_/, '').toLowerCase().replaceAll('_', '-'), severity, where, what, why, fix };
}
