/** Look at an exercise again whenever something changes, and speak only when the outcome does. */
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { watchChanges } from '../cluster/watch.js';
import { isAlone, namespacesOf, type Exercise } from './exercise.js';
import { hostState } from './host-state.js';
import type { Stage } from './stage.js';
import type { ExerciseResult } from './result.js';

/** Changes come in bursts. Milliseconds. */
const BURST_MS = 150;
/** kube-proxy and DNS follow the API a little later, and nobody says when they have: it is looked at again so often, so long. */
const AGAIN_MS = 1_500;
const AFTERMATH_MS = 3_000;
/** Hosts have nobody who tells. */
const POLL_MS = 1_000;

export interface WatchOptions {
  exercise: Exercise;
  stage: Stage;
  kubeconfig: string;
  /** @returns undefined while the exercise is not begun, by a reset in another terminal say */
  look: () => Promise<Look | undefined>;
  /** Called with the first look, and with each that differs from the one before. */
  onChange: (look: Look | undefined) => Promise<void>;
}

export interface Look {
  /** Of the try that was looked at, ISO 8601. */
  startedAt: string;
  result: ExerciseResult;
}

/** @returns when the signal of the stage is aborted */
export async function watchExercise({ exercise, stage, kubeconfig, look, onChange }: WatchOptions): Promise<void> {
  const { signal } = stage;
  // One listener per watch and host: many, and no leak.
  setMaxListeners(0, signal);
  const bell = new Bell();
  const sources = [
    ...(exercise.spec.lab === 'cluster' ? [watchChanges(kubeconfig, namespacesOf(exercise), bell.ring, signal)] : []),
    ...(isAlone(exercise) ? stage.hosts.map((host) => pollHost(() => hostState(host, signal), bell.ring, signal)) : []),
  ];
  let told: string | undefined;
  const tell = async (seen: Look | undefined) => {
    const outcome = JSON.stringify([
      seen?.startedAt,
      seen?.result.checks.map(({ id, status, why, error }) => [id, status, why, error?.code]),
    ]);
    if (outcome === told) return;
    told = outcome;
    await onChange(seen);
  };
  await Promise.all([...sources, lookAgain()]);

  async function lookAgain(): Promise<void> {
    const settleMs = Math.max(...exercise.spec.checks.map(({ settle }) => settle)) * 1000;
    for (let quietAt = performance.now() + settleMs + AFTERMATH_MS; !signal.aborted;) {
      const seen = await look();
      await tell(seen);
      // That an exercise is begun at last is no change in the cluster.
      const again = seen === undefined || performance.now() < quietAt;
      await Promise.race([bell.rung(signal), ...(again ? [pause(AGAIN_MS, signal)] : [])]);
      if (!bell.isRung || signal.aborted) continue;
      await pause(BURST_MS, signal);
      bell.reset();
      quietAt = performance.now() + settleMs + AFTERMATH_MS;
    }
  }
}

async function pollHost(state: () => Promise<string>, ring: () => void, signal: AbortSignal): Promise<void> {
  let before: string | undefined;
  while (!signal.aborted) {
    // A host that does not answer is a change as well: one that is broken by the exercise comes back.
    const now = await state().catch((error: unknown) => String(error));
    if (before !== undefined && now !== before) ring();
    before = now;
    await pause(POLL_MS, signal);
  }
}

class Bell {
  #rung = false;
  #waiting: (() => void)[] = [];

  readonly ring = (): void => {
    this.#rung = true;
    this.#waiting.splice(0).forEach((wake) => wake());
  };

  get isRung(): boolean {
    return this.#rung;
  }

  reset(): void {
    this.#rung = false;
  }

  /** Settles at once when it was rung since the last reset. */
  rung(signal: AbortSignal): Promise<void> {
    if (this.#rung || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.push(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return sleep(ms, undefined, { signal }).catch(() => undefined);
}
