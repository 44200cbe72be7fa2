/** A host as the rest of the project sees it: something that runs commands. How it is reached is src/ssh's business. */

export type Role = 'control-plane' | 'worker';

/** Codes of what a host throws that may be over a moment later: it boots, it reboots, its network comes back. */
export const PASSING_HOST_ERRORS: ReadonlySet<string> = new Set([
  'E_SSH_REFUSED',
  'E_SSH_TIMEOUT',
  'E_SSH_SILENT',
  'E_SSH_SLOW_LOGIN',
  'E_SSH_NO_ROUTE',
  'E_SSH_CONNECTION_LOST',
]);

/**
 * The one host whose role is control-plane, of hosts of any kind.
 * @throws TypeError where there is none: loading a config has made sure that there is exactly one
 */
export function controlPlaneOf<T extends { role: Role }>(hosts: readonly T[]): T {
  const found = hosts.find(({ role }) => role === 'control-plane');
  if (!found) throw new TypeError('a lab has a control plane');
  return found;
}

export interface CommandResult {
  /** Exit code; 128 + n when signal n ended the command. */
  exitCode: number;
  stdout: string;
  stderr: string;
  /** Wall time in milliseconds. */
  ms: number;
}

export interface RunOptions {
  /** Sent to the command's standard input: the place for secrets, which must never be in argv. */
  input?: string;
  /** Deadline in milliseconds (default 60 000); the remote process group is ended when it passes. */
  timeoutMs?: number;
  signal?: AbortSignal | undefined;
  /** Called with each complete line of output as it arrives. */
  onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
}

export interface Host {
  readonly name: string;
  readonly ip: string;
  readonly role: Role;
  /**
   * Run a program as root. Each argument reaches it unchanged: quoting is done here.
   * A non-zero exit is a result, not an exception.
   * @throws LabError `E_SSH_*` (connection lost, refused, no route, authentication), `E_COMMAND_TIMEOUT`, `E_INTERRUPTED`
   */
  run(argv: readonly string[], options?: RunOptions): Promise<CommandResult>;
  /** Run a bash script as root. The text goes over standard input, never through argv. */
  script(text: string, options?: Omit<RunOptions, 'input'>): Promise<CommandResult>;
  /** Drop the connection, if there is one; the next command opens a new one. */
  close(): void;
}
