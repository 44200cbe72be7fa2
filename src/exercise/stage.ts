import type { Cluster } from '../cluster/cluster.js';
import type { LabConfig } from '../config/schema.js';
import type { Emit } from '../events.js';
import type { Host } from '../host.js';

/** What an exercise is done on. */
export interface Stage {
  config: LabConfig;
  hosts: readonly Host[];
  controlPlane: Host;
  /** Asked for when it is needed: with `lab: docker` there is none. */
  cluster: () => Promise<Cluster>;
  emit: Emit;
  signal: AbortSignal;
}

export interface Begun {
  /** ISO 8601 */
  startedAt: string;
  remembered: Record<string, string>;
}
