import { duration, table } from '../report/format.js';
import { inNetwork } from './enter.js';
import { openLab } from './lab.js';
import { viewLab, type LabView } from './lab-state.js';
import { hasNetwork } from './netns.js';
import { nodesTable } from './nodes-table.js';
import type { Verb } from './verb.js';

export const status: Verb = {
  name: 'status',
  summary: 'hosts, ssh, nodes, and what is missing',
  json: true,
  details: 'Changes nothing, and works on a lab that is down, half up or was never made.',
  examples: [
    ['lab status', ''],
    ['lab status --json | jq .ready', 'for scripts'],
  ],
  async run(context) {
    const lab = await openLab(context);
    const { emit, signal, yes, json, print } = context;
    const look = async () => {
      const view = await viewLab(lab, { emit, signal, yes });
      print(json ? JSON.stringify(view, null, 2) : statusText(view));
    };
    return hasNetwork(lab.provider.enter(lab)) ? inNetwork(context, lab, look) : look();
  },
};

export function statusText(view: LabView, now = Date.now()): string {
  const { lab, provider, hosts, nodes, cluster, missing, busy, lastRun, killedAt } = view;
  const sections = [
    `lab ${lab} (${provider})${view.ready ? ': ready' : ''}`,
    table([
      ['HOST', 'IP', 'ROLE', 'MACHINE', 'SSH'],
      ...hosts.map((host) => [host.name, host.ip, host.role, host.machine, host.ssh ?? '-']),
    ]),
    nodes === null ? `cluster: ${cluster}` : nodesTable(nodes),
  ];
  if (missing.length > 0) sections.push(['missing:', ...missing.map((line) => `  ${line}`)].join('\n'));
  if (busy)
    sections.push(`at work: ${busy.command}, process ${busy.pid}, for ${duration(now - Date.parse(busy.since))}`);
  else if (lastRun)
    sections.push(
      `last run: ${lastRun.command}, ${duration(now - Date.parse(lastRun.finishedAt))} ago: ${lastRun.outcome}`,
    );
  if (killedAt.length > 0) sections.push(`a run was killed at: ${killedAt.join(', ')}; lab up goes on from there`);
  return sections.join('\n\n');
}
