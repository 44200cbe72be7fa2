import {
  askEveryNode,
  checks,
  living,
  podsOf,
  podState,
  ready,
  sameImage,
  type CheckContext,
  type V1Deployment,
} from 'kube-classroom/exercise';

const NAME = 'nginx';

export default checks({
  async deployment(t) {
    const deployment = await theDeployment(t);
    if (!deployment) return t.fail('missing');
    const image = deployment.spec?.template.spec?.containers[0]?.image;
    if (!sameImage(image, t.config.images.nginx)) return t.fail('image', { image: image ?? '?' });
    const pods = living(await podsOf(t, deployment));
    const running = ready(pods);
    if (running.length === 0)
      return t.fail('notReady', {}, pods.map((pod) => `${pod.metadata?.name} ${podState(pod)}`).join(' · '));
    return running.map((pod) => `${pod.metadata?.name} Ready`).join(' · ');
  },

  async service(t) {
    const service = await theService(t);
    if (!service) return t.fail('missing');
    const port = service.spec?.ports?.[0];
    if (port?.nodePort === undefined) return t.fail('type', { type: service.spec?.type ?? 'ClusterIP' });
    return `${port.port}:${port.nodePort}/TCP`;
  },

  async endpoints(t) {
    const [service, deployment] = await Promise.all([theService(t), theDeployment(t)]);
    const endpoints = await t.cluster.endpoints(t.namespace, NAME);
    const addresses = (endpoints?.subsets ?? [])
      .flatMap((subset) => subset.addresses ?? [])
      .map(({ ip }) => ip)
      .sort();
    if (addresses.length === 0) {
      const selector = Object.entries(service?.spec?.selector ?? {})
        .map(([key, value]) => `${key}=${value}`)
        .join(',');
      return t.fail('none', { selector: selector || '-' });
    }
    const pods = ready(deployment ? await podsOf(t, deployment) : [])
      .map((pod) => pod.status?.podIP ?? '')
      .sort();
    if (addresses.join() !== pods.join())
      return t.fail('others', {}, `endpoints ${addresses.join(', ')} · pods ${pods.join(', ')}`);
    return addresses.join(' · ');
  },

  async 'every-node'(t) {
    const port = (await theService(t))?.spec?.ports?.[0]?.nodePort ?? 0;
    const answers = await askEveryNode(t, port);
    const silent = answers.filter(({ body }) => !body.includes('Welcome to nginx'));
    const seen = answers.map(({ label }) => label).join(' · ');
    if (silent.length > 0)
      return t.fail('silent', { port, nodes: silent.map(({ host }) => host.name).join(', ') }, seen);
    return seen;
  },
});

function theDeployment({ cluster, namespace }: CheckContext) {
  return cluster.read<V1Deployment>({ apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: NAME });
}

function theService({ cluster, namespace }: CheckContext) {
  return cluster.service(namespace, NAME);
}
