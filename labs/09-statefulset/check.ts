import {
  checks,
  containerOf,
  inPod,
  leadsTo,
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
    const template = set.spec?.template.spec;
    if (!containerOf(template, t.config.images.busybox))
      return t.fail('image', { image: template?.containers.map(({ image }) => image).join(', ') ?? '-' });
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
    const members = (await membersOf(t)).map((pod) => ({ name: nameOf(pod), claim: volumeAt(pod, PATH)?.claim }));
    const without = members.filter(({ claim }) => claim === undefined).map(({ name }) => name);
    if (without.length > 0) return t.fail('none', { names: without.join(', ') });
    const shared = members.find(({ claim }, i) => members.findIndex((other) => other.claim === claim) < i)?.claim;
    if (shared !== undefined) return t.fail('shared', { claim: shared });
    return members.map(({ name, claim }) => `${name} ${claim}`).join(' · ');
  },

  async 'in-order'(t) {
    const [set, pods] = await Promise.all([findSet(t), membersOf(t)]);
    // When they were made tells little: single members may have been replaced since. This field cannot be changed, and whoever
    // has it brings up members by the dozen.
    const policy = set?.spec?.podManagementPolicy ?? 'OrderedReady';
    const seen = pods.map((pod) => `${nameOf(pod)} ${clock(pod.metadata?.creationTimestamp)}`).join(' · ');
    if (policy === 'Parallel') return t.fail('together', {}, seen);
    return `${policy}: ${seen}`;
  },

  async headless(t) {
    const [set, service, endpoints, pods] = await Promise.all([
      findSet(t),
      t.cluster.service(t.namespace, NAME, t),
      t.cluster.endpoints(t.namespace, NAME, t),
      membersOf(t),
    ]);
    if (!service) return t.fail('missing');
    const address = service.spec?.clusterIP;
    if (address !== 'None') return t.fail('virtual', { address: address ?? '-' });
    const { problem, selector, others } = await leadsTo(t, service, set ?? {});
    if (problem === 'noSelector') return t.fail('noSelector');
    if (problem !== undefined) return t.fail('others', { selector, found: others.join(', ') || '-' });
    const [found, wanted] = [
      addressesOf(endpoints)
        .map(({ ip }) => ip)
        .sort(),
      pods.map(({ status }) => status?.podIP ?? '-').sort(),
    ];
    if (found.join() !== wanted.join())
      return t.fail('addresses', { found: found.join(', ') || '-', wanted: wanted.join(', ') });
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
      const { member = '-', address = '' } = notesIn(body).findLast(({ what }) => what === 'comes') ?? {};
      if (member !== nameOf(pod) || address !== pod.status?.podIP)
        return t.fail('elsewhere', { name, answer: `${member} ${address}`.trim() });
    }
    return pods.map((pod) => `${dnsName(nameOf(pod))} ${pod.status?.podIP}`).join(' · ');
  },

  async memory(t) {
    const [journals, claims] = await Promise.all([journalsOf(t), claimsOf(t)]);
    const seen = journals.map(({ name, addresses }) => `${name}: ${addresses.join(', ') || '-'}`).join(' · ');
    for (const { name, notes } of journals) {
      const other = notes.find(({ member }) => member !== name);
      if (other) return t.fail('stranger', { name, other: other.member }, seen);
    }
    // A new pod has a new address. A container that was only started again has the old one, and so is in the same pod.
    const once = journals.filter(({ addresses }) => addresses.length < 2).map(({ name }) => name);
    if (once.length > 0) return t.fail('once', { names: once.join(', ') }, seen);
    // Anybody can write into a journal. But the claim is made with a member's first pod, and is older than any later one.
    const first = journals
      .filter(({ pod, claim }) => bornAt(pod) < bornAt(claims.find((one) => nameOf(one) === claim)) + 2000)
      .map(({ name }) => name);
    if (first.length > 0) return t.fail('written', { names: first.join(', ') }, seen);
    return seen;
  },

  async shrinking(t) {
    const journals = await journalsOf(t);
    const unwritten = journals
      .filter(({ notes }) => !notes.some(({ what }) => what === 'goes'))
      .map(({ name }) => name);
    if (unwritten.length > 0) return t.fail('unwritten', { names: unwritten.join(', ') });
    // All journals as one story. (Times of one format are in the order of the alphabet.)
    const story = journals.flatMap(({ notes }) => notes).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    const wanted = [...MEMBERS].reverse();
    const from = story.findLastIndex((_, i) =>
      wanted.every((member, j) => {
        const [note, before] = [story[i + j], j > 0 ? story[i + j - 1] : undefined];
        return note?.what === 'goes' && note.member === member && (!before || before.at < note.at);
      }),
    );
    const ends =
      from < 0 ? story.filter(({ what }) => what === 'goes').slice(-6) : story.slice(from, from + wanted.length);
    const seen = ends.map(({ member, at }) => `${member} ${at.slice(11)}`).join(' → ');
    return from < 0 ? t.fail('otherwise', {}, seen) : seen;
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

/** What a pod has mounted there from a claim, and in which container. */
function volumeAt({ spec }: V1Pod, path: string): { container: string; claim: string } | undefined {
  return spec?.containers
    .flatMap(({ name: container, volumeMounts = [] }) =>
      volumeMounts
        .filter(({ mountPath }) => mountPath.replace(/\/+$/, '') === path)
        .map(({ name }) => ({
          container,
          claim: spec.volumes?.find((volume) => volume.name === name)?.persistentVolumeClaim?.claimName,
        })),
    )
    .find((found): found is { container: string; claim: string } => found.claim !== undefined);
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

interface Note {
  /** `2026-11-25T20:51:07`, by the clock of the member's node. */
  at: string;
  member: string;
  address: string;
  what: 'comes' | 'goes';
}

interface Journal {
  name: string;
  pod: V1Pod;
  claim: string | undefined;
  notes: Note[];
  /** From which it came, each once. */
  addresses: string[];
}

/** For checks that need `own-volume`: as each member has it in its volume. */
async function journalsOf(t: CheckContext): Promise<Journal[]> {
  return Promise.all(
    (await membersOf(t)).map(async (pod) => {
      const { container, claim } = volumeAt(pod, PATH) ?? {};
      const { stdout } = await t.cluster.exec(
        { namespace: t.namespace, name: nameOf(pod) },
        ['cat', `${PATH}/journal`],
        { ...(container !== undefined && { container }), signal: t.signal },
      );
      const notes = notesIn(stdout);
      const starts = notes.filter(({ what }) => what === 'comes');
      return { name: nameOf(pod), pod, claim, notes, addresses: [...new Set(starts.map(({ address }) => address))] };
    }),
  );
}

/** A line of a journal is `2026-11-25T20:51:07 db-0 10.244.1.7 comes`. */
function notesIn(text: string): Note[] {
  return [...text.matchAll(/^(\d{4}-\d\d-\d\dT[\d:]+) (\S+) (\S+) (comes|goes)\s*$/gm)].map(
    ([, at, member, address, what]) => ({ at: at!, member: member!, address: address!, what: what as Note['what'] }),
  );
}

/** Milliseconds since 1970, in whole seconds as the API has them. */
function bornAt(object: { metadata?: { creationTimestamp?: Date } } | undefined): number {
  return new Date(object?.metadata?.creationTimestamp ?? NaN).getTime();
}

function clock(time: Date | undefined): string {
  return time === undefined ? '-' : new Date(time).toISOString().slice(11, 19);
}
