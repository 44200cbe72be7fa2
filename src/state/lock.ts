/**
 * One writer per lab, and one at a time for each of its files: a lock is a file that says who writes. It appears whole or
 * not at all, and dies with its process.
 */
import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../errors.js';
import { forbidden } from './atomic.js';
import { processStart } from '../process-start.js';

interface Holder {
  pid: number;
  /** Tells the process from a later one with the same id. */
  started: string;
  machine: string;
  command: string;
  /** ISO 8601 */
  since: string;
}

export interface Lock {
  release(): Promise<void>;
}

/** Another process may free or take the lock between two of our steps; each try sees one such change. */
const TRIES = 100;
const PAUSE_MS = 20;
/** Reading, changing and writing a file takes milliseconds, on a slow disk some more: who waits longer waits for something stuck. */
const CHANGE_WITHIN_MS = 20_000;

/**
 * Take the lock, or a dead process's lock. A lock that our parent process holds is ours as well: that is lab itself, at
 * work inside the lab's network for the command that took it.
 * @throws LabError `E_LAB_BUSY`: who holds it, since when; `E_LAB_FOLDER`
 */
export async function acquireLock(file: string, command: string): Promise<Lock> {
  const text = await holderText(command);
  for (let tries = 0; tries < TRIES; tries++) {
    // Each time: the folder goes with the lab, and with it what `lab down` held.
    await mkdir(dirname(file), { recursive: true }).catch(forbidden(file, 'written'));
    const holder = await take(file, text);
    if (holder === 'taken') return { release: () => release(file, text) };
    if (holder !== 'again') {
      if (holder.pid === process.ppid && holder.machine === hostname()) return { release: () => Promise.resolve() };
      throw busy(file, holder, 'the lab');
    }
    await sleep(PAUSE_MS);
  }
  throw new LabError({
    code: 'E_LAB_BUSY',
    class: 'busy',
    what: 'other lab commands keep taking the lab',
    fix: 'wait for them to end, then try again',
  });
}

/**
 * Read, change and write a file as the only one who does, of all processes: the others wait their turn.
 * @throws LabError `E_LAB_BUSY` when one of them does not end, `E_LAB_FOLDER`, and what `work` throws
 */
export async function changeFile<T>(file: string, work: () => Promise<T>): Promise<T> {
  const lock = `${file}.lock`;
  const text = await holderText(`a change of ${basename(file)}`);
  const started = performance.now();
  for (;;) {
    await mkdir(dirname(file), { recursive: true }).catch(forbidden(file, 'written'));
    const holder = await take(lock, text);
    if (holder === 'taken') break;
    if (holder !== 'again' && performance.now() - started > CHANGE_WITHIN_MS) throw busy(lock, holder, file);
    // At random: those who wait together should not come back together.
    await sleep(Math.random() * PAUSE_MS);
  }
  try {
    return await work();
  } finally {
    await release(lock, text);
  }
}

/** Different each time: two changes by one process must not take each other's lock for their own. */
async function holderText(command: string): Promise<string> {
  const holder: Holder = {
    pid: process.pid,
    started: (await processStart(process.pid)) ?? '',
    machine: hostname(),
    command,
    since: new Date().toISOString(),
  };
  return JSON.stringify({ ...holder, id: randomUUID() });
}

/**
 * One try. A dead process's lock may be replaced by one process only: the one that holds the lock on replacing that very
 * lock, which is a file named after its content and taken in the same way.
 * @returns who holds it, or `again` when it changed hands meanwhile
 */
async function take(file: string, text: string): Promise<'taken' | 'again' | Holder> {
  if (await place(file, text, link)) return 'taken';
  const found = await readIfThere(file);
  if (found === undefined) return 'again';
  const holder = parseHolder(found);
  if (holder && (await isAlive(holder))) return holder;
  const right = `${file}.${createHash('sha256').update(found).digest('hex').slice(0, 16)}`;
  if ((await take(right, text)) !== 'taken') return 'again';
  try {
    // It may have been replaced before we got the right; from here on only we do that.
    if ((await readIfThere(file)) !== found) return 'again';
    return (await place(file, text, rename)) ? 'taken' : 'again';
  } finally {
    await release(right, text);
  }
}

/** Put a file with this text at `file`, whole, by linking (fails where there is one) or renaming (replaces it). */
async function place(file: string, text: string, how: (from: string, to: string) => Promise<void>): Promise<boolean> {
  const own = `${file}.${process.pid}.${randomUUID()}`;
  try {
    await writeFile(own, text, { mode: 0o600 }).catch(forbidden(file, 'written'));
    await how(own, file);
    return true;
  } catch (error) {
    // ENOENT: `lab down` has just removed the folder.
    if (['EEXIST', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

/** Who holds the lock now, for `lab status`; undefined when nobody does. */
export async function lockHolder(file: string): Promise<{ pid: number; command: string; since: string } | undefined> {
  const holder = parseHolder((await readIfThere(file)) ?? '');
  return holder && (await isAlive(holder))
    ? { pid: holder.pid, command: holder.command, since: holder.since }
    : undefined;
}

async function release(file: string, text: string): Promise<void> {
  if ((await readIfThere(file)) === text) await rm(file, { force: true });
}

async function isAlive({ pid, started, machine }: Holder): Promise<boolean> {
  // On a shared folder the holder may run on another machine, where we cannot look.
  return machine !== hostname() || (await processStart(pid)) === started;
}

/** A lock file that nobody can have written (a disk that was full, a person) holds nothing. */
function parseHolder(text: string): Holder | undefined {
  try {
    const holder = JSON.parse(text) as Partial<Holder> | null;
    return typeof holder?.pid === 'number' && typeof holder.started === 'string' && typeof holder.machine === 'string'
      ? (holder as Holder)
      : undefined;
  } catch {
    return undefined;
  }
}

function busy(file: string, { pid, command, since, machine }: Holder, what: string): LabError {
  const here = machine === hostname();
  return new LabError({
    code: 'E_LAB_BUSY',
    class: 'busy',
    what: `${what} is held by “${command}”`,
    why: `process ${pid}${here ? '' : ` on ${machine}`}, since ${since}`,
    fix: here ? `wait for it, or end it: kill ${pid}` : `wait for it; if ${machine} is gone for good, remove ${file}`,
    details: { pid, command, since, machine },
  });
}

async function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    return error.code === 'ENOENT' ? undefined : forbidden(file, 'read')(error);
  });
}
