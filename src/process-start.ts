import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/**
 * When a process started, as an opaque string, or undefined when it does not run. A process id alone does not tell a
 * process from a later one that got the same id; with its start it does. Windows does not say when: there it is the id.
 */
export async function processStart(pid: number): Promise<string | undefined> {
  if (process.platform === 'win32') return runs(pid) ? 'unknown' : undefined;
  if (!existsSync('/proc/self/stat')) {
    const { exec } = await import('./process.js');
    return (await exec(['ps', '-o', 'lstart=', '-p', String(pid)])).stdout.trim() || undefined;
  }
  // proc(5): the name, in parentheses, may hold anything; state is the field after it, starttime the 22nd of all.
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields?.[0] === 'Z' ? undefined : fields?.[19];
}

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
