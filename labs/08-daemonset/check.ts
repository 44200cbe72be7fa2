import {
  checks,
  containerOf,
  living,
  nameOf,
  nodeOf,
  notReadyReason,
  ownedBy,
  podState,
  ready,
  sameImage,
  type CheckContext,
  type V1DaemonSet,
  type V1Deployment,
  type V1Node,
  type V1Pod,
  type V1PodSpec,
} from 'kube-classroom/exercise';

const NAME = 'collector';
const RESERVED = { key: 'dedicated', value: 'database', effect: 'NoSchedule' };
const PURPOSE = { key: 'purpose', value: 'database' };
/** The task wants a list every five seconds: in this time there are two of them at least. */
const WINDOW_S = 15;

/** What every DaemonSet's pods tolerate in any case; its controller writes it into them. */
const ANYWAY: Readonly<Record<string, string>> = {
  'node.kubernetes.io/not-ready': 'NoExecute',
  'node.kubernetes.io/unreachable': 'NoExecute',
  'node.kubernetes.io/disk-pressure': 'NoSchedule',
  'node.kubernetes.io/memory-pressure': 'NoSchedule',
  'node.kubernetes.io/pid-pressure': 'NoSchedule',
  'node.kubernetes.io/unschedulable': 'NoSchedule',
};

