import { isDeepStrictEqual } from 'node:util';
import {
  checks,
  kubeletOf,
  linesOf,
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
    const [{ state, answers }, told, node] = await Promise.all([
      kubeletOf(t, theHost(t)),
      linesOf(theHost(t), [DOCKER, DAEMON_JSON, KUBELET_FILES].join('\n'), t.signal),
      t.cluster.read<V1Node>({ apiVersion: 'v1', kind: 'Node', name: nodeName(t) }, t),
    ]);
    if (state === 'inactive') return t.fail('stopped', { host });
    // While it ends and starts, systemd may just call it active; its own answer comes only after it has talked to Docker.
    if (!answers) {
      const { Driver: docker = '', Kubelet: kubelet = '' } = told;
      const declared = declaredDriver(parsed(told['DaemonJson'] ?? ''));
      const seen = `kubelet.service ${state} · docker ${docker || '-'} · daemon.json ${declared} · kubelet ${kubelet || '-'}`;
      if (docker && docker !== DRIVER && declared === DRIVER) return t.fail('unread', { host, driver: docker }, seen);
      if (docker === DRIVER && kubelet !== DRIVER)
        return t.fail('reversed', { host, driver: kubelet || 'cgroupfs' }, seen);
      return t.fail('ends', { host }, seen);
    }
    if (!node) return t.fail('missing', { node: nodeName(t) });
    const reason = notReadyReason(node);
    if (reason !== undefined) return t.fail('notReady', { node: nodeName(t), reason });
    return `${host} kubelet.service ${state}, healthz ok`;
  },

  async driver(t) {
    const host = theHost(t).name;
    const [{ Driver: docker = '-' }, kubelet] = await Promise.all([
      linesOf(theHost(t), DOCKER, t.signal),
      kubeletDriver(t),
    ]);
    const seen = `docker ${docker} · kubelet ${kubelet}`;
    if (docker !== DRIVER) return t.fail('docker', { host, driver: docker || '-' }, seen);
    if (kubelet !== DRIVER) return t.fail('kubelet', { host, driver: kubelet }, seen);
    return seen;
  },

  async lasts(t) {
    const host = theHost(t).name;
    const {
      DaemonJson = '',
      Kubelet: kubelet = '',
      ...units
    } = await linesOf(theHost(t), [DAEMON_JSON, KUBELET_FILES, BOOT].join('\n'), t.signal);
    const daemon = parsed(DaemonJson);
    if (!daemon) return t.fail('invalid', { host });
    const docker = declaredDriver(daemon);
    if (docker !== DRIVER) return t.fail('docker', { host, driver: docker });
    if (kubelet !== DRIVER) return t.fail('kubelet', { host, driver: kubelet || 'cgroupfs' });
    const off = Object.entries(units)
      .filter(([, state]) => state !== 'enabled')
      .map(([unit, state]) => `${unit} ${state}`);
    if (off.length > 0) return t.fail('boot', { host, units: off.join(', ') });
    return `daemon.json ${docker} · kubelet ${kubelet} · enabled`;
  },

  async settings(t) {
    const { DaemonJson = '' } = await linesOf(theHost(t), DAEMON_JSON, t.signal);
    const [now, before] = [DaemonJson, t.remembered['settings'] ?? ''].map((text) => besides(parsed(text) ?? {}));
    const lost = Object.keys(before!).filter((key) => !isDeepStrictEqual(now![key], before![key]));
    if (lost.length > 0) return t.fail('lost', { host: theHost(t).name, keys: lost.join(', ') });
    return Object.keys(now!).join(', ');
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
const DOCKER = `echo "Driver=$(timeout 5 docker info --format '{{.CgroupDriver}}' 2>/dev/null)"`;
const DAEMON_JSON = `echo "DaemonJson=$(tr -d '\\n' </etc/docker/daemon.json)"`;
/** The driver that the kubelet will have next time: a flag counts for more than the file, the last flag for more than the others. */
const KUBELET_FILES = `echo "Kubelet=$({
  sed -nE 's/^[^a-zA-Z#]*cgroupDriver[^a-z]*([a-z]+).*/\\1/p' /var/lib/kubelet/config.yaml
  { cat /var/lib/kubelet/kubeadm-flags.env /etc/sysconfig/kubelet; systemctl cat kubelet; } 2>/dev/null | grep -v '^#' |
    grep -ohE -e '--cgroup-driver[= ][a-z]+' | sed 's/.*[= ]//'
} | tail -n 1)"`;
const BOOT = `for unit in docker kubelet; do echo "$unit=$(systemctl is-enabled $unit)"; done`;

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

/** The cgroup driver that daemon.json names. */
function declaredDriver(daemon: Settings = {}): string {
  const option = options(daemon).find((one) => one.startsWith(OPTION));
  return option?.slice(OPTION.length) ?? '-';
}

/** All settings but the driver. */
function besides(daemon: Settings): Settings {
  return { ...daemon, 'exec-opts': options(daemon).filter((option) => !option.startsWith(OPTION)) };
}

function theHost({ workers }: CheckContext) {
  return workers[0]!;
}

function nodeName(t: CheckContext): string {
  return nodeOf(t, theHost(t));
}
