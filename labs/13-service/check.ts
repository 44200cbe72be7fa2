import {
  checks,
  inPod,
  nameOf,
  ready,
  type CheckContext,
  type V1ConfigMap,
  type V1Endpoints,
  type V1Pod,
  type V1Service,
} from 'kube-classroom/exercise';

const NAME = 'tea';
const PORT = 80;
const PODS = 3;
/** How the page of both houses begins; the kitchen's begins otherwise. */
const PAGE = 'tea from ';
/** Those whose pods guests may meet. */
const GUESTS = 'app=tea,tier=counter';
/** 0.33, 0.3333 and 0.33333333349 are the same. */
const ROUNDED = 0.01;

export default checks({
  async endpoints(t) {
    const [service, endpoints, pods] = await Promise.all([theService(t), theEndpoints(t), houses(t)]);
    if (!service) return t.fail('missing');
    if (!portOf(service))
      return t.fail('port', { ports: (service.spec?.ports ?? []).map(({ port }) => port).join(', ') || '-' });
    if (pods.length < PODS) return t.fail('pods', { count: pods.length });
    const reached = destinations(service, endpoints).map(({ ip }) => ip);
    const left = pods.filter(({ status }) => !reached.includes(status?.podIP ?? '')).map(nameOf);
    if (left.length > 0)
      return t.fail('left', { pods: left.join(', ') }, `endpoints ${reached.join(', ') || '<none>'}`);
    return pods.map((pod) => `${nameOf(pod)} ${pod.status?.podIP}`).join(' · ');
  },

  async 'nobody-else'(t) {
    const [service, endpoints, own, all] = await Promise.all([
      theService(t),
      theEndpoints(t),
      houses(t),
      t.cluster.pods({ namespace: t.namespace }, t),
    ]);
    const reached = destinations(service, endpoints);
    const others = reached.filter(({ ip }) => !own.some(({ status }) => status?.podIP === ip));
    const names = others.map(({ ip }) => all.find(({ status }) => status?.podIP === ip)?.metadata?.name ?? ip);
    if (names.length > 0) return t.fail('others', { pods: names.join(', ') });
    return reached.map(({ ip }) => ip).join(' · ');
  },

  async answers(t) {
    const [service, endpoints] = await Promise.all([theService(t), theEndpoints(t)]);
    const places = destinations(service, endpoints).map(({ ip, port }) => `${ip}:${port}`);
    const asked = await Promise.all(
      [`${service?.spec?.clusterIP}:${PORT}`, ...places].map(async (address) => ({
        address,
        ...(await page(t, address)),
      })),
    );
    const closed = asked.filter(({ body }) => !body.startsWith(PAGE));
    const seen = asked.map(({ address, body, said }) => `${address} ${body || said}`).join(' · ');
    if (closed.length > 0)
      return t.fail('closed', { addresses: closed.map(({ address }) => address).join(', ') }, seen);
    return seen;
  },

  async 'pods-changed'(t) {
    const [service, pods] = await Promise.all([theService(t), houses(t)]);
    const old = pods
      .filter(({ metadata }) => t.remembered['pods']?.split(' ').includes(metadata?.uid ?? ''))
      .map(nameOf);
    if (old.length > 0) return t.fail('same', { pods: old.join(', ') });
    const since = service?.metadata?.creationTimestamp ?? new Date();
    const seen = [
      `Service ${since.toISOString()}`,
      ...pods.map((pod) => `${nameOf(pod)} ${pod.metadata?.creationTimestamp?.toISOString()}`),
    ].join(' · ');
    const older = pods.filter(({ metadata }) => (metadata?.creationTimestamp ?? since) < since).map(nameOf);
    if (older.length > 0) return t.fail('younger', { pods: older.join(', ') }, seen);
    return `${service?.spec?.clusterIP} · ${seen}`;
  },

  async 'dnat-rule'(t) {
    const [service, endpoints, found] = await Promise.all([theService(t), theEndpoints(t), theFindings(t)]);
    if (!found) return t.fail('missing');
    const empty = ['chain', 'probability', 'destination'].filter((key) => !found[key]);
    if (empty.length > 0) return t.fail('key', { keys: empty.join(', ') });
    const { chain = '', probability = '', destination = '' } = found;
    const rules = await rulesOnNodes(t, service?.spec?.clusterIP ?? '');
    const sameChain = rules.filter((rule) => rule.chain === chain);
    if (sameChain.length === 0) return t.fail('chain', { chain });
    if (!destinations(service, endpoints).some(({ ip, port }) => destination === `${ip}:${port}`))
      return t.fail('gone', { destination });
    const sameDestination = sameChain.filter((rule) => rule.destination === destination);
    if (sameDestination.length === 0) return t.fail('destination', { destination });
    if (!sameDestination.some((rule) => Math.abs(rule.probability - Number(probability)) < ROUNDED))
      return t.fail('probability', { probability });
    return `${chain} · ${probability} · ${destination}`;
  },
});