export default checks({
  async daemonset(t) {
    const [set, deployment] = await Promise.all([
      findSet(t),
      t.cluster.read<V1Deployment>({ ...ref(t), kind: 'Deployment' }, t),
    ]);
    if (!set) return deployment ? t.fail('deployment') : t.fail('missing');
    mustBeBusybox(t, set);
    return `DESIRED ${set.status?.desiredNumberScheduled ?? 0}`;
  },

  async 'every-node'(t) {
    const [all, set, pods] = await Promise.all([t.cluster.nodes(t), theSet(t), collectors(t)]);
    const nodes = all.filter((node) => nameOf(node) !== newcomer(t));
    const without = nodes.filter((node) => !pods.some((pod) => isOn(pod, node)));
    const inTheWay = without.flatMap((node) =>
      taintsOf(node)
        .filter((taint) => !toleratesOf(set).some((one) => fits(one, taint)))
        .map((taint) => `${nameOf(node)} (${written(taint)})`),
    );
    if (inTheWay.length > 0) return t.fail('tainted', { nodes: inTheWay.join(', ') });
    if (without.length > 0) return t.fail('without', { nodes: without.map(nameOf).join(', ') });
    const own = pods.filter((pod) => nodes.some((node) => isOn(pod, node)));
    mustBeReady(t, own);
    return placesOf(own);
  },

  async reserved(t) {
    const nodes = await t.cluster.nodes(t);
    const gone = wantedTaints(t).find(
      ({ node, taint }) => !nodes.some((one) => nameOf(one) === node && taintsOf(one).map(written).includes(taint)),
    );
    if (gone) return t.fail('gone', gone);
    return wantedTaints(t)
      .map(({ node, taint }) => `${node} ${taint}`)
      .join(' · ');
  },

  async 'no-others'(t) {
    const set = await theSet(t);
    const taints = wantedTaints(t).map(({ taint }) => read(taint));
    const boundless = toleratesOf(set).find(({ key }) => !key);
    if (boundless) return t.fail('anything', { toleration: JSON.stringify(boundless) });
    const other = toleratesOf(set).find(
      (one) => !taints.some((taint) => fits(one, taint)) && ANYWAY[one.key!] !== one.effect,
    );
    if (other) return t.fail('other', { toleration: JSON.stringify(other) });
    // Its pod may be there all the same: from a time when the taint was not.
    const lacking = taints.find((taint) => !toleratesOf(set).some((one) => fits(one, taint)));
    if (lacking) return t.fail('lacks', { taint: written(lacking) });
    return toleratesOf(set)
      .map(({ key, value, effect }) => `${key}${value === undefined ? '' : `=${value}`}:${effect ?? '*'}`)
      .join(' · ');
  },

  async 'own-logs'(t) {
    const [pods, system] = await Promise.all([collectors(t), t.cluster.pods({ namespace: 'kube-system' }, t)]);
    const seen = await Promise.all(
      ready(pods).map(async (pod) => {
        // A log's folder has the uid of its pod in its name. kube-proxy, for one, runs on every machine.
        const neighbours = system.filter(({ spec }) => spec?.nodeName === pod.spec?.nodeName);
        const often = await listed(t, pod, neighbours, WINDOW_S);
        const ever = often.times > 0 ? often : await listed(t, pod, neighbours);
        return { pod, neighbour: ever.neighbour, times: often.times };
      }),
    );
    const blind = seen.filter(({ neighbour }) => !neighbour).map(({ pod }) => nameOf(pod));
    if (blind.length > 0) return t.fail('blind', { pods: blind.join(', ') });
    const seldom = seen.filter(({ times }) => times < 2).map(({ pod }) => nameOf(pod));
    if (seldom.length > 0) return t.fail('seldom', { pods: seldom.join(', '), seconds: WINDOW_S });
    return seen.map(({ pod, neighbour }) => `${nameOf(pod)}: ${nameOf(neighbour!)}`).join(' · ');
  },

  async 'some-nodes'(t) {
    const [set, nodes, pods] = await Promise.all([
      t.cluster.read<V1DaemonSet>({ ...ref(t), name: 'db-watch' }, t),
      t.cluster.nodes(t),
      t.cluster.pods({ namespace: t.namespace }, t),
    ]);
    if (!set) return t.fail('missing');
    mustBeBusybox(t, set);
    const own = ownedBy(living(pods), set);
    const [wanted, others] = [true, false].map((is) =>
      nodes.filter(({ metadata }) => (metadata?.labels?.[PURPOSE.key] === PURPOSE.value) === is),
    );
    const strays = others!.filter((node) => own.some((pod) => isOn(pod, node))).map(nameOf);
    if (strays.length > 0) return t.fail('elsewhere', { nodes: strays.join(', ') });
    const without = wanted!.filter((node) => !own.some((pod) => isOn(pod, node))).map(nameOf);
    if (without.length > 0) return t.fail('without', { nodes: without.join(', ') });
    // A machine of tomorrow: like one of today, under a name of its own.
    const labels: Record<string, string> = { ...wanted![0]?.metadata?.labels, 'kubernetes.io/hostname': 'tomorrow' };
    const unlabelled = Object.fromEntries(Object.entries(labels).filter(([key]) => key !== PURPOSE.key));
    const template = set.spec?.template.spec;
    if (!chooses(template, labels) || chooses(template, unlabelled)) return t.fail('byName');
    mustBeReady(t, own);
    return placesOf(own);
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
    const condition = node.status?.conditions?.find(({ type }) => type === 'Ready');
    if (reason !== undefined) return t.fail('notReady', { reason: condition?.reason ?? '-' }, reason);
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
    if (ready([pod]).length === 0) return t.fail('starting', {}, `${seen} ${podState(pod)}`);
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

function placesOf(pods: readonly V1Pod[]): string {
  return pods.map((pod) => `${pod.spec?.nodeName} ${nameOf(pod)}`).join(' · ');
}

function mustBeBusybox(t: CheckContext, { spec }: V1DaemonSet): void {
  const template = spec?.template.spec;
  if (!containerOf(template, t.config.images.busybox))
    t.fail('image', { image: template?.containers.map(({ image }) => image).join(', ') ?? '-' });
}

function mustBeReady(t: CheckContext, pods: readonly V1Pod[]): void {
  const waiting = pods.filter((pod) => ready([pod]).length === 0);
  const seen = waiting.map((pod) => `${nameOf(pod)} ${podState(pod)}`).join(' · ');
  if (waiting.length > 0) t.fail('notReady', { pods: waiting.map(nameOf).join(', ') }, seen);
}

/** How often the container that is to do it has printed the log folder of one of these pods. */
async function listed(t: CheckContext, pod: V1Pod, neighbours: readonly V1Pod[], seconds?: number) {
  const logs = await Promise.all(
    (pod.spec?.containers ?? [])
      .filter(({ image }) => sameImage(image, t.config.images.busybox))
      .map(({ name }) =>
        t.cluster.logs(
          {
            namespace: t.namespace,
            name: nameOf(pod),
            container: name,
            lines: 2000,
            ...(seconds !== undefined && { seconds }),
          },
          t,
        ),
      ),
  );
  return logs
    .flatMap((log) =>
      neighbours.map((one) => ({ neighbour: one, times: log.split(one.metadata?.uid ?? '?').length - 1 })),
    )
    .reduce<{ neighbour?: V1Pod; times: number }>((most, one) => (one.times > most.times ? one : most), { times: 0 });
}

interface Taint {
  key: string;
  value?: string;
  effect: string;
}

interface Toleration {
  key?: string;
  operator?: string;
  value?: string;
  effect?: string;
}

function toleratesOf({ spec }: V1DaemonSet): Toleration[] {
  return spec?.template.spec?.tolerations ?? [];
}

/** As the scheduler sees it. */
function fits({ key, operator, value, effect }: Toleration, taint: Taint): boolean {
  return (
    (!key || key === taint.key) &&
    (!effect || effect === taint.effect) &&
    (operator === 'Exists' || (value ?? '') === (taint.value ?? ''))
  );
}

/** The taints that were there from the beginning, and are to stay. */
function wantedTaints(t: CheckContext): { node: string; taint: string }[] {
  return [
    ...(t.remembered['controlPlaneTaints'] ?? '')
      .split(' ')
      .filter(Boolean)
      .map((taint) => ({ node: nodeOf(t, t.controlPlane), taint })),
    { node: nodeOf(t, t.workers[0]!), taint: written(RESERVED) },
  ];
}

function taintsOf({ spec }: V1Node): Taint[] {
  return spec?.taints ?? [];
}

/** As `kubectl taint` takes them: `dedicated=database:NoSchedule`. */
function written({ key, value, effect }: Taint): string {
  return `${key}=${value ?? ''}:${effect}`;
}

function read(taint: string): Taint {
  const [, key, value, effect] = /^([^=]+)=(.*):(\w+)$/.exec(taint) ?? [];
  return { key: key ?? taint, value: value ?? '', effect: effect ?? '' };
}

/** Whether a pod may run on a node with these labels. */
function chooses(pod: V1PodSpec | undefined, labels: Readonly<Record<string, string>>): boolean {
  const terms = pod?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return (
    Object.entries(pod?.nodeSelector ?? {}).every(([key, value]) => labels[key] === value) &&
    (terms?.some(
      ({ matchExpressions = [], matchFields = [] }) =>
        matchFields.length === 0 &&
        matchExpressions.every(({ key, operator, values = [] }) => {
          const value = labels[key];
          if (operator === 'Exists' || operator === 'DoesNotExist')
            return (value !== undefined) === (operator === 'Exists');
          return (value !== undefined && values.includes(value)) === (operator === 'In');
        }),
    ) ??
      true)
  );
}

/** Milliseconds since 1970, in whole seconds as the API has them. */
function bornAt({ metadata }: { metadata?: { creationTimestamp?: Date } }): number {
  return new Date(metadata?.creationTimestamp ?? NaN).getTime();
}
