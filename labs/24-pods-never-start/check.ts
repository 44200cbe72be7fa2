import {
  askEveryNode,
  checks,
  living,
  nameOf,
  podsOf,
  podState,
  ready,
  sameImage,
  type CheckContext,
  type V1Deployment,
  type V1Pod,
} from 'kube-classroom/exercise';

const NAME = 'greeter';
const REPLICAS = 3;
const GREETING = 'Hello from ';

export default checks({
  async running(t) {
    const deployment = await theDeployment(t);
    if (!deployment) return t.fail('missing');
    const replicas = deployment.spec?.replicas ?? 1;
    if (replicas < REPLICAS) return t.fail('fewer', { replicas });
    const pods = living(await podsOf(t, deployment));
    const running = ready(pods);
    const seen = pods.map((pod) => `${nameOf(pod)} ${podState(pod)}`).join(' · ');
    if (running.length < REPLICAS) return t.fail('notReady', { count: running.length, states: states(pods) }, seen);
    return running.map((pod) => `${nameOf(pod)} Ready`).join(' · ');
  },

  async answers(t) {
    const service = await t.cluster.service(t.namespace, NAME, t);
    const port = service?.spec?.ports?.[0]?.nodePort;
    if (port === undefined) return t.fail('noPort');
    const nodes = await askEveryNode(t, port);
    const silent = nodes.filter(({ body }) => !body.startsWith(GREETING)).map(({ host }) => host.name);
    const seen = nodes.map(({ label }) => label).join(' · ');
    if (silent.length > 0) return t.fail('silent', { port, nodes: silent.join(', ') }, seen);
    return seen;
  },

  async 'next-pod'(t) {
    const { spec, status, metadata } = (await theDeployment(t)) ?? {};
    // All that a pod pulls before it can start.
    const containers = [...(spec?.template.spec?.initContainers ?? []), ...(spec?.template.spec?.containers ?? [])];
    const images = [...new Set(containers.map(({ image }) => image ?? '-'))];
    const others = images.filter((image) => !sameImage(image, t.config.images.busybox));
    if (others.length > 0) return t.fail('image', { images: others.join(', ') });
    const updated =
      (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0) ? (status?.updatedReplicas ?? 0) : 0;
    const wanted = spec?.replicas ?? 0;
    if (updated < wanted || spec?.paused) return t.fail('waiting', { count: Math.max(0, wanted - updated) });
    return `${images.join(', ')} · ${updated}/${wanted}`;
  },

  async 'nothing-left'(t) {
    const pods = living(await t.cluster.pods({ namespace: t.namespace }, t));
    const left = pods.filter((pod) => ready([pod]).length === 0 && pod.status?.phase !== 'Succeeded');
    if (left.length > 0)
      return t.fail('left', { pods: left.map((pod) => `${nameOf(pod)} ${podState(pod)}`).join(', ') });
    return pods.map((pod) => `${nameOf(pod)} ${podState(pod)}`).join(' · ');
  },
});

function theDeployment({ cluster, namespace, signal }: CheckContext) {
  return cluster.read<V1Deployment>({ apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: NAME }, { signal });
}

function states(pods: readonly V1Pod[]): string {
  return [...new Set(pods.map(podState))].join(', ') || '-';
}
