import type { SuiteResult } from '../cluster/suite-result.js';
import { sanitize } from './sanitize.js';

/** Raised when a field changes its meaning or goes away. */
const FORMAT = 1;

/** The result of a run as JSON, for scripts: everything that the other reports are made from. */
export function suiteJson(result: SuiteResult): string {
  const plain = (_: string, value: unknown) => (typeof value === 'string' ? sanitize(value) : value);
  return `${JSON.stringify({ format: FORMAT, ...result }, plain, 2)}\n`;
}
