import { table } from '../report/format.js';
import type { NodeView } from './lab-state.js';

export function nodesTable(nodes: readonly NodeView[]): string {
  return table([
    ['NODE', 'STATUS', 'ROLES', 'INTERNAL-IP', 'VERSION'],
    ...nodes.map(({ name, ready, roles, ip, version }) => [name, ready ? 'Ready' : 'NotReady', roles, ip, version]),
  ]);
}
