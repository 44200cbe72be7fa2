import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../paths.js';
import type { Exercise } from './exercise.js';

/** What an exercise is made with, besides its own folder. */
const SHARED = ['labs/lib.sh', 'src/exercise', 'src/cluster'];

/** A digest of everything that a proof of the exercise is about: where it is the same, so is the proof. */
export async function contentOf({ dir }: Exercise): Promise<string> {
  const files = await Promise.all([dir, ...SHARED.map((path) => join(PROJECT_ROOT, path))].map(filesIn));
  const hash = createHash('sha256');
  for (const { name, path } of files.flat())
    hash
      .update(`${name}\0`)
      .update(await readFile(path))
      .update('\0');
  return hash.digest('hex').slice(0, 16);
}

/** Under a folder, or the file itself; by their names from there. */
async function filesIn(root: string): Promise<{ name: string; path: string }[]> {
  if ((await stat(root)).isFile()) return [{ name: '', path: root }];
  const found = await Promise.all(
    (await readdir(root, { recursive: true })).map(async (name) => {
      const path = join(root, name);
      return (await stat(path)).isFile() ? [{ name, path }] : [];
    }),
  );
  return found.flat().sort((a, b) => (a.name < b.name ? -1 : 1));
}
