import {
  checks,
  eventsOf,
  living,
  nameOf,
  podsOf,
  type CheckContext,
  type V1Deployment,
  type V1Pod,
  type V2HorizontalPodAutoscaler,
} from 'kube-classroom/exercise';

/** Kubernetes 1.20 has it as v2beta2, in the same shape. */
type Hpa = V2HorizontalPodAutoscaler;

const LEAST = 1;
const MOST = 3;
const LONGEST_QUIET_S = 30;
/** What Kubernetes does where nothing is said. */
const DEFAULT_QUIET_S = 300;
/** Of a pod, in thousandths of a core. */
const REQUEST_M = 50;
const TARGET_PERCENT = 50;
/** The HPA notes in its status when it has last changed something, and tells of it in an Event; in the same moment. */
const SAME_MOMENT_MS = 5_000;

export default checks({
  async request(t) {
    const web = await theDeployment(t, 'web');
    const pods = web ? living(await podsOf(t, web)) : [];
    if (pods.length === 0) return t.fail('missing');
    const asked = pods.map((pod) => ({ pod, cpu: requestOf(pod) }));
    const seen = asked.map(({ pod, cpu }) => `${nameOf(pod)} ${cpu}m`).join(' · ');
    const silent = new Set(
      pods.flatMap((pod) => (pod.spec?.containers ?? []).filter((each) => !cpuOf(each)).map(({ name }) => name)),
    );
    if (silent.size > 0) return t.fail('none', { containers: [...silent].join(', ') }, seen);
    const other = asked.find(({ cpu }) => cpu !== REQUEST_M);
    if (other) return t.fail('other', { pod: nameOf(other.pod), cpu: `${other.cpu}m` }, seen);
    return seen;
  },

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

  async target(t) {
    const metrics = (await theHpa(t))?.spec?.metrics ?? [];
    const names = metrics.map(({ resource, type }) => resource?.name ?? type).join(', ');
    const cpu = metrics.find(({ resource }) => resource?.name === 'cpu')?.resource?.target;
    if (!cpu) return t.fail('otherMetric', { metrics: names || '-' });
    const { averageUtilization, averageValue } = cpu;
    // Half of the request may be said as what it comes to.
    const percent = averageUtilization ?? (milli(averageValue) / REQUEST_M) * 100;
    const said = averageUtilization === undefined ? String(averageValue ?? '-') : `${averageUtilization} %`;
    if (percent !== TARGET_PERCENT) return t.fail('other', { said });
    return `cpu ${said}`;
  },

  async measured(t) {
    const hpa = await theHpa(t);
    const condition = (wanted: string) => hpa?.status?.conditions?.find(({ type }) => type === wanted);
    const usage = usageOf(hpa);
    if (condition('ScalingActive')?.status === 'True' && usage !== undefined) return `cpu ${usage} %`;
    // It has done something about what it measured; pods that are new have no measurements for a while.
    const done = (await rescales(t, hpa)).at(-1);
    if (done) return done.message;
    const able = condition('AbleToScale');
    if (able?.reason === 'FailedGetScale') return t.fail('noScale', {}, able.message);
    return t.fail('notYet', {}, condition('ScalingActive')?.message);
  },

  async grew(t) {
    const [hpa, web, visitors] = await Promise.all([theHpa(t), theDeployment(t, 'web'), theDeployment(t, 'visitors')]);
    const all = await rescales(t, hpa);
    const grown = all.filter(({ reason }) => reason.includes('above target'));
    const full = grown.find(({ size }) => size === MOST);
    if (full && lastScaled(hpa) >= full.at.getTime() - SAME_MOMENT_MS)
      return `${full.at.toISOString()} ${full.message}`;
    // When it has taken pods away and made none, somebody else had made them.
    const byHand = all.length > 0 || (web?.spec?.replicas ?? 0) > LEAST;
    if (grown.length === 0 && byHand) return t.fail('byHand', {}, all.map(({ message }) => message).join(' · '));
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
    if (!back || Math.abs(lastScaled(hpa) - back.at.getTime()) > SAME_MOMENT_MS) return t.fail('byHand');
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
  const value = hpa?.status?.currentMetrics?.find(({ resource }) => resource?.name === 'cpu')?.resource?.current
    .averageValue;
  return value === undefined ? undefined : Math.round((milli(value) / REQUEST_M) * 100);
}

/** What a pod requests in all, in thousandths of a core. */
function requestOf({ spec }: V1Pod): number {
  return (spec?.containers ?? []).reduce((sum, container) => sum + milli(cpuOf(container)), 0);
}

function cpuOf({ resources }: { resources?: { requests?: Record<string, string> } }): string | undefined {
  return resources?.requests?.['cpu'];
}

/** The API writes cpu in cores or in thousandths of one, whatever was given: `1`, `50m`. */
function milli(cpu: string | undefined): number {
  if (cpu === undefined) return 0;
  return cpu.endsWith('m') ? Number(cpu.slice(0, -1)) : Number(cpu) * 1000;
}

function lastScaled(hpa: Hpa | undefined): number {
  return new Date(hpa?.status?.lastScaleTime ?? 0).getTime();
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
  const own = events.filter(({ involvedObject }) => involvedObject.uid === hpa?.metadata?.uid);
  return own.flatMap(({ lastTimestamp, message = '' }) => {
    const [, size, reason] = /^New size: (\d+); reason: (.*)$/.exec(message) ?? [];
    return size && reason && lastTimestamp
      ? [{ at: new Date(lastTimestamp), size: Number(size), reason, message }]
      : [];
  });
}
