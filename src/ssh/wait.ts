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
  for (let pause = 100; ; pause = Math.min(pause * 2, 2_000)) {
    try {
      const left = Math.max(deadline - performance.now(), 1);
      await host.connect({ signal, connectTimeoutMs: Math.min(left, 10_000) });
      return;
    } catch (error) {
      const now = performance.now();
      refusedSince = isLoginRefused(error) ? (refusedSince ?? now) : undefined;
      const hopeful = isTransient(error) || (refusedSince !== undefined && now - refusedSince < LOGIN_GRACE_MS);
      if (!hopeful || now + pause >= deadline) throw error;
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
