/** What `lab up` and `lab status` print of a lab. */
import type { Lab } from '../config/lab.js';
import { controlPlaneOf } from '../host.js';
import type { ProvisionedLab } from '../lab/provisioning.js';
import type { LabView, NodeView } from '../lab/view.js';
import { duration, table } from './format.js';

export function readyText({ config }: Pick<Lab, 'config'>, { changed, nodes, cluster }: ProvisionedLab): string {
  const first = controlPlaneOf(config.hosts).name;
  const done =
    changed.length === 0 ? 'nothing to change' : `${changed.length} ${changed.length === 1 ? 'step' : 'steps'} done`;
  return [
    '',
    `The lab ${config.name} is up: ${done}.`,
    '',
    nodes === null ? `cluster: ${cluster}` : nodesTable(nodes),
    '',
    ...troublesOf(nodes),
    'Next:',
    '  lab test                      prove it',
    '  lab list                      exercises on it',
    `  lab ssh ${first.padEnd(21)} a root shell on the control plane`,
    '  lab kubectl get pods -A       ask the cluster',
    '  lab down                      remove it',
  ].join('\n');
}

export function statusText(view: LabView, now = Date.now()): string {
  const { lab, provider, hosts, nodes, cluster, missing, notes, busy, lastRun, killedAt } = view;
  const sections = [
    `lab ${lab} (${provider})${view.ready ? ': ready' : ''}`,
    table([
      ['HOST', 'IP', 'ROLE', 'MACHINE', 'SSH'],
      ...hosts.map((host) => [host.name, host.ip, host.role, host.machine, host.ssh ?? '-']),
    ]),
    nodes === null ? `cluster: ${cluster}` : nodesTable(nodes),
  ];
  if (view.notNamed.length > 0)
    sections.push(
      [
        'not in lab.yaml:',
        ...view.notNamed.map(
          ({ name, state, memory }) =>
            `  ${name} is ${state}${memory ? `, ${memory} MiB` : ''}: name it there again, or lab down removes it with the rest of the lab`,
        ),
      ].join('\n'),
    );
  if (missing.length > 0) sections.push(['missing:', ...missing.map((line) => `  ${line}`)].join('\n'));
  if (notes.length > 0) sections.push(['notes:', ...notes.map((line) => `  ${line}`)].join('\n'));
  if (busy)
    sections.push(`at work: ${busy.command}, process ${busy.pid}, for ${duration(now - Date.parse(busy.since))}`);
  else if (lastRun)
    sections.push(
      `last run: ${lastRun.command}, ${duration(now - Date.parse(lastRun.finishedAt))} ago: ${lastRun.outcome}`,
    );
  if (killedAt.length > 0) sections.push(`a run was killed at: ${killedAt.join(', ')}; lab up goes on from there`);
  return sections.join('\n\n');
}

function troublesOf(nodes: readonly NodeView[] | null): string[] {
  const troubles = (nodes ?? []).flatMap((node) => node.troubles);
  return troubles.length > 0 ? [...troubles, ''] : [];
}

function nodesTable(nodes: readonly NodeView[]): string {
  return table([
    ['NODE', 'STATUS', 'ROLES', 'INTERNAL-IP', 'VERSION'],
    ...nodes.map(({ name, status, roles, ip, version }) => [name, status, roles, ip, version]),
  ]);
}
