import {
  checks,
  inPod,
  living,
  nameOf,
  ownedBy,
  podState,
  ready,
  type CheckContext,
  type KubernetesObject,
  type V1ConfigMap,
  type V1Deployment,
  type V1Pod,
  type V1ReplicaSet,
} from 'kube-classroom/exercise';

const SYSTEM = 'kube-system';
/** Of the Deployment, and of the ConfigMap that kubeadm gives it. */
const NAME = 'coredns';
const REPLICAS = 2;
const SERVICE = 'greeter';
/** How setup.sh lets the greeting begin. */
const GREETING = 'Hello from ';

export default checks({
  async answers(t) {
    const names = [SERVICE, `${SERVICE}.${t.namespace}.svc.cluster.local`];
    const probe = inPod(t, 'probe');
    const found = await Promise.all(names.map(async (name) => ({ name, ...(await probe.get(`http://${name}/`, 5)) })));
    const lost = found.find(({ body }) => !body.startsWith(GREETING));
    if (!lost) return found.map(({ name, body }) => `${name} ${body.trim()}`).join(' · ');

    const { name, body } = lost;
    const said = lost.said || body.trim();
    const [asked, service, pods] = await Promise.all([
      probe.run(['cat', '/etc/resolv.conf']),
      t.cluster.service(SYSTEM, 'kube-dns', t),
      dnsPods(t),
    ]);
    const server = /^nameserver (\S+)/m.exec(asked.stdout)?.[1] ?? '-';
    const now = service?.spec?.clusterIP ?? '-';
    if (server !== now) return t.fail('address', { asked: server, now });
    if (ready(pods).length === 0) return t.fail('nobody', { name, said, states: states(pods) }, seen(pods));
    return t.fail('silent', { name, said });
  },

  async loads(t) {
    const [configuration, pods] = await Promise.all([
      t.cluster.read<V1ConfigMap>({ apiVersion: 'v1', kind: 'ConfigMap', namespace: SYSTEM, name: NAME }, t),
      dnsPods(t),
    ]);
    const running = ready(pods);
    const elsewhere = running.filter((pod) => !pod.spec?.volumes?.some(({ configMap }) => configMap?.name === NAME));
    if (elsewhere.length > 0 || !configuration)
      return t.fail('elsewhere', { pods: elsewhere.map(nameOf).join(', ') || '-' });
    // What a pod has read when it started is proven: it runs.
    const unread = running.filter((pod) => lastChange(pod) < lastChange(configuration));
    if (unread.length > 0) return t.fail('unread', { pods: unread.map(nameOf).join(', ') });
    return seen(running);
  },

  async replicas(t) {
    const [deployment, pods] = await Promise.all([theDeployment(t), dnsPods(t)]);
    const replicas = deployment?.spec?.replicas ?? 0;
    if (replicas < REPLICAS) return t.fail('fewer', { replicas });
    const running = ready(pods);
    if (running.length < REPLICAS)
      return t.fail('notReady', { count: running.length, states: states(pods) }, seen(pods));
    return seen(running);
  },

  async 'own-settings'(t) {
    const [deployments, pods] = await Promise.all([
      t.cluster.list<V1Deployment>('apps/v1', 'Deployment', { namespace: t.namespace }, t),
      t.cluster.pods({ namespace: t.namespace }, t),
    ]);
    const all = [
      ...deployments.map((one) => ({ object: `Deployment ${one.metadata?.name}`, spec: one.spec?.template.spec })),
      ...living(pods).map((pod) => ({ object: `Pod ${nameOf(pod)}`, spec: pod.spec })),
    ];
    for (const { object, spec } of all) {
      const what = ownSetting(spec);
      if (what !== undefined) return t.fail('own', { object, what });
    }
    return all.map(({ object }) => object).join(' · ');
  },
});

function theDeployment({ cluster, signal }: CheckContext): Promise<V1Deployment | undefined> {
  return cluster.read<V1Deployment>(
    { apiVersion: 'apps/v1', kind: 'Deployment', namespace: SYSTEM, name: NAME },
    { signal },
  );
}

/** CoreDNS's own pods: those of the Deployment's ReplicaSets. */
async function dnsPods(t: CheckContext): Promise<V1Pod[]> {
  const [deployment, sets, pods] = await Promise.all([
    theDeployment(t),
    t.cluster.list<V1ReplicaSet>('apps/v1', 'ReplicaSet', { namespace: SYSTEM }, t),
    t.cluster.pods({ namespace: SYSTEM }, t),
  ]);
  return deployment ? living(ownedBy(sets, deployment).flatMap((set) => ownedBy(pods, set))) : [];
}

/**
 * Where an object's last change stands in the order of all changes that the API server has stored: for a pod that runs, that
 * it became Ready. (Times would not do: managedFields keep the first one of each program.)
 */
function lastChange({ metadata }: KubernetesObject): number {
  return Number(metadata?.resourceVersion);
}

/** What a pod has been told about names besides what every pod is told. */
function ownSetting(spec: V1Pod['spec']): string | undefined {
  if ((spec?.hostAliases ?? []).length > 0) return 'hostAliases';
  if ((spec?.dnsConfig?.nameservers ?? []).length > 0) return 'dnsConfig';
  return spec?.dnsPolicy?.startsWith('ClusterFirst') === false ? `dnsPolicy ${spec.dnsPolicy}` : undefined;
}

function states(pods: readonly V1Pod[]): string {
  return [...new Set(pods.map(podState))].join(', ') || '-';
}

function seen(pods: readonly V1Pod[]): string {
  return pods.map((pod) => `${nameOf(pod)} ${podState(pod)}`).join(' · ');
}
