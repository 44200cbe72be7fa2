/** One builder at a time, by a lock of the kernel's: it ends with the process that holds it, however that one ends. */
import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { LabError } from '../errors.js';
import { task, type Emit } from '../events.js';
import { throwIfAborted } from './command.js';

/** A wait longer than this is told, in milliseconds. */
const QUIET_MS = 500;

export async function withLock<T>(
  path: string,
  { emit, signal }: { emit: Emit; signal: AbortSignal },
  work: () => Promise<T>,
): Promise<T> {
  throwIfAborted(signal);
  await mkdir(dirname(path), { recursive: true });
  // flock holds the lock for as long as cat lives, and cat lives until our end of its input closes.
  const holder = spawn('flock', [path, '-c', 'echo held; exec cat'], { stdio: ['pipe', 'pipe', 'ignore'], detached: true });
  // Only the wait is cut short by an abort: work that is being unwound still needs the lock.
  const stopWaiting = () => {
    try {
      if (holder.pid !== undefined) process.kill(-holder.pid);
    } catch {
      // it has ended by itself
    }
  };
  signal.addEventListener('abort', stopWaiting, { once: true });
  try {
    await tellIfLong(held(holder).catch((cause: Error) => Promise.reject(noLock(path, cause.message, cause))), path, emit);
    signal.removeEventListener('abort', stopWaiting);
    throwIfAborted(signal);
    if (holder.exitCode !== null) throw noLock(path, `flock ended with exit code ${holder.exitCode}`);
    await writeFile(path, `${process.pid}\n`);
    return await work();
  } finally {
    signal.removeEventListener('abort', stopWaiting);
    holder.stdin.end();
  }
}

function noLock(path: string, why: string, cause?: Error): LabError {
  return new LabError({
    code: 'E_FLOCK', class: 'environment', what: `the lock ${path} cannot be taken`, why, cause,
    fix: 'flock (util-linux) must be installed, and the file writable by you',
  });
}

/** Resolves when the lock is ours or its process is gone (aborted, or no lock to be had: the caller looks). */
function held(holder: ReturnType<typeof spawn>): Promise<void> {
  return new Promise((resolve, reject) => {
    holder.once('error', reject);
    holder.once('exit', () => resolve());
    if (holder.stdout) createInterface({ input: holder.stdout }).once('line', () => resolve());
  });
}

async function tellIfLong(wait: Promise<void>, path: string, emit: Emit): Promise<void> {
  const quiet = Symbol('quiet');
  let timer: NodeJS.Timeout | undefined;
  const first = await Promise.race([
    wait,
    new Promise<symbol>((resolve) => (timer = setTimeout(() => resolve(quiet), QUIET_MS))),
  ]);
  clearTimeout(timer);
  if (first !== quiet) return;
  const pid = (await readFile(path, 'utf8').catch(() => '')).trim();
  await task(emit, { title: `Waiting for another build${pid && ` (process ${pid})`}` }, async () => wait);
}
