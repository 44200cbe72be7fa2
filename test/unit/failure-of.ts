import type { LabError } from '../../src/errors.js';

/** What a promise fails with; that it does not is a failure of the test. */
export async function failureOf(promise: Promise<unknown>): Promise<LabError> {
  try {
    await promise;
  } catch (error) {
    return error as LabError;
  }
  throw new Error('should have failed');
}
