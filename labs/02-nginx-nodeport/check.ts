import {
  askEveryNode,
  checks,
  containerOf,
  leadsTo,
  living,
  nameOf,
  podsOf,
  podState,
  ready,
  sameImage,
  type CheckContext,
  type V1Deployment,
} from 'kube-classroom/exercise';

const NAME = 'nginx';
const PAGE = 'Welcome to nginx';

export default checks({
  async deployment(t) {
    const deployment = await theDeployment(t);
    if (!deployment) return t.fail('missing');
    const wanted = t.config.images.nginx;
    const containers = deployment.spec?.template.spec?.containers ?? [];
    if (!containers.some(({ image }) => sameImage(image, wanted)))
      return t.fail('image', { image: containers.map(({ image }) => image ?? '?').join(', ') });
    const pods = living(await podsOf(t, deployment)).filter(({ spec }) => containerOf(spec, wanted));
    const running = ready(pods);
    if (running.length === 0)
      return t.fail('notReady', {}, pods.map((pod) => `${nameOf(pod)} ${podState(pod)}`).join(' · '));
    return running.map((pod) => `${nameOf(pod)} Ready`).join(' · ');
  },

  async service(t) {
    const service = await theService(t);
    if (!service) return t.fail('missing');
    const open = nodePorts(service);
    if (open.length === 0) return t.fail('type', { type: service.spec?.type ?? 'ClusterIP' });
    return open.join(' · ');
  },

  async endpoints(t) {
    const [service, deployment, endpoints] = await Promise.all([
      theService(t),
      theDeployment(t),
      t.cluster.endpoints(t.namespace, NAME, t),
    ]);
    if (!service || !deployment) return t.fail('noSelector');
    const { problem, selector, others } = await leadsTo(t, service, deployment);
    if (problem === 'noSelector') return t.fail('noSelector');
    const labels = Object.entries(deployment.spec?.template.metadata?.labels ?? {});
    if (problem === 'misses')
      return t.fail('misses', { selector, labels: labels.map((label) => label.join('=')).join(',') });
    if (problem !== undefined) return t.fail('others', { others: others.join(', ') });
    const reached = (endpoints?.subsets ?? []).flatMap(({ addresses = [] }) => addresses.map(({ ip }) => ip));
    const pods = ready(await podsOf(t, deployment)).map(({ status }) => status?.podIP ?? '');
    const differ = [...pods.filter((ip) => !reached.includes(ip)), ...reached.filter((ip) => !pods.includes(ip))];
    if (differ.length > 0) return t.fail('differ', { addresses: [...new Set(differ)].join(', ') });
    return pods.join(' · ');
  },

  async 'every-node'(t) {
    const service = await theService(t);
    // A Service may have more ports than the one for the page.
    const asked = await Promise.all(
      nodePorts(service).map(async (port) => {
        const answers = await askEveryNode(t, port);
        const silent = answers.filter(({ body }) => !body.includes(PAGE));
        return { port, silent, all: answers.length, seen: answers.map(({ label }) => label).join(' · ') };
      }),
    );
    asked.sort((a, b) => a.silent.length - b.silent.length);
    const [best] = asked;
    if (!best) return t.fail('silent', { port: '-' });
    const { port, silent, all, seen } = best;
    if (silent.length === 0) return `${port}: ${seen}`;
    if (silent.length === all) return t.fail('silent', { port }, seen);
    const nodes = silent.map(({ host }) => host.name).join(', ');
    if (service?.spec?.externalTrafficPolicy === 'Local') return t.fail('local', { port, nodes }, seen);
    return t.fail('some', { port, nodes }, seen);
  },
});

function theDeployment({ cluster, namespace, signal }: CheckContext) {
  return cluster.read<V1Deployment>({ apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: NAME }, { signal });
}

function theService({ cluster, namespace, signal }: CheckContext) {
  return cluster.service(namespace, NAME, { signal });
}

/** The ports that the Service has opened on the nodes. */
function nodePorts(service: Awaited<ReturnType<typeof theService>>): number[] {
  return (service?.spec?.ports ?? []).flatMap(({ nodePort }) => nodePort ?? []);
}