function theService({ cluster, namespace, signal }: CheckContext) {
  return cluster.service(namespace, NAME, { signal });
}

function theEndpoints({ cluster, namespace, signal }: CheckContext) {
  return cluster.endpoints(namespace, NAME, { signal });
}

/** The pods of both houses. */
async function houses({ cluster, namespace, signal }: CheckContext): Promise<V1Pod[]> {
  return ready(await cluster.pods({ namespace, labels: GUESTS }, { signal }));
}

function portOf(service: V1Service | undefined) {
  return service?.spec?.ports?.find(({ port }) => port === PORT);
}

/** Where the Service's port leads to. */
function destinations(
  service: V1Service | undefined,
  endpoints: V1Endpoints | undefined,
): { ip: string; port: number }[] {
  const { name } = portOf(service) ?? {};
  return (endpoints?.subsets ?? []).flatMap(({ addresses = [], ports = [] }) =>
    ports.filter((one) => one.name === name).flatMap(({ port }) => addresses.map(({ ip }) => ({ ip, port }))),
  );
}

/** As somebody inside the cluster gets it. */
async function page(t: CheckContext, address: string): Promise<{ body: string; said: string }> {
  const { body, said } = await inPod(t, 'probe').get(`http://${address}/`);
  return { body: body.trim(), said };
}

/** What the student has written down. */
async function theFindings({ cluster, namespace, signal }: CheckContext): Promise<Record<string, string> | undefined> {
  const map = await cluster.read<V1ConfigMap>(
    { apiVersion: 'v1', kind: 'ConfigMap', namespace, name: 'found' },
    { signal },
  );
  return map && Object.fromEntries(Object.entries(map.data ?? {}).map(([key, value]) => [key, value.trim()]));
}

interface Rule {
  /** The Service's own, KUBE-SVC-… */
  chain: string;
  /** Of the first of its rules. */
  probability: number;
  /** Where that one leads to: address and port of a pod. */
  destination: string;
}

/** The Service as kube-proxy has written it down on the nodes: on each the same, once all have followed. */
async function rulesOnNodes({ hosts, signal }: CheckContext, address: string): Promise<Rule[]> {
  const tables = await Promise.all(
    hosts.map(async (host) => {
      const { exitCode, stdout, stderr } = await host.run(['iptables-save', '-t', 'nat'], { signal });
      if (exitCode !== 0) throw new Error(`iptables-save on ${host.name}: ${stderr.trim()}`);
      return stdout;
    }),
  );
  const rules = tables.map((table) => ruleIn(table, address)).filter((rule) => rule !== undefined);
  if (rules.length === 0) throw new Error(`no node has a rule for ${address}:${PORT}`);
  return rules;
}

function ruleIn(table: string, address: string): Rule | undefined {
  const chain = new RegExp(`^-A KUBE-SERVICES -d ${address}/32 .*--dport ${PORT} -j (KUBE-SVC-\\w+)$`, 'm').exec(
    table,
  )?.[1];
  const [, probability, pod] =
    new RegExp(`^-A ${chain} .*--probability (\\S+) -j (KUBE-SEP-\\w+)$`, 'm').exec(table) ?? [];
  const destination = new RegExp(`^-A ${pod} .*-j DNAT --to-destination (\\S+)$`, 'm').exec(table)?.[1];
  return chain === undefined || destination === undefined
    ? undefined
    : { chain, probability: Number(probability), destination };
}
