/** One builder at a time, by a lock of the kernel's: it ends with the process that holds it, however that one ends. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PassThrough } from 'node:stream';
import { LabError } from '../errors.js';
import { task, type Emit } from '../events.js';
import { exec } from '../process.js';
import { WITH_CHILDREN } from '../programs.js';
import { throwIfAborted } from './command.js';

/** The lock is held for as long as cat lives, and cat lives until our end of its input closes. */
const TAKE = 'exec 9>>"$1"; flock --nonblock 9 || { echo busy; flock 9 || exit; }; echo held; exec cat';

export async function withLock<T>(
  path: string,
  { emit, signal }: { emit: Emit; signal: AbortSignal },
  work: () => Promise<T>,
): Promise<T> {
  throwIfAborted(signal);
  await mkdir(dirname(path), { recursive: true });
  const held = new PassThrough();
  // Only the wait is cut short by an abort: work that is being unwound still needs the lock.
  const waiting = new AbortController();
  const stopWaiting = () => waiting.abort();
  signal.addEventListener('abort', stopWaiting, { once: true });
  let holder: Promise<unknown> | undefined;
  try {
    const [busy, onBusy] = signalled();
    const taken = new Promise<void>((resolve, reject) => {
      const onLine = (line: string) => (line === 'held' ? resolve() : line === 'busy' ? onBusy() : undefined);
      const argv = ['sh', '-c', TAKE, 'lock', path];
      holder = exec(argv, { input: held, signal: waiting.signal, ending: WITH_CHILDREN, onLine }).then(
        ({ exitCode, stderr }) => reject(noLock(path, `flock ended with exit code ${exitCode}: ${stderr}`)),
        (error: Error) => reject(noLock(path, error.message, error)),
      );
    });
    await tellIfBusy(taken, busy, path, emit).catch((error: unknown) => {
      throwIfAborted(signal);
      throw error;
    });
    signal.removeEventListener('abort', stopWaiting);
    throwIfAborted(signal);
    await writeFile(path, `${process.pid}\n`);
    return await work();
  } finally {
    signal.removeEventListener('abort', stopWaiting);
    held.end();
    await holder;
  }
}

function noLock(path: string, why: string, cause?: Error): LabError {
  return new LabError({
    code: 'E_FLOCK',
    class: 'environment',
    what: `the lock ${path} cannot be taken`,
    why,
    cause,
    fix: 'flock (util-linux) must be installed, and the file writable by you',
  });
}

async function tellIfBusy(taken: Promise<void>, busy: Promise<void>, path: string, emit: Emit): Promise<void> {
  const isBusy = await Promise.race([taken.then(() => false), busy.then(() => true)]);
  if (!isBusy) return;
  const pid = (await readFile(path, 'utf8').catch(() => '')).trim();
  await task(emit, { title: `Waiting for another build${pid && ` (process ${pid})`}` }, async () => taken);
}

/** A promise, and what fulfils it. */
function signalled(): [Promise<void>, () => void] {
  let fulfil: () => void = () => undefined;
  return [new Promise((resolve) => (fulfil = resolve)), () => fulfil()];
}
