import type { LabPaths } from '../paths.js';
import type { LabConfig } from './schema.js';

/** A lab as everything that works on it needs it: what it should be, and where its files are. */
export interface Lab {
  readonly config: LabConfig;
  readonly paths: LabPaths;
}
