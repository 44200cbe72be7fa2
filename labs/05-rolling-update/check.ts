import {
  checks,
  inPod,
  nameOf,
  podsOf,
  podState,
  ready,
  revisions,
  type CheckContext,
  type Revision,
  type V1Deployment,
  type V1Pod,
} from 'kube-classroom/exercise';

const NAME = 'web';
const CLIENT = 'client';
const REPLICAS = 2;
/** How the page of a pod begins. */
const VERSION_2 = 'web version 2 ';
/** A line of the client's log, of which there is one every second. */
const COUNTED = /version 1: (\d+) {2}version 2: (\d+) {2}.* lost since: (\d+) refused, (\d+) cut off, (\d+) unanswered/;

export default checks({
  async 'version-2'(t) {
    const deployment = await theDeployment(t);
    if (!deployment) return t.fail('missing');
    const replicas = deployment.spec?.replicas ?? 1;
    if (replicas < REPLICAS) return t.fail('fewer', { replicas });
    // Those that are on their way out among them.
    const pods = await podsOf(t, deployment);
    const running = ready(pods);
    const seen = pods.map((pod) => `${nameOf(pod)} ${podState(pod)}`).join(' · ');
    if (running.length < replicas) return t.fail('notReady', { count: running.length, replicas }, seen);
    const pages = await Promise.all(
      running.map(async (pod) => (await inPod(t, nameOf(pod)).get('http://127.0.0.1:8080/')).body.trim()),
    );
    const old = pages.filter((page) => !page.startsWith(VERSION_2));
    if (old.length > 0) return t.fail('old', { count: old.length }, pages.join(' · '));
    const leaving = pods.filter((pod) => !running.includes(pod) && runs(pod)).map(nameOf);
    if (leaving.length > 0) return t.fail('leaving', { pods: leaving.join(', ') }, seen);
    return pages.join(' · ');
  },

  async 'still-there'(t) {
    const [deployment, [client]] = await Promise.all([
      theDeployment(t),
      t.cluster.pods({ namespace: t.namespace, fields: `metadata.name=${CLIENT}` }, t),
    ]);
    if (!deployment || deployment.metadata?.uid !== t.remembered['deployment']) return t.fail('deployment');
    const history = await revisions(t, deployment);
    if (history.length < 2) return t.fail('history');
    const restarts = client?.status?.containerStatuses?.[0]?.restartCount ?? 0;
    const seen = client ? `${CLIENT} ${podState(client)}, restarts ${restarts}` : '-';
    if (client?.metadata?.uid !== t.remembered['client'] || restarts > 0) return t.fail('client', {}, seen);
    return `revisions ${history.map(({ number }) => number).join(', ')} · ${seen}`;
  },

  async 'no-loss'(t) {
    const { line, version2, lost } = await counted(t);
    if (version2 === 0) return t.fail('unseen', {}, line);
    if (lost === 0) return line;
    const { deployment, before, newest } = await theUpdate(t);
    // Which of the three things was missing, in the order in which it is best to learn of them.
    if (mayAllGo(deployment)) return t.fail('nobody', { lost }, line);
    if (!tellsWhenReady(newest)) return t.fail('tooEarly', { lost }, line);
    if (!pauses(before)) return t.fail('noPause', { lost }, line);
    return t.fail('lost', { lost }, line);
  },

  async 'next-update'(t) {
    const { deployment, newest } = await theUpdate(t);
    if (mayAllGo(deployment)) return t.fail('nobody');
    if (!pauses(newest)) return t.fail('noPause');
    return `${newest.replicaSet.metadata?.name} preStop ${JSON.stringify(container(newest)?.lifecycle?.preStop)}`;
  },
});

function theDeployment({ cluster, namespace, signal }: CheckContext) {
  return cluster.read<V1Deployment>({ apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: NAME }, { signal });
}

/** The last change of the Deployment; `still-there` has seen that there was one. */
async function theUpdate(t: CheckContext): Promise<{ deployment: V1Deployment; before: Revision; newest: Revision }> {
  const deployment = (await theDeployment(t))!;
  const [before, newest] = (await revisions(t, deployment)).slice(-2);
  return { deployment, before: before!, newest: newest! };
}

/** A pod that has ended is listed for some more seconds. */
function runs({ status }: V1Pod): boolean {
  return status?.containerStatuses?.some(({ state }) => state?.running !== undefined) ?? false;
}

/** What the client has counted until now. */
async function counted({
  cluster,
  namespace,
  signal,
}: CheckContext): Promise<{ line: string; version2: number; lost: number }> {
  const log = await cluster.logs({ namespace, name: CLIENT, lines: 2 }, { signal });
  const line = log.trim().split('\n').at(-1) ?? '';
  const [, , version2, ...lost] = COUNTED.exec(line) ?? [];
  return { line, version2: Number(version2 ?? 0), lost: lost.reduce((sum, count) => sum + Number(count), 0) };
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

/** A startup probe keeps a pod from being Ready as well. */
function tellsWhenReady(revision: Revision): boolean {
  return container(revision)?.readinessProbe !== undefined || container(revision)?.startupProbe !== undefined;
}

function pauses(revision: Revision): boolean {
  return container(revision)?.lifecycle?.preStop !== undefined;
}

function container({ replicaSet }: Revision) {
  return replicaSet.spec?.template?.spec?.containers.find(({ name }) => name === NAME);
}
