import {
  askEveryNode,
  checks,
  inPod,
  leadsTo,
  living,
  nameOf,
  pairs,
  podsOf,
  ready,
  type CheckContext,
  type V1Deployment,
  type V1Endpoints,
} from 'kube-classroom/exercise';

const NAME = 'shop';
const OFFICE = 'shop-admin';
/** How setup.sh lets the shop's pages begin; the back office's begin with another name. */
const PAGE = `${NAME}: a page from`;

export default checks({
  async found(t) {
    const [service, deployment, endpoints] = await Promise.all([
      theService(t),
      theDeployment(t),
      t.cluster.endpoints(t.namespace, NAME, t),
    ]);
    if (!service) return t.fail('missing', { what: 'Service' });
    if (!deployment) return t.fail('missing', { what: 'Deployment' });
    const wanted = deployment.spec?.replicas ?? 1;
    const running = ready(living(await podsOf(t, deployment)));
    if (running.length < Math.max(wanted, 1)) return t.fail('pods', { count: running.length, wanted });
    const reached = addresses(endpoints);
    if (reached.length === 0)
      return t.fail('none', { selector: pairs(service.spec?.selector), count: running.length }, `endpoints ${NAME} -`);
    const left = running.filter(({ status }) => !reached.includes(status?.podIP ?? '')).map(nameOf);
    if (left.length > 0) return t.fail('some', { pods: left.join(', ') }, `endpoints ${reached.join(', ')}`);
    return running.map((pod) => `${nameOf(pod)} ${pod.status?.podIP}`).join(' · ');
  },

  async 'nobody-else'(t) {
    const [service, deployment, office, endpoints] = await Promise.all([
      theService(t),
      theDeployment(t),
      theDeployment(t, OFFICE),
      t.cluster.endpoints(t.namespace, NAME, t),
    ]);
    if (!office || ready(await podsOf(t, office)).length === 0) return t.fail('office');
    const { problem, selector, others } = await leadsTo(t, service ?? {}, deployment ?? {});
    if (problem === 'tooWide') return t.fail('others', { selector, others: others.join(', ') });
    const own = deployment ? living(await podsOf(t, deployment)) : [];
    const strangers = addresses(endpoints).filter((ip) => !own.some(({ status }) => status?.podIP === ip));
    const written = problem === 'byHand' ? others : strangers;
    if (written.length > 0) return t.fail('byHand', { others: written.join(', ') });
    return addresses(endpoints).join(' · ');
  },

  async 'same-address'(t) {
    const spec = (await theService(t))?.spec;
    const { address = '', port = '' } = t.remembered;
    const now = spec?.clusterIP ?? '-';
    if (now !== address) return t.fail('address', { before: address, now });
    const ports = (spec?.ports ?? []).map(({ nodePort }) => String(nodePort ?? '-'));
    if (!ports.includes(port)) return t.fail('port', { before: port, now: ports.join(', ') || '-' });
    return `${address} · ${port}`;
  },

  async answers(t) {
    // The one that customers know; where it is gone, and same-address says so, the one that there is now.
    const open = ((await theService(t))?.spec?.ports ?? []).flatMap(({ nodePort }) =>
      nodePort === undefined ? [] : [nodePort],
    );
    const port = open.find((one) => String(one) === t.remembered['port']) ?? open[0] ?? Number(t.remembered['port']);
    const [nodes, inside] = await Promise.all([askEveryNode(t, port), fromInside(t)]);
    const silent = nodes.filter(({ body }) => !body.startsWith(PAGE)).map(({ host }) => host.name);
    const seen = nodes.map(({ label }) => label).join(' · ');
    if (silent.length > 0) return t.fail('nodes', { port, nodes: silent.join(', ') }, seen);
    if (!inside.body.startsWith(PAGE)) return t.fail('name', {}, inside.said || inside.body.trim());
    return `${seen} · ${inside.body.trim()}`;
  },

  async 'next-pod'(t) {
    const [service, deployment] = await Promise.all([theService(t), theDeployment(t)]);
    const { problem, selector } = await leadsTo(t, service ?? {}, deployment ?? {});
    if (problem === 'noSelector') return t.fail('noSelector');
    const labels = pairs(deployment?.spec?.template.metadata?.labels);
    if (problem === 'misses') return t.fail('lost', { labels, selector });
    return `${selector} · ${labels}`;
  },
});

function theService({ cluster, namespace, signal }: CheckContext) {
  return cluster.service(namespace, NAME, { signal });
}

function theDeployment({ cluster, namespace, signal }: CheckContext, name = NAME) {
  return cluster.read<V1Deployment>({ apiVersion: 'apps/v1', kind: 'Deployment', namespace, name }, { signal });
}

/** By the Service's name, from the probe pod. */
async function fromInside(t: CheckContext): Promise<{ body: string; said: string }> {
  return inPod(t, 'probe').get(`http://${NAME}/`);
}

function addresses(endpoints: V1Endpoints | undefined): string[] {
  return (endpoints?.subsets ?? [])
    .flatMap((subset) => subset.addresses ?? [])
    .map(({ ip }) => ip)
    .sort();
}
