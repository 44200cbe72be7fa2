import {
  checks,
  living,
  nameOf,
  nodeOf,
  ownedBy,
  podState,
  ready,
  type CheckContext,
  type Host,
  type KubernetesObject,
  type V1Node,
  type V1Pod,
} from 'kube-classroom/exercise';

const SET = 'page';
const PORT = 8080;
/** How setup.sh lets a page begin; the node's name comes after it. */
const PAGE = 'the page of';
const PLUGIN = '/opt/cni/bin/flannel';

export default checks({
  async running(t) {
    const set = await theSet(t);
    if (!set) return t.fail('missing');
    const pods = await podsOf(t, set);
    const absent = t.workers.filter((host) => !podOn(host, pods, t)).map(({ name }) => name);
    if (absent.length > 0) return t.fail('absent', { nodes: absent.join(', ') });
    const waiting = t.workers.filter((host) => ready([podOn(host, pods, t)!]).length === 0);
    const seen = pods.map((pod) => `${nameOf(pod)} ${podState(pod)}`).join(' · ');
    const states = waiting.map((host) => podState(podOn(host, pods, t)!));
    const lame = await Promise.all(
      waiting.map(async (host) => ((await pluginOn(host, t)).kind === 'lame' ? host.name : '')),
    );
    if (lame.some((name) => name !== ''))
      return t.fail('lame', { nodes: lame.filter((name) => name !== '').join(', '), path: PLUGIN }, seen);
    if (waiting.length > 0)
      return t.fail('waiting', { nodes: waiting.map(({ name }) => name).join(', '), states: states.join(', ') }, seen);
    return seen;
  },

  async network(t) {
    const pods = await podsOf(t, (await theSet(t))!);
    const found = await Promise.all(
      t.workers.map(async (host) => {
        const pod = podOn(host, pods, t);
        const ip = pod?.status?.podIP ?? '-';
        // From a host that is another node than each of theirs.
        const page = await t.controlPlane.run(['curl', '--silent', '--max-time', '3', `http://${ip}:${PORT}/`], t);
        return { host, pod: pod ? nameOf(pod) : '-', ip, page: page.stdout.trim() };
      }),
    );
    const borrowed = found.find(({ host, ip }) => ip === host.ip);
    if (borrowed) return t.fail('hostAddress', { pod: borrowed.pod, ip: borrowed.ip, node: borrowed.host.name });
    const silent = found.find(({ host, page }) => page !== `${PAGE} ${nodeOf(t, host)}`);
    if (silent) return t.fail('silent', { pod: silent.pod, ip: silent.ip }, silent.page);
    return found.map(({ ip, page }) => `${ip} ${page}`).join(' · ');
  },

  async plugin(t) {
    const [own, ...workers] = await Promise.all(
      [t.controlPlane, ...t.workers].map(async (host) => ({ host, file: await pluginOn(host, t) })),
    );
    const names = (some: typeof workers) => some.map(({ host }) => host.name).join(', ');
    const absent = workers.filter(({ file }) => file.kind === 'none');
    if (absent.length > 0) return t.fail('absent', { nodes: names(absent), path: PLUGIN });
    const lame = workers.filter(({ file }) => file.kind === 'lame');
    if (lame.length > 0) return t.fail('notExecutable', { nodes: names(lame), path: PLUGIN });
    const linked = workers.filter(({ file }) => file.kind === 'link');
    if (linked.length > 0) return t.fail('link', { nodes: names(linked), path: PLUGIN, target: linked[0]!.file.text });
    const others = workers.filter(({ file }) => file.text !== own!.file.text);
    if (others.length > 0) return t.fail('other', { nodes: names(others), path: PLUGIN });
    return `${PLUGIN} ${own!.file.text.slice(0, 12)}`;
  },

  async ledger(t) {
    const { uid, pod: name = '-' } = t.remembered;
    const pod = living(await t.cluster.pods({ namespace: t.namespace }, t)).find(
      ({ metadata }) => metadata?.uid === uid,
    );
    if (!pod) return t.fail('gone', { pod: name });
    const count = (pod.status?.containerStatuses ?? []).reduce((sum, { restartCount }) => sum + restartCount, 0);
    if (count > 0) return t.fail('restarted', { count });
    return `${name} ${podState(pod)}`;
  },

  async 'takes-pods'(t) {
    const nodes = await t.cluster.nodes(t);
    for (const host of t.workers) {
      const node = nodes.find(({ metadata }) => metadata?.name === nodeOf(t, host));
      const reason = node ? closedBy(node) : '-';
      if (reason !== undefined) return t.fail('closed', { node: host.name, reason });
    }
    return t.workers.map(({ name }) => name).join(' · ');
  },
});

function theSet({ cluster, namespace, signal }: CheckContext): Promise<KubernetesObject | undefined> {
  return cluster.read({ apiVersion: 'apps/v1', kind: 'DaemonSet', namespace, name: SET }, { signal });
}

async function podsOf({ cluster, namespace, signal }: CheckContext, set: KubernetesObject): Promise<V1Pod[]> {
  return living(ownedBy(await cluster.pods({ namespace }, { signal }), set));
}

function podOn(host: Host, pods: readonly V1Pod[], t: CheckContext): V1Pod | undefined {
  return pods.find(({ spec }) => spec?.nodeName === nodeOf(t, host));
}

/** The digest of the program on a host, or where a link in its place leads; `lame` is a file that nobody can run. */
type Plugin = 'none' | 'link' | 'lame' | 'file';

async function pluginOn(host: Host, { signal }: CheckContext): Promise<{ kind: Plugin; text: string }> {
  const { stdout } = await host.script(
    `f=${PLUGIN}
    if [ -L $f ]; then echo link "$(readlink $f)"; elif [ ! -f $f ]; then echo none; elif [ ! -x $f ]; then echo lame; else echo file "$(sha256sum <$f)"; fi`,
    { signal },
  );
  const [kind = 'none', text = ''] = stdout.trim().split(' ');
  return { kind: kind as Plugin, text };
}

/** What keeps new pods away from a node; of its taints, those that somebody has set, not the ones that say how it is. */
function closedBy({ spec }: V1Node): string | undefined {
  const taint = spec?.taints?.find(
    ({ key, effect }) => effect !== 'PreferNoSchedule' && !key.startsWith('node.kubernetes.io/'),
  );
  if (spec?.unschedulable) return 'SchedulingDisabled';
  return taint && `${taint.key}:${taint.effect}`;
}
