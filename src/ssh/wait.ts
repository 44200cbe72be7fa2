import { setTimeout as delay } from 'node:timers/promises';
import { LabError } from '../errors.js';
import { interrupted, isTransient } from './errors.js';
import type { SshHost } from './ssh-host.js';

export interface WaitOptions {
  /** Milliseconds until the last error is thrown. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  /** Told why the host cannot be reached yet, whenever the reason changes. */
  onProgress?: (text: string) => void;
}

/** While a machine starts or stops, pam_nologin turns right keys away; for this long a refused login is not final. */
const LOGIN_GRACE_MS = 15_000;

/** Wait until a host lets us in. A changed host key ends the wait at once, a refused login after a grace. */
export async function waitForSsh(host: SshHost, { timeoutMs, signal, onProgress }: WaitOptions): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  let refusedSince: number | undefined;
  let said = '';
  let answerMs = 10_000;
  for (let pause = 100; ; pause = Math.min(pause * 2, 2_000)) {
    try {
      const left = Math.max(deadline - performance.now(), 1);
      await host.connect({ signal, answerMs: Math.min(left, answerMs) });
      return;
    } catch (error) {
      const now = performance.now();
      refusedSince = isLoginRefused(error) ? (refusedSince ?? now) : undefined;
      const hopeful = isTransient(error) || (refusedSince !== undefined && now - refusedSince < LOGIN_GRACE_MS);
      if (!hopeful || now + pause >= deadline) throw error;
      // A forwarded port is open before its machine is up; a busy machine takes its time for the first word.
      if (error instanceof LabError && error.code === 'E_SSH_SILENT') answerMs = Math.min(answerMs * 2, 40_000);
      const what = error instanceof Error ? error.message : String(error);
      if (what !== said) onProgress?.((said = what));
    }
    await delay(pause, undefined, { signal }).catch((error: unknown) => {
      throw interrupted(error);
    });
  }
}

function isLoginRefused(error: unknown): boolean {
  return error instanceof LabError && error.code === 'E_SSH_AUTH';
}
