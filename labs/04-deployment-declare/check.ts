import {
  askEveryNode,
  checks,
  living,
  ownedBy,
  podState,
  ready,
  type CheckContext,
  type V1Deployment,
  type V1Pod,
  type V1ReplicaSet,
} from 'kube-classroom/exercise';
import { declaration } from './declaration.js';

const NAME = 'greeter';
const REPLICAS = 3;
/** What the agreed manifest of setup.sh leads to. */
const PAGE = /^Good morning from \S+\n$/;
const CPU = '20m';
const MEMORY = '16Mi';
/** More than the client ever writes: a line for each pod. */
const ALL_LINES = 10_000;

export default checks({
  async pods(t) {
    const sets = await setsOf(t);
    if (!sets) return t.fail('missing');
    const running = sets.filter(({ pods }) => pods.length > 0);
    const pods = running.flatMap((set) => set.pods);
    const seen = pods.map((pod) => `${pod.metadata?.name} ${podState(pod)}`).join(' · ');
    if (running.length > 1) return t.fail('old', { sets: running.map(({ name }) => name).join(', ') }, seen);
    const count = ready(pods).length;
    if (count !== REPLICAS || pods.length !== REPLICAS) return t.fail('count', { count }, seen);
    return `Deployment ${NAME} → ReplicaSet ${running[0]?.name} → ${seen}`;
  },

  async page(t) {
    const service = await t.cluster.service(t.namespace, NAME, t);
    const port = service?.spec?.ports?.[0]?.nodePort;
    if (port === undefined) return t.fail('noPort');
    const nodes = await askEveryNode(t, port);
    const seen = nodes.map(({ label }) => label).join(' · ');
    const silent = nodes.filter(({ outcome }) => outcome.kind !== 'ok').map(({ host }) => host.name);
    if (silent.length > 0) return t.fail('silent', { port, nodes: silent.join(', ') }, seen);
    const [first = '', ...more] = (nodes.find(({ body }) => !PAGE.test(body))?.body ?? '').trimEnd().split('\n');
    if (more.length > 0) return t.fail('more', { count: more.length }, [first, ...more].join(' · '));
    if (first !== '') return t.fail('other', { said: first }, seen);
    return nodes.map(({ body }) => body.trim()).join(' · ');
  },

  async agreed(t) {
    const pods = ((await setsOf(t)) ?? []).flatMap((set) => set.pods);
    for (const { metadata, spec } of pods) {
      const pod = metadata?.name ?? '?';
      const { resources, readinessProbe } = spec?.containers[0] ?? {};
      const { cpu = '-', memory = '-' } = resources?.requests ?? {};
      if (cpu !== CPU || memory !== MEMORY) return t.fail('requests', { pod, cpu, memory });
      if (!readinessProbe) return t.fail('probe', { pod });
    }
    return pods.map(({ metadata, status }) => `${metadata?.name} ${status?.qosClass}`).join(' · ');
  },

  async declared(t) {
    const deployment = await theDeployment(t);
    const said = deployment && declaration(deployment);
    if (!said) return t.fail('never');
    const declared = points(said);
    for (const [what, now] of Object.entries(points(deployment))) {
      const value = declared[what];
      if (value === now) continue;
      if (value === undefined) return t.fail('open', { what });
      return t.fail('differs', { what, declared: value, now: now ?? '-' });
    }
    return Object.entries(declared)
      .map(([what, value]) => `${what}: ${value ?? '-'}`)
      .join(' · ');
  },

  async same(t) {
    const uid = (await theDeployment(t))?.metadata?.uid;
    if (uid !== t.remembered['deployment']) return t.fail('another');
    return `uid ${uid}`;
  },

  async 'made-anew'(t) {
    const set = (await setsOf(t))?.find(({ pods }) => pods.length > 0);
    const log = await t.cluster.logs({ namespace: t.namespace, name: 'client', lines: ALL_LINES }, t);
    const line = log.split('\n').find((entry) => entry.includes(` ${set?.name}-`));
    if (!set || line === undefined) return t.fail('unseen', { set: set?.name ?? '-' });
    // Pods cannot have answered before their ReplicaSet was made: then they were those of another one, which had the same name.
    const [answered = ''] = line.split(' ');
    if (set.made < new Date(answered)) return t.fail('first', { set: set.name }, line);
    return `${line} · ReplicaSet ${set.name} ${set.made.toISOString()}`;
  },
});

function theDeployment({ cluster, namespace, signal }: CheckContext) {
  return cluster.read<V1Deployment>({ apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: NAME }, { signal });
}

interface OwnSet {
  name: string;
  made: Date;
  pods: V1Pod[];
}

/** The Deployment's ReplicaSets with their pods; undefined without the Deployment. */
async function setsOf(t: CheckContext): Promise<OwnSet[] | undefined> {
  const { cluster, namespace, signal } = t;
  const [deployment, sets, pods] = await Promise.all([
    theDeployment(t),
    cluster.list<V1ReplicaSet>('apps/v1', 'ReplicaSet', { namespace }, { signal }),
    cluster.pods({ namespace }, { signal }),
  ]);
  return (
    deployment &&
    ownedBy(sets, deployment).map((set) => ({
      name: set.metadata?.name ?? '?',
      made: new Date(set.metadata?.creationTimestamp ?? 0),
      pods: living(ownedBy(pods, set)),
    }))
  );
}

/** The points that were agreed on: a declaration covers them, and they are still so. */
function points({ spec }: V1Deployment): Record<string, string | undefined> {
  const container = spec?.template?.spec?.containers?.[0];
  return {
    replicas: spec?.replicas?.toString(),
    GREETING: container?.env?.find(({ name }) => name === 'GREETING')?.value,
    requests:
      Object.keys(container?.resources?.requests ?? {})
        .sort()
        .join(', ') || undefined,
    readinessProbe: container?.readinessProbe && 'yes',
  };
}
