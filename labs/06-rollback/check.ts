import {
  checks,
  inPod,
  leadsTo,
  living,
  nameOf,
  podsOf,
  podState,
  ready,
  revisions,
  type CheckContext,
  type Revision,
  type V1Deployment,
} from 'kube-classroom/exercise';

const NAME = 'menu';
const PORT = 8080;
/** The page of the revision that the chef has approved. */
const APPROVED = 'spring menu: bamboo shoots';

export default checks({
  async answers(t) {
    const [deployment, service] = await Promise.all([theDeployment(t), t.cluster.service(t.namespace, NAME, t)]);
    if (!deployment) return t.fail('missing', { what: 'Deployment' });
    if (!service) return t.fail('missing', { what: 'Service' });
    const pods = living(await podsOf(t, deployment));
    const seen = pods.map((pod) => `${nameOf(pod)} ${podState(pod)}`).join(' · ');
    if (ready(pods).length === 0) return t.fail('notReady', {}, seen);
    const lead = await leadsTo(t, service, deployment);
    if (lead.problem) return t.fail('service', { selector: lead.selector }, lead.others.join(' · '));
    const { ok, body, said } = await page(t, service.spec?.clusterIP ?? '');
    if (ok) return body;
    const running = (await theHistory(t)).at(-1)?.replicaSet.metadata?.uid;
    if (running === t.remembered['before']) return t.fail('oneBack', {}, `${seen} · ${said}`);
    return t.fail('silent', {}, `${seen} · ${said}`);
  },

  async approved(t) {
    const deployment = await theDeployment(t);
    const pods = deployment ? ready(await podsOf(t, deployment)) : [];
    const pages = await Promise.all(pods.map(async ({ status }) => (await page(t, `${status?.podIP}:${PORT}`)).body));
    const others = pages.filter((text) => text !== APPROVED);
    if (others.length > 0) return t.fail('other', { pages: [...new Set(others)].join(', ') || '-' });
    return pages.join(' · ');
  },

  async 'same-deployment'(t) {
    const uid = (await theDeployment(t))?.metadata?.uid ?? '-';
    if (uid !== t.remembered['deployment']) return t.fail('anew');
    return uid;
  },

  async 'rolled-back'(t) {
    const history = await theHistory(t);
    const { number, replicaSet } = history.at(-1)!;
    const name = nameOf(replicaSet);
    if (replicaSet.metadata?.uid !== t.remembered['approved']) return t.fail('anew', { name, number }, lines(history));
    const others = history.slice(0, -1).filter((revision) => (revision.replicaSet.status?.replicas ?? 0) > 0);
    if (others.length > 0)
      return t.fail('unfinished', { names: others.map((revision) => nameOf(revision.replicaSet)).join(', ') });
    return `${name} · revision ${number}`;
  },

  async history(t) {
    const history = await theHistory(t);
    const there = new Set(history.map(({ replicaSet }) => replicaSet.metadata?.uid));
    const lost = (t.remembered['history'] ?? '').split(' ').filter((uid) => !there.has(uid));
    if (lost.length > 0) return t.fail('lost', { count: lost.length }, lines(history));
    // In whatever words: but not in those of another revision, and not in none.
    const { changeCause, number } = history.at(-1)!;
    if (!changeCause?.trim()) return t.fail('noReason', { number }, lines(history));
    if (history.slice(0, -1).some((revision) => revision.changeCause?.trim() === changeCause.trim()))
      return t.fail('reason', { number, reason: changeCause }, lines(history));
    return lines(history);
  },
});

function theDeployment({ cluster, namespace, signal }: CheckContext) {
  return cluster.read<V1Deployment>({ apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: NAME }, { signal });
}

async function theHistory(t: CheckContext): Promise<Revision[]> {
  const deployment = await theDeployment(t);
  return deployment ? revisions(t, deployment) : [];
}

/** As the guests get it, asked for from inside the cluster. */
async function page(t: CheckContext, address: string): Promise<{ ok: boolean; body: string; said: string }> {
  const answer = await inPod(t, 'probe').get(`http://${address}/`);
  return { ...answer, body: answer.body.trim() };
}

/** As `kubectl rollout history` shows it. */
function lines(history: readonly Revision[]): string {
  return history.map(({ number, changeCause = '<none>' }) => `${number} ${changeCause}`).join(' · ');
}
