import {
  checks,
  inPod,
  nameOf,
  ownedBy,
  podState,
  ready,
  type CheckContext,
  type V1Endpoints,
  type V1PersistentVolumeClaim,
  type V1Pod,
  type V1StatefulSet,
} from 'kube-classroom/exercise';

const NAME = 'db';
const MEMBERS = [0, 1, 2].map((number) => `${NAME}-${number}`);
const PATH = '/data';

export default checks({
  async members(t) {
    const set = await findSet(t);
    if (!set) return t.fail('missing');
    const pods = ownedBy(await t.cluster.pods({ namespace: t.namespace }, t), set);
    const running = ready(pods).map(nameOf);
    const absent = MEMBERS.filter((name) => !running.includes(name));
    if (absent.length === 0) return running.sort().join(' · ');
    const unbound = (await claimsOf(t)).filter(({ status }) => status?.phase === 'Pending').map(nameOf);
    if (unbound.length > 0) return t.fail('unbound', { claims: unbound.join(', ') });
    return t.fail(
      'notReady',
      { names: absent.join(', ') },
      pods.map((pod) => `${nameOf(pod)} ${podState(pod)}`).join(' · ') || '-',
    );
  },

  async 'own-volume'(t) {
    const members = (await membersOf(t)).map((pod) => ({ name: nameOf(pod), claim: claimAt(pod, PATH) }));
    const without = members.filter(({ claim }) => claim === undefined).map(({ name }) => name);
    if (without.length > 0) return t.fail('none', { names: without.join(', ') });
    const shared = members.find(({ claim }, i) => members.findIndex((other) => other.claim === claim) < i)?.claim;
    if (shared !== undefined) return t.fail('shared', { claim: shared });
    return members.map(({ name, claim }) => `${name} ${claim}`).join(' · ');
  },

  async 'in-order'(t) {
    const [pods, claims] = await Promise.all([membersOf(t), claimsOf(t)]);
    // A claim is made with the first pod of its member. The pods of today tell of the last time that all were started, if no
    // single one has been replaced since. Either shows the order; nothing makes it where there is none.
    const own = pods.flatMap((pod) => claims.filter((claim) => nameOf(claim) === claimAt(pod, PATH)));
    const [first, last] = [own, pods].map((made) => made.map((one) => one.metadata?.creationTimestamp));
    const seen = pods.map((pod) => `${nameOf(pod)} ${clock(pod.metadata?.creationTimestamp)}`).join(' · ');
    if (!inTurn(first!) && !inTurn(last!)) return t.fail('together', {}, seen);
    return seen;
  },

  async headless(t) {
    const [service, endpoints, pods] = await Promise.all([
      t.cluster.service(t.namespace, NAME, t),
      t.cluster.endpoints(t.namespace, NAME, t),
      membersOf(t),
    ]);
    if (!service) return t.fail('missing');
    const address = service.spec?.clusterIP;
    if (address !== 'None') return t.fail('virtual', { address: address ?? '-' });
    const [found, wanted] = [
      addressesOf(endpoints)
        .map(({ ip }) => ip)
        .sort(),
      pods.map(({ status }) => status?.podIP ?? '-').sort(),
    ];
    if (found.join() !== wanted.join())
      return t.fail('others', { found: found.join(', ') || '-', wanted: wanted.join(', ') });
    return found.join(' · ');
  },

  async names(t) {
    const [set, endpoints, pods] = await Promise.all([
      findSet(t),
      t.cluster.endpoints(t.namespace, NAME, t),
      membersOf(t),
    ]);
    // What DNS answers is made from these. They are looked at first, because a name asked for in vain is remembered as missing.
    const named = addressesOf(endpoints).map(({ hostname }) => hostname);
    const nameless = MEMBERS.filter((name) => !named.includes(name));
    if (nameless.length > 0)
      return t.fail('nameless', {
        names: nameless.map(dnsName).join(', '),
        serviceName: set?.spec?.serviceName || '-',
      });
    const answers = await Promise.all(
      pods.map(async (pod) => ({ pod, name: dnsName(nameOf(pod)), ...(await journalByName(t, nameOf(pod))) })),
    );
    for (const { pod, name, ok, body, said } of answers) {
      if (!ok) return t.fail('silent', { name, said });
      const { member, address } = startsIn(body).at(-1) ?? {};
      if (member !== nameOf(pod) || address !== pod.status?.podIP)
        return t.fail('elsewhere', { name, answer: [member, address].join(' ') });
    }
    return pods.map((pod) => `${dnsName(nameOf(pod))} ${pod.status?.podIP}`).join(' · ');
  },

  async memory(t) {
    const journals = await Promise.all(
      (await membersOf(t)).map(async (pod) => ({ name: nameOf(pod), starts: startsIn(await journal(t, nameOf(pod))) })),
    );
    const seen = journals
      .map(({ name, starts }) => `${name}: ${starts.map(({ address }) => address).join(', ') || '-'}`)
      .join(' · ');
    for (const { name, starts } of journals) {
      const other = starts.find(({ member }) => member !== name);
      if (other) return t.fail('stranger', { name, other: other.member }, seen);
    }
    // A new pod has a new address. A container that was only started again has the old one, and so is in the same pod.
    const once = journals
      .filter(({ starts }) => new Set(starts.map(({ address }) => address)).size < 2)
      .map(({ name }) => name);
    if (once.length > 0) return t.fail('once', { names: once.join(', ') }, seen);
    return seen;
  },
});

