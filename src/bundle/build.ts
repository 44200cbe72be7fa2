/** Builds the parts of a bundle, each once per digest, in the order of their needs. */
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { task, type Emit, type TaskHandle } from '../events.js';
import { diskFull } from '../full-disk.js';
import { appendToLog } from '../log-file.js';
import { runCommand, throwIfAborted } from './command.js';
import { digest16 } from './digest.js';
import { removeTree } from './files.js';
import { withLock } from './lock.js';
import type { Part, PartContext } from './part.js';
import type { PartStore } from './store.js';
import { type BuiltPart } from './store.js';

export interface BuildOptions {
  emit: Emit;
  signal: AbortSignal;
}

/**
 * The digest of every part: over its name, its inputs and the digests of what it needs, so a change goes through to
 * everything that is made of what changed.
 */
export async function partDigests(parts: readonly Part[]): Promise<Map<string, string>> {
  const digests = new Map<string, string>();
  for (const part of inOrder(parts)) {
    const needs = Object.fromEntries(part.needs.map((need) => [need, digests.get(need)]));
    digests.set(part.name, digest16({ name: part.name, inputs: await part.inputs(), needs }));
  }
  return digests;
}

/**
 * Build what the cache lacks. Two parts at a time when neither needs the other, but never two heavy ones; the first
 * failure stops the rest.
 * @returns every part, built now or before, by name
 * @throws LabError of the part that failed; `E_INTERRUPTED`
 */
export async function buildParts(
  parts: readonly Part[],
  store: PartStore,
  { emit, signal }: BuildOptions,
): Promise<Map<string, BuiltPart>> {
  const digests = await partDigests(parts);
  return withLock(join(store.root, 'build.lock'), { emit, signal }, async () => {
    await removeLeftovers(store);
    const failure = new AbortController();
    const either = AbortSignal.any([signal, failure.signal]);
    const slots = new Gate(2);
    const heavy = new Gate(1);
    const running = new Map<string, Promise<BuiltPart>>();
    for (const part of inOrder(parts)) {
      const build = async (): Promise<BuiltPart> => {
        const needs = await Promise.all(
          part.needs.map(async (need) => [need, (await running.get(need)!).dir] as const),
        );
        const job = () =>
          buildOne(part, digests.get(part.name)!, needs, store, { emit, signal: either }).catch((error: unknown) => {
            // Before the gates let the next one through: it must not start.
            failure.abort(error);
            throw error;
          });
        return part.heavy ? heavy.pass(() => slots.pass(job)) : slots.pass(job);
      };
      running.set(part.name, build());
    }
    const outcomes = await Promise.allSettled(running.values());
    throwIfAborted(signal);
    if (failure.signal.aborted) throw failure.signal.reason;
    return new Map([...running.keys()].map((name, i) => [name, fulfilled(outcomes[i])]));
  });
}

async function buildOne(
  part: Part,
  digest: string,
  needs: readonly (readonly [string, string])[],
  store: PartStore,
  { emit, signal }: BuildOptions,
): Promise<BuiltPart> {
  throwIfAborted(signal);
  return task(emit, { title: part.title }, async (handle) => {
    const cached = await store.find(part.name, digest);
    if (cached !== undefined) {
      handle.finish('ok', 'in the cache');
      return cached;
    }
    const temp = store.tempDir(part.name, digest);
    try {
      await buildInto(temp, part, digest, Object.fromEntries(needs), store, handle, signal);
      await rename(join(temp, 'out'), store.dir(part.name, digest));
    } finally {
      await removeTree(temp);
    }
    return (await store.find(part.name, digest))!;
  });
}

async function buildInto(
  temp: string,
  part: Part,
  digest: string,
  inputs: Record<string, string>,
  store: PartStore,
  handle: TaskHandle,
  signal: AbortSignal,
): Promise<void> {
  const startedAt = performance.now();
  const [out, work, logFile] = [join(temp, 'out'), join(temp, 'work'), store.logFile(part.name, digest)];
  for (const dir of [out, work, dirname(logFile)]) await mkdir(dir, { recursive: true });
  await rm(logFile, { force: true });
  const onLine = (line: string) => handle.progress(line);
  const context: PartContext = {
    out,
    work,
    inputs,
    task: handle,
    signal,
    exec: (file, args, options = {}) => runCommand(file, args, options, { logFile, signal, onLine }),
  };
  try {
    await part.build(context);
    throwIfAborted(signal);
    handle.progress('computing digests');
    await store.seal(out, part, digest, startedAt, signal);
  } catch (error) {
    appendToLog(logFile, `\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    throw diskFull(error, { path: out }) ?? error;
  }
}

/** What a killed build left; called under the lock, so nobody is at work in there. */
async function removeLeftovers(store: PartStore): Promise<void> {
  await mkdir(store.partsDir, { recursive: true });
  for (const entry of await readdir(store.partsDir)) {
    if (store.isTemp(entry)) await removeTree(join(store.partsDir, entry));
  }
}

/** Parts so that each comes after what it needs, otherwise as listed. */
function inOrder(parts: readonly Part[]): Part[] {
  const byName = new Map(parts.map((part) => [part.name, part]));
  const ordered = new Set<Part>();
  const visit = (part: Part, path: readonly string[]) => {
    if (ordered.has(part)) return;
    if (path.includes(part.name)) throw new Error(`parts need each other: ${[...path, part.name].join(' → ')}`);
    for (const need of part.needs) {
      const needed = byName.get(need);
      if (needed === undefined) throw new Error(`part ${part.name} needs ${need}, which is not there`);
      visit(needed, [...path, part.name]);
    }
    ordered.add(part);
  };
  for (const part of parts) visit(part, []);
  return [...ordered];
}

function fulfilled<T>(outcome: PromiseSettledResult<T> | undefined): T {
  if (outcome?.status !== 'fulfilled') throw new Error('a part neither failed nor was built');
  return outcome.value;
}

/** Lets so many through at a time, the others in the order of their coming. */
class Gate {
  private readonly waiting: (() => void)[] = [];

  constructor(private free: number) {}

  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.free++;
      else next();
    }
  }
}
