/** What every provider asks of this machine before it starts anything. */
import { readFile, statfs } from 'node:fs/promises';
import { freemem } from 'node:os';
import { dirname } from 'node:path';
import { LabError } from './errors.js';
import { exec } from './process.js';

const MIB = 1024 * 1024;

/** Memory that new processes can have, in MiB: what is free, and what the system would free for them. */
export async function availableMemory(): Promise<number> {
  if (process.platform === 'darwin') {
    const available = await exec(['vm_stat']).then(
      ({ stdout }) => availableOnMac(stdout),
      () => undefined,
    );
    if (available !== undefined) return available;
  }
  const meminfo = await readFile('/proc/meminfo', 'utf8').catch(() => '');
  const available = /^MemAvailable:\s+(\d+) kB$/m.exec(meminfo)?.[1];
  return Math.floor(available === undefined ? freemem() / MIB : Number(available) / 1024);
}

/**
 * What macOS would give to a new program, in MiB, from the output of vm_stat(1): the pages that are free (which its line
 * of that name gives without the speculative ones) or inactive, as psutil counts too. Purgeable pages are among these.
 * @returns undefined for a text that is none of vm_stat
 */
export function availableOnMac(vmStat: string): number | undefined {
  const pageSize = /page size of (\d+) bytes/.exec(vmStat)?.[1];
  const pages = ['free', 'inactive', 'speculative'].map(
    (kind) => new RegExp(`^Pages ${kind}: +(\\d+)\\.`, 'm').exec(vmStat)?.[1],
  );
  if (pageSize === undefined || pages.includes(undefined)) return undefined;
  return Math.floor((pages.reduce((sum, count) => sum + Number(count), 0) * Number(pageSize)) / MIB);
}

/**
 * @param needed MiB
 * @param holders who of the lab holds some already, and how much in MiB where that is known
 * @throws LabError E_MEMORY
 */
export async function requireMemory(
  needed: number,
  what: string,
  holders: readonly { name: string; memory: number | null }[] = [],
): Promise<void> {
  const available = await availableMemory();
  if (available >= needed) return;
  throw new LabError({
    code: 'E_MEMORY',
    class: 'environment',
    what: `not enough memory: ${what} needs ${needed} MiB, ${available} MiB are available`,
    why:
      holders.length === 0
        ? undefined
        : `running already: ${holders.map(({ name, memory }) => (memory === null ? name : `${name} (${memory} MiB)`)).join(', ')}`,
    fix: 'close what uses much memory, or give the hosts less in lab.yaml (`hosts[].memory`; kubeadm wants 1700 MiB on the control plane)',
    details: { needed, available },
  });
}

/** @throws LabError E_DISK @param needed MiB free on the file system that holds `path`, which need not exist yet */
export async function requireDisk(path: string, needed: number, what: string): Promise<void> {
  const { bavail, bsize } = await statfsOfNearest(path);
  const available = Math.floor((bavail * bsize) / MIB);
  if (available >= needed) return;
  throw new LabError({
    code: 'E_DISK',
    class: 'environment',
    what: `not enough disk: ${what} needs ${needed} MiB free at ${path}, there are ${available} MiB`,
    fix: 'free some space there and run the command again',
    details: { path, needed, available },
  });
}

async function statfsOfNearest(path: string): Promise<{ bavail: number; bsize: number }> {
  try {
    return await statfs(path);
  } catch (error) {
    if (dirname(path) === path) throw error;
    return statfsOfNearest(dirname(path));
  }
}
