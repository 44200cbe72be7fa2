import type { Lab } from '../config/lab.js';
import type { ProviderName } from '../config/schema.js';
import type { Emit } from '../events.js';
import type { Target } from '../target.js';

export type HostState = 'running' | 'stopped' | 'absent';

export interface ProviderIo {
  emit: Emit;
  signal: AbortSignal;
}

/** What makes hosts. Adding one adds a file in providers/ and a line in providers/index.ts. */
export interface Provider {
  readonly name: ProviderName;
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
