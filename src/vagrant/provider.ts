import type { Lab } from '../config/lab.js';
import type { ProviderName } from '../config/schema.js';
import type { Emit } from '../events.js';
import type { Target } from '../target.js';

export type HostState = 'running' | 'stopped' | 'absent';

/** A host that exists, whatever lab.yaml says today. */
export interface Machine {
  name: string;
  state: Exclude<HostState, 'absent'>;
  /** What it holds of this machine's memory, in MiB; null where that is not known. */
  memory: number | null;
}

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
  /**
   * Names of the hosts that `up` has made and `down` would remove, by Vagrant's or lxc's records: at once, and also those
   * that lab.yaml no longer names.
   */
  made(lab: Lab): Promise<string[]>;
  /** What exists, and how it is; reads only, and may take seconds. */
  inventory(lab: Lab, io: Pick<ProviderIo, 'signal'>): Promise<Machine[]>;
  /** While the hosts run: bring up to date what runs beside them. Quick where nothing is to be done. */
  serve?(lab: Lab, io: ProviderIo): Promise<void>;
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
