import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/**
 * When a process started, as an opaque string, or undefined when it does not run. A process id alone does not tell a
 * process from a later one that got the same id; with its start it does.
 */
export function processStart(pid: number): string | undefined {
  try {
    if (!existsSync('/proc/self/stat'))
      return (
        execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' }).trim() ||
        undefined
      );
    // proc(5): the name, in parentheses, may hold anything; state is the field after it, starttime the 22nd of all.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
