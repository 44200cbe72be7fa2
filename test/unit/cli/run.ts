/** The command line as a user has it: its streams, its exit code. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Writable } from 'node:stream';
// The compiler starts its process in the folder that it was loaded in, for as long as this process lives: not in one of a test, which goes.
import 'esbuild';
import { main } from '../../../src/cli/main.js';
import { PROJECT_ROOT } from '../../../src/paths.js';

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Where {
  cwd?: string;
  env?: Record<string, string>;
}

export const CLI = join(PROJECT_ROOT, 'dist/src/cli/index.js');

/** A folder where `lab` is this project's, as `npm link` makes one: what is said to be typed begins with that word. */
const bin = mkdtempSync(join(tmpdir(), 'lab-bin-'));
symlinkSync(CLI, join(bin, 'lab'));
process.on('exit', () => rmSync(bin, { recursive: true, force: true }));
export const LINKED = { PATH: [bin, process.env['PATH']].join(delimiter) };

/** In this process, one at a time: the folder and the environment are the process's. A process of its own takes half a second. */
export async function lab(args: readonly string[], { cwd, env = {} }: Where = {}): Promise<Outcome> {
  const before = { cwd: process.cwd(), env: { ...process.env } };
  const [stdout, stderr] = [new Collected(), new Collected()];
  try {
    if (cwd !== undefined) process.chdir(cwd);
    Object.assign(process.env, LINKED, env);
    const code = await main(args, { stdout: stdout.asTerminal(), stderr: stderr.asTerminal(), interactive: false });
    return { code, stdout: stdout.text, stderr: stderr.text };
  } finally {
    process.chdir(before.cwd);
    for (const name of Object.keys(env)) delete process.env[name];
    Object.assign(process.env, before.env);
  }
}

/** As a process of its own. */
export function labProcess(args: readonly string[], { cwd, env }: Where = {}): Promise<Outcome> {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd,
    env: { ...process.env, ...LINKED, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const outcome: Outcome = { code: null, stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (outcome.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (outcome.stderr += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ ...outcome, code })));
}

/** A stream that is no terminal and keeps what is written. */
class Collected extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }

  asTerminal(): NodeJS.WriteStream {
    return this as unknown as NodeJS.WriteStream;
  }
}
