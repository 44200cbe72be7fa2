import type { Lab } from '../config/lab.js';
import type { ProviderName } from '../config/schema.js';
import type { Emit } from '../events.js';
import type { Target } from '../target.js';

export type HostState = 'running' | 'stopped' | 'absent';

export interface ProviderIo {
  emit: Emit;
  signal: AbortSignal;
}

/** Something without which `up` cannot work, looked at before anything is made: `lab up` stops at it, `lab doctor` lists it. */
export interface Requirement {
  /** What is looked at, for progress lines: `memory`. */
  title: string;
  /** Reads only. @throws LabError of class environment where it does not hold */
  readonly assert: (signal: AbortSignal) => Promise<void>;
}

/** What makes hosts. Adding one adds a file in providers/ and a line in providers/index.ts. */
export interface Provider {
  readonly name: ProviderName;
  /** What must hold on this machine for the lab as it is now, in the order in which `prepare` asks for it. */
  requirements(lab: Lab): readonly Requirement[];
  /**
   * Refuse what cannot work before anything starts: a missing tool, too little memory or disk, a missing right. The sealed
   * lab installs and builds here what it needs, and says what.
   * @throws LabError of class environment
   */
  prepare(lab: Lab, io: ProviderIo): Promise<void>;
  /** Make the hosts exist and run; does nothing to hosts that do. */
  up(lab: Lab, io: ProviderIo): Promise<Target[]>;
  /** Where hosts are known without asking anybody, before any `up`. */
  targets?(lab: Lab): Target[];
  /** By host name; reads only. */
  status(lab: Lab, io: ProviderIo): Promise<Record<string, HostState>>;
  /** Remove what `up` made, and nothing else. */
  down(lab: Lab, io: ProviderIo): Promise<void>;
  /**
   * The lab's Vagrantfile; undefined where Vagrant has no part.
   * @throws LabError `E_BUNDLE_MISSING`
   */
  vagrantfile(lab: Lab): Promise<string | undefined>;
  /** Words to put before a command so that it can reach the lab's addresses; empty where any process can. */
  enter(lab: Lab): string[];
}

/** One after another: the first that does not hold is the one to mend first. */
export async function assertAll(requirements: readonly Requirement[], signal: AbortSignal): Promise<void> {
  for (const { assert } of requirements) await assert(signal);
}
