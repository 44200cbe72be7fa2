/** What `lab logs` prints. */
import type { LogsArchive } from '../lab/logs/logs.js';
import { sanitize } from './sanitize.js';

export function logsText({ file, size, files, leftOut, notThere, never }: LogsArchive): string {
  const folders = new Map<string, number>();
  for (const name of files) {
    const folder = name.includes('/') ? `${name.slice(0, name.lastIndexOf('/'))}/` : name;
    folders.set(folder, (folders.get(folder) ?? 0) + 1);
  }
  const list = (label: string, lines: readonly string[]) =>
    lines.map((line, i) => `  ${(i === 0 ? label : '').padEnd(8)} ${sanitize(line)}`);
  return [
    '',
    `${file}  ${(size / 1_000_000).toFixed(1)} MB, ${files.length} files`,
    ...list(
      'in it',
      [...folders].map(([name, count]) => (name.endsWith('/') ? `${name} ${count}` : name)),
    ),
    ...list('left out', [...leftOut, ...never]),
    ...list('not read', notThere),
    '',
    'Passwords, tokens and keys were taken out as far as they can be recognised. Look through it before you give it away.',
  ].join('\n');
}
