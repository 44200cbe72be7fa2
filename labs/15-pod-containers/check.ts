import {
  checks,
  nodeOf,
  podState,
  sameImage,
  type CheckContext,
  type Host,
  type V1ConfigMap,
  type V1ContainerStatus,
  type V1Pod,
} from 'kube-classroom/exercise';

const NAME = 'canteen';
const WEB = 'web';
const GUEST = 'guest';

export default checks({
  async running(t) {
    const pod = await findPod(t);
    if (!pod) return t.fail('missing');
    const endless = initStatuses(pod).find(({ state }) => state?.running);
    if (endless) return t.fail('init', { name: endless.name });
    const containers = pod.spec?.containers ?? [];
    const absent = [WEB, GUEST].find((wanted) => !containers.some(({ name }) => name === wanted));
    if (absent !== undefined)
      return t.fail('without', { name: absent, containers: containers.map(({ name }) => name).join(', ') });
    const image = containers.find(({ name }) => name === WEB)?.image;
    if (!sameImage(image, t.config.images.nginx)) return t.fail('image', { image: image ?? '?' });
    const resting = [WEB, GUEST].find((name) => !statusOf(pod, name)?.state?.running);
    if (resting !== undefined) return t.fail('notRunning', { name: resting, state: podState(pod) });
    return [WEB, GUEST].map((name) => `${name} ${clock(statusOf(pod, name)?.state?.running?.startedAt)}`).join(' · ');
  },

  async localhost(t) {
    const [printed, log] = await Promise.all([linesOf(t, GUEST), linesOf(t, WEB)]);
    if (printed.length === 0) return t.fail('silent');
    // nginx begins a line with the address of the client.
    const requests = log.filter((line) => line.includes('"GET '));
    const clients = [...new Set(requests.map((line) => line.split(' ')[0]!))];
    if (clients.length === 0) return t.fail('nobody');
    const own = requests.findLast((line) => /^(127\.0\.0\.1|::1) /.test(line));
    if (own === undefined) return t.fail('elsewhere', { clients: clients.join(', ') }, requests.at(-1));
    return own;
  },

  async prepared(t) {
    const pod = await thePod(t);
    const done = initStatuses(pod);
    if (done.length < 2) return t.fail('count', { names: done.map(({ name }) => name).join(', ') || '-' });
    const printed = await linesOf(t, GUEST);
    const tasted = printed.findLastIndex((line, i) => i > 0 && line === `tasted: ${printed[i - 1]}`);
    if (tasted < 0) return t.fail('page', { page: [...new Set(printed)].join(' / ') });
    const began = [WEB, GUEST].map((name) => `${name} ${clock(statusOf(pod, name)?.state?.running?.startedAt)}`);
    return [
      ...done.map(
        ({ name, state }) => `${name} ${clock(state?.terminated?.startedAt)}–${clock(state?.terminated?.finishedAt)}`,
      ),
      ...began,
    ].join(' → ');
  },

  async 'own-network'(t) {
    const { podIP, hostIP } = (await thePod(t)).status ?? {};
    if (podIP === hostIP) return t.fail('node', { ip: podIP ?? '-' });
    return `${podIP} ≠ ${hostIP}`;
  },

  async infrastructure(t) {
    const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace: t.namespace, name: 'infrastructure' };
    const [pod, note] = await Promise.all([thePod(t), t.cluster.read<V1ConfigMap>(ref, t)]);
    if (!note) return t.fail('missing');
    const id = bare(note.data?.['id'] ?? '');
    if (!/^[0-9a-f]{12,64}$/.test(id)) return t.fail('noId', { id: id || '-' });
    const user = pod.status?.containerStatuses?.find(({ containerID }) => bare(containerID ?? '').startsWith(id));
    if (user) return t.fail('application', { id, name: user.name });
    const network = await networkOf(t, hostOf(t, pod), bare(statusOf(pod, WEB)?.containerID ?? ''));
    if (!network.startsWith(`container:${id}`)) return t.fail('stranger', { id }, network);
    return `${WEB} ${network}`;
  },
});

function findPod({ cluster, namespace, signal }: CheckContext): Promise<V1Pod | undefined> {
  return cluster.read<V1Pod>({ apiVersion: 'v1', kind: 'Pod', namespace, name: NAME }, { signal });
}

/** For checks that need `running`, so that there is one. */
async function thePod(t: CheckContext): Promise<V1Pod> {
  const pod = await findPod(t);
  if (!pod) throw new Error(`the pod ${NAME} that was there a moment ago is gone`);
  return pod;
}

/** In the order in which they run. */
function initStatuses({ spec, status }: V1Pod): V1ContainerStatus[] {
  return (spec?.initContainers ?? []).flatMap(
    ({ name }) => status?.initContainerStatuses?.filter((one) => one.name === name) ?? [],
  );
}

function statusOf({ status }: V1Pod, container: string): V1ContainerStatus | undefined {
  return status?.containerStatuses?.find(({ name }) => name === container);
}

async function linesOf({ cluster, namespace, signal }: CheckContext, container: string): Promise<string[]> {
  const log = await cluster.logs({ namespace, name: NAME, container, lines: 30 }, { signal });
  return log
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function hostOf(t: CheckContext, { spec }: V1Pod): Host {
  const host = t.hosts.find((one) => nodeOf(t, one) === spec?.nodeName);
  if (!host) throw new Error(`no host of the lab is the node ${spec?.nodeName}`);
  return host;
}

/** How Docker has connected a container: `container:` and the id of the one whose network it uses. */
async function networkOf({ signal }: CheckContext, host: Host, container: string): Promise<string> {
  const { exitCode, stdout, stderr } = await host.run(
    ['docker', 'inspect', '--format', '{{.HostConfig.NetworkMode}}', container],
    { signal },
  );
  if (exitCode !== 0) throw new Error(`docker inspect on ${host.name}: ${stderr.trim()}`);
  return stdout.trim();
}

/** Kubernetes puts `docker://` before an id. */
function bare(containerId: string): string {
  return containerId.trim().replace(/^docker:\/\//, '');
}

function clock(time: Date | undefined): string {
  return time === undefined ? '-' : new Date(time).toISOString().slice(11, 19);
}
