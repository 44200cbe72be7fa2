/**
 * A bundle is built from parts. A part is what can be built and cached alone: its key is the digest of its inputs, so a
 * part is rebuilt when an input changes and never otherwise.
 */
import type { TaskHandle } from '../events.js';

export interface ExecOptions {
  cwd?: string;
  /** Added to this process's environment. */
  env?: Record<string, string>;
  input?: string;
}

export interface PartContext {
  /** An empty folder that the part fills; moved into the cache as a whole when build returns, dropped when it throws. */
  readonly out: string;
  /** A scratch folder, removed afterwards. */
  readonly work: string;
  /** Finished folders of the parts named in `needs`, by name. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly task: TaskHandle;
  readonly signal: AbortSignal;
  /** Run a program, its output to the part's log file; throws LabError E_BUNDLE_COMMAND with the last lines and the log's path. */
  readonly exec: (file: string, args: readonly string[], options?: ExecOptions) => Promise<string>;
}

export interface Part {
  /** kebab-case, unique: `kubernetes`, `coredns`, `rpms`, `box`, `images`. */
  readonly name: string;
  /** What the progress line says: `Kubernetes v1.20.2 from Debian's source package`. */
  readonly title: string;
  /** Parts whose output this one reads. */
  readonly needs: readonly string[];
  /** Keeps every core busy by itself (a compiler): never built beside another such part. */
  readonly heavy?: boolean;
  /** Everything that the result depends on besides `needs`: versions, recipes, file contents. Digested as JSON. */
  inputs(): Promise<unknown>;
  /** May leave `about.json` in `out`: what it is made of (package versions…), quoted in the bundle's manifest. */
  build(context: PartContext): Promise<void>;
}
