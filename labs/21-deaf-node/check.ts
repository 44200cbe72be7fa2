import {
  askService,
  checks,
  helperPod,
  inPod,
  leadsTo,
  nameOf,
  nodeOf,
  ownedBy,
  ready,
  type CheckContext,
  type V1DaemonSet,
  type V1Deployment,
  type V1Node,
  type V1PodTemplateSpec,
  type V1Service,
} from 'kube-classroom/exercise';

const SERVICES = ['news', 'news-mobile'];
/** The pod that looks from inside, on the first worker. */
const PROBE = 'probe';
/** How setup.sh lets the news begin. */
const isNews = (body: string) => body.startsWith('news, edition');

export default checks({
  async nodes(t) {
    const news = await theNews(t);
    const asked = await Promise.all(
      SERVICES.map(async (name) => {
        const service = await theService(t, name);
        const [lead, answers] = await Promise.all([
          service && news && leadsTo(t, service, news),
          askService(t, service, isNews),
        ]);
        return { name, lead, answers };
      }),
    );
    const closed = asked.find(({ answers }) => !answers);
    if (closed) return t.fail('noPort', { service: closed.name });
    const seen = asked
      .map(({ answers }) => `${answers!.port}: ${answers!.answers.map(({ label }) => label).join(' · ')}`)
      .join(' — ');
    const misled = asked.find(({ lead }) => lead?.problem !== undefined || !lead);
    if (misled) return t.fail('misled', { service: misled.name, selector: misled.lead?.selector ?? '-' }, seen);
    for (const { name, answers } of asked) {
      const { port, silent } = answers!;
      if (silent.length > 0)
        return t.fail('silent', { service: name, port, nodes: silent.map(({ host }) => host.name).join(', ') }, seen);
    }
    return seen;
  },

  async inside(t) {
    const [{ spec }, services] = await Promise.all([
      helperPod(t, PROBE),
      Promise.all(SERVICES.map((name) => theService(t, name))),
    ]);
    if (spec?.nodeName !== nodeOf(t, t.workers[0]!)) return t.fail('elsewhere', { node: spec?.nodeName ?? '-' });
    const probe = inPod(t, PROBE);
    const asked = await Promise.all(
      services.flatMap((service) =>
        (service?.spec?.ports ?? []).map(async ({ port }) => {
          const address = `${service?.spec?.clusterIP}:${port}`;
          return { service: nameOf(service!), address, ...(await probe.get(`http://${address}/`, 5)) };
        }),
      ),
    );
    for (const service of SERVICES) {
      const tried = asked.filter((one) => one.service === service);
      const [first] = tried;
      if (!tried.some(({ body }) => isNews(body)))
        return t.fail('silent', {
          service,
          address: first?.address ?? '-',
          said: first?.said || first?.body.trim() || '-',
        });
    }
    return asked
      .filter(({ body }) => isNews(body))
      .map(({ address, body }) => `${address} ${body.trim()}`)
      .join(' · ');
  },

  async proxies(t) {
    const set = await theProxy(t);
    if (!set) return t.fail('missing');
    const [nodes, pods] = await Promise.all([t.cluster.nodes(t), t.cluster.pods({ namespace: 'kube-system' }, t)]);
    const served = ready(ownedBy(pods, set));
    const absent = nodes.map(nameOf).filter((name) => !served.some(({ spec }) => spec?.nodeName === name));
    if (absent.length > 0) return t.fail('absent', { nodes: absent.join(', ') });
    return served.map(({ metadata, spec }) => `${metadata?.name} ${spec?.nodeName}`).join(' · ');
  },

  async tomorrow(t) {
    const [set, nodes] = await Promise.all([theProxy(t), t.cluster.nodes(t)]);
    const labels = labelsOfANewNode(nodes[0]);
    const unmet = conditions(set?.spec?.template)
      .filter(({ holds }) => !holds(labels))
      .map(({ text }) => text);
    if (unmet.length > 0) return t.fail('excluded', { conditions: unmet.join(', ') });
    return Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .join(',');
  },
});

function theService({ cluster, namespace, signal }: CheckContext, name: string): Promise<V1Service | undefined> {
  return cluster.service(namespace, name, { signal });
}

function theNews({ cluster, namespace, signal }: CheckContext): Promise<V1Deployment | undefined> {
  return cluster.read({ apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: 'news' }, { signal });
}

function theProxy({ cluster, signal }: CheckContext): Promise<V1DaemonSet | undefined> {
  return cluster.read<V1DaemonSet>(
    { apiVersion: 'apps/v1', kind: 'DaemonSet', namespace: 'kube-system', name: 'kube-proxy' },
    { signal },
  );
}

type Labels = Readonly<Record<string, string>>;

/** What a kubelet says of its node by itself; every other label was given by somebody. */
function labelsOfANewNode(like: V1Node | undefined): Labels {
  const own = Object.entries(like?.metadata?.labels ?? {}).filter(([key]) =>
    /^(beta\.)?kubernetes\.io\/(os|arch)$/.test(key),
  );
  return { ...Object.fromEntries(own), 'kubernetes.io/hostname': 'new', 'metadata.name': 'new' };
}

interface Condition {
  text: string;
  holds: (labels: Labels) => boolean;
}

/** What a node must have for a pod of this template to be put there. */
function conditions(template: V1PodTemplateSpec | undefined): Condition[] {
  const { nodeSelector = {}, affinity } = template?.spec ?? {};
  const selected = Object.entries(nodeSelector).map(([key, value]) => ({
    text: `${key}=${value}`,
    holds: (labels: Labels) => labels[key] === value,
  }));
  const terms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  if (!terms) return selected;
  // One of the terms must hold, and of a term every line.
  const lines = terms.map((term) => [...(term.matchExpressions ?? []), ...(term.matchFields ?? [])]);
  const text = lines
    .map((line) =>
      line.map(({ key, operator, values = [] }) => [key, operator, values.join('|')].join(' ').trim()).join(' + '),
    )
    .join(' / ');
  return [
    ...selected,
    { text, holds: (labels) => lines.some((line) => line.every((requirement) => fits(requirement, labels))) },
  ];
}

function fits(
  { key, operator, values = [] }: { key: string; operator: string; values?: string[] },
  labels: Labels,
): boolean {
  const value = labels[key];
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    // Gt and Lt compare numbers, and nothing that a node says of itself is one.
    default:
      return false;
  }
}
