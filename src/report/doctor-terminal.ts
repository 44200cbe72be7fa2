/** What `lab doctor` prints. */
import type { Finding, Severity } from '../finding.js';
import type { Examination } from '../lab/doctor/doctor.js';
import type { Paint } from './format.js';
import { sanitize } from './sanitize.js';

const COLOUR: Record<Severity, 'red' | 'yellow' | 'dim'> = { error: 'red', warning: 'yellow', info: 'dim' };
const SYMBOL: Record<Severity, string> = { error: '✗', warning: '!', info: '·' };

export function doctorText({ lab, findings }: Examination, paint: Paint): string {
  const count = (severity: Severity) => findings.filter((one) => one.severity === severity).length;
  const [errors, warnings] = [count('error'), count('warning')];
  const numbers = [
    ...(errors > 0 ? [`${errors} ${errors === 1 ? 'error' : 'errors'}`] : []),
    ...(warnings > 0 ? [`${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`] : []),
  ];
  const sum = numbers.length === 0 ? 'nothing wrong was found' : numbers.join(', ');
  return ['', ...findings.map((one) => block(one, paint)), `${lab}: ${sum}`].join('\n');
}

function block({ id, severity, where, what, why, fix }: Finding, paint: Paint): string {
  const rows = [
    ['why', why],
    ['try', fix],
    ['id', id],
  ] as const;
  const lines = rows.flatMap(([label, text]) =>
    text === undefined
      ? []
      : sanitize(text)
          .split('\n')
          .map((line, i) => `  ${(i === 0 ? label : '').padEnd(4)} ${line}`),
  );
  return [paint[COLOUR[severity]](sanitize(`${SYMBOL[severity]} ${where}: ${what}`)), ...lines, ''].join('\n');
}
