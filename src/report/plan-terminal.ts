/** What `lab plan` prints. */
import { driftAdvice, driftText } from '../lab/drift.js';
import type { LabPlan } from '../lab/provisioning.js';
import type { PlannedStep } from '../provision/plan.js';
import { table } from './format.js';

const SAYS = { done: 'done', todo: 'would change', error: 'cannot tell', refused: 'refused' } as const;

/** Steps down, hosts across; then what there is to do, and what of lab.yaml cannot be done. */
export function planText({ hosts, drift }: LabPlan, verbose: boolean): string {
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
    .filter(({ status, output }) => output !== '' && (verbose || status !== 'todo'))
    .map(({ host, name, output }) => [`${host} ${name}:`, ...output.split('\n').map((line) => `  ${line}`)].join('\n'));
  const reboots = [...new Set(open.filter((step) => step.reboots).map(({ host }) => host))];
  const drifted = drift.filter(({ blocks }) => blocks);
  const refused = open.filter(({ status }) => status === 'refused').length;
  const summary =
    drifted.length > 0
      ? 'lab up would refuse: what lab.yaml says now is not what this lab was made with'
      : open.length === 0
        ? 'nothing to change'
        : refused > 0
          ? `lab up would change nothing as long as ${refused === 1 ? 'a step is' : `${refused} steps are`} refused`
          : `lab up would do ${open.length} ${open.length === 1 ? 'step' : 'steps'}${reboots.length > 0 ? `, and reboot ${reboots.join(', ')}` : ''}`;
  return [
    '',
    ...(hosts.length > 0 ? [table([['STEP', '', ...hosts.map(({ host }) => host)], ...rows]), ''] : []),
    ...seen,
    ...(seen.length > 0 ? [''] : []),
    ...(drift.length > 0 ? [...drift.map(driftText), ...driftAdvice(drift).map((line) => `  ${line}`), ''] : []),
    summary,
  ].join('\n');
}

function stepCell(step: PlannedStep | undefined): string {
  return step ? SAYS[step.status] : '-';
}
