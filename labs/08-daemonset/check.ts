import {
  checks,
  living,
  nameOf,
  nodeOf,
  notReadyReason,
  ownedBy,
  podState,
  ready,
  type CheckContext,
  type V1DaemonSet,
  type V1Deployment,
  type V1Node,
  type V1Pod,
} from 'kube-classroom/exercise';

const NAME = 'collector';

export default checks({
  async daemonset(t) {
    const [set, deployment] = await Promise.all([
      findSet(t),
      t.cluster.read<V1Deployment>({ ...ref(t), kind: 'Deployment' }, t),
    ]);
    if (set) return `DESIRED ${set.status?.desiredNumberScheduled ?? 0}`;
    return deployment ? t.fail('deployment') : t.fail('missing');
  },

  async 'every-node'(t) {
    const [nodes, pods] = await Promise.all([t.cluster.nodes(t), collectors(t)]);
    const found = nodes
      .filter((node) => nameOf(node) !== newcomer(t))
      .map((node) => ({ node, pod: pods.find((pod) => isOn(pod, node)) }));
    const without = found
      .filter(({ pod }) => !pod)
      .map(({ node }) => [nameOf(node), ...taintsOf(node).map((taint) => `(${taint})`)].join(' '));
    if (without.length > 0) return t.fail('without', { nodes: without.join(', ') });
    const all = found.map(({ pod }) => pod!);
    const waiting = all.filter((pod) => ready([pod]).length === 0).map((pod) => `${nameOf(pod)} ${podState(pod)}`);
    if (waiting.length > 0) return t.fail('notReady', { pods: waiting.join(', ') });
    return all.map((pod) => `${pod.spec?.nodeName} ${nameOf(pod)}`).join(' · ');
  },

  async reserved(t) {
    const nodes = await t.cluster.nodes(t);
    const wanted = [
      ...(t.remembered['controlPlaneTaints'] ?? '')
        .split(' ')
        .filter(Boolean)
        .map((taint) => ({ node: nodeOf(t, t.controlPlane), taint })),
      { node: nodeOf(t, t.workers[0]!), taint: 'dedicated=database:NoSchedule' },
    ];
    const gone = wanted.find(
      ({ node, taint }) => !nodes.some((one) => nameOf(one) === node && taintsOf(one).includes(taint)),
    );
    if (gone) return t.fail('gone', gone);
    return wanted.map(({ node, taint }) => `${node} ${taint}`).join(' · ');
  },

  async 'no-others'(t) {
    const tolerations = (await theSet(t)).spec?.template.spec?.tolerations ?? [];
    const boundless = tolerations.find(({ key }) => !key);
    if (boundless) return t.fail('anything', { toleration: JSON.stringify(boundless) });
    return tolerations
      .map(({ key, value, effect }) => `${key}${value === undefined ? '' : `=${value}`}:${effect ?? '*'}`)
      .join(' · ');
  },

  async 'own-logs'(t) {
    const [pods, system] = await Promise.all([collectors(t), t.cluster.pods({ namespace: 'kube-system' }, t)]);
    const seen = await Promise.all(
      ready(pods).map(async (pod) => {
        // A log's folder has the uid of its pod in its name. kube-proxy, for one, runs on every machine.
        const neighbours = system.filter(({ spec }) => spec?.nodeName === pod.spec?.nodeName);
        const log = await t.cluster.logs({ namespace: t.namespace, name: nameOf(pod), lines: 500 }, t);
        return { pod, neighbour: neighbours.find(({ metadata }) => log.includes(metadata?.uid ?? '?')) };
      }),
    );
    const blind = seen.filter(({ neighbour }) => !neighbour).map(({ pod }) => nameOf(pod));
    if (blind.length > 0) return t.fail('blind', { pods: blind.join(', ') });
    return seen.map(({ pod, neighbour }) => `${nameOf(pod)}: ${nameOf(neighbour!)}`).join(' · ');
  },

  async joined(t) {
    const [nodes, all, set, own] = await Promise.all([
      t.cluster.nodes(t),
      t.cluster.pods({ namespace: t.namespace }, t),
      theSet(t),
      collectors(t),
    ]);
    const node = nodes.find((one) => nameOf(one) === newcomer(t));
    if (!node) return t.fail('away');
    const reason = notReadyReason(node);
    if (reason !== undefined) return t.fail('notReady', { reason });
    const pod = own.find((one) => isOn(one, node));
    const history = [set, node, ...(pod ? [pod] : [])];
    const seen = history
      .map((object) => `${nameOf(object)} ${new Date(bornAt(object)).toISOString().slice(11, 19)}`)
      .join(' → ');
    if (bornAt(set) > bornAt(node)) return t.fail('before', {}, seen);
    if (!pod)
      return t.fail(
        'without',
        {
          pods:
            living(all)
              .filter((one) => isOn(one, node))
              .map(nameOf)
              .join(', ') || '-',
        },
        seen,
      );
    // It may be on a node that was deleted and registered anew around it.
    if (bornAt(pod) < bornAt(node)) return t.fail('before', {}, seen);
    if (ready([pod]).length === 0) return t.fail('starting', { state: podState(pod) }, seen);
    return seen;
  },
});

/** The node that setup.sh has taken out of the cluster. */
function newcomer(t: CheckContext): string {
  return nodeOf(t, t.workers[1]!);
}

function ref({ namespace }: CheckContext) {
  return { apiVersion: 'apps/v1', kind: 'DaemonSet', namespace, name: NAME };
}

function findSet(t: CheckContext): Promise<V1DaemonSet | undefined> {
  return t.cluster.read<V1DaemonSet>(ref(t), t);
}

/** For checks that need `daemonset`, so that there is one. */
async function theSet(t: CheckContext): Promise<V1DaemonSet> {
  const set = await findSet(t);
  if (!set) throw new Error(`the DaemonSet ${NAME} that was there a moment ago is gone`);
  return set;
}

/** The pods that the DaemonSet has made. */
async function collectors(t: CheckContext): Promise<V1Pod[]> {
  const [set, pods] = await Promise.all([theSet(t), t.cluster.pods({ namespace: t.namespace }, t)]);
  return ownedBy(living(pods), set);
}

function isOn({ spec }: V1Pod, node: V1Node): boolean {
  return spec?.nodeName === nameOf(node);
}

/** As `kubectl taint` takes them: `dedicated=database:NoSchedule`. */
function taintsOf({ spec }: V1Node): string[] {
  return (spec?.taints ?? []).map(({ key, value, effect }) => `${key}=${value ?? ''}:${effect}`);
}

/** Milliseconds since 1970, in whole seconds as the API has them. */
function bornAt({ metadata }: { metadata?: { creationTimestamp?: Date } }): number {
  return new Date(metadata?.creationTimestamp ?? NaN).getTime();
}
