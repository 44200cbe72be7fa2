/** A disk that is full is no bug: where, how much is free, how much was wanted. */
import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { LabError } from './errors.js';

/** What the C library says about it, in whatever program. */
const SAID = /No space left on device|Disk quota exceeded|ENOSPC|EDQUOT/;

export function saysDiskFull(text: string): boolean {
  return SAID.test(text);
}

/** @returns undefined when the error is of another kind @param about where it was, if the system does not say; bytes that were wanted */
export function diskFull(thrown: unknown, about: { path?: string; needed?: number } = {}): LabError | undefined {
  const { code, message, path = about.path } = (thrown ?? {}) as NodeJS.ErrnoException;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return undefined;
  return noSpace(path === undefined ? [] : [path], { why: message, needed: about.needed, cause: thrown });
}

/** E_DISK. @param paths where something was to be written; `needed` in bytes */
export function noSpace(
  paths: readonly string[],
  { why, needed, cause }: { why: string; needed?: number | undefined; cause?: unknown },
): LabError {
  const free = paths.map((path) => ({ path, free: freeAt(path) }));
  return new LabError({
    code: 'E_DISK',
    class: 'environment',
    what: paths.length === 0 ? 'a disk is full' : `the disk is full at ${paths.join(' or ')}`,
    why: [
      why,
      ...free.map(
        (at) => `${at.path}: ${inMiB(at.free)} free${needed === undefined ? '' : `, ${inMiB(needed)} wanted`}`,
      ),
    ].join('\n'),
    fix: 'free some space there and run the same command again: it goes on where it stopped',
    cause,
    details: { paths: free, ...(needed !== undefined && { needed }) },
  });
}

/** Bytes that this user may still write on the file system that holds `path`, which need not exist. */
function freeAt(path: string): number {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch {
    return dirname(path) === path ? 0 : freeAt(dirname(path));
  }
}

function inMiB(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
