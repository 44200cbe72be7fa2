/** How things look in a terminal; one place, so that all verbs look alike. */
import pc from 'picocolors';
import type { TaskStatus } from '../events.js';

export type Paint = ReturnType<typeof pc.createColors>;

/** Colours where a person looks at them: a terminal, without NO_COLOR (https://no-color.org), or FORCE_COLOR. */
export function paintFor(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): Paint {
  const forced = env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '0';
  return pc.createColors(!env['NO_COLOR'] && (forced || (stream.isTTY === true && env['TERM'] !== 'dumb')));
}

/** `0.4 s`, `12 s`, `2 min 05 s` */
export function duration(ms: number): string {
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

export function symbol(status: TaskStatus, paint: Paint): string {
  switch (status) {
    case 'changed':
      return paint.green('✓');
    case 'ok':
      return paint.dim('·');
    case 'failed':
      return paint.red('✗');
    case 'cancelled':
      return paint.yellow('–');
  }
}

/** Chinese, Japanese and Korean characters and full-width punctuation take two columns of a terminal (Unicode UAX #11, W and F). */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/g;

/** How many columns a text takes. */
export function textWidth(text: string): number {
  return text.length + (text.match(WIDE)?.length ?? 0);
}

/** Columns as wide as their widest cell, two spaces between; no line ends in spaces. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, textWidth(cell))));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - textWidth(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
