import {
  checks,
  living,
  nameOf,
  nodeOf,
  notReadyReason,
  podsOf,
  podState,
  ready,
  type CheckContext,
  type V1Deployment,
  type V1Node,
} from 'kube-classroom/exercise';

const NAME = 'depot';
/** The guide's, in /etc/docker/daemon.json. */
const DRIVER = 'systemd';
const OPTION = 'native.cgroupdriver=';

export default checks({
  async kubelet(t) {
    const host = theHost(t).name;
    const [{ State = '-', Healthz }, node] = await Promise.all([
      ask(t, KUBELET),
      t.cluster.read<V1Node>({ apiVersion: 'v1', kind: 'Node', name: nodeName(t) }, t),
    ]);
    if (State === 'inactive') return t.fail('stopped', { host });
    // While it ends and starts, systemd may just call it active; its own answer comes only after it has talked to Docker.
    if (Healthz !== 'ok') return t.fail('ends', { host }, `kubelet.service ${State}, healthz ${Healthz || '-'}`);
    if (!node) return t.fail('missing', { node: nodeName(t) });
    const reason = notReadyReason(node);
    if (reason !== undefined) return t.fail('notReady', { node: nodeName(t), reason });
    return `${host} kubelet.service ${State}, healthz ok`;
  },

  async driver(t) {
    const host = theHost(t).name;
    const [{ Driver: docker = '-' }, kubelet] = await Promise.all([ask(t, DOCKER), kubeletDriver(t)]);
    const seen = `docker ${docker} · kubelet ${kubelet}`;
    if (docker !== DRIVER) return t.fail('docker', { host, driver: docker || '-' }, seen);
    if (kubelet !== DRIVER) return t.fail('kubelet', { host, driver: kubelet }, seen);
    return seen;
  },

  async lasts(t) {
    const host = theHost(t).name;
    const { DaemonJson = '', Kubelet: kubelet = '-', ...units } = await ask(t, DAEMON_JSON, KUBELET_FILES, BOOT);
    const daemon = parsed(DaemonJson);
    if (!daemon) return t.fail('invalid', { host });
    const docker =
      options(daemon)
        .find((option) => option.startsWith(OPTION))
        ?.slice(OPTION.length) ?? '-';
    if (docker !== DRIVER) return t.fail('docker', { host, driver: docker });
    if (kubelet !== DRIVER) return t.fail('kubelet', { host, driver: kubelet });
    const off = Object.entries(units)
      .filter(([, state]) => state !== 'enabled')
      .map(([unit, state]) => `${unit} ${state}`);
    if (off.length > 0) return t.fail('boot', { host, units: off.join(', ') });
    return `daemon.json ${docker} · kubelet ${kubelet} · enabled`;
  },

  async settings(t) {
    const now = parsed((await ask(t, DAEMON_JSON))['DaemonJson'] ?? '') ?? {};
    const before = parsed(t.remembered['settings'] ?? '') ?? {};
    const lost = Object.keys(before).filter(
      (key) => key !== 'exec-opts' && JSON.stringify(now[key]) !== JSON.stringify(before[key]),
    );
    if (lost.length > 0) return t.fail('lost', { host: theHost(t).name, keys: lost.join(', ') });
    return Object.keys(now).join(', ');
  },

  async workload(t) {
    const deployment = await t.cluster.read<V1Deployment>(
      { apiVersion: 'apps/v1', kind: 'Deployment', namespace: t.namespace, name: NAME },
      t,
    );
    if (!deployment) return t.fail('missing');
    const pods = living(await podsOf(t, deployment));
    const seen = pods.map((pod) => `${nameOf(pod)} ${podState(pod)} ${pod.spec?.nodeName ?? '-'}`).join(' · ');
    const elsewhere = pods.find(({ spec }) => spec?.nodeName !== undefined && spec.nodeName !== nodeName(t));
    if (elsewhere) return t.fail('elsewhere', { other: elsewhere.spec?.nodeName ?? '-', node: nodeName(t) }, seen);
    if (ready(pods).length === 0) return t.fail('notReady', { states: pods.map(podState).join(', ') || '-' }, seen);
    return seen;
  },
});

// What the host is asked; the answer is `Name=value`, a line each.
const KUBELET = `echo "State=$(systemctl is-active kubelet)"
echo "Healthz=$(curl --silent --max-time 2 http://127.0.0.1:10248/healthz)"`;
const DOCKER = `echo "Driver=$(timeout 5 docker info --format '{{.CgroupDriver}}' 2>/dev/null)"`;
const DAEMON_JSON = `echo "DaemonJson=$(tr -d '\\n' </etc/docker/daemon.json)"`;
/** The driver that the kubelet will have next time: a flag counts for more than the file, the last flag for more than the others. */
const KUBELET_FILES = `echo "Kubelet=$({
  sed -n 's/^cgroupDriver: *"\\?\\([a-z]*\\).*/\\1/p' /var/lib/kubelet/config.yaml
  grep -ohE -e '--cgroup-driver[= ][a-z]+' /var/lib/kubelet/kubeadm-flags.env /etc/sysconfig/kubelet | sed 's/.*[= ]//'
} | tail -n 1)"`;
const BOOT = `for unit in docker kubelet; do echo "$unit=$(systemctl is-enabled $unit)"; done`;

async function ask(t: CheckContext, ...questions: string[]): Promise<Partial<Record<string, string>>> {
  const { stdout } = await theHost(t).script(questions.join('\n'), { signal: t.signal });
  return Object.fromEntries(
    stdout
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

/** What the kubelet has in force, as it says itself. */
async function kubeletDriver(t: CheckContext): Promise<string> {
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
  const { kubeletconfig } = JSON.parse(stdout) as { kubeletconfig: { cgroupDriver?: string } };
  return kubeletconfig.cgroupDriver ?? '-';
}

type Settings = Record<string, unknown>;

/** undefined for what is not JSON: Docker would not start with it. */
function parsed(text: string): Settings | undefined {
  try {
    return JSON.parse(text) as Settings;
  } catch {
    return undefined;
  }
}

function options(daemon: Settings): string[] {
  const given = daemon['exec-opts'];
  return Array.isArray(given) ? given.map(String) : [];
}

function theHost({ workers }: CheckContext) {
  return workers[0]!;
}

function nodeName(t: CheckContext): string {
  return nodeOf(t, theHost(t));
}
