import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LabError } from '../errors.js';
import { diskFull } from '../full-disk.js';

/**
 * Replace a file as a whole, readable by its owner only: who reads it sees the old content or the new, never a part.
 * @throws LabError `E_LAB_FOLDER`, `E_DISK`
 */
export async function writeAtomically(file: string, content: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true }).catch(forbidden(file, 'written'));
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, content, { mode: 0o600, flush: true });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw (
      diskFull(error, { path: file, needed: Buffer.byteLength(content) }) ??
      forbidden(file, 'written')(error as NodeJS.ErrnoException)
    );
  }
}

/** What a user can change about a folder that cannot be used; anything else is thrown as it is. */
const FIXES: Record<string, string> = {
  EACCES: 'run the command as the user who made the lab, or from a folder of your own',
  EPERM: 'run the command as the user who made the lab, or from a folder of your own',
  EROFS: 'run the command from a folder that can be written',
  EISDIR: 'a folder is where the file should be: move it away',
  ELOOP: 'the links on the way to it lead in a circle: remove them',
  ENOTDIR: 'a file is where the folder should be: move it away',
  EEXIST: 'a file is where the folder should be: move it away',
};

/** A handler of what the file system says about a file of a lab. */
export function forbidden(file: string, done: 'read' | 'written'): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    const full = diskFull(error, { path: file });
    if (full) throw full;
    const fix = FIXES[error.code ?? ''];
    if (fix === undefined) throw error;
    throw new LabError({
      code: 'E_LAB_FOLDER',
      class: 'environment',
      what: `${done === 'read' ? file : dirname(file)} cannot be ${done}`,
      why: error.message,
      fix,
      cause: error,
    });
  };
}
