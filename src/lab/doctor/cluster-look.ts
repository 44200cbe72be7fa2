/** What the cluster tells about itself, asked on the control plane as its administrator. */
import type { CoreV1Event, V1Node, V1Pod } from '../../cluster/cluster.js';
import { isPodReady } from '../../cluster/findings.js';
import type { Host } from '../../host.js';
import { parseSections, sectionsScript } from '../../sections.js';
import { quoteAll } from '../../shell.js';

export interface ClusterSeen {
  /** Why it cannot be asked: `there is no cluster yet`, or kubectl's words. */
  silent: string | undefined;
  nodes: V1Node[];
  pods: V1Pod[];
  events: CoreV1Event[];
  /** The last lines of containers that crash and of the system's pods that are not well, by `namespace/pod`. */
  logs: Map<string, string>;
}

const KUBECTL = ['kubectl', '--kubeconfig', '/etc/kubernetes/admin.conf', '--request-timeout=6s'];
export const NO_CLUSTER = 'there is no cluster yet';

/** Logs of so many pods are read; the first ones tell what there is to tell. */
const MOST_LOGS = 8;

export async function lookAtCluster(controlPlane: Host, signal: AbortSignal): Promise<ClusterSeen> {
  const kubectl = (...words: string[]) => quoteAll([...KUBECTL, ...words]);
  const first = await controlPlane.script(
    sectionsScript({
      config: 'test -e /etc/kubernetes/admin.conf && echo there',
      nodes: kubectl('get', 'nodes', '-o', 'json'),
      error: `${kubectl('get', '--raw', '/healthz')} 2>&1 >/dev/null`,
      pods: kubectl('get', 'pods', '-A', '-o', 'json'),
      events: kubectl('get', 'events', '-A', '-o', 'json'),
    }),
    { signal, timeoutMs: 28_000 },
  );
  const text = parseSections(first.stdout);
  const seen = parseCluster(text);
  if (seen.silent !== undefined) return seen;
  const speaking = seen.pods.filter((pod) => !isPodReady(pod) && pod.status?.phase !== 'Succeeded').slice(0, MOST_LOGS);
  if (speaking.length === 0) return seen;
  const logs = await controlPlane.script(
    sectionsScript(
      Object.fromEntries(
        speaking.map((pod) => {
          const { namespace = '', name = '' } = pod.metadata ?? {};
          const crashed = pod.status?.containerStatuses?.find(({ restartCount }) => restartCount > 0);
          const words = [
            '-n',
            namespace,
            'logs',
            name,
            '--tail=20',
            ...(crashed ? ['-c', crashed.name] : ['--all-containers']),
          ];
          // What the container said before it was started again; else what it says now.
          return [
            `${namespace}/${name}`,
            crashed ? `${kubectl(...words, '--previous')} || ${kubectl(...words)}` : kubectl(...words),
          ];
        }),
      ),
    ),
    { signal, timeoutMs: 15_000 },
  );
  const log = parseSections(logs.stdout);
  for (const { metadata } of speaking) {
    const key = `${metadata?.namespace}/${metadata?.name}`;
    seen.logs.set(key, log(key));
  }
  return seen;
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
  return { silent, nodes, pods: items('pods'), events: items('events'), logs: new Map() };
}