function findSet({ cluster, namespace, signal }: CheckContext): Promise<V1StatefulSet | undefined> {
  return cluster.read<V1StatefulSet>({ apiVersion: 'apps/v1', kind: 'StatefulSet', namespace, name: NAME }, { signal });
}

/** For checks that need `members`, so that all are there. From db-0 on. */
async function membersOf({ cluster, namespace, signal }: CheckContext): Promise<V1Pod[]> {
  const pods = await cluster.pods({ namespace }, { signal });
  return MEMBERS.map((name) => {
    const pod = pods.find((one) => nameOf(one) === name);
    if (!pod) throw new Error(`the pod ${name} that was there a moment ago is gone`);
    return pod;
  });
}

function claimsOf({ cluster, namespace, signal }: CheckContext): Promise<V1PersistentVolumeClaim[]> {
  return cluster.list<V1PersistentVolumeClaim>('v1', 'PersistentVolumeClaim', { namespace }, { signal });
}

/** The claim whose volume a pod has mounted there. */
function claimAt({ spec }: V1Pod, path: string): string | undefined {
  const mounted = spec?.containers
    .flatMap(({ volumeMounts }) => volumeMounts ?? [])
    .find(({ mountPath }) => mountPath.replace(/\/+$/, '') === path);
  return spec?.volumes?.find(({ name }) => name === mounted?.name)?.persistentVolumeClaim?.claimName;
}

/** Times have whole seconds, and a pod takes longer than one to become Ready: what was made together is not a second apart. */
function inTurn(times: readonly (Date | undefined)[]): boolean {
  const seconds = times.map((time) => (time === undefined ? NaN : new Date(time).getTime()));
  return seconds.length === MEMBERS.length && seconds.every((time, i) => i === 0 || time > seconds[i - 1]!);
}

function addressesOf(endpoints: V1Endpoints | undefined): { ip: string; hostname?: string }[] {
  return (endpoints?.subsets ?? []).flatMap(({ addresses }) => addresses ?? []);
}

function dnsName(member: string): string {
  return `${member}.${NAME}`;
}

function journalByName(t: CheckContext, member: string) {
  return inPod(t, 'probe').get(`http://${dnsName(member)}:8080/journal`);
}

async function journal(t: CheckContext, member: string): Promise<string> {
  return (await inPod(t, member).run(['cat', `${PATH}/journal`])).stdout;
}

interface Start {
  member: string;
  address: string;
}

/** A line of the journal is a start: `db-0 10.244.1.7`. */
function startsIn(text: string): Start[] {
  return text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((words) => words.length === 2)
    .map(([member, address]) => ({ member: member!, address: address! }));
}

function clock(time: Date | undefined): string {
  return time === undefined ? '-' : new Date(time).toISOString().slice(11, 19);
}
