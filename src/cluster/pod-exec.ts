import { PassThrough } from 'node:stream';
import type { V1Status } from '@kubernetes/client-node';
import type { CommandResult } from '../host.js';
import { Exec, type KubeConfig } from './client.js';

/** What is used of the client's websocket, whose types are those of a package that is not installed. */
interface Socket {
  readonly readyState: number;
  close(): void;
  addEventListener(type: 'close', listener: () => void, options: { once: true }): void;
}

const CLOSED = 3;

/**
 * Run a program in a container over the API server's websocket (v4.channel.k8s.io on 1.20, v5 later).
 * @param signal ends the connection; the program in the container is then on its own
 */
export async function podExec(
  config: KubeConfig,
  pod: { namespace: string; name: string; container?: string | undefined },
  argv: readonly string[],
  signal: AbortSignal,
): Promise<CommandResult> {
  const started = performance.now();
  const stdout = collect();
  const stderr = collect();
  let status: V1Status | undefined;

  // The client's types want a container's name; the API takes none for a pod that has only one.
  const container = pod.container as string;
  const opening: Promise<unknown> = new Exec(config).exec(
    pod.namespace,
    pod.name,
    container,
    [...argv],
    stdout.stream,
    stderr.stream,
    null,
    false,
    (s) => (status = s),
  );
  const socket = await (opening as Promise<Socket>).catch((event: unknown) => {
    throw refused(event);
  });
  const close = () => socket.close();
  signal.addEventListener('abort', close, { once: true });
  if (signal.aborted) close();
  try {
    // The status is the last thing sent. A close without it is a cut connection, not the end of the program.
    await new Promise<void>((resolve) => {
      if (socket.readyState === CLOSED) resolve();
      else socket.addEventListener('close', () => resolve(), { once: true });
    });
  } finally {
    signal.removeEventListener('abort', close);
  }
  if (status === undefined)
    throw Object.assign(new Error('the connection ended before the program did'), { code: 'ECONNRESET' });
  return { exitCode: exitCode(status), stdout: stdout.text(), stderr: stderr.text(), ms: performance.now() - started };
}

function collect() {
  const chunks: Buffer[] = [];
  const stream = new PassThrough();
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') };
}

function exitCode(status: V1Status): number {
  if (status.status === 'Success') return 0;
  const cause = status.details?.causes?.find((c) => c.reason === 'ExitCode');
  if (cause?.message !== undefined) return Number(cause.message);
  throw Object.assign(new Error(status.message ?? 'the program was not started'), {
    code: status.code ?? 500,
    body: status,
  });
}

/** A refused websocket arrives as an event with an error in it; the HTTP status is only in its text. */
function refused(event: unknown): Error {
  const { error, message } = event as { error?: unknown; message?: string };
  const cause = error instanceof Error ? error : new Error(message ?? String(event));
  const status = /Unexpected server response: (\d+)/.exec(cause.message)?.[1];
  return status === undefined ? cause : Object.assign(new Error(cause.message), { code: Number(status) });
}
