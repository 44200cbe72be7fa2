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
  type KubernetesObject,
  type V1Deployment,
  type V1Node,
} from 'kube-classroom/exercise';

const NAME = 'archive';
const REPLICAS = 2;

export default checks({
  async kubelet(t) {
    const host = theHost(t).name;
    const { state, said, skipped, processes } = await kubeletOf(t, theHost(t));
    if (state !== 'active') {
      if (processes) return t.fail('byHand', { host, state: said }, `kubelet ${processes}`);
      if (skipped) return t.fail('condition', { host });
      return t.fail('stopped', { host, state: said });
    }
    return `${host} kubelet.service ${said}`;
  },

  async boot(t) {
    const host = theHost(t).name;
    const [{ atBoot, passing }, { Held }] = await Promise.all([
      kubeletOf(t, theHost(t)),
      linesOf(theHost(t), HELD, t.signal),
    ]);
    if (atBoot !== 'enabled') return t.fail('disabled', { host, state: atBoot });
    if (Held && passing) return t.fail('passing', { host, file: Held, files: passing });
    if (Held) return t.fail('held', { host, file: Held });
    return `${host} kubelet.service ${atBoot}`;
  },

  async node(t) {
    const [node, lease] = await Promise.all([theNode(t), theLease(t)]);
    const name = nodeName(t);
    if (!node) return t.fail('missing', { node: name });
    const renewed = new Date(lease?.spec?.renewTime ?? 0);
    // For forty seconds the cluster takes nobody's word for the last one.
    if (renewed.getTime() === new Date(t.remembered['renewed'] ?? 0).getTime())
      return t.fail('silent', { node: name, at: renewed.toISOString() });
    const reason = notReadyReason(node);
    if (reason !== undefined) return t.fail('notReady', { node: name, reason });
    return `${name} Ready · ${renewed.toISOString()}`;
  },

  async 'same-node'(t) {
    const { uid = '-', creationTimestamp } = (await theNode(t))?.metadata ?? {};
    if (uid !== t.remembered['uid'])
      return t.fail(
        'another',
        { node: nodeName(t), time: creationTimestamp ? new Date(creationTimestamp).toISOString() : '-' },
        uid,
      );
    return uid;
  },

  async schedulable(t) {
    const { unschedulable, taints = [] } = (await theNode(t))?.spec ?? {};
    if (unschedulable) return t.fail('cordoned', { node: nodeName(t) });
    // What was there before the exercise is the owner's.
    const before = (t.remembered['taints'] ?? '').split(' ');
    const keepAway = taints.filter(
      ({ key, effect }) => effect !== 'PreferNoSchedule' && !before.includes(`${key}:${effect}`),
    );
    const left = keepAway.map(({ key, effect }) => `${key}:${effect}`);
    if (left.length > 0) return t.fail('taints', { node: nodeName(t), taints: left.join(', ') });
    return nodeName(t);
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
});

/**
 * `Held` is a file that must not be there when the service starts, by what the next boot finds: without what is below /run,
 * and as systemd reads it: an empty condition, of any kind, takes all earlier ones back.
 */
const HELD = `files=()
while IFS='=' read -r name file; do
  name=\${name// /}
  case $name in
    '#/run/'*) passing=yes ;;
    '#/'*) passing= ;;
    Condition*)
      file=$(xargs <<<"$file")
      if [ "$passing" ]; then continue; fi
      if [ ! "$file" ]; then files=(); fi
      if [[ $name == ConditionPathExists* && $file == *!* ]]; then files+=("\${file#*!}"); fi
      ;;
  esac
done < <(systemctl cat kubelet 2>/dev/null)
for file in "\${files[@]}"; do
  if [ -e "$file" ]; then echo "Held=$file"; fi
done`;

function theHost({ workers }: CheckContext) {
  return workers[0]!;
}

function nodeName(t: CheckContext): string {
  return nodeOf(t, theHost(t));
}

function theNode(t: CheckContext) {
  return t.cluster.read<V1Node>({ apiVersion: 'v1', kind: 'Node', name: nodeName(t) }, t);
}

/** What the kubelet renews every ten seconds, to say that it lives. */
interface Lease extends KubernetesObject {
  spec?: { renewTime?: Date | string };
}

function theLease(t: CheckContext) {
  return t.cluster.read<Lease>(
    { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', namespace: 'kube-node-lease', name: nodeName(t) },
    t,
  );
}
