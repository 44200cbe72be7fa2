import {
  checks,
  containerOf,
  helperPod,
  inPod,
  leadsTo,
  nameOf,
  ownedBy,
  podsOf,
  podState,
  ready,
  type CheckContext,
  type V1ConfigMap,
  type V1Deployment,
  type V1Pod,
  type V1PodSpec,
  type V1ReplicaSet,
} from 'kube-classroom/exercise';

const NAME = 'web';
const CLIENT = 'client';
const PROGRAM = 'program';
const REPLICAS = 2;
/** More than the client writes in a day in a classroom. */
const ALL_LINES = 50_000;
/** With less than this a pod is killed, whatever else it says. Seconds. */
const LEAST_GRACE_S = 2;

export default checks({
  async 'version-2'(t) {
    const client = await helperPod(t, CLIENT);
    const restarts = client.status?.containerStatuses?.[0]?.restartCount ?? 0;
    if (restarts > 0) return t.fail('restarted', {}, `${CLIENT} ${podState(client)}, restarts ${restarts}`);
    const { first, last } = await seenByClient(t);
    if (first.has('2')) return last;
    return first.has('3') ? t.fail('skipped', {}, last) : t.fail('unseen', {}, last);
  },

  async 'still-there'(t) {
    const deployment = await theDeployment(t);
    if (!deployment || deployment.metadata?.uid !== t.remembered['deployment']) return t.fail('deployment');
    const { first } = await seenByClient(t);
    const sets = await setsOf(t, deployment);
    const lost = [...first].filter(([, pod]) => !setOf(sets, pod)).map(([version]) => version);
    if (lost.length > 0 || sets.length < 2) return t.fail('history', { versions: lost.join(', ') || '-' });
    const program = await t.cluster.read<V1ConfigMap>(
      { apiVersion: 'v1', kind: 'ConfigMap', namespace: t.namespace, name: PROGRAM },
      t,
    );
    const mounted = deployment.spec?.template.spec?.volumes?.some(({ configMap }) => configMap?.name === PROGRAM);
    if (program?.metadata?.uid !== t.remembered['program'] || !mounted) return t.fail('program');
    const service = await t.cluster.service(t.namespace, NAME, t);
    const lead = service && (await leadsTo(t, service, deployment));
    if (!lead || lead.problem) return t.fail('service', { selector: lead?.selector ?? '-' }, lead?.others.join(' · '));
    return sets.map(nameOf).join(' · ');
  },

  async 'first-update'(t) {
    return withoutLoss(t, '2', '3');
  },

  async 'version-3'(t) {
    const deployment = (await theDeployment(t))!;
    const replicas = deployment.spec?.replicas ?? 1;
    // Those that are on their way out among them.
    const pods = await podsOf(t, deployment);
    const running = ready(pods);
    const seen = pods.map((pod) => `${nameOf(pod)} ${podState(pod)}`).join(' · ');
    if (replicas < REPLICAS) return t.fail('fewer', { replicas }, seen);
    if (running.length < replicas) return t.fail('notReady', { count: running.length, replicas }, seen);
    const client = inPod(t, CLIENT);
    const pages = await Promise.all(
      running.map(async ({ status }) => (await client.get(`http://${status?.podIP}:8080/`)).body.trim()),
    );
    const old = pages.filter((page) => !page.startsWith('web version 3 '));
    if (old.length > 0) return t.fail('old', { count: old.length }, pages.join(' · '));
    const leaving = pods.filter((pod) => !running.includes(pod) && runs(pod)).map(nameOf);
    if (leaving.length > 0) return t.fail('leaving', { pods: leaving.join(', ') }, seen);
    if (!(await seenByClient(t)).first.has('3')) return t.fail('unseen', {}, pages.join(' · '));
    return pages.join(' · ');
  },

  async 'second-update'(t) {
    return withoutLoss(t, '3');
  },
});

function theDeployment({ cluster, namespace, signal }: CheckContext) {
  return cluster.read<V1Deployment>({ apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: NAME }, { signal });
}

