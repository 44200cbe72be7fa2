/**
 * Programs that make or remove a lab's machines outlive a lab command that is killed. Each is written down while it runs,
 * so that the next command ends these and nothing else: whoever else is at work on the machines, a shell there included, stays.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lab } from '../config/lab.js';
import { task } from '../events.js';
import { exec, type ExecOptions, type ExecResult } from '../process.js';
import { processStart } from '../process-start.js';
import { BY_ITSELF, endsWithUs } from '../programs.js';
import type { ProviderIo } from './provider.js';

interface AtWork {
  /** The program, which leads a process group. */
  program: Process;
  /** The lab command that started it. */
  startedBy: Process;
  /** The system asks it to stop when that command is killed; asked twice, Vagrant would stop without cleaning up. */
  asked: boolean;
}

interface Process {
  pid: number;
  /** Tells it from a later one with the same id. */
  started: string | undefined;
}

/** Run a program that changes the lab's machines. */
export async function execAtWork(
  { paths }: Pick<Lab, 'paths'>,
  argv: readonly string[],
  options: ExecOptions,
): Promise<ExecResult> {
  let file: string | undefined;
  const startedBy: Process = { pid: process.pid, started: processStart(process.pid) };
  try {
    return await exec(argv, {
      ...options,
      onStart(pid) {
        mkdirSync(paths.atWork, { recursive: true });
        file = join(paths.atWork, `${pid}.json`);
        const asked = options.signal !== undefined && endsWithUs(BY_ITSELF).length > 0;
        const entry: AtWork = { program: { pid, started: processStart(pid) }, startedBy, asked };
        writeFileSync(file, JSON.stringify(entry), { mode: 0o600 });
      },
    });
  } finally {
    if (file !== undefined) rmSync(file, { force: true });
  }
}

/** End what a lab command that was killed has left at work on this lab. The caller holds the lab's lock. */
export async function endLeftovers(lab: Pick<Lab, 'paths'>, { emit, signal }: ProviderIo): Promise<void> {
  const left = leftovers(lab);
  if (left.length === 0) return;
  await task(emit, { title: 'End what an interrupted run has left at work' }, async ({ progress }) => {
    progress(`process ${left.map(({ program }) => program.pid).join(', ')}`);
    for (const { program, asked } of left) if (!asked) send(program.pid, 'SIGINT');
    const deadline = performance.now() + BY_ITSELF.graceMs;
    while (left.some(({ program }) => runs(program)) && performance.now() < deadline)
      await sleep(100, undefined, { signal });
    for (const { program } of left) if (runs(program)) send(-program.pid, 'SIGKILL');
  });
  rmSync(lab.paths.atWork, { recursive: true, force: true });
}

function leftovers({ paths }: Pick<Lab, 'paths'>): AtWork[] {
  return files(paths.atWork)
    .flatMap((file) => parse(join(paths.atWork, file)))
    .filter(({ program, startedBy }) => runs(program) && !runs(startedBy));
}

function files(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

function parse(file: string): AtWork[] {
  try {
    return [JSON.parse(readFileSync(file, 'utf8')) as AtWork];
  } catch {
    return []; // cut off while it was written; its program had just been started
  }
}

function runs({ pid, started }: Process): boolean {
  return started !== undefined && processStart(pid) === started;
}

function send(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself.
  }
}
