/** Trouble with the Kubernetes API in the project's own terms. `details.transient` says whether it may pass by itself. */
import { LabError } from '../errors.js';
import { isTransientStatus, transientLabel } from './transient.js';

interface Call {
  /** `list Pod` */
  what: string;
  server: string;
  /** Milliseconds after which the call was given up, when that is what happened. */
  gaveUpAfterMs?: number | undefined;
  interrupted: boolean;
}

/**
 * - `E_INTERRUPTED` the caller's signal
 * - `E_API_TIMEOUT` no answer in time; transient
 * - `E_API_UNREACHABLE` refused, no route, name not found, cut; transient where that may pass
 * - `E_API_TLS` the certificate is not the one that the kubeconfig expects; final
 * - `E_API_STATUS` the API answered with an error; transient for 408, 429 and 5xx. `details`: status, reason
 * - `E_API_CLIENT` anything else; final
 */
export function apiError(error: unknown, call: Call): LabError {
  if (error instanceof LabError) return error;
  const { what, server } = call;
  const port = new URL(server).port || '443';
  if (call.interrupted)
    return new LabError({ code: 'E_INTERRUPTED', class: 'interrupted', what: `interrupted: ${what}`, cause: error });
  if (call.gaveUpAfterMs !== undefined) {
    return new LabError({
      code: 'E_API_TIMEOUT',
      class: 'host',
      what: `${what}: no answer from ${server} within ${call.gaveUpAfterMs / 1000} s`,
      fix: 'look at the API server: lab status',
      cause: error,
      details: { transient: true, label: `timeout :${port}` },
    });
  }
  const { code, message, body } = error as { code?: unknown; message?: string; body?: unknown };
  if (typeof code === 'number') {
    const status = parseStatus(body);
    return new LabError({
      code: 'E_API_STATUS',
      class: 'host',
      what: `${what}: HTTP ${code}${status.reason ? ` ${status.reason}` : ''}`,
      why: status.message,
      cause: error,
      details: { status: code, reason: status.reason, transient: isTransientStatus(code), label: `HTTP ${code}` },
    });
  }
  const name = typeof code === 'string' ? code : '';
  if (/^(CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/.test(name)) {
    return new LabError({
      code: 'E_API_TLS',
      class: 'host',
      what: `${what}: the certificate of ${server} is not the expected one (${name})`,
      why: message,
      fix: 'the cluster was probably made anew; fetch its kubeconfig again: lab up',
      cause: error,
      details: { transient: false },
    });
  }
  const label = transientLabel(error);
  if (label !== undefined || name.startsWith('E')) {
    return new LabError({
      code: 'E_API_UNREACHABLE',
      class: 'host',
      what: `${what}: ${server} cannot be reached (${name || label})`,
      why: message,
      fix: 'see whether the control plane runs: lab status',
      cause: error,
      details:
        label === undefined
          ? { transient: false }
          : { transient: true, label: label.includes(':') ? label : `${label} :${port}` },
    });
  }
  return new LabError({
    code: 'E_API_CLIENT',
    class: 'bug',
    what: `${what}: ${message ?? String(error)}`,
    cause: error,
    details: { transient: false },
  });
}

/** HTTP status of an API error, undefined for every other one. */
export function statusOf(error: unknown): number | undefined {
  const status = error instanceof LabError ? error.details['status'] : undefined;
  return typeof status === 'number' ? status : undefined;
}

/** The API describes its errors in an object of kind Status, which arrives parsed or as text. */
function parseStatus(body: unknown): { reason?: string; message?: string } {
  let status = body;
  if (typeof body === 'string') {
    try {
      status = JSON.parse(body);
    } catch {
      return { message: body.trim().slice(0, 300) };
    }
  }
  const { reason, message } = (status ?? {}) as { reason?: unknown; message?: unknown };
  return { ...(typeof reason === 'string' && { reason }), ...(typeof message === 'string' && { message }) };
}
