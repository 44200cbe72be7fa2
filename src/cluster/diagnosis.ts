import { Deadline } from './deadline.js';
import { emptyDiagnosis, type Diagnosis } from './failure.js';

export interface Seen {
  observed: string | undefined;
  /** The probe's last error, if the last thing it did was to fail. */
  error: unknown;
  signal: AbortSignal | undefined;
}

/** Looks for the reason of a failure. Fills what it was given, so that what was found before the time was up is kept. */
export type Diagnose = (into: Diagnosis, seen: Seen & { signal: AbortSignal }) => Promise<void>;

/** Longer than this nobody waits for a reason. */
const DIAGNOSIS_LIMIT_MS = 10_000;

/**
 * Run a diagnosis so that it can neither mask the failure nor hold it up: what it throws becomes a note, and after
 * `limitMs` milliseconds whatever it found so far is the result.
 */
export async function runDiagnosis(diagnose: Diagnose, seen: Seen, limitMs = DIAGNOSIS_LIMIT_MS): Promise<Diagnosis> {
  const found = emptyDiagnosis();
  const deadline = new Deadline(limitMs, seen.signal);
  try {
    await deadline.race(diagnose(found, { ...seen, signal: deadline.signal }));
  } catch (error) {
    if (deadline.passed) found.notes.push(`the diagnosis was cut short after ${limitMs / 1000} s`);
    else found.notes.push(`diagnosis: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    deadline.clear();
  }
  // A copy: what comes in late from work that was cut must not change a result that is already being shown.
  return structuredClone(found);
}
