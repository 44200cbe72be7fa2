import {
  checks,
  CONTROLLERS,
  inPod,
  living,
  makerOf,
  ownedBy,
  ready,
  type CheckContext,
  type V1Pod,
  type V1ReplicaSet,
  type V1ReplicationController,
} from 'kube-classroom/exercise';

const NAME = 'web';
const REPLICAS = 4;
/** How setup.sh lets the pages of a web server begin. */
const PAGE = `${NAME}: a page from`;

type Labels = Readonly<Record<string, string>>;
type Selector = NonNullable<V1ReplicaSet['spec']>['selector'];

/** The pods of setup.sh, whichever of them are still there: no selector of equalities alone parts the first from the others. */
const WEB_SERVERS: readonly Labels[] = ['prod', 'staging', 'demo'].map((env) => ({ app: 'web', env }));
const OTHERS: readonly Labels[] = [{ app: 'web', env: 'canary' }, { app: 'db', env: 'prod' }, { app: 'web' }];

export default checks({
  async retired(t) {
    const all = await t.cluster.list<V1ReplicationController>(
      'v1',
      'ReplicationController',
      { namespace: t.namespace },
      t,
    );
    if (all.length > 0) return t.fail('there', { names: names(all) });
    return 'ReplicationController 0';
  },

  async selection(t) {
    const selector = (await theReplicaSet(t))?.spec?.selector;
    if (!selector) return t.fail('missing');
    const missed = WEB_SERVERS.find((labels) => !selects(selector, labels));
    if (missed) return t.fail('misses', { selector: shown(selector), labels: pairs(missed) });
    const caught = OTHERS.find((labels) => selects(selector, labels));
    if (caught) return t.fail('catches', { selector: shown(selector), labels: pairs(caught) });
    return shown(selector);
  },

  async adopted(t) {
    const before = atStart(t, 'served');
    const [own, all] = await Promise.all([ownPods(t), podsOf(t)]);
    const gone = before.filter(({ uid }) => !all.some(is(uid)));
    if (gone.length > 0) return t.fail('gone', { pods: listed(gone) });
    const others = before.filter(({ uid }) => !own.some(is(uid)));
    if (others.length > 0) return t.fail('others', { pods: listed(others) });
    return listed(before);
  },

  async bystanders(t) {
    const before = atStart(t, 'others');
    const all = await podsOf(t);
    const gone = before.filter(({ uid }) => !all.some(is(uid)));
    if (gone.length > 0) return t.fail('gone', { pods: listed(gone) });
    const taken = before.filter(({ uid }) =>
      all.find(is(uid))?.metadata?.ownerReferences?.some(({ controller }) => controller),
    );
    if (taken.length > 0) return t.fail('taken', { pods: listed(taken) });
    return listed(before);
  },

  async heals(t) {
    const demo = atStart(t, 'demo');
    const pod = listed(demo);
    const [set, own, all] = await Promise.all([theReplicaSet(t), ownPods(t), podsOf(t)]);
    if (all.some(is(demo[0]?.uid))) return t.fail('there', { pod });
    const before = atStart(t, 'served');
    const newer = own.filter(({ metadata }) => !before.some(({ uid }) => uid === metadata?.uid));
    if (newer.length === 0) return t.fail('nobody', { pod, wanted: set?.spec?.replicas ?? 1, count: own.length });
    // Whatever an adopted pod is called and whomever it names as its owner, it was made by somebody else.
    const made = newer.filter((pod) => makerOf(pod) === CONTROLLERS);
    if (made.length === 0) return t.fail('byHand', { pod, pods: names(newer) });
    return `${pod} → ${names(made)}`;
  },

  async serves(t) {
    const [set, own] = await Promise.all([theReplicaSet(t), ownPods(t)]);
    const wanted = set?.spec?.replicas ?? 1;
    const running = ready(own);
    if (wanted !== REPLICAS || running.length !== REPLICAS) return t.fail('count', { wanted, count: running.length });
    const probe = inPod(t, 'probe');
    const answers = await Promise.all(
      running.map(async (pod) => ({ pod, ...(await probe.get(`http://${pod.status?.podIP}:8080/`)) })),
    );
    const silent = answers.filter(({ body }) => !body.startsWith(PAGE));
    if (silent.length > 0)
      return t.fail(
        'silent',
        { pods: names(silent.map(({ pod }) => pod)) },
        silent.map(({ said, body }) => said || body.trim()).join(' · '),
      );
    return answers.map(({ body }) => body.trim()).join(' · ');
  },
});

function theReplicaSet({ cluster, namespace, signal }: CheckContext) {
  return cluster.read<V1ReplicaSet>({ apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace, name: NAME }, { signal });
}

async function podsOf({ cluster, namespace, signal }: CheckContext): Promise<V1Pod[]> {
  return living(await cluster.pods({ namespace }, { signal }));
}

async function ownPods(t: CheckContext): Promise<V1Pod[]> {
  const [set, pods] = await Promise.all([theReplicaSet(t), podsOf(t)]);
  return set ? ownedBy(pods, set) : [];
}

interface Known {
  name: string;
  uid: string;
}

/** Pods that setup.sh has seen, remembered as `name:uid name:uid`. */
function atStart({ remembered }: CheckContext, key: string): Known[] {
  return (remembered[key] ?? '')
    .trim()
    .split(' ')
    .map((entry) => {
      const [name = '', uid = ''] = entry.split(':');
      return { name, uid };
    });
}

function is(uid: string | undefined) {
  return ({ metadata }: V1Pod) => metadata?.uid === uid;
}

interface Operator {
  holds: (value: string | undefined, values: readonly string[]) => boolean;
  /** As `kubectl get --selector` has it. */
  shown: (key: string, values: readonly string[]) => string;
}

const OPERATORS: Readonly<Record<string, Operator>> = {
  In: {
    holds: (value, values) => value !== undefined && values.includes(value),
    shown: (key, values) => `${key} in (${values.join(',')})`,
  },
  NotIn: {
    holds: (value, values) => value === undefined || !values.includes(value),
    shown: (key, values) => `${key} notin (${values.join(',')})`,
  },
  Exists: { holds: (value) => value !== undefined, shown: (key) => key },
  DoesNotExist: { holds: (value) => value === undefined, shown: (key) => `!${key}` },
};

/** Whether a pod with these labels would be selected. */
function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => OPERATORS[operator]!.holds(labels[key], values))
  );
}

function shown({ matchLabels = {}, matchExpressions = [] }: Selector): string {
  return [
    pairs(matchLabels),
    ...matchExpressions.map(({ key, operator, values = [] }) => OPERATORS[operator]!.shown(key, values)),
  ]
    .filter((part) => part !== '')
    .join(',');
}

function pairs(labels: Labels): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

function names(objects: readonly (V1Pod | V1ReplicationController)[]): string {
  return objects.map(({ metadata }) => metadata?.name ?? '?').join(', ');
}

function listed(pods: readonly Known[]): string {
  return pods.map(({ name }) => name).join(', ');
}
