import { checks, nameOf, ownedBy, podState, type CheckContext, type V1Job, type V1Pod } from 'kube-classroom/exercise';

const COPIES = 4;
const PRINTERS = 2;
const ATTEMPTS = 2;

export default checks({
  async copies(t) {
    const job = await theJob(t, 'posters');
    if (!job) return t.fail('missing');
    const pods = await podsOf(t, job);
    const printed = pods.filter(({ status }) => status?.phase === 'Succeeded');
    const seen = states(pods);
    const gaveUp = condition(job, 'Failed');
    if (gaveUp) return t.fail('gaveUp', { said: gaveUp.message ?? gaveUp.reason ?? '-' }, seen);
    if (!condition(job, 'Complete')) return t.fail('working', { count: printed.length }, seen);
    if (printed.length !== COPIES) return t.fail('count', { count: printed.length }, seen);
    const logs = await Promise.all(printed.map((pod) => logOf(t, pod)));
    const blank = printed.filter((_, i) => !logs[i]?.includes('poster'));
    if (blank.length > 0) return t.fail('blank', { pods: blank.map(nameOf).join(', ') });
    return seen;
  },

  async 'two-printers'(t) {
    const job = await theJob(t, 'posters');
    const spans = job ? (await podsOf(t, job)).flatMap(spanOf) : [];
    const most = mostAtOnce(spans);
    const seen = spans.map(({ pod, from, to }) => `${pod} ${clock(from)}–${clock(to)}`).join(' · ');
    if (most > PRINTERS) return t.fail('more', { most }, seen);
    if (most < PRINTERS) return t.fail('fewer', {}, seen);
    return seen;
  },

  async 'gives-up'(t) {
    const job = await theJob(t, 'envelopes');
    if (!job) return t.fail('missing');
    if (condition(job, 'Complete')) return t.fail('complete');
    const gaveUp = condition(job, 'Failed');
    if (!gaveUp)
      return t.fail(
        'trying',
        { count: job.status?.failed ?? 0, limit: job.spec?.backoffLimit ?? '-' },
        states(await podsOf(t, job)),
      );
    if (gaveUp.reason !== 'BackoffLimitExceeded') return t.fail('otherwise', { reason: gaveUp.reason ?? '-' });
    return `${gaveUp.reason}: ${gaveUp.message}`;
  },

  async evidence(t) {
    const job = await theJob(t, 'envelopes');
    const failed = await failedAttempts(t, job);
    const policy = job?.spec?.template.spec?.restartPolicy ?? 'Never';
    if (failed.length === 0 && policy !== 'Never') return t.fail('takenAway', { policy });
    if (failed.length === 0) return t.fail('none');
    const logs = await Promise.all(failed.map((pod) => logOf(t, pod)));
    const silent = logs.findIndex((log) => !log.includes('sold out'));
    if (silent >= 0)
      return t.fail('silent', {
        pod: nameOf(failed[silent]!),
        said: logs[silent]!.trim() || podState(failed[silent]!),
      });
    return failed.map((pod, i) => `${nameOf(pod)}: ${logs[i]?.trim()}`).join(' · ');
  },

  async attempts(t) {
    const failed = await failedAttempts(t, await theJob(t, 'envelopes'));
    if (failed.length !== ATTEMPTS) return t.fail('count', { count: failed.length }, states(failed));
    return states(failed);
  },
});

function theJob({ cluster, namespace, signal }: CheckContext, name: string) {
  return cluster.read<V1Job>({ apiVersion: 'batch/v1', kind: 'Job', namespace, name }, { signal });
}

async function podsOf({ cluster, namespace, signal }: CheckContext, job: V1Job): Promise<V1Pod[]> {
  return ownedBy(await cluster.pods({ namespace }, { signal }), job);
}

/** Each failed attempt is a pod of its own, unless the restart policy is another than Never. */
async function failedAttempts(t: CheckContext, job: V1Job | undefined): Promise<V1Pod[]> {
  return job ? (await podsOf(t, job)).filter(({ status }) => status?.phase === 'Failed') : [];
}

/** How a Job has ended: one of Complete and Failed holds then. */
function condition(job: V1Job, type: 'Complete' | 'Failed') {
  return job.status?.conditions?.find((one) => one.type === type && one.status === 'True');
}

function logOf({ cluster, namespace, signal }: CheckContext, pod: V1Pod): Promise<string> {
  return cluster.logs({ namespace, name: nameOf(pod), lines: 5 }, { signal });
}

interface Span {
  pod: string;
  /** Milliseconds, and to the second: Kubernetes writes no more. */
  from: number;
  to: number;
}

/** From when to when a pod was at work, as its node wrote it down; nothing for one that never was. */
function spanOf(pod: V1Pod): Span[] {
  const { startedAt, finishedAt } = pod.status?.containerStatuses?.[0]?.state?.terminated ?? {};
  return startedAt && finishedAt
    ? [{ pod: nameOf(pod), from: new Date(startedAt).getTime(), to: new Date(finishedAt).getTime() }]
    : [];
}

/** How many were at work when there were the most: that is when one of them began. */
function mostAtOnce(spans: readonly Span[]): number {
  return Math.max(0, ...spans.map(({ from }) => spans.filter((other) => other.from <= from && from < other.to).length));
}

function clock(ms: number): string {
  return new Date(ms).toISOString().slice(11, 19);
}

function states(pods: readonly V1Pod[]): string {
  return pods.map((pod) => `${nameOf(pod)} ${podState(pod)}`).join(' · ');
}
