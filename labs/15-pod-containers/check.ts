import {
  checks,
  nodeOf,
  podState,
  sameImage,
  type CheckContext,
  type Host,
  type V1ConfigMap,
  type V1Container,
  type V1ContainerStatus,
  type V1Pod,
} from 'kube-classroom/exercise';

const NAME = 'canteen';
const WEB = 'web';
const GUEST = 'guest';
const INITS = ['cook', 'taster'];
/** The guest is to come every five seconds: in this time it is there twice at least. */
const WINDOW_S = 15;
/** What the check asks web for itself, so that nobody takes it for the guest. */
const OWN_QUERY = 'lab-check';

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
    mustRun(t, containers, WEB, t.config.images.nginx);
    mustRun(t, containers, GUEST, t.config.images.busybox);
    const resting = [WEB, GUEST].find((name) => !statusOf(pod, name)?.state?.running);
    if (resting !== undefined) return t.fail('notRunning', { name: resting }, podState(pod));
    return [WEB, GUEST].map((name) => `${name} ${clock(statusOf(pod, name)?.state?.running?.startedAt)}`).join(' · ');
  },

  async localhost(t) {
    const [printed, lately, log, recent, { page }] = await Promise.all([
      linesOf(t, GUEST),
      linesOf(t, GUEST, WINDOW_S),
      linesOf(t, WEB),
      linesOf(t, WEB, WINDOW_S),
      served(t),
    ]);
    if (printed.length === 0) return t.fail('silent');
    // nginx begins a line with the address of the client.
    const requests = requestsIn(log);
    const clients = [...new Set(requests.map((line) => line.split(' ')[0]!))];
    if (clients.length === 0) return t.fail('nobody');
    const own = requests.findLast(isLocal);
    if (own === undefined) return t.fail('elsewhere', { clients: clients.join(', ') }, requests.at(-1));
    const often = requestsIn(recent).filter(isLocal).length;
    if (often < 2) return t.fail('seldom', { count: often, seconds: WINDOW_S }, own);
    if (!contains(lately, page))
      return t.fail('other', { page: short(page), printed: short([...new Set(lately)]) || '-' });
    return own;
  },

  async prepared(t) {
    const [pod, { page, changed }] = await Promise.all([thePod(t), served(t)]);
    const inits = pod.spec?.initContainers ?? [];
    const order = INITS.map((wanted) => inits.findIndex(({ name }) => name === wanted));
    if (order.includes(-1)) return t.fail('count', { names: inits.map(({ name }) => name).join(', ') || '-' });
    if (order[0]! > order[1]!) return t.fail('order');
    for (const name of INITS) mustRun(t, inits, name, t.config.images.busybox);
    if (page.length !== 2 || page[1] !== `tasted: ${page[0]}`) return t.fail('page', { page: short(page) || '-' });
    const [cook, taster] = INITS.map((name) => initStatuses(pod).find((one) => one.name === name)?.state?.terminated);
    // The taster starts when the cook's end is known, and its own end is known after it has written; its start is noted late
    // on a busy node. (Kubernetes and HTTP tell times in whole seconds.)
    const [cooked, ended] = [cook, taster].map((one) => new Date(one?.finishedAt ?? NaN).getTime());
    if (changed < cooked!) return t.fail('untasted', { changed: clock(changed), cooked: clock(cooked) });
    if (changed > ended!) return t.fail('late', { changed: clock(changed), ended: clock(ended) });
    return [
      ...[cook, taster].map((one, i) => `${INITS[i]} ${clock(one?.startedAt)}–${clock(one?.finishedAt)}`),
      ...[WEB, GUEST].map((name) => `${name} ${clock(statusOf(pod, name)?.state?.running?.startedAt)}`),
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
    const users = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
    const user = users.find(({ containerID }) => bare(containerID ?? '').startsWith(id));
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

function mustRun(t: CheckContext, containers: readonly V1Container[], name: string, wanted: string): void {
  const image = containers.find((one) => one.name === name)?.image;
  if (!sameImage(image, wanted)) t.fail('image', { name, wanted, image: image ?? '-' });
}

async function linesOf(t: CheckContext, container: string, seconds?: number): Promise<string[]> {
  const of = { namespace: t.namespace, name: NAME, container, lines: 200 };
  return linesIn(await t.cluster.logs({ ...of, ...(seconds !== undefined && { seconds }) }, t));
}

function linesIn(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function requestsIn(log: readonly string[]): string[] {
  return log.filter((line) => line.includes('"GET ') && !line.includes(`?${OWN_QUERY} `));
}

function isLocal(request: string): boolean {
  return /^(127\.0\.0\.1|::1) /.test(request);
}

/** The page as web serves it, asked for at the pod's address, and when its file was last changed. */
async function served(t: CheckContext): Promise<{ page: string[]; changed: number }> {
  const url = `http://${(await thePod(t)).status?.podIP}/?${OWN_QUERY}`;
  // Of the headers, which go to stderr. Whoever serves the page without one does not tell, and is believed.
  const ask = ['wget', '-q', '-S', '-T', '3', '-O', '-', url];
  const from = { container: GUEST, signal: t.signal };
  const { stdout, stderr } = await t.cluster.exec({ namespace: t.namespace, name: NAME }, ask, from);
  const changed = /^\s*last-modified: (.+)$/im.exec(stderr)?.[1]?.trim();
  return { page: linesIn(stdout), changed: new Date(changed ?? NaN).getTime() };
}

function contains(lines: readonly string[], wanted: readonly string[]): boolean {
  return lines.some((_, i) => wanted.length > 0 && wanted.every((line, j) => lines[i + j] === line));
}

/** The beginning, of a page that may be long. */
function short(lines: readonly string[]): string {
  const text = lines.join(' / ');
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
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

function clock(time: Date | number | undefined): string {
  return time === undefined ? '-' : new Date(time).toISOString().slice(11, 19);
}
