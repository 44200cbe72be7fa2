/** What a process finds around it and did not choose: its folder, its temporary folder, variables meant for a person's own shell. */
import { accessSync, constants, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { LabError } from './errors.js';
import { diskFull } from './full-disk.js';

/** By any of these the system names a folder for what is temporary. */
const TEMPORARY = ['TMPDIR', 'TMP', 'TEMP'];
/**
 * A script's bash would read a file before its first line, print each of its lines, follow other rules, or run a function in
 * the place of a program; grep and tar would take other options. A person's shell is to have them, our scripts are not.
 */
const FOR_A_SHELL =
  /^(BASH_ENV|ENV|SHELLOPTS|BASHOPTS|POSIXLY_CORRECT|CDPATH|GLOBIGNORE|BASH_FUNC_.*|GREP_OPTIONS|TAR_OPTIONS)$/;

/**
 * Settle the environment for this process and every program that it starts. A temporary folder that cannot be used is
 * forgotten, so that the system's own takes its place; a relative one is meant from here.
 */
export function settleEnvironment(env: NodeJS.ProcessEnv): void {
  for (const [name, value = ''] of Object.entries(env)) {
    if (FOR_A_SHELL.test(name)) delete env[name];
    if (!TEMPORARY.includes(name)) continue;
    if (isUsable(value)) env[name] = resolve(value);
    else delete env[name];
  }
}

function isUsable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return statSync(folder).isDirectory();
  } catch {
    return false;
  }
}

/** This process's folder; undefined when somebody has removed it. */
export function currentFolder(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

/** @throws LabError `E_CWD` */
export function requireFolder(): void {
  if (currentFolder() !== undefined) return;
  throw new LabError({
    code: 'E_CWD',
    class: 'environment',
    what: 'the folder you are in is not there any more',
    why: 'somebody has removed it, or it was made anew under the same name',
    fix: 'cd to a folder that exists (to the same name, where it was made anew), and run the command again',
  });
}

/**
 * A folder that is there, for this user alone, until the work is done.
 * @throws LabError `E_TMPDIR`, `E_DISK`
 */
export async function inTemporaryFolder<T>(purpose: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), `lab-${purpose}-`)).catch((error: Error) => {
    throw (
      diskFull(error) ??
      new LabError({
        code: 'E_TMPDIR',
        class: 'environment',
        what: `nothing can be written in ${tmpdir()}, the folder for what is temporary`,
        why: error.message,
        fix: 'name a folder that you may write to in TMPDIR, and run the command again',
        cause: error,
      })
    );
  });
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
