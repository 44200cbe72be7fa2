import {
  askEveryNode,
  checks,
  living,
  podsOf,
  ready,
  revisions,
  type CheckContext,
  type V1Deployment,
  type V1Pod,
} from 'kube-classroom/exercise';

const NAME = 'shop';
/** How the page of the new version begins. */
const PAGE = 'shop, version 2, from ';
const CPU = '20m';
const RUSH = 5;
const EVENING = 2;
/** How many pods the Deployment was to have when it last dealt with this ReplicaSet. */
const DESIRED = 'deployment.kubernetes.io/desired-replicas';

export default checks({
  async 'rolled-out'(t) {
    const deployment = await theDeployment(t);
    if (!deployment) return t.fail('missing');
    const { metadata, spec, status } = deployment;
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
    if (since <= new Date(t.remembered['progressing'] ?? '')) return t.fail('never');
    return `Progressing ${since.toISOString()}`;
  },

  async changed(t) {
    const port = (await t.cluster.service(t.namespace, NAME, t))?.spec?.ports?.[0]?.nodePort;
    if (port === undefined) return t.fail('noPort');
    const [nodes, pods] = await Promise.all([askEveryNode(t, port), ownPods(t)]);
    const others = nodes.filter(({ body }) => !body.startsWith(PAGE));
    const seen = nodes.map(({ label }) => label).join(' · ');
    if (others.length > 0)
      return t.fail(
        'version',
        { nodes: others.map(({ host }) => host.name).join(', '), port, said: others[0]?.body.trim() || '-' },
        seen,
      );
    for (const { metadata, spec } of pods) {
      const pod = metadata?.name ?? '?';
      const { resources, readinessProbe } = spec?.containers[0] ?? {};
      const cpu = resources?.requests?.['cpu'] ?? '-';
      if (cpu !== CPU) return t.fail('cpu', { pod, cpu });
      if (!readinessProbe) return t.fail('probe', { pod });
    }
    return nodes.map(({ body }) => body.trim()).join(' · ');
  },

  async scaled(t) {
    const deployment = await theDeployment(t);
    const history = deployment ? await revisions(t, deployment) : [];
    // The rollout was the last that the ReplicaSet before had to do with.
    const old = history.at(-2)?.replicaSet;
    const count = Number(old?.metadata?.annotations?.[DESIRED] ?? 0);
    if (count < RUSH) return t.fail('fewer', { count });
    return `${old?.metadata?.name} ${count}`;
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
