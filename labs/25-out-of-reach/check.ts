import {
  askService,
  checks,
  containerOf,
  kubeletOf,
  leadsTo,
  living,
  nameOf,
  nodeOf,
  podsOf,
  ready,
  type CheckContext,
  type Host,
  type V1Deployment,
  type V1Node,
  type V1Pod,
} from 'kube-classroom/exercise';

const NAME = 'kiosk';
const PORT = 8080;
const PAGE = 'The kiosk is open';
/** What flannel has told the others: where they are to send packets for the pods of this node. */
const FLANNEL = 'flannel.alpha.coreos.com/public-ip';

export default checks({
  async logs(t) {
    const deployment = await theDeployment(t);
    const pods = deployment ? living(await podsOf(t, deployment)) : [];
    const pod = onTheHost(pods, t);
    const elsewhere = pods.find(({ spec }) => spec?.nodeName !== undefined && spec.nodeName !== nodeName(t));
    if (!pod && elsewhere) return t.fail('moved', { pod: nameOf(elsewhere), node: elsewhere.spec?.nodeName ?? '-' });
    if (!pod) return t.fail('noPod');
    const container = containerOf(pod.spec, NAME) ?? pod.spec?.containers[0];
    const whose = [nameOf(pod), '--container', container?.name ?? NAME];
    const [logs, exec] = await Promise.all([
      kubectl(t, 'logs', '--tail=1', ...whose),
      kubectl(t, 'exec', ...whose, '--', 'true'),
    ]);
    if (logs.ok && exec.ok) return `${nameOf(pod)}: ${logs.said}`;
    const failed = logs.ok
      ? { command: 'kubectl exec', said: exec.said }
      : { command: 'kubectl logs', said: logs.said };
    const given = await nodeIps(t);
    if (given.includes(theHost(t).ip) && given.at(-1) !== theHost(t).ip)
      return t.fail('overridden', { ...failed, flags: given.map((ip) => `--node-ip=${ip}`).join(' ') });
    return t.fail('refused', failed);
  },

  async traffic(t) {
    const [service, nodes, deployment] = await Promise.all([
      t.cluster.service(t.namespace, NAME, t),
      t.cluster.nodes(t),
      theDeployment(t),
    ]);
    const asked = await askService(t, service, (body) => body.startsWith(PAGE));
    if (!service || !asked) return t.fail('noPort');
    const { problem, selector } = await leadsTo(t, service, deployment!);
    if (problem === 'noSelector' || problem === 'byHand') return t.fail('byHand');
    if (problem !== undefined) return t.fail('misled', { selector });

    const pod = onTheHost(living(await podsOf(t, deployment!)), t);
    const ip = pod?.status?.podIP ?? '-';
    if (ip === theHost(t).ip || pod?.spec?.hostNetwork) return t.fail('hostNetwork', { pod: nameOf(pod ?? {}), ip });
    // Past the Service, so that no other pod can answer in its place.
    const direct = await Promise.all(
      t.hosts.map(async (host) => {
        const page = await host.run(['curl', '--silent', '--max-time', '3', `http://${ip}:${PORT}/`], t);
        return { host, ok: page.stdout.startsWith(PAGE) };
      }),
    );
    const silent = t.hosts.filter(
      (host) => asked.silent.some((one) => one.host === host) || direct.some((one) => one.host === host && !one.ok),
    );
    const names = silent.map(({ name }) => name).join(', ');
    const seen = [
      ...asked.answers.map(({ label }) => label),
      ...direct.map(({ host, ok }) => `${host.name} → ${ip} ${ok ? 'ok' : '-'}`),
    ].join(' · ');

    const nodeAt = (host: Host) => nodes.find((node) => nameOf(node) === nodeOf(t, host));
    const told = (host: Host) => nodeAt(host)?.metadata?.annotations?.[FLANNEL] ?? '-';
    const lost = t.hosts.find((host) => told(host) !== host.ip);
    if (lost && silent.length === 0) return t.fail('detour', { node: nodeOf(t, lost), address: told(lost) }, seen);
    if (lost) return t.fail('flannel', { nodes: names, node: nodeOf(t, lost), address: told(lost) }, seen);
    const range = nodeAt(theHost(t))?.spec?.podCIDR ?? '-';
    if (silent.length > 0 && !isIn(ip, range)) return t.fail('range', { nodes: names, ip, range }, seen);
    if (silent.length > 0) return t.fail('silent', { nodes: names }, seen);
    return seen;
  },

  async address(t) {
    const nodes = await t.cluster.nodes(t);
    const found = t.hosts.map((host) => ({
      host,
      name: nodeOf(t, host),
      node: nodes.find((node) => nameOf(node) === nodeOf(t, host)),
    }));
    const missing = found.find(({ node }) => !node);
    if (missing) return t.fail('missing', { node: missing.name });
    const seen = found.map(({ name, node }) => `${name} ${internalAddress(node!)}`).join(' · ');
    const wrong = found.find(({ host, node }) => internalAddress(node!) !== host.ip);
    if (wrong)
      return t.fail('other', { node: wrong.name, address: internalAddress(wrong.node!), ip: wrong.host.ip }, seen);
    return seen;
  },

  async lasts(t) {
    const host = theHost(t).name;
    const { state, said, atBoot, changed, passing } = await kubeletOf(t, theHost(t));
    if (state !== 'active') return t.fail('noService', { host, state: said });
    if (atBoot !== 'enabled') return t.fail('disabled', { host, state: atBoot });
    if (passing) return t.fail('passing', { host, files: passing });
    if (changed) return t.fail('changed', { host, files: changed });
    return `${host} kubelet.service ${said} ${atBoot}`;
  },
});

function theDeployment({ cluster, namespace, signal }: CheckContext): Promise<V1Deployment | undefined> {
  return cluster.read({ apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: NAME }, { signal });
}

/** As a student would ask: by kubectl, from the control plane. The API server answered a moment ago; what fails now is the way from it to the kubelet. */
async function kubectl(
  { controlPlane, namespace, signal }: CheckContext,
  ...words: string[]
): Promise<{ ok: boolean; said: string }> {
  const { exitCode, stdout, stderr } = await controlPlane.run(
    ['timeout', '6', 'kubectl', '--kubeconfig=/etc/kubernetes/admin.conf', '--namespace', namespace, ...words],
    { signal },
  );
  return { ok: exitCode === 0, said: (exitCode === 0 ? stdout : stderr).trim().split('\n').at(-1) || '-' };
}

/** The addresses that the first worker's kubelet was given, in the order of its command line. */
async function nodeIps(t: CheckContext): Promise<string[]> {
  const { stdout } = await theHost(t).run(['ps', '-o', 'args=', '-C', 'kubelet'], t);
  return [...stdout.matchAll(/--node-ip[= ]([\d.]+)/g)].map(([, ip]) => ip!);
}

/** A pod that is Ready on the first worker. */
function onTheHost(pods: readonly V1Pod[], t: CheckContext): V1Pod | undefined {
  return ready(pods).find(({ spec }) => spec?.nodeName === nodeName(t));
}

/** Whether an address is in a range such as 10.244.1.0/24. */
function isIn(ip: string, range: string): boolean {
  const [network = '', bits = '32'] = range.split('/');
  const number = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(bits));
  return Math.floor(number(ip) / size) === Math.floor(number(network) / size);
}

function theHost({ workers }: CheckContext): Host {
  return workers[0]!;
}

function nodeName(t: CheckContext): string {
  return nodeOf(t, theHost(t));
}

function internalAddress(node: V1Node): string {
  return node.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '-';
}
