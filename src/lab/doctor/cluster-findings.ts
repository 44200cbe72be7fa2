/** From what the cluster tells about itself to what is wrong with it. Pure. */
import type { V1ContainerStatus, V1Node } from '../../cluster/cluster.js';
import { isPodReady, notReadyReason, podFindings, podState, quote } from '../../cluster/findings.js';
import { fullName } from '../../config/names.js';
import type { LabConfig } from '../../config/schema.js';
import type { Finding } from '../../finding.js';
import { controlPlaneOf } from '../../host.js';
import { recognise } from '../../known-reports.js';
import { NO_CLUSTER, type ClusterSeen } from './cluster-look.js';

const CLUSTER = 'cluster';
/** What is broken here is the lab; elsewhere it is somebody's exercise. */
const SYSTEM = new Set(['kube-system', 'kube-flannel', 'kube-public', 'kube-node-lease']);

/** @param logs of containers that ended with an error, by `namespace/pod`, from the hosts */
export function clusterFindings(
  seen: ClusterSeen,
  config: LabConfig,
  logs: ReadonlyMap<string, string> = new Map(),
): Finding[] {
  if (seen.silent === NO_CLUSTER)
    return [{ id: 'no-cluster', severity: 'error', where: CLUSTER, what: NO_CLUSTER, fix: 'lab up' }];
  if (seen.silent !== undefined) return [apiServerDown(seen.silent, config)];
  return [...nodes(seen, config), ...pods(seen, config, logs)];
}

/** When a node became Ready, in seconds since 1970; undefined for one that is not. */
export function readySince(node: V1Node | undefined): number | undefined {
  const ready = node?.status?.conditions?.find(({ type }) => type === 'Ready');
  return ready?.status === 'True' ? Date.parse(String(ready.lastTransitionTime)) / 1000 || 0 : undefined;
}

export function nodeOf({ nodes }: ClusterSeen, config: LabConfig, host: { name: string }): V1Node | undefined {
  const names = [fullName(config, host), host.name];
  return nodes.find(({ metadata }) => names.includes(metadata?.name ?? ''));
}

function apiServerDown(said: string, config: LabConfig): Finding {
  const { name } = controlPlaneOf(config.hosts);
  const [known] = recognise(said);
  return {
    id: known?.id ?? 'api-server-down',
    severity: 'error',
    where: CLUSTER,
    what: 'the API server does not answer',
    why: `${known ? `${known.means}: ` : ''}${quote(said)}`,
    fix: `${known ? `${known.advice}\n` : ''}lab ssh ${name} -- docker ps -a --filter name=kube-apiserver`,
  };
}

function nodes(seen: ClusterSeen, config: LabConfig): Finding[] {
  return config.hosts.flatMap((host): Finding[] => {
    const node = nodeOf(seen, config, host);
    if (!node) {
      return [
        {
          id: 'node-missing',
          severity: 'error',
          where: host.name,
          what: 'the host has not joined the cluster',
          why: `kubectl get nodes: ${seen.nodes.map(({ metadata }) => metadata?.name).join(', ')}`,
          fix: 'lab up   (it joins with a fresh token)',
        },
      ];
    }
    const found: Finding[] = [];
    const reason = notReadyReason(node);
    const [known] = recognise(reason ?? '');
    if (reason !== undefined) {
      found.push({
        id: 'node-not-ready',
        severity: 'error',
        where: host.name,
        what: 'its node is not Ready',
        why: known ? `${reason}\n${known.means}` : reason,
        fix: `${known ? `${known.advice}\n` : ''}lab ssh ${host.name} -- systemctl status kubelet`,
      });
    }
    for (const { type, status, message } of node.status?.conditions ?? []) {
      if (type === 'Ready' || status !== 'True') continue;
      found.push({
        id: `node-${type.replace(/(?!^)([A-Z])/g, '-$1').toLowerCase()}`,
        severity: 'error',
        where: host.name,
        what: `its node says ${type}`,
        why: message && quote(message),
        fix: `lab ssh ${host.name} -- df -h\nlab ssh ${host.name} -- free -m`,
      });
    }
    if (node.spec?.unschedulable) {
      found.push({
        id: 'node-cordoned',
        severity: 'warning',
        where: host.name,
        what: 'its node is cordoned: no new pod is put there',
        why: 'spec.unschedulable: true',
        fix: `lab kubectl uncordon ${node.metadata?.name}`,
      });
    }
    const address = node.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address;
    if (address !== undefined && address !== host.ip) {
      const twins = seen.nodes.filter((other) => other.status?.addresses?.some((a) => a.address === address)).length;
      found.push({
        id: 'node-ip-wrong',
        severity: 'error',
        where: host.name,
        what: `its node has the address ${address}, and the host is ${host.ip}`,
        why:
          twins > 1
            ? `${twins} nodes have that address: logs, exec and the pod network go to the wrong one`
            : undefined,
        fix: 'lab up   (it gives the kubelet --node-ip)',
      });
    }
    return found;
  });
}

