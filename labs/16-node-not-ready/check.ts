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
  type KubernetesObject,
  type V1Deployment,
  type V1Node,
} from 'kube-classroom/exercise';

const NAME = 'archive';
const REPLICAS = 2;

export default checks({
  async kubelet(t) {
    const { name } = theHost(t);
    const { ActiveState, SubState, ConditionResult, Processes } = await theService(t);
    const state = `${ActiveState} (${SubState})`;
    if (ActiveState !== 'active') {
      if (Processes) return t.fail('byHand', { host: name, state }, `kubelet ${Processes}`);
      if (ConditionResult === 'no') return t.fail('condition', { host: name });
      return t.fail('stopped', { host: name, state });
    }
    return `${name} kubelet.service ${state}`;
  },

  async boot(t) {
    const { name } = theHost(t);
    const { UnitFileState = '-', Held } = await theService(t);
    if (UnitFileState !== 'enabled') return t.fail('disabled', { host: name, state: UnitFileState });
    if (Held) return t.fail('held', { host: name, file: Held });
    return `${name} kubelet.service ${UnitFileState}`;
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
    const left = taints.map(({ key, effect }) => `${key}:${effect}`);
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

/** `Name=value` a line. `Processes` are kubelets that run, `Held` a file that must not be there when the service starts. */
const SERVICE = `systemctl show kubelet --property=ActiveState,SubState,UnitFileState,ConditionResult
echo "Processes=$(pgrep -d ' ' -x kubelet)"
for file in $(systemctl cat kubelet 2>/dev/null | sed -n 's/^ConditionPathExists=!//p'); do
  if [ -e "$file" ]; then echo "Held=$file"; fi
done`;

async function theService(t: CheckContext): Promise<Partial<Record<string, string>>> {
  const { stdout } = await theHost(t).script(SERVICE, { signal: t.signal });
  return Object.fromEntries(
    stdout
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
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
