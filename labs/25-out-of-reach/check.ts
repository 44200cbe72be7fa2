import {
  askEveryNode,
  checks,
  nodeOf,
  ownedBy,
  ready,
  type CheckContext,
  type Host,
  type V1Deployment,
  type V1Node,
  type V1Pod,
  type V1ReplicaSet,
} from 'kube-classroom/exercise';

const NAME = 'kiosk';
const PAGE = 'The kiosk is open';
/** What flannel has told the others: where they are to send packets for the pods of this node. */
const FLANNEL = 'flannel.alpha.coreos.com/public-ip';

export default checks({
  async logs(t) {
    const pod = await thePod(t);
    if (!pod) return t.fail('noPod');
    const name = pod.metadata?.name ?? '?';
    const [logs, exec] = await Promise.all([
      kubectl(t, 'logs', '--tail=1', name),
      kubectl(t, 'exec', name, '--', 'cat', '/www/index.html'),
    ]);
    if (!logs.ok) return t.fail('refused', { command: 'kubectl logs', said: logs.said });
    if (!exec.ok) return t.fail('refused', { command: 'kubectl exec', said: exec.said });
    return `${name}: ${logs.said}`;
  },

  async traffic(t) {
    const [service, nodes] = await Promise.all([t.cluster.service(t.namespace, NAME, t), t.cluster.nodes(t)]);
    const port = service?.spec?.ports?.[0]?.nodePort;
    if (port === undefined) return t.fail('noPort');
    const answers = await askEveryNode(t, port);
    const silent = answers.filter(({ body }) => !body.startsWith(PAGE)).map(({ host }) => host.name);
    const seen = answers.map(({ label }) => label).join(' · ');
    if (silent.length === 0) return seen;
    const told = (host: Host) =>
      nodes.find(({ metadata }) => metadata?.name === nodeOf(t, host))?.metadata?.annotations?.[FLANNEL] ?? '-';
    const lost = t.hosts.find((host) => told(host) !== host.ip);
    if (lost) return t.fail('flannel', { nodes: silent.join(', '), node: nodeOf(t, lost), address: told(lost) }, seen);
    return t.fail('silent', { nodes: silent.join(', '), port }, seen);
  },

  async address(t) {
    const nodes = await t.cluster.nodes(t);
    const found = t.hosts.map((host) => ({
      host,
      name: nodeOf(t, host),
      node: nodes.find(({ metadata }) => metadata?.name === nodeOf(t, host)),
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
    const { name } = theHost(t);
    const { ActiveState, SubState, UnitFileState = '-', Changed } = await theService(t);
    if (ActiveState !== 'active') return t.fail('noService', { host: name, state: `${ActiveState} (${SubState})` });
    if (UnitFileState !== 'enabled') return t.fail('disabled', { host: name, state: UnitFileState });
    if (Changed) return t.fail('changed', { host: name, files: Changed });
    return `${name} kubelet.service ${ActiveState} ${UnitFileState}`;
  },
});

/** `Name=value` a line. `Changed` are files that the kubelet starts from and that are younger than the one that runs. */
const SERVICE = `systemctl show kubelet --property=ActiveState,SubState,UnitFileState
started=$(date -d "$(TZ=UTC systemctl show kubelet --property=ExecMainStartTimestamp --value)" +%s)
echo "Changed=$(find /etc/sysconfig/kubelet /var/lib/kubelet/config.yaml /var/lib/kubelet/kubeadm-flags.env /etc/systemd/system/kubelet.service.d \\
  -type f -newermt "@$((started + 1))" 2>/dev/null | xargs)"`;

async function theService(t: CheckContext): Promise<Partial<Record<string, string>>> {
  const { stdout } = await theHost(t).script(SERVICE, { signal: t.signal });
  return Object.fromEntries(
    stdout
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
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

/** The kiosk's pod that is on the first worker. */
async function thePod(t: CheckContext): Promise<V1Pod | undefined> {
  const { cluster, namespace } = t;
  const deployment = await cluster.read<V1Deployment>(
    { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: NAME },
    t,
  );
  const [sets, pods] = await Promise.all([
    cluster.list<V1ReplicaSet>('apps/v1', 'ReplicaSet', { namespace }, t),
    cluster.pods({ namespace }, t),
  ]);
  const own = deployment ? ownedBy(sets, deployment).flatMap((set) => ownedBy(pods, set)) : [];
  return ready(own).find(({ spec }) => spec?.nodeName === nodeOf(t, theHost(t)));
}

function theHost({ workers }: CheckContext): Host {
  return workers[0]!;
}

function internalAddress(node: V1Node): string {
  return node.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '-';
}
