import {
  checks,
  inPod,
  leadsTo,
  living,
  nameOf,
  nodeOf,
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
/** The Service by which CoreDNS is found. */
const SERVER = 'kube-dns';
const SERVICE = 'greeter';
/** How setup.sh lets the greeting begin. */
const GREETING = 'Hello from ';

export default checks({
  async answers(t) {
    const names = [SERVICE, `${SERVICE}.${t.namespace}.svc.cluster.local`];
    const probe = inPod(t, 'probe');
    const found = await Promise.all(names.map(async (name) => ({ name, ...(await probe.get(`http://${name}/`, 5)) })));
    const lost = found.find(({ body }) => !body.startsWith(GREETING));
    const [greeter, own] = await Promise.all([
      t.cluster.service(t.namespace, SERVICE, t),
      t.cluster.read<V1Deployment>(
        { apiVersion: 'apps/v1', kind: 'Deployment', namespace: t.namespace, name: SERVICE },
        t,
      ),
    ]);
    const lead = greeter && own && (await leadsTo(t, greeter, own));
    if (!lead || lead.problem) return t.fail('greeter');
    if (!lost) return found.map(({ name, body }) => `${name} ${body.trim()}`).join(' · ');

    const { name, body } = lost;
    const said = lost.said || body.trim();
    const [asked, service, pods] = await Promise.all([
      probe.run(['cat', '/etc/resolv.conf']),
      t.cluster.service(SYSTEM, SERVER, t),
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
    if (running.length === 0) return t.fail('nobody', { states: states(pods) }, seen(pods));
    const elsewhere = running.filter((pod) => !readsItsOwn(pod));
    if (elsewhere.length > 0 || !configuration)
      return t.fail('elsewhere', { pods: elsewhere.map(nameOf).join(', ') || '-' });
    // What a pod has read when it started is proven: it runs. What has come since, it reads by itself, and says how that went.
    const late = running.filter((pod) => lastChange(pod) < lastChange(configuration));
    const read = await Promise.all(late.map(async (pod) => ({ pod, ...(await reading(pod, configuration, t)) })));
    const refused = read.find(({ how }) => how === 'refused');
    if (refused) return t.fail('refused', { pod: nameOf(refused.pod), said: refused.said });
    const unread = read.filter(({ how }) => how === 'unread').map(({ pod }) => nameOf(pod));
    if (unread.length > 0) return t.fail('unread', { pods: unread.join(', ') });
    return seen(running);
  },

  async replicas(t) {
    const [deployment, pods, service] = await Promise.all([
      theDeployment(t),
      dnsPods(t),
      t.cluster.service(SYSTEM, SERVER, t),
    ]);
    const replicas = deployment?.spec?.replicas ?? 0;
    if (replicas < REPLICAS) return t.fail('fewer', { replicas });
    const running = ready(pods);
    if (running.length < REPLICAS)
      return t.fail('notReady', { count: running.length, states: states(pods) }, seen(pods));
    const lead = service && deployment && (await leadsTo(t, service, deployment));
    if (!lead || lead.problem) return t.fail('misled', { selector: lead?.selector ?? '-' }, lead?.others.join(' · '));
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

/** Whether CoreDNS in this pod is started with a file of its ConfigMap. */
function readsItsOwn({ spec }: V1Pod): boolean {
  const volumes = (spec?.volumes ?? []).filter(({ configMap }) => configMap?.name === NAME);
  return (spec?.containers ?? []).some(({ args = [], command = [], volumeMounts = [] }) => {
    const folders = volumeMounts
      .filter(({ name }) => volumes.some((volume) => volume.name === name))
      .map(({ mountPath }) => mountPath.replace(/\/$/, ''));
    return folders.some((folder) => [...command, ...args].some((word) => word.includes(`${folder}/`)));
  });
}

/**
 * Where an object's last change stands in the order of all changes that the API server has stored: for a pod that runs, that
 * it became Ready. (Times would not do: managedFields keep the first one of each program.)
 */
function lastChange({ metadata }: KubernetesObject): number {
  return Number(metadata?.resourceVersion);
}

/**
 * Whether a pod has taken over a ConfigMap that was changed after it had started. The kubelet brings it the new file within a
 * minute or so, and CoreDNS (its plugin reload) looks every half a minute whether it has another one.
 */
async function reading(
  pod: V1Pod,
  configuration: V1ConfigMap,
  t: CheckContext,
): Promise<{ how: 'read' | 'refused' | 'unread'; said: string }> {
  const host = t.hosts.find((one) => nodeOf(t, one) === pod.spec?.nodeName);
  const volume = pod.spec?.volumes?.find(({ configMap }) => configMap?.name === NAME)?.name ?? '-';
  if (!host) return { how: 'unread', said: '' };
  const script = FILE.replace('POD', pod.metadata?.uid ?? '-').replace('VOLUME', volume);
  const [age = '', ...lines] = (await host.script(script, { signal: t.signal })).stdout.split('\n');
  const bare = (texts: readonly string[]) => texts.join('').replace(/\s+/g, '');
  if (bare(lines) !== bare(Object.values(configuration.data ?? {}))) return { how: 'unread', said: '' };
  const log = await t.cluster.logs({ namespace: SYSTEM, name: nameOf(pod), lines: 200, seconds: Number(age) + 1 }, t);
  const last = log.split('\n').findLast((line) => /Reloading complete|[Rr]eload failed|Restart failed/.test(line));
  if (last === undefined) return { how: 'unread', said: '' };
  return last.includes('Reloading complete') ? { how: 'read', said: last } : { how: 'refused', said: last };
}

/** On a pod's node: for how many seconds the files of its ConfigMap have been as they are, and what is in them. */
const FILE = `cd /var/lib/kubelet/pods/POD/volumes/kubernetes.io~configmap/VOLUME/..data/
echo $(($(date +%s) - $(stat --format=%Y .)))
cat *`;

/** What a pod has been told about names besides what every pod is told. */
function ownSetting(spec: V1Pod['spec']): string | undefined {
  if ((spec?.hostAliases ?? []).length > 0) return 'hostAliases';
  const { nameservers = [], searches = [], options = [] } = spec?.dnsConfig ?? {};
  if (nameservers.length + searches.length + options.length > 0) return 'dnsConfig';
  return spec?.dnsPolicy?.startsWith('ClusterFirst') === false ? `dnsPolicy ${spec.dnsPolicy}` : undefined;
}

function states(pods: readonly V1Pod[]): string {
  return [...new Set(pods.map(podState))].join(', ') || '-';
}

function seen(pods: readonly V1Pod[]): string {
  return pods.map((pod) => `${nameOf(pod)} ${podState(pod)}`).join(' · ');
}