/** In the order in which they were made. */
async function setsOf({ cluster, namespace, signal }: CheckContext, deployment: V1Deployment): Promise<V1ReplicaSet[]> {
  const all = await cluster.list<V1ReplicaSet>('apps/v1', 'ReplicaSet', { namespace }, { signal });
  return ownedBy(all, deployment).sort((a, b) => madeAt(a) - madeAt(b));
}

function setOf(sets: readonly V1ReplicaSet[], pod: string | undefined): V1ReplicaSet | undefined {
  return sets.find((set) => pod?.startsWith(`${nameOf(set)}-`));
}

function madeAt(set: V1ReplicaSet | undefined): number {
  return new Date(set?.metadata?.creationTimestamp ?? Infinity).getTime();
}

/** A pod that has ended is listed for some more seconds. */
function runs({ status }: V1Pod): boolean {
  return status?.containerStatuses?.some(({ state }) => state?.running !== undefined) ?? false;
}

interface Seen {
  /** The pod that was the first to answer for a version. */
  first: Map<string, string>;
  losses: { at: number; count: number; kind: string }[];
  last: string;
}

/** What the client has written down until now. */
async function seenByClient({ cluster, namespace, signal }: CheckContext): Promise<Seen> {
  const log = await cluster.logs({ namespace, name: CLIENT, lines: ALL_LINES }, { signal });
  const all = (line: RegExp) => [...log.matchAll(line)].map(([, ...parts]) => parts as [string, string, string]);
  return {
    first: new Map(
      all(/^version (\S+) answers for the first time, from (\S+)$/gm).map(([version, pod]) => [version, pod]),
    ),
    losses: all(/^lost, asked at (\S+): (\d+) (\w+)$/gm).map(([at, count, kind]) => ({
      at: new Date(at).getTime(),
      count: Number(count),
      kind,
    })),
    last: log.trim().split('\n').at(-1) ?? '',
  };
}

/** Nothing was lost from the moment at which a version came until the next one did; or else what was missing. */
async function withoutLoss(t: CheckContext, version: string, next?: string): Promise<string> {
  const deployment = (await theDeployment(t))!;
  const [sets, { first, losses, last }] = await Promise.all([setsOf(t, deployment), seenByClient(t)]);
  const coming = setOf(sets, first.get(version));
  const until = next === undefined ? undefined : setOf(sets, first.get(next));
  const lost = losses.filter(({ at }) => at >= madeAt(coming) && at < madeAt(until));
  if (lost.length === 0) return last;

  const count = lost.reduce((sum, loss) => sum + loss.count, 0);
  const seen = [...lost.slice(0, 5).map((loss) => `${loss.count} ${loss.kind}`), last].join(' · ');
  const [oldPod, newPod] = [sets.filter((set) => madeAt(set) < madeAt(coming)).at(-1), coming].map(
    (set) => set?.spec?.template?.spec,
  );
  // In the order in which it is best to learn of it.
  if (mayAllGo(deployment)) return t.fail('nobody', { count }, seen);
  // A startup probe keeps a pod from being Ready as well.
  if (!web(newPod)?.readinessProbe && !web(newPod)?.startupProbe) return t.fail('tooEarly', { count }, seen);
  if (!web(oldPod)?.lifecycle?.preStop) return t.fail('noPause', { count }, seen);
  if ((oldPod?.terminationGracePeriodSeconds ?? 30) < LEAST_GRACE_S) return t.fail('noGrace', { count }, seen);
  if (lost.some(({ kind }) => kind === 'cut')) return t.fail('hollow', { count }, seen);
  return t.fail('lost', { count }, seen);
}

function web(pod: V1PodSpec | undefined) {
  return containerOf(pod, NAME);
}

/** Whether an update may take all pods away before there are new ones. */
function mayAllGo({ spec }: V1Deployment): boolean {
  if (spec?.strategy?.type === 'Recreate') return true;
  const replicas = spec?.replicas ?? 1;
  const unavailable = String(spec?.strategy?.rollingUpdate?.maxUnavailable ?? 0);
  return (
    (unavailable.endsWith('%') ? Math.floor((parseInt(unavailable, 10) * replicas) / 100) : Number(unavailable)) >=
    replicas
  );
}
