import {
  checks,
  eventsOf,
  type CheckContext,
  type V1Deployment,
  type V2HorizontalPodAutoscaler,
} from 'kube-classroom/exercise';

/** Kubernetes 1.20 has it as v2beta2, in the same shape. */
type Hpa = V2HorizontalPodAutoscaler;

const LEAST = 1;
const MOST = 3;
const LONGEST_QUIET_S = 30;
/** What Kubernetes does where nothing is said. */
const DEFAULT_QUIET_S = 300;

export default checks({
  async bounds(t) {
    const all = await hpas(t);
    const own = all.filter(isForWeb);
    const found = all.map((hpa) => `${hpa.metadata?.name} → ${targetOf(hpa)}`).join(', ') || '-';
    if (own.length === 0) return t.fail('missing', { found });
    if (own.length > 1) return t.fail('several', { found });
    const { minReplicas: least = 1, maxReplicas: most = 0 } = own[0]!.spec ?? {};
    if (least !== LEAST) return t.fail('least', { least });
    if (most !== MOST) return t.fail('most', { most });
    return `${found} ${least}–${most}`;
  },

  async window(t) {
    const seconds = (await theHpa(t))?.spec?.behavior?.scaleDown?.stabilizationWindowSeconds ?? DEFAULT_QUIET_S;
    if (seconds > LONGEST_QUIET_S) return t.fail('long', { seconds });
    return `${seconds} s`;
  },

  async measured(t) {
    const [hpa, web] = await Promise.all([theHpa(t), theDeployment(t, 'web')]);
    const metrics = (hpa?.spec?.metrics ?? []).map(({ resource, type }) => resource?.name ?? type);
    if (!metrics.includes('cpu')) return t.fail('otherMetric', { metrics: metrics.join(', ') || '-' });
    const active = hpa?.status?.conditions?.find(({ type }) => type === 'ScalingActive');
    const usage = usageOf(hpa);
    if (active?.status === 'True' && usage !== undefined) return `cpu ${usage} %`;
    const unasked = (web?.spec?.template.spec?.containers ?? []).filter(
      ({ resources }) => !resources?.requests?.['cpu'],
    );
    if (unasked.length > 0)
      return t.fail('noRequest', { containers: unasked.map(({ name }) => name).join(', ') }, active?.message);
    return t.fail('notYet', { said: active?.message ?? '-' });
  },

  async grew(t) {
    const [hpa, web, visitors] = await Promise.all([theHpa(t), theDeployment(t, 'web'), theDeployment(t, 'visitors')]);
    const grown = (await rescales(t, hpa)).filter(({ reason }) => reason.includes('above target'));
    const full = grown.find(({ size }) => size === MOST);
    if (full) return `${full.at.toISOString()} ${full.message}`;
    const count = web?.spec?.replicas ?? 0;
    if (grown.length === 0 && count > LEAST) return t.fail('byHand', { count });
    if (!visitors?.spec?.replicas) return t.fail('quiet');
    return t.fail('notYet', { count: Math.max(LEAST, ...grown.map(({ size }) => size)), usage: usageOf(hpa) ?? '-' });
  },

  async shrank(t) {
    const [hpa, web, visitors] = await Promise.all([theHpa(t), theDeployment(t, 'web'), theDeployment(t, 'visitors')]);
    const guests = visitors?.spec?.replicas ?? 0;
    if (guests > 0) return t.fail('busy', { count: guests });
    const count = web?.spec?.replicas ?? 0;
    if (count !== LEAST) return t.fail('notYet', { count });
    const all = await rescales(t, hpa);
    const full = all.find(({ size }) => size === MOST);
    const back = all.find(
      ({ size, reason, at }) => size === LEAST && reason.includes('below target') && full && at >= full.at,
    );
    if (!back) return t.fail('byHand');
    return `${back.at.toISOString()} ${back.message}`;
  },
});

function hpas({ cluster, namespace, signal }: CheckContext): Promise<Hpa[]> {
  return cluster.list<Hpa>('autoscaling/v2beta2', 'HorizontalPodAutoscaler', { namespace }, { signal });
}

function targetOf({ spec }: Hpa): string {
  return `${spec?.scaleTargetRef.kind}/${spec?.scaleTargetRef.name}`;
}

function isForWeb(hpa: Hpa): boolean {
  return targetOf(hpa) === 'Deployment/web';
}

/** It may have any name. */
async function theHpa(t: CheckContext): Promise<Hpa | undefined> {
  return (await hpas(t)).find(isForWeb);
}

function theDeployment({ cluster, namespace, signal }: CheckContext, name: string) {
  return cluster.read<V1Deployment>({ apiVersion: 'apps/v1', kind: 'Deployment', namespace, name }, { signal });
}

/** The cpu that the pods use, in per cent of what they request; undefined before it was measured. */
function usageOf(hpa: Hpa | undefined): number | undefined {
  return hpa?.status?.currentMetrics?.find(({ resource }) => resource?.name === 'cpu')?.resource?.current
    .averageUtilization;
}

interface Rescale {
  at: Date;
  size: number;
  reason: string;
  message: string;
}

/** What the HPA has done so far, in its own words: `New size: 3; reason: cpu resource utilization (percentage of request) above target`. */
async function rescales(t: CheckContext, hpa: Hpa | undefined): Promise<Rescale[]> {
  const events = await eventsOf(t, { kind: 'HorizontalPodAutoscaler', name: hpa?.metadata?.name ?? '' });
  return events.flatMap(({ lastTimestamp, message = '' }) => {
    const [, size, reason] = /^New size: (\d+); reason: (.*)$/.exec(message) ?? [];
    return size && reason && lastTimestamp
      ? [{ at: new Date(lastTimestamp), size: Number(size), reason, message }]
      : [];
  });
}
