import { get } from 'node:http';
import { LabError } from '../errors.js';

/**
 * What became of a request. Nothing here is an exception: a refused connection is exactly what a suite wants to know.
 * `ms` is wall time in milliseconds.
 */
export type HttpOutcome =
  | { kind: 'ok' | 'status'; status: number; body: string; ms: number } // `ok` is 2xx, `status` every other answer
  | { kind: 'refused' | 'timeout' | 'no-route' | 'name-not-found' | 'cut' | 'failed'; detail: string; ms: number };

export interface HttpOptions {
  /** For the whole exchange, body included; default 5000. */
  timeoutMs?: number;
  signal?: AbortSignal | undefined;
}

/** More than this of a body is not read: a page that proves something is small. */
const MAX_BODY_BYTES = 1 << 20;

const KINDS: Record<string, Exclude<HttpOutcome['kind'], 'ok' | 'status'>> = {
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  EHOSTUNREACH: 'no-route',
  ENETUNREACH: 'no-route',
  ENOTFOUND: 'name-not-found',
  EAI_AGAIN: 'name-not-found',
  ECONNRESET: 'cut',
  EPIPE: 'cut',
};

/** @param code of a system error, as in connect(2) and getaddrinfo(3) */
export function kindOfError(code: string | undefined): Exclude<HttpOutcome['kind'], 'ok' | 'status'> {
  return KINDS[code ?? ''] ?? 'failed';
}

/**
 * GET a plain http:// address, without a proxy and without following redirects.
 * @throws LabError `E_INTERRUPTED` when the signal is aborted; TypeError for an address that is none
 */
export function httpGet(url: string, { timeoutMs = 5000, signal }: HttpOptions = {}): Promise<HttpOutcome> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(interrupted(url));
    const done = (outcome: HttpOutcome) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      resolve(outcome);
    };
    const ms = () => performance.now() - started;
    const fail = (error: NodeJS.ErrnoException) =>
      done({ kind: kindOfError(error.code), detail: error.message, ms: ms() });

    // A connection of its own for each request: a kept one would not tell whether the port still answers.
    const request = get(url, { agent: false }, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const finish = () => {
        const status = response.statusCode ?? 0;
        const body = Buffer.concat(chunks).toString('utf8');
        done({ kind: status >= 200 && status < 300 ? 'ok' : 'status', status, body, ms: ms() });
      };
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size < MAX_BODY_BYTES) return;
        finish();
        request.destroy();
      });
      response.on('end', finish);
      response.on('error', fail);
    });
    const timer = setTimeout(() => {
      done({ kind: 'timeout', detail: `no answer within ${timeoutMs} ms`, ms: ms() });
      request.destroy();
    }, timeoutMs);
    const abort = () => {
      clearTimeout(timer);
      reject(interrupted(url));
      request.destroy();
    };
    signal?.addEventListener('abort', abort, { once: true });
    request.on('error', fail);
  });
}

/** `200`, `refused`, `no route`: short enough for a history, and without times, so that equal outcomes are equal. */
export function outcomeLabel(outcome: HttpOutcome): string {
  return 'status' in outcome ? String(outcome.status) : outcome.kind.replaceAll('-', ' ');
}

function interrupted(url: string): LabError {
  return new LabError({ code: 'E_INTERRUPTED', class: 'interrupted', what: `interrupted while asking ${url}` });
}
