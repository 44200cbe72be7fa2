import {
  askService,
  checks,
  leadsTo,
  living,
  nameOf,
  ownedBy,
  podsOf,
  podState,
  ready,
  sameImage,
  selects,
  type CheckContext,
  type V1Deployment,
  type V1Pod,
  type V1ReplicaSet,
} from 'kube-classroom/exercise';

const NAME = 'greeter';
const REPLICAS = 3;
const GREETING = 'Hello from ';
/** That of setup.sh, which there is none of. */
const REGISTRY = 'registry.example.com/';

export default checks({
  async running(t) {
    const deployment = await theDeployment(t);
    if (!deployment) return t.fail('missing');
    const replicas = deployment.spec?.replicas ?? 1;
    if (replicas < REPLICAS) return t.fail('fewer', { replicas });
    const pods = living(await podsOf(t, deployment));
    const running = ready(pods);
    const seen = pods.map((pod) => `${nameOf(pod)} ${podState(pod)}`).join(' · ');
    if (running.length >= REPLICAS) return running.map((pod) => `${nameOf(pod)} Ready`).join(' · ');

    const copy = await copyOf(deployment, t);
    if (copy) return t.fail('copy', { name: copy }, seen);
    const all = containersOf(deployment);
    const wrong = all.filter(({ image }) => !isOfTheLab(image, t)).map(({ name }) => name);
    if (wrong.length > 0 && wrong.length < all.length)
      return t.fail('half', { container: wrong.join(', '), states: states(pods) }, seen);
    return t.fail('notReady', { count: running.length, states: states(pods) }, seen);
  },

  async answers(t) {
    const [service, deployment] = await Promise.all([t.cluster.service(t.namespace, NAME, t), theDeployment(t)]);
    const asked = await askService(t, service, (body) => body.startsWith(GREETING));
    if (!service || !asked) return t.fail('noPort');
    const { port, answers, silent } = asked;
    const seen = answers.map(({ label }) => label).join(' · ');
    const { problem, selector } = await leadsTo(t, service, deployment!);
    if (problem === 'noSelector' || problem === 'byHand') return t.fail('byHand', {}, seen);
    if (problem === 'misses') return t.fail('misses', { selector }, seen);
    if (silent.length === answers.length) return t.fail('nobody', { port }, seen);
    if (silent.length > 0)
      return t.fail('silent', { port, nodes: silent.map(({ host }) => host.name).join(', ') }, seen);
    return seen;
  },

  async 'next-pod'(t) {
    const deployment = await theDeployment(t);
    // All that a pod pulls before it can start. Another container beside them may run anything that the lab has.
    const images = [...new Set(containersOf(deployment).map(({ image }) => image ?? '-'))];
    const others = images.filter((image) => !isOfTheLab(image, t)).join(', ');
    const { spec, status, metadata } = deployment ?? {};
    const updated =
      (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0) ? (status?.updatedReplicas ?? 0) : 0;
    const wanted = spec?.replicas ?? 0;
    if (others !== '' && deployment) {
      const running = ready(await podsOf(t, deployment)).flatMap((pod) => pod.spec?.containers ?? []);
      if (running.some(({ image }) => image?.startsWith(REGISTRY))) return t.fail('borrowed', { images: others });
      return t.fail('image', { images: others });
    }
    if (updated < wanted) return t.fail('waiting', { count: wanted - updated });
    return `${images.join(', ')} · ${updated}/${wanted}`;
  },

  async 'nothing-left'(t) {
    const [all, sets] = await Promise.all([
      t.cluster.pods({ namespace: t.namespace }, t),
      t.cluster.list<V1ReplicaSet>('apps/v1', 'ReplicaSet', { namespace: t.namespace }, t),
    ]);
    const pods = living(all);
    const left = pods.filter((pod) => ready([pod]).length === 0 && pod.status?.phase !== 'Succeeded');
    const named = left.map((pod) => `${nameOf(pod)} ${podState(pod)}`).join(', ');
    const orphaned = sets
      .filter(({ metadata }) => !metadata?.ownerReferences?.length)
      .filter((set) => ownedBy(left, set).length > 0);
    if (orphaned.length > 0) return t.fail('orphans', { pods: named, sets: orphaned.map(nameOf).join(', ') });
    if (left.length > 0) return t.fail('left', { pods: named });
    return pods.map((pod) => `${nameOf(pod)} ${podState(pod)}`).join(' · ');
  },
});

function theDeployment({ cluster, namespace, signal }: CheckContext) {
  return cluster.read<V1Deployment>({ apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: NAME }, { signal });
}

function containersOf(deployment: V1Deployment | undefined) {
  const { initContainers = [], containers = [] } = deployment?.spec?.template.spec ?? {};
  return [...initContainers, ...containers];
}

function isOfTheLab(image: string | undefined, { config }: CheckContext): boolean {
  return Object.values(config.images).some((one) => sameImage(image, one));
}

/** Another Deployment for the same Service, whose pods run. */
async function copyOf(
  deployment: V1Deployment,
  { cluster, namespace, signal }: CheckContext,
): Promise<string | undefined> {
  const all = await cluster.list<V1Deployment>('apps/v1', 'Deployment', { namespace }, { signal });
  const copy = all.find(
    ({ metadata, spec, status }) =>
      metadata?.uid !== deployment.metadata?.uid &&
      selects(deployment.spec?.selector.matchLabels, spec?.template.metadata?.labels) &&
      (status?.readyReplicas ?? 0) > 0,
  );
  return copy && nameOf(copy);
}

function states(pods: readonly V1Pod[]): string {
  return [...new Set(pods.map(podState))].join(', ') || '-';
}
