/**
 * What lab remembers of a lab between two runs (`.lab/<name>/state.json`). Only a cache and a memory: the truth is read
 * from the hosts, so removing the file costs time and nothing else.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { PROVIDERS, type LabConfig } from '../config/schema.js';
import { LabError } from '../errors.js';
import type { Target } from '../target.js';
import { forbidden, writeAtomically } from './atomic.js';
import { changeFile } from './lock.js';

/** Earlier versions knew one key file per host. */
const targetSchema = z
  .strictObject({
    name: z.string(),
    host: z.string(),
    port: z.int(),
    user: z.string(),
    identityFiles: z.array(z.string()).optional(),
    identityFile: z.string().nullable().default(null),
  })
  .transform(({ identityFile, identityFiles, ...target }) => ({
    ...target,
    identityFiles: identityFiles ?? (identityFile === null ? [] : [identityFile]),
  }));

const stateSchema = z.strictObject({
  version: z.literal(1),
  /** Who made the machines: a hypervisor that is installed later must not take over a lab.yaml that names none. */
  provider: z.enum(PROVIDERS).nullable().default(null),
  /** How ssh reached the hosts of the config with this digest. */
  targets: z
    .strictObject({
      madeFrom: z.string(),
      list: z.array(targetSchema),
    })
    .nullable(),
  lastRun: z
    .strictObject({
      command: z.string(),
      /** ISO 8601 */
      startedAt: z.string(),
      finishedAt: z.string(),
      /** `ok`, or the code of the error that ended it. */
      outcome: z.string(),
    })
    .nullable(),
});

export type LabState = z.infer<typeof stateSchema>;

const EMPTY: LabState = { version: 1, provider: null, targets: null, lastRun: null };

/** @throws LabError `E_STATE` when the file is not what this version of lab writes, `E_LAB_FOLDER` when it may not be read */
export async function readState(file: string): Promise<LabState> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    return error.code === 'ENOENT' ? undefined : forbidden(file, 'read')(error);
  });
  if (text === undefined) return EMPTY;
  try {
    return stateSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new LabError({
      code: 'E_STATE',
      class: 'environment',
      what: `${file} cannot be read`,
      why: error instanceof z.ZodError ? z.prettifyError(error) : String(error),
      fix: 'remove the file; lab finds everything out again from the machines',
      cause: error,
    });
  }
}

export async function updateState(file: string, change: Partial<Omit<LabState, 'version'>>): Promise<void> {
  await changeFile(file, async () => {
    const state = { ...(await readState(file)), ...change };
    await writeAtomically(file, `${JSON.stringify(state, null, 2)}\n`);
  });
}

/** The remembered targets, if the config that they were made from is still the same where it matters to a machine. */
export function rememberedTargets(state: LabState, config: LabConfig): Target[] | undefined {
  return state.targets?.madeFrom === machinesDigest(config) ? state.targets.list : undefined;
}

export function targetsOf(config: LabConfig, list: Target[]): LabState['targets'] {
  return { madeFrom: machinesDigest(config), list };
}

function machinesDigest({ provider, hosts, network, box, ssh }: LabConfig): string {
  return createHash('sha256').update(JSON.stringify({ provider, hosts, network, box, ssh })).digest('hex');
}
