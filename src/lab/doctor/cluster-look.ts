/** What the cluster tells about itself, asked on the control plane as its administrator. */
import type { CoreV1Event, V1Node, V1Pod } from '../../cluster/cluster.js';
import type { Host } from '../../host.js';
import { parseSections, sectionsScript } from '../../sections.js';
import { quoteAll } from '../../shell.js';

export interface ClusterSeen {
  /** Why it cannot be asked: `there is no cluster yet`, or kubectl's words. */
  silent: string | undefined;
  nodes: V1Node[];
  pods: V1Pod[];
  events: CoreV1Event[];
}

const KUBECTL = ['kubectl', '--kubeconfig', '/etc/kubernetes/admin.conf', '--request-timeout=6s'];
export const NO_CLUSTER = 'there is no cluster yet';

export async function lookAtCluster(controlPlane: Host, signal: AbortSignal): Promise<ClusterSeen> {
  const kubectl = (...words: string[]) => quoteAll([...KUBECTL, ...words]);
  const { stdout } = await controlPlane.script(
    sectionsScript({
      config: 'test -e /etc/kubernetes/admin.conf && echo there',
      nodes: kubectl('get', 'nodes', '-o', 'json'),
      error: `${kubectl('get', '--raw', '/healthz')} 2>&1 >/dev/null`,
      pods: kubectl('get', 'pods', '-A', '-o', 'json'),
      events: kubectl('get', 'events', '-A', '-o', 'json'),
    }),
    { signal, timeoutMs: 28_000 },
  );
  return parseCluster(parseSections(stdout));
}

export function parseCluster(text: (section: string) => string): ClusterSeen {
  const items = <T>(section: string): T[] => {
    try {
      return (JSON.parse(text(section)) as { items: T[] }).items;
    } catch {
      return [];
    }
  };
  const nodes = items<V1Node>('nodes');
  const silent =
    nodes.length > 0
      ? undefined
      : text('config') === ''
        ? NO_CLUSTER
        : text('error') || 'the API server does not answer';
  return { silent, nodes, pods: items('pods'), events: items('events') };
}
