import {
  askEveryNode,
  checks,
  CONTROLLERS,
  inPod,
  leadsTo,
  living,
  makerOf,
  ownedBy,
  podState,
  ready,
  type CheckContext,
  type V1Deployment,
  type V1Pod,
  type V1ReplicaSet,
} from 'kube-classroom/exercise';
import { declared, values } from './declaration.js';

const NAME = 'greeter';
const REPLICAS = 3;
/** What the agreed manifest of setup.sh leads to. */
const PAGE = /^Good morning from \S+\n$/;
/** What the Service gives those who ask for it. */
const SERVICE_PORT = 80;

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
    const [service, deployment] = await Promise.all([t.cluster.service(t.namespace, NAME, t), theDeployment(t)]);
    const ports = service?.spec?.ports ?? [];
    const port = (ports.find((each) => each.port === SERVICE_PORT) ?? ports[0])?.nodePort;
    if (!service || !deployment || port === undefined) return t.fail('noPort');
    const [lead, nodes] = await Promise.all([leadsTo(t, service, deployment), askEveryNode(t, port)]);
    if (lead.problem) return t.fail('service', { selector: lead.selector }, lead.others.join(' · '));
    const seen = nodes.map(({ label }) => label).join(' · ');
    const silent = nodes.filter(({ outcome }) => outcome.kind !== 'ok').map(({ host }) => host.name);
    if (silent.length > 0) return t.fail('silent', { port, nodes: silent.join(', ') }, seen);
    const [first = '', ...more] = (nodes.find(({ body }) => !PAGE.test(body))?.body ?? '').trimEnd().split('\n');
    if (more.length > 0) return t.fail('more', { count: more.length }, [first, ...more].join(' · '));
    if (first !== '') return t.fail('other', { said: first }, seen);
    return nodes.map(({ body }) => body.trim()).join(' · ');
  },

  async agreed(t) {
    const agreed = manifest(t, 'agreed');
    const now = values((await theDeployment(t))?.spec);
    for (const [what, value] of agreed) {
      const found = now.get(what) ?? '-';
      if (found !== value) return t.fail('differs', { what, agreed: value, found });
    }
    // Notes on the pods, such as that of `kubectl rollout restart`, are no part of how they run.
    const more = [...now].find(([what]) => !agreed.has(what) && !what.startsWith('template.metadata.annotations.'));
    if (more) return t.fail('more', { what: more[0] }, more.join(': '));
    return `${agreed.size} = ${now.size}`;
  },

  async declared(t) {
    const deployment = await theDeployment(t);
    const said = deployment && declared(deployment);
    if (!said) return t.fail('never');
    const now = values(deployment.spec);
    for (const [what, value] of said) {
      const found = now.get(what) ?? '-';
      if (found !== value) return t.fail('differs', { what, declared: value, found });
    }
    const open = [...manifest(t, 'manifest').keys()].find((what) => !said.has(what));
    if (open !== undefined) return t.fail('open', { what: open });
    return [...said]
      .map((pair) => pair.join(': '))
      .join(' · ')
      .slice(0, 500);
  },

  async same(t) {
    const uid = (await theDeployment(t))?.metadata?.uid;
    if (uid !== t.remembered['deployment']) return t.fail('another');
    return `uid ${uid}`;
  },

  async 'made-anew'(t) {
    const set = (await setsOf(t))?.find(({ pods }) => pods.length > 0);
    const { stdout } = await inPod(t, 'client').run(['cat', '/seen/log']);
    const line = stdout.split('\n').find((entry) => entry.includes(` ${set?.name}-`));
    if (!set || line === undefined) return t.fail('unseen', { set: set?.name ?? '-' });
    // Pods cannot have answered before their ReplicaSet was made: then they were those of another one, which had the same name.
    const [answered = ''] = line.split(' ');
    if (set.made < new Date(answered)) return t.fail('first', { set: set.name }, line);
    if (set.maker !== CONTROLLERS) return t.fail('byHand', { set: set.name }, `${set.name} ${set.maker}`);
    return `${line} · ReplicaSet ${set.name} ${set.made.toISOString()} ${set.maker}`;
  },
});

function theDeployment({ cluster, namespace, signal }: CheckContext) {
  return cluster.read<V1Deployment>({ apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: NAME }, { signal });
}

interface OwnSet {
  name: string;
  made: Date;
  /** Who has made it, by its managedFields. */
  maker: string;
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
      maker: makerOf(set),
      pods: living(ownedBy(pods, set)),
    }))
  );
}

/** What greeter.yaml says, with what the team has decided since. */
function manifest({ remembered }: CheckContext, form: 'manifest' | 'agreed') {
  return values({ ...(JSON.parse(remembered[form] ?? '{}') as object), replicas: REPLICAS });
}
