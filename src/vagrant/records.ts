/** What Vagrant has made in a lab's folder, by its own records: they outlive whatever becomes of lab.yaml. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Lab } from '../config/lab.js';

export interface VagrantRecord {
  /** The host's name. */
  name: string;
  /** Vagrant's name of the provider that made it. */
  provider: string;
  /** What the provider calls it: an id, a container's name, a file. */
  id: string;
}

/** The machines that exist for Vagrant: it writes `.vagrant/machines/NAME/PROVIDER/id` when one is made (Environment#active_machines). */
export async function vagrantRecords({ paths }: Pick<Lab, 'paths'>): Promise<VagrantRecord[]> {
  const machines = join(paths.root, '.vagrant/machines');
  const found = await Promise.all(
    (await entries(machines)).map(async (name) =>
      Promise.all(
        (await entries(join(machines, name))).map(async (provider) => ({
          name,
          provider,
          id: (await readFile(join(machines, name, provider, 'id'), 'utf8').catch(() => '')).trim(),
        })),
      ),
    ),
  );
  return found.flat().filter(({ id }) => id !== '');
}

async function entries(dir: string): Promise<string[]> {
  return (await readdir(dir).catch(() => [])).sort();
}
