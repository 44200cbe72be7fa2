import {
  checks,
  inPod,
  leadsTo,
  living,
  nameOf,
  podsOf,
  ready,
  type CheckContext,
  type V1ConfigMap,
  type V1Deployment,
  type V1Endpoints,
  type V1Pod,
  type V1Service,
} from 'kube-classroom/exercise';

const NAME = 'tea';
const PORT = 80;
/** Both houses, with the fewest open pods that each may have: one of the first is to close. */
const HOUSES = { tea: 2, 'tea-annex': 1 };
/** How the page of both houses begins; the pod's name follows. The kitchen's begins otherwise. */
const PAGE = 'tea from ';
/** That one of four pods is passed over by chance is as likely as one in 200 000. */
const GUESTS = 48;
/** 0.33, 0.3333 and 0.33333333349 are the same. */
const ROUNDED = 0.01;

export default checks({
  async endpoints(t) {
    const [service, endpoints, houses] = await Promise.all([theService(t), theEndpoints(t), theHouses(t)]);
    if (!service) return t.fail('missing');
    if (!portOf(service))
      return t.fail('port', { ports: (service.spec?.ports ?? []).map(({ port }) => port).join(', ') || '-' });
    const gone = houses.find(({ deployment }) => !deployment);
    if (gone) return t.fail('house', { house: gone.name });
    const lead = await leadsTo(t, service, ...houses.flatMap(({ deployment }) => deployment ?? []));
    if (lead.problem === 'noSelector') return t.fail('noSelector');
    if (lead.problem === 'misses') return t.fail('misses', { selector: lead.selector, houses: lead.others.join(', ') });
    const few = houses.find(({ pods, least }) => ready(pods).length < least);
    if (few) return t.fail('pods', { house: few.name, count: ready(few.pods).length, least: few.least });
    const reached = destinations(service, endpoints).map(({ ip }) => ip);
    const open = ready(houses.flatMap(({ pods }) => pods));
    const left = open.filter(({ status }) => !reached.includes(status?.podIP ?? '')).map(nameOf);
    if (left.length > 0) return t.fail('left', { pods: left.join(', ') }, `endpoints ${reached.join(', ') || '-'}`);
    return `${lead.selector} · ${open.map((pod) => `${nameOf(pod)} ${pod.status?.podIP}`).join(' · ')}`;
  },

  async 'nobody-else'(t) {
    const [service, endpoints, houses] = await Promise.all([theService(t), theEndpoints(t), theHouses(t)]);
    const { problem, selector, others } = await leadsTo(
      t,
      service ?? {},
      ...houses.flatMap(({ deployment }) => deployment ?? []),
    );
    if (problem === 'tooWide') return t.fail('others', { selector, others: others.join(', ') });
    if (problem === 'byHand') return t.fail('byHand', { others: others.join(', ') });
    const own = houses.flatMap(({ pods }) => pods).map(({ status }) => status?.podIP);
    const strangers = destinations(service, endpoints).filter(({ ip }) => !own.includes(ip));
    if (strangers.length > 0) return t.fail('byHand', { others: strangers.map(({ ip }) => ip).join(', ') });
    return destinations(service, endpoints)
      .map(({ ip }) => ip)
      .join(' · ');
  },

  async answers(t) {
    const [service, endpoints, houses] = await Promise.all([theService(t), theEndpoints(t), theHouses(t)]);
    const address = service?.spec?.clusterIP ?? '-';
    if (!/^\d/.test(address)) return t.fail('noAddress');
    const probe = inPod(t, 'probe');
    const asked = await Promise.all(
      destinations(service, endpoints).map(async ({ ip, port }) => ({
        place: `${ip}:${port}`,
        ...(await probe.get(`http://${ip}:${port}/`)),
      })),
    );
    const closed = asked.filter(({ body }) => !body.startsWith(PAGE));
    if (closed.length > 0)
      return t.fail(
        'closed',
        { addresses: closed.map(({ place }) => place).join(', ') },
        closed.map(({ place, body, said }) => `${place} ${body.trim() || said}`).join(' · '),
      );
    const { served, seen } = await guests(t, address);
    if (served.includes(undefined)) return t.fail('turnedAway', { address }, seen);
    const without = ready(houses.flatMap(({ pods }) => pods))
      .map(nameOf)
      .filter((pod) => !served.includes(pod));
    if (without.length > 0) return t.fail('unshared', { guests: GUESTS, pods: without.join(', ') }, seen);
    return seen;
  },

  async 'pods-changed'(t) {
    const [service, houses] = await Promise.all([theService(t), theHouses(t)]);
    const pods = houses.flatMap((house) => house.pods);
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

  async 'drops-out'(t) {
    const [service, endpoints, [tea]] = await Promise.all([theService(t), theEndpoints(t), theHouses(t)]);
    const open = ready(tea?.pods ?? []);
    const closed = (tea?.pods ?? []).filter((pod) => pod.status?.phase === 'Running' && !open.includes(pod));
    if (closed.length === 0) return t.fail('none', { pods: open.map(nameOf).join(', ') });
    const { served, seen } = await guests(t, service?.spec?.clusterIP ?? '-');
    const reached = destinations(service, endpoints).map(({ ip }) => ip);
    const led = closed.filter((pod) => served.includes(nameOf(pod)) || reached.includes(pod.status?.podIP ?? ''));
    if (led.length > 0) return t.fail('led', { pods: led.map(nameOf).join(', ') }, seen);
    return `${closed.map((pod) => `${nameOf(pod)} 0`).join(' · ')} · ${seen}`;
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
    if (!sameDestination.some((rule) => Math.abs(rule.probability - share(probability)) < ROUNDED))
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

interface House {
  name: string;
  least: number;
  deployment: V1Deployment | undefined;
  pods: V1Pod[];
}

function theHouses(t: CheckContext): Promise<House[]> {
  const { cluster, namespace, signal } = t;
  return Promise.all(
    Object.entries(HOUSES).map(async ([name, least]) => {
      const deployment = await cluster.read<V1Deployment>(
        { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name },
        { signal },
      );
      return { name, least, deployment, pods: deployment ? living(await podsOf(t, deployment)) : [] };
    }),
  );
}

function portOf(service: V1Service | undefined) {
  return service?.spec?.ports?.find(({ port, protocol = 'TCP' }) => port === PORT && protocol === 'TCP');
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

/** Many guests, one after the other, and which pod has served each: undefined for one who was turned away, who is the last. */
async function guests(t: CheckContext, address: string): Promise<{ served: (string | undefined)[]; seen: string }> {
  const ask = `i=0; while [ $i -lt ${GUESTS} ]; do timeout 3 wget -q -O - http://${address}:${PORT}/ || exit; i=$((i+1)); done`;
  const { exitCode, stdout } = await inPod(t, 'probe').run(['sh', '-c', ask]);
  const served = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (line.startsWith(PAGE) ? line.slice(PAGE.length).trim() : undefined));
  if (exitCode !== 0) served.push(undefined);
  const counts = new Map<string, number>();
  for (const pod of served) if (pod !== undefined) counts.set(pod, (counts.get(pod) ?? 0) + 1);
  return { served, seen: [...counts].map(([pod, count]) => `${pod} ${count}`).join(' · ') };
}

/** What the student has written down. */
async function theFindings({ cluster, namespace, signal }: CheckContext): Promise<Record<string, string> | undefined> {
  const map = await cluster.read<V1ConfigMap>(
    { apiVersion: 'v1', kind: 'ConfigMap', namespace, name: 'found' },
    { signal },
  );
  return map && Object.fromEntries(Object.entries(map.data ?? {}).map(([key, value]) => [key, value.trim()]));
}

/** 0.33, 1/3, 33 % and “1 in 3” are the same, with the signs of Chinese keyboards as well. */
function share(text: string): number {
  const plain = text.normalize('NFKC').replace(/\s/g, '').replace(',', '.');
  const [, part, whole = '1', percent] = /^[^\d.]*(\d*\.?\d+)(?:(?:\/|:|in|of)(\d+))?(%?)/.exec(plain) ?? [];
  return Number(part) / Number(whole) / (percent ? 100 : 1);
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
