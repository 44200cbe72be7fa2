import {
  askEveryNode,
  checks,
  inPod,
  nameOf,
  ownedBy,
  ready,
  type CheckContext,
  type V1DaemonSet,
  type V1Node,
  type V1PodTemplateSpec,
  type V1Service,
} from 'kube-classroom/exercise';

const SERVICES = ['news', 'news-mobile'];
/** How setup.sh lets the news begin. */
const PAGE = 'news, edition';

export default checks({
  async nodes(t) {
    const asked = await Promise.all(
      SERVICES.map(async (service) => {
        const port = (await theService(t, service))?.spec?.ports?.[0]?.nodePort;
        return { service, port, answers: port === undefined ? [] : await askEveryNode(t, port) };
      }),
    );
    const closed = asked.find(({ port }) => port === undefined);
    if (closed) return t.fail('noPort', { service: closed.service });
    const seen = asked
      .map(({ port, answers }) => `${port}: ${answers.map(({ label }) => label).join(' · ')}`)
      .join(' — ');
    for (const { service, port, answers } of asked) {
      const silent = answers.filter(({ body }) => !body.startsWith(PAGE)).map(({ host }) => host.name);
      if (silent.length > 0) return t.fail('silent', { service, port: port!, nodes: silent.join(', ') }, seen);
    }
    return seen;
  },

  async inside(t) {
    const asked = await Promise.all(
      SERVICES.map(async (service) => {
        const address = (await theService(t, service))?.spec?.clusterIP ?? '-';
        return { service, address, ...(await inPod(t, 'probe').get(`http://${address}/`, 5)) };
      }),
    );
    const silent = asked.find(({ body }) => !body.startsWith(PAGE));
    if (silent)
      return t.fail('silent', {
        service: silent.service,
        address: silent.address,
        said: silent.said || silent.body.trim(),
      });
    return asked.map(({ address, body }) => `${address} ${body.trim()}`).join(' · ');
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
