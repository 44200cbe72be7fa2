/** Trees of files: what is in one, and how to be rid of one. */
import { chmod, lstat, readFile, readdir, readlink, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { exec } from '../process.js';
import { LabError } from '../errors.js';
import { quote } from '../shell.js';
import { sha256File } from './digest.js';

export type FileRecord =
  | { path: string; /** bytes */ size: number; sha256: string }
  | { path: string; /** target of a symbolic link, as written */ link: string };

/** Every file and symbolic link below `root`, with its digest; paths relative to it, in byte order. */
export async function recordFiles(root: string, signal?: AbortSignal): Promise<FileRecord[]> {
  const records: FileRecord[] = [];
  for (const path of await walk(root)) {
    const full = join(root, path);
    const stat = await lstat(full);
    records.push(
      stat.isSymbolicLink()
        ? { path, link: await readlink(full) }
        : { path, size: stat.size, sha256: await sha256File(full, signal) },
    );
  }
  return records;
}

/** What of `records` is not so below `root`: `path: reason` per file, empty when all is well. */
export async function compareFiles(
  root: string,
  records: readonly FileRecord[],
  signal?: AbortSignal,
): Promise<string[]> {
  const wrong: string[] = [];
  for (const record of records) {
    const reason = await difference(join(root, record.path), record, signal);
    if (reason !== undefined) wrong.push(`${record.path}: ${reason}`);
  }
  return wrong;
}

async function difference(path: string, record: FileRecord, signal?: AbortSignal): Promise<string | undefined> {
  const stat = await lstat(path).catch(() => undefined);
  if (stat === undefined) return 'missing';
  if ('link' in record) {
    if (!stat.isSymbolicLink()) return 'not a symbolic link any more';
    const target = await readlink(path);
    return target === record.link ? undefined : `points to ${target}, not to ${record.link}`;
  }
  if (!stat.isFile()) return 'not a file any more';
  if (stat.size !== record.size) return `${stat.size} bytes, not ${record.size}`;
  const sha256 = await sha256File(path, signal);
  return sha256 === record.sha256 ? undefined : `sha256 ${sha256}, not ${record.sha256}`;
}

async function walk(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

/**
 * Remove a tree that a build left, whatever state it is in: a killed debootstrap leaves mounts, and descending into those
 * would delete what is not ours; Go's module cache is read-only.
 */
export async function removeTree(root: string): Promise<void> {
  for (const mount of await mountsBelow(root)) await unmount(mount);
  try {
    await rm(root, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    await makeWritable(root);
    await rm(root, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function unmount(path: string): Promise<void> {
  const { exitCode, stderr } = await exec(['umount', '--lazy', path]);
  if (exitCode === 0) return;
  throw new LabError({
    code: 'E_MOUNTED',
    class: 'environment',
    what: `${path} is a mount that cannot be taken away`,
    why: stderr,
    fix: `umount ${quote(path)}`,
  });
}

/** Mount points at or below a folder, the innermost first. */
async function mountsBelow(root: string): Promise<string[]> {
  const mountinfo = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '');
  return mountinfo
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .map((path) => path.replace(/\\(\d{3})/g, (_all, octal: string) => String.fromCharCode(parseInt(octal, 8))))
    .filter((path) => path === root || path.startsWith(`${root}/`))
    .reverse();
}

async function makeWritable(root: string): Promise<void> {
  await chmod(root, 0o700);
  for (const entry of await readdir(root, { withFileTypes: true })) {
    if (entry.isDirectory()) await makeWritable(join(root, entry.name));
  }
}
