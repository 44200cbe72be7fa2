/** Which errors pass by themselves. Everything not named here is final: retrying a mistake only hides it. */
import { LabError } from '../errors.js';
import { PASSING_HOST_ERRORS } from '../host.js';

/** What a socket or a resolver says while the other side is starting, restarting or far away. */
const PASSING_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'ETIMEDOUT',
  'EPIPE',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'ESOCKETTIMEDOUT',
]);

/** A connection to a host that breaks may come back; keys, names and rights do not change while one waits. */
const PASSING_LAB_CODES = new Set([...PASSING_HOST_ERRORS, 'E_COMMAND_TIMEOUT']);

/** HTTP: the request timed out, too many requests, and the server's own troubles. 501 is an answer, not a trouble. */
export function isTransientStatus(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status !== 501);
}

/**
 * @returns what to call the error in a history (`ECONNREFUSED :6443`, `HTTP 503`, `EOF`) when it may pass by itself,
 *   undefined when it is final (401, 403, 404, a certificate, a bug)
 */
export function transientLabel(error: unknown): string | undefined {
  for (let e = error, depth = 0; e instanceof Error && depth < 5; e = e.cause, depth++) {
    const label = ownLabel(e);
    if (label !== undefined) return label || undefined;
  }
  return undefined;
}

/** Empty when this error settles that it is final, undefined when it does not say. */
function ownLabel(error: Error): string | undefined {
  if (error instanceof LabError) {
    const { transient, label } = error.details;
    if (typeof transient === 'boolean') return transient ? (typeof label === 'string' ? label : error.code) : '';
    return PASSING_LAB_CODES.has(error.code) ? error.code : undefined;
  }
  const { code, port } = error as Error & { code?: unknown; port?: unknown };
  if (typeof code === 'number') return isTransientStatus(code) ? `HTTP ${code}` : '';
  if (typeof code === 'string' && PASSING_CODES.has(code)) return typeof port === 'number' ? `${code} :${port}` : code;
  if (/socket hang up|premature close|unexpected end of file|\bEOF\b/i.test(error.message)) return 'EOF';
  return undefined;
}
