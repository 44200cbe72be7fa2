import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Look again until what is seen is what is wanted.
 * @param withinMs deadline in milliseconds
 * @returns the last look, whether it is wanted or time is up
 */
export async function converged<T>(
  look: () => Promise<T>,
  wanted: (seen: T) => boolean,
  signal: AbortSignal,
  withinMs: number,
): Promise<T> {
  const started = performance.now();
  for (let pause = 500; ; pause = Math.min(pause * 1.5, 4000)) {
    const seen = await look();
    if (wanted(seen) || performance.now() - started + pause > withinMs) return seen;
    await sleep(pause, undefined, { signal });
  }
}
