/** Texts into one archive: without secrets, of bounded size, readable by its owner only. */
import { chmod, copyFile, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { LabError } from '../../errors.js';
import { exec } from '../../process.js';
import { redact } from '../../redact.js';
import { inTemporaryFolder } from '../../surroundings.js';

/** Characters of one file, and of all together before they are packed. */
const ONE_FILE = 1_000_000;
const ALL_FILES = 20_000_000;

export interface Packed {
  file: string;
  /** Bytes. */
  size: number;
  files: string[];
  /** Files that no longer fitted in, and parts of files: `hosts/cp/kubelet.log: 120000 characters in the middle`. */
  leftOut: string[];
}

/** The beginning and the end of a text that is too long, with a line between them that says how much is missing. */
export function cutInTheMiddle(text: string, limit: number): { text: string; missing: number } {
  if (text.length <= limit) return { text, missing: 0 };
  const half = Math.floor(limit / 2);
  const missing = text.length - 2 * half;
  return { text: `${text.slice(0, half)}\n[… ${missing} characters left out …]\n${text.slice(-half)}`, missing };
}

/** What goes in: redacted first and cut then, so that no cut hides a secret's beginning. In the order given until it is full. */
export function fit(
  texts: ReadonlyMap<string, string>,
  { one = ONE_FILE, all = ALL_FILES } = {},
): { texts: Map<string, string>; leftOut: string[] } {
  const kept = new Map<string, string>();
  const leftOut: string[] = [];
  let room = all;
  for (const [name, whole] of texts) {
    if (whole.trim() === '') continue;
    const { text, missing } = cutInTheMiddle(redact(whole), one);
    if (text.length > room) {
      leftOut.push(`${name}: whole, the archive is full`);
      continue;
    }
    room -= text.length;
    kept.set(name, text);
    if (missing > 0) leftOut.push(`${name}: ${missing} characters in the middle`);
  }
  return { texts: kept, leftOut };
}

/**
 * @param out the archive; what is there under that name is replaced
 * @param name the folder in it
 * @throws LabError `E_REPORT_FILE`, `E_TOOL_MISSING` (tar), `E_ARCHIVE`, `E_TMPDIR`
 */
export async function pack(
  out: string,
  name: string,
  all: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<Packed> {
  const file = resolve(out);
  const { texts, leftOut } = fit(all);
  return inTemporaryFolder('logs', async (folder) => {
    for (const [path, text] of texts) {
      const to = join(folder, name, path);
      await mkdir(dirname(to), { recursive: true, mode: 0o700 });
      await writeFile(to, text.endsWith('\n') ? text : `${text}\n`, { mode: 0o600 });
    }
    const archive = 'logs.tar.gz';
    const { exitCode, stderr } = await exec(['tar', '-czf', archive, name], { cwd: folder, signal });
    if (exitCode !== 0) {
      throw new LabError({
        code: 'E_ARCHIVE',
        class: 'environment',
        what: 'the archive could not be made',
        why: stderr.trim() || `tar ended with exit code ${exitCode}`,
        fix: `make room in ${tmpdir()}, or name another folder in TMPDIR`,
      });
    }
    // Nobody else may read it at any time: its mode is set before it is at its place.
    await chmod(join(folder, archive), 0o600);
    await mkdir(dirname(file), { recursive: true })
      .then(() => rm(file, { force: true }))
      .then(() => copyFile(join(folder, archive), file))
      .catch((cause: Error) => {
        throw new LabError({
          code: 'E_REPORT_FILE',
          class: 'environment',
          what: `${file} cannot be written`,
          why: cause.message,
          fix: 'name another file with --out, or make room for it',
          cause,
        });
      });
    await chmod(file, 0o600);
    return { file, size: (await stat(file)).size, files: [...texts.keys()], leftOut };
  });
}
