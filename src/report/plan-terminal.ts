/** What `lab plan` prints. */
import type { Plan, PlannedStep } from '../provision/plan.js';
import { table } from './format.js';

const SAYS = { done: 'done', todo: 'would change', error: 'cannot tell' } as const;

/** Steps down, hosts across; then what there is to do. */
export function planText({ hosts }: Plan, verbose: boolean): string {
  const titles = new Map<string, string>();
  hosts.forEach(({ steps }) => steps.forEach(({ name, title }) => titles.set(name, title)));
  const rows = [...titles]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, title]) => [
      name,
      title,
      ...hosts.map(({ steps }) => stepCell(steps.find((step) => step.name === name))),
    ]);
  const open = hosts.flatMap(({ host, steps }) =>
    steps.filter(({ status }) => status !== 'done').map((step) => ({ host, ...step })),
  );
  const seen = open
    .filter(({ status, output }) => output !== '' && (verbose || status === 'error'))
    .map(({ host, name, output }) => [`${host} ${name}:`, ...output.split('\n').map((line) => `  ${line}`)].join('\n'));
  const reboots = [...new Set(open.filter((step) => step.reboots).map(({ host }) => host))];
  const summary =
    open.length === 0
      ? 'nothing to change'
      : `lab up would do ${open.length} ${open.length === 1 ? 'step' : 'steps'}${reboots.length > 0 ? `, and reboot ${reboots.join(', ')}` : ''}`;
  return [
    '',
    table([['STEP', '', ...hosts.map(({ host }) => host)], ...rows]),
    '',
    ...seen,
    ...(seen.length > 0 ? [''] : []),
    summary,
  ].join('\n');
}

function stepCell(step: PlannedStep | undefined): string {
  return step ? SAYS[step.status] : '-';
}
