import {
  checks,
  living,
  nameOf,
  nodeOf,
  podsOf,
  podState,
  ready,
  type CheckContext,
  type V1Deployment,
  type V1Node,
} from 'kube-classroom/exercise';

const NAME = 'press';
const REPLICAS = 2;
const PRESSURE = 'node.kubernetes.io/disk-pressure';
/** More than this share of a disk need not be free. The kubelet's defaults are 10 and 15 %. */
const MOST = 0.25;
/** Which disk is meant: the kubelet's, or the images' where they have their own. */
const DISKS = ['nodefs.available', 'imagefs.available'];
/** Without these the node does not save itself. Whoever names one signal in evictionHard loses the defaults of all others. */
const GUARDS = ['memory.available', 'nodefs.available'];

export default checks({
  async pressure(t) {
    const [node, { Healthz, Changed }] = await Promise.all([theNode(t), theKubelet(t)]);
    // While it is silent, the cluster goes on believing its last word for a while.
    if (Healthz !== 'ok') return t.fail('down', { host: theHost(t).name });
    const condition = node?.status?.conditions?.find(({ type }) => type === 'DiskPressure');
    const seen = `DiskPressure=${condition?.status ?? '-'} ${condition?.message ?? ''}`;
    if (condition?.status !== 'False') {
      if (Changed) return t.fail('notRestarted', { node: nodeName(t), files: Changed }, seen);
      return t.fail('there', { node: nodeName(t) }, seen);
    }
    if (node?.spec?.taints?.some(({ key }) => key === PRESSURE))
      return t.fail('taint', { node: nodeName(t), taint: PRESSURE }, seen);
    return seen;
  },

  async thresholds(t) {
    const host = theHost(t).name;
    const [node, config, { Changed }] = await Promise.all([theNode(t), kubeletConfig(t), theKubelet(t)]);
    const size = amount(node?.status?.capacity?.['ephemeral-storage'] ?? '0', 0);
    const set = (['evictionHard', 'evictionSoft'] as const).flatMap((kind) =>
      DISKS.map((signal) => ({ kind, signal, value: config[kind]?.[signal] ?? '0' })),
    );
    const seen = set
      .filter(({ value }) => value !== '0')
      .map(({ kind, signal, value }) => `${kind} ${signal}<${value}`)
      .join(' · ');
    const high = set.find(({ value }) => amount(value, size) > MOST * size);
    if (high) return t.fail('high', { host, signal: high.signal, value: high.value }, seen);
    if (Changed) return t.fail('changed', { host, files: Changed }, seen);
    return seen;
  },

  async guard(t) {
    const { evictionHard = {} } = await kubeletConfig(t);
    const missing = GUARDS.filter((signal) => amount(evictionHard[signal] ?? '0', 1) === 0);
    const seen = Object.entries(evictionHard)
      .map(([signal, value]) => `${signal}<${value}`)
      .join(' · ');
    if (missing.length > 0) return t.fail('off', { host: theHost(t).name, signals: missing.join(', ') }, seen);
    return seen;
  },

  async workload(t) {
    const deployment = await t.cluster.read<V1Deployment>(
      { apiVersion: 'apps/v1', kind: 'Deployment', namespace: t.namespace, name: NAME },
      t,
    );
    if (!deployment) return t.fail('missing');
    const tolerations = deployment.spec?.template.spec?.tolerations ?? [];
    if (tolerations.some(({ key }) => key === undefined || key === PRESSURE)) return t.fail('tolerates');
    const pods = living(await podsOf(t, deployment)).filter(({ status }) => status?.phase !== 'Failed');
    const seen = pods.map((pod) => `${nameOf(pod)} ${podState(pod)} ${pod.spec?.nodeName ?? '-'}`).join(' · ');
    const elsewhere = pods.find(({ spec }) => spec?.nodeName !== undefined && spec.nodeName !== nodeName(t));
    if (elsewhere)
      return t.fail(
        'elsewhere',
        { pod: nameOf(elsewhere), other: elsewhere.spec?.nodeName ?? '-', node: nodeName(t) },
        seen,
      );
    const count = ready(pods).length;
    if (count < REPLICAS)
      return t.fail('notReady', { count, states: [...new Set(pods.map(podState))].join(', ') || '-' }, seen);
    return seen;
  },

  async leftovers(t) {
    const failed = (await t.cluster.pods({ namespace: t.namespace, fields: 'status.phase=Failed' }, t)).map(
      (pod) => `${nameOf(pod)} ${pod.status?.reason ?? 'Failed'}`,
    );
    if (failed.length > 0) return t.fail('left', { count: failed.length, pods: failed.slice(0, 3).join(', ') });
    return '-';
  },
});

interface KubeletConfig {
  evictionHard?: Record<string, string>;
  evictionSoft?: Record<string, string>;
}

/** What the kubelet has in force, as it says itself, flags included. */
async function kubeletConfig(t: CheckContext): Promise<KubeletConfig> {
  const { exitCode, stdout, stderr } = await t.controlPlane.run(
    [
      'kubectl',
      '--kubeconfig=/etc/kubernetes/admin.conf',
      '--request-timeout=8s',
      'get',
      '--raw',
      `/api/v1/nodes/${nodeName(t)}/proxy/configz`,
    ],
    { signal: t.signal },
  );
  if (exitCode !== 0) throw new Error(`${nodeName(t)} does not tell its configuration: ${stderr.trim()}`);
  return (JSON.parse(stdout) as { kubeletconfig: KubeletConfig }).kubeletconfig;
}

/** `Name=value` a line. `Changed` are files that the kubelet starts from and that are younger than the one that runs. */
const KUBELET = `echo "Healthz=$(curl --silent --max-time 2 http://127.0.0.1:10248/healthz)"
started=$(date -d "$(TZ=UTC systemctl show kubelet --property=ExecMainStartTimestamp --value)" +%s)
echo "Changed=$(find /etc/sysconfig/kubelet /var/lib/kubelet/config.yaml /var/lib/kubelet/kubeadm-flags.env /etc/systemd/system/kubelet.service.d \\
  -type f -newermt "@$((started + 1))" 2>/dev/null | xargs)"`;

async function theKubelet(t: CheckContext): Promise<Partial<Record<string, string>>> {
  const { stdout } = await theHost(t).script(KUBELET, { signal: t.signal });
  return Object.fromEntries(
    stdout
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  K: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** `100Mi`, `15%` of the size, or a plain number, in bytes. */
function amount(quantity: string, size: number): number {
  const [, number = '0', unit = ''] = /^([\d.]+)(%|[KMGT]i?)?$/.exec(quantity) ?? [];
  return unit === '%' ? (Number(number) / 100) * size : Number(number) * (UNITS[unit] ?? 1);
}

function theHost({ workers }: CheckContext) {
  return workers[0]!;
}

function nodeName(t: CheckContext): string {
  return nodeOf(t, theHost(t));
}

function theNode(t: CheckContext) {
  return t.cluster.read<V1Node>({ apiVersion: 'v1', kind: 'Node', name: nodeName(t) }, t);
}
