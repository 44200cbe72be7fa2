/**
 * Programs that make or remove a lab's machines outlive a lab command that is killed. Each is written down while it runs,
 * so that the next command ends these and nothing else: whoever else is at work on the machines, a shell there included, stays.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
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
  const startedBy: Process = { pid: process.pid, started: await processStart(process.pid) };
  const asked = options.signal !== undefined && endsWithUs(BY_ITSELF).length > 0;
  await mkdir(paths.atWork, { recursive: true });
  let file: Promise<string> | undefined;
  const record = async (pid: number) => {
    const entry: AtWork = { program: { pid, started: await processStart(pid) }, startedBy, asked };
    const name = join(paths.atWork, `${pid}.json`);
    await writeFile(name, JSON.stringify(entry), { mode: 0o600 });
    return name;
  };
  try {
    return await exec(argv, {
      ...options,
      onStart(pid) {
        file = record(pid);
      },
    });
  } finally {
    if (file !== undefined) await rm(await file, { force: true });
  }
}

/** End what a lab command that was killed has left at work on this lab. The caller holds the lab's lock. */
export async function endLeftovers(lab: Pick<Lab, 'paths'>, { emit, signal }: ProviderIo): Promise<void> {
  const left = await leftovers(lab);
  if (left.length === 0) return;
  await task(emit, { title: 'End what an interrupted run has left at work' }, async ({ progress }) => {
    progress(`process ${left.map(({ program }) => program.pid).join(', ')}`);
    for (const { program, asked } of left) if (!asked) send(program.pid, 'SIGINT');
    const deadline = performance.now() + BY_ITSELF.graceMs;
    while (performance.now() < deadline && (await leftovers(lab)).length > 0) await sleep(100, undefined, { signal });
    for (const { program } of await leftovers(lab)) send(-program.pid, 'SIGKILL');
  });
  await rm(lab.paths.atWork, { recursive: true, force: true });
}

async function leftovers({ paths }: Pick<Lab, 'paths'>): Promise<AtWork[]> {
  const files = await readdir(paths.atWork).catch(() => []);
  const found = await Promise.all(files.map((file) => read(join(paths.atWork, file))));
  return found.flat();
}

async function read(file: string): Promise<AtWork[]> {
  try {
    const entry = JSON.parse(await readFile(file, 'utf8')) as AtWork;
    return (await runs(entry.program)) && !(await runs(entry.startedBy)) ? [entry] : [];
  } catch {
    return []; // it has ended meanwhile, or its command was killed while it wrote this
  }
}

async function runs({ pid, started }: Process): Promise<boolean> {
  return started !== undefined && (await processStart(pid)) === started;
}

function send(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself.
  }
}