function pods(seen: ClusterSeen, config: LabConfig, logs: ReadonlyMap<string, string>): Finding[] {
  return seen.pods.flatMap((pod): Finding[] => {
    const { namespace = '', name = '', deletionTimestamp } = pod.metadata ?? {};
    const killed = (pod.status?.containerStatuses ?? []).filter(wasKilledForMemory);
    const done = pod.status?.phase === 'Succeeded' || deletionTimestamp !== undefined;
    if (killed.length === 0 && (done || isPodReady(pod))) return [];
    const host = config.hosts.find((candidate) =>
      [fullName(config, candidate), candidate.name].includes(pod.spec?.nodeName ?? ''),
    );
    const about = {
      severity: SYSTEM.has(namespace) ? ('error' as const) : ('warning' as const),
      where: host?.name ?? CLUSTER,
    };
    const describe = `lab kubectl -n ${namespace} describe pod ${name}`;
    const found: Finding[] = killed.map(({ name: container }) => ({
      ...about,
      id: 'pod-out-of-memory',
      what: `container ${container} of pod ${namespace}/${name} was killed because it took more memory than its limit`,
      why: 'OOMKilled',
      fix: `give it a higher resources.limits.memory\n${describe}`,
    }));
    if (done || isPodReady(pod)) return found;
    const state = podState(pod);
    const events = seen.events.filter(
      ({ involvedObject }) => involvedObject.name === name && involvedObject.namespace === namespace,
    );
    const log = logs.get(`${namespace}/${name}`) ?? '';
    const said = log.split('\n').findLast((line) => line.trim() !== '');
    const reasons = podFindings(pod, events, host?.name);
    const [known] = recognise([log, ...reasons].join('\n'));
    // What a pod on such a node is like follows from the node.
    if (!known && host && readySince(nodeOf(seen, config, host)) === undefined) return found;
    found.push({
      ...about,
      id: known?.id ?? idOf(state),
      what: known ? `${known.means} (pod ${namespace}/${name}: ${state})` : `pod ${namespace}/${name} is ${state}`,
      why: [...reasons, ...(said ? [`the last it said: ${quote(said)}`] : [])].join('\n') || undefined,
      fix: [...(known ? [known.advice] : []), describe].join('\n'),
    });
    return found;
  });
}

function wasKilledForMemory({ state, lastState }: V1ContainerStatus): boolean {
  return [state, lastState].some((one) => one?.terminated?.reason === 'OOMKilled');
}

/** `pod-crash-loop-back-off`, `pod-pending` */
function idOf(state: string): string {
  const kebab = state.replace(/([a-z])([A-Z])/g, '$1-$2').replace(/\W+/g, '-');
  return `pod-${kebab.toLowerCase()}`;
}
