/** The end of a lab: its machines, its network, its files. */
import { existsSync } from 'node:fs';
import { readdir, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { LabPaths } from '../paths.js';
import type { ProviderIo } from '../vagrant/provider.js';
import { providerDrift, refuseDrift } from './drift.js';
import type { OpenLab } from './open.js';

/**
 * Remove what `lab up` made, and nothing else.
 * @param options.forgetProgress also what was reached in the exercises
 * @returns the file in which that stays; null where there is none
 * @throws LabError `E_LAB_BUSY`, `E_LAB_DRIFT` where another provider has made it, and of the provider
 */
export async function takeDown(
  lab: OpenLab,
  io: ProviderIo,
  { forgetProgress }: { forgetProgress: boolean },
): Promise<{ progress: string | null }> {
  const { paths } = lab;
  // Another provider would find nothing, and the machines would run on without a file that knows of them.
  refuseDrift(await providerDrift(lab), io.emit);
  const { acquireLock } = await import('../state/lock.js');
  const lock = await acquireLock(paths.lock, 'lab down');
  try {
    await (await import('../vagrant/at-work.js')).endLeftovers(lab, io);
    await lab.provider.down(lab, io);
    if (forgetProgress) await rm(paths.progress, { force: true });
    await removeFiles(paths);
  } finally {
    await lock.release();
  }
  return { progress: existsSync(paths.progress) ? paths.progress : null };
}

/** The lab's files. What a student has reached is none of them: it outlives the lab. */
async function removeFiles(paths: LabPaths): Promise<void> {
  if (!existsSync(paths.progress)) {
    // The lock goes with the folder; whoever waited for it finds a lab that was never made.
    await rm(paths.root, { recursive: true, force: true });
    await rmdir(dirname(paths.root)).catch(() => undefined); // it holds other labs
    return;
  }
  const { ProgressFile } = await import('../exercise/progress.js');
  // A file that cannot be read says so at its next use; it does not keep a lab from going.
  await new ProgressFile(paths.progress).clusterGone().catch(() => undefined);
  // Somebody may be writing it at this moment.
  const kept = [paths.progress, `${paths.progress}.lock`, paths.lock].map((file) => basename(file));
  const files = (await readdir(paths.root)).filter((name) => !kept.includes(name));
  await Promise.all(files.map((name) => rm(join(paths.root, name), { recursive: true, force: true })));
}
