/** Restart a host and wait for it to come back. */
import { setTimeout as sleep } from 'node:timers/promises';
import { asLabError } from '../errors.js';
import type { Host } from '../host.js';
import { BOOT_MARKER_SCRIPT } from './script.js';

/** How long a host may take to cut the connection; a virtual machine may leave it hanging. */
const CUT_MS = 20_000;
const ANSWER_MS = 8_000;
const POLL_MS = 1_000;

export interface RebootOptions {
  /** For all of it, in milliseconds. */
  timeoutMs: number;
  signal: AbortSignal;
  onLine: (line: string) => void;
  /** Called before every look, with whole seconds since the start. */
  onWait: (seconds: number) => void;
}

/**
 * Run the script that restarts the host, and wait until it has booted anew.
 * @returns why it did not; undefined when it did
 * @throws LabError E_INTERRUPTED
 */
export async function reboot(host: Host, script: string, options: RebootOptions): Promise<string | undefined> {
  const { timeoutMs, signal, onLine, onWait } = options;
  const started = performance.now();
  const before = await bootMarker(host, signal);
  if (before === undefined) return 'the host did not answer before the reboot';
  const refusal = await cut(host, script, { signal, onLine });
  if (refusal !== undefined) return refusal;
  while (performance.now() - started < timeoutMs) {
    onWait(Math.round((performance.now() - started) / 1000));
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined); // the next command tells of an interruption
    host.close();
    const now = await bootMarker(host, signal);
    if (now !== undefined && now !== before) return undefined;
  }
  return `the host has not booted anew within ${timeoutMs / 1000} s`;
}

/** The command's end is the connection's end: every way to end is expected, except that the host says no. */
async function cut(
  host: Host,
  script: string,
  { signal, onLine }: Pick<RebootOptions, 'signal' | 'onLine'>,
): Promise<string | undefined> {
  const exitCode = await host
    .script(script, { timeoutMs: CUT_MS, signal, onLine })
    .then((result) => result.exitCode, expected);
  return exitCode > 0 && exitCode < 128 ? `the command to reboot exited with ${exitCode}` : undefined;
}

async function bootMarker(host: Host, signal: AbortSignal): Promise<string | undefined> {
  const answer = await host.script(BOOT_MARKER_SCRIPT, { timeoutMs: ANSWER_MS, signal }).catch(expected);
  return typeof answer === 'object' && answer.exitCode === 0 ? answer.stdout.trim() : undefined;
}

function expected(error: unknown): 0 {
  const { class: kind } = asLabError(error);
  if (kind === 'interrupted' || kind === 'bug') throw error;
  return 0;
}
