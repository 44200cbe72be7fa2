import {
  askEveryNode,
  checks,
  containerOf,
  inPod,
  leadsTo,
  living,
  nameOf,
  podsOf,
  ready,
  revisions,
  type CheckContext,
  type V1Container,
  type V1Deployment,
  type V1Pod,
} from 'kube-classroom/exercise';

const NAME = 'shop';
const CONTAINER = 'web';
/** How the page of the new version begins. */
const PAGE = 'shop, version 2, from ';
const CPU = '20m';
const RUSH = 5;
const EVENING = 2;
const PORT = 8080;
/** What the Service gives its customers. */
const SHOP_PORT = 80;
/** The page comes so long after the container has started. Seconds. */
const PAGE_AFTER_S = 3;

export default checks({
  async 'rolled-out'(t) {
    const deployment = await theDeployment(t);
    if (!deployment) return t.fail('missing');
    const { metadata, spec, status } = deployment;
    if (metadata?.uid !== t.remembered['deployment']) return t.fail('anew');
    if (spec?.paused) return t.fail('paused');
    const number = await newest(t, deployment);
    if (number <= first(t)) return t.fail('none');
    const wanted = spec?.replicas ?? 1;
    const { observedGeneration = 0, updatedReplicas = 0, availableReplicas = 0, replicas = 0 } = status ?? {};
    const count = Math.min(updatedReplicas, availableReplicas);
    if (observedGeneration < (metadata?.generation ?? 0) || count < wanted || replicas > updatedReplicas)
      return t.fail('unfinished', { count, wanted });
    return `revision ${number} · ${count}/${wanted}`;
  },

  async 'one-rollout'(t) {
    const deployment = await theDeployment(t);
    const number = deployment ? await newest(t, deployment) : 0;
    const count = number - first(t);
    if (count > 1) return t.fail('several', { count });
    return `revision ${first(t)} → ${number}`;
  },

  async paused(t) {
    const { status } = (await theDeployment(t)) ?? {};
    // Paused, it is not known whether the Deployment progresses; resumed, it turns true again, and tells when.
    const since = new Date(status?.conditions?.find(({ type }) => type === 'Progressing')?.lastTransitionTime ?? 0);
    const day = await theDay(t);
    if (!day.some(({ paused }) => paused) || since <= new Date(t.remembered['progressing'] ?? ''))
      return t.fail('never', {}, day.at(-1)?.line);
    const early = day.find(
      (now, i) => i > 0 && now.template !== day[i - 1]?.template && !now.paused && !day[i - 1]?.paused,
    );
    if (early) return t.fail('meanwhile', {}, early.line);
    return day.find(({ paused }) => paused)?.line ?? '';
  },

  async changed(t) {
    const [service, deployment] = await Promise.all([t.cluster.service(t.namespace, NAME, t), theDeployment(t)]);
    const ports = service?.spec?.ports ?? [];
    const port = (ports.find((each) => each.port === SHOP_PORT) ?? ports[0])?.nodePort;
    if (!service || !deployment || port === undefined) return t.fail('noPort');
    const [lead, nodes, pods] = await Promise.all([leadsTo(t, service, deployment), askEveryNode(t, port), ownPods(t)]);
    if (lead.problem) return t.fail('service', { selector: lead.selector }, lead.others.join(' · '));
    const others = nodes.filter(({ body }) => !body.startsWith(PAGE));
    const seen = nodes.map(({ label }) => label).join(' · ');
    if (others.length > 0)
      return t.fail(
        'version',
        { nodes: others.map(({ host }) => host.name).join(', '), port, said: others[0]?.body.trim() || '-' },
        seen,
      );
    for (const each of pods) {
      const pod = nameOf(each);
      const container = containerOf(each.spec, CONTAINER);
      const cpu = container?.resources?.requests?.['cpu'] ?? '-';
      if (cpu !== CPU) return t.fail('cpu', { pod, cpu });
      if (!container?.readinessProbe) return t.fail('probe', { pod });
      if (!asksForPage(container, each)) return t.fail('otherProbe', { pod }, JSON.stringify(container.readinessProbe));
    }
    return nodes.map(({ body }) => body.trim()).join(' · ');
  },

  async scaled(t) {
    const day = await theDay(t);
    const changed = day.findIndex(({ template }) => template !== day[0]?.template);
    const out = day.slice(changed).find(({ paused }) => !paused);
    const count = out?.replicas ?? 0;
    if (count < RUSH) return t.fail('fewer', { count }, out?.line);
    return out?.line ?? '';
  },

  async evening(t) {
    const wanted = (await theDeployment(t))?.spec?.replicas ?? 1;
    const pods = await ownPods(t);
    if (wanted !== EVENING || ready(pods).length !== EVENING || pods.length !== EVENING)
      return t.fail('count', { wanted, count: pods.length });
    return pods.map(({ metadata }) => metadata?.name).join(' · ');
  },
});

function theDeployment({ cluster, namespace, signal }: CheckContext) {
  return cluster.read<V1Deployment>({ apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: NAME }, { signal });
}

/** The revision that there was when the exercise began. */
function first({ remembered }: CheckContext): number {
  return Number(remembered['revision']);
}

async function newest(t: CheckContext, deployment: V1Deployment): Promise<number> {
  return (await revisions(t, deployment)).at(-1)?.number ?? 0;
}

/** A Deployment's pods belong to its ReplicaSets. */
async function ownPods(t: CheckContext): Promise<V1Pod[]> {
  const deployment = await theDeployment(t);
  return deployment ? living(await podsOf(t, deployment)) : [];
}

interface Moment {
  paused: boolean;
  replicas: number;
  /** Another one is another template. */
  template: string;
  line: string;
}

/** Each state of the Deployment since the exercise began, as the witness has seen it; the first is that of the beginning. */
async function theDay(t: CheckContext): Promise<Moment[]> {
  const { stdout } = await inPod(t, 'witness').run(['cat', '/seen/log']);
  return [...stdout.matchAll(/^\S+ paused (\S+) replicas (\d+) template (\S+)$/gm)].map(
    ([line, paused, replicas, template]) => ({
      paused: paused === 'true',
      replicas: Number(replicas),
      template: template!,
      line,
    }),
  );
}

/** Whether a pod is Ready only when its page answers. What a command of the student's looks at shows in when it was content. */
function asksForPage({ name, ports, readinessProbe }: V1Container, { status }: V1Pod): boolean {
  if (readinessProbe?.httpGet) {
    const { port } = readinessProbe.httpGet;
    return (ports?.find((each) => each.name === port)?.containerPort ?? port) === PORT;
  }
  if (!readinessProbe?.exec) return false;
  const started = status?.containerStatuses?.find((each) => each.name === name)?.state?.running?.startedAt;
  const since = status?.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime;
  return new Date(since ?? 0).getTime() - new Date(started ?? 0).getTime() >= PAGE_AFTER_S * 1000;
}
