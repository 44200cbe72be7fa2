/** Tiny parts and a cache in a temporary folder, for the tests of the framework. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LabEvent } from '../../../src/events.js';
import type { Part, PartContext } from '../../../src/bundle/part.js';

export interface FakePart extends Part {
  /** How often it was built. */
  builds: number;
}

/** A part that writes `text` into the file `content`, or does what `build` says. */
export function fakePart(
  name: string,
  {
    input = name,
    ...rest
  }: { input?: unknown; needs?: string[]; heavy?: boolean; build?: (context: PartContext) => Promise<void> } = {},
): FakePart {
  return {
    name,
    title: `Part ${name}`,
    needs: rest.needs ?? [],
    heavy: rest.heavy ?? false,
    builds: 0,
    inputs: async () => input,
    async build(context) {
      this.builds++;
      await (rest.build ?? (({ out }) => writeFile(join(out, 'content'), `content of ${name}\n`)))(context);
    },
  };
}

export interface Workshop {
  root: string;
  events: LabEvent[];
  emit: (event: LabEvent) => void;
  controller: AbortController;
  signal: AbortSignal;
}

export async function makeWorkshop(): Promise<Workshop> {
  const root = await mkdtemp(join(tmpdir(), 'bundle-test-'));
  const events: LabEvent[] = [];
  const controller = new AbortController();
  return { root, events, emit: (event) => events.push(event), controller, signal: controller.signal };
}

export async function removeWorkshop({ root }: Workshop): Promise<void> {
  await rm(root, { recursive: true, force: true });
}

/** The error that a promise rejects with. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => {
      throw new Error(`resolved with ${JSON.stringify(value)}`);
    },
    (error: unknown) => error,
  );
}
