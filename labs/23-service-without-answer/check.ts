import {
  askEveryNode,
  checks,
  inPod,
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
    if (reached.length === 0) return t.fail('none', { count: running.length }, `endpoints ${NAME} <none>`);
    const left = running.filter(({ status }) => !reached.includes(status?.podIP ?? '')).map(nameOf);
    if (left.length > 0) return t.fail('some', { pods: left.join(', ') }, `endpoints ${reached.join(', ')}`);
    return running.map((pod) => `${nameOf(pod)} ${pod.status?.podIP}`).join(' · ');
  },

  async 'nobody-else'(t) {
    const [deployment, endpoints, pods] = await Promise.all([
      theDeployment(t),
      t.cluster.endpoints(t.namespace, NAME, t),
      t.cluster.pods({ namespace: t.namespace }, t),
    ]);
    const own = deployment ? living(await podsOf(t, deployment)) : [];
    const others = addresses(endpoints).filter((ip) => !own.some(({ status }) => status?.podIP === ip));
    const names = others.map((ip) => pods.find(({ status }) => status?.podIP === ip)?.metadata?.name ?? ip);
    if (others.length > 0) return t.fail('others', { pods: names.join(', ') });
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
    if (!inside.body.startsWith(PAGE)) return t.fail('name', { said: inside.said || inside.body.trim() });
    return `${seen} · ${inside.body.trim()}`;
  },

  async 'next-pod'(t) {
    const [service, deployment] = await Promise.all([theService(t), theDeployment(t)]);
    const labels = deployment?.spec?.template.metadata?.labels ?? {};
    const selector = service?.spec?.selector ?? {};
    const fits = Object.entries(selector).every(([key, value]) => labels[key] === value);
    if (!fits) return t.fail('lost', { labels: pairs(labels), selector: pairs(selector) });
    return `${pairs(selector)} · ${pairs(labels)}`;
  },
});

function theService({ cluster, namespace, signal }: CheckContext) {
  return cluster.service(namespace, NAME, { signal });
}

function theDeployment({ cluster, namespace, signal }: CheckContext) {
  return cluster.read<V1Deployment>({ apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: NAME }, { signal });
}

/** By the Service's name, from the probe pod. A student may have removed it: then there is nobody to ask. */
async function fromInside(t: CheckContext): Promise<{ body: string; said: string }> {
  return inPod(t, 'probe').get(`http://${NAME}/`);
}

function addresses(endpoints: V1Endpoints | undefined): string[] {
  return (endpoints?.subsets ?? [])
    .flatMap((subset) => subset.addresses ?? [])
    .map(({ ip }) => ip)
    .sort();
}
