import {
  checks,
  containerOf,
  CONTROLLERS,
  makerOf,
  nameOf,
  ownedBy,
  podState,
  type CheckContext,
  type V1Job,
  type V1Pod,
} from 'kube-classroom/exercise';

const COPIES = 4;
const PRINTERS = 2;
const ATTEMPTS = 2;

export default checks({
  async copies(t) {
    const job = await theJob(t, 'posters');
    if (!job) return t.fail('missing');
    mustBeBusybox(t, job);
    const pods = await podsOf(t, job);
    const printed = pods.filter(({ status }) => status?.phase === 'Succeeded');
    const seen = states(pods);
    const gaveUp = condition(job, 'Failed');
    if (gaveUp) return t.fail('gaveUp', { said: gaveUp.reason ?? '-' }, seen);
    if (!condition(job, 'Complete')) return t.fail('working', { count: printed.length }, seen);
    if (job.status?.succeeded !== COPIES) return t.fail('count', { count: job.status?.succeeded ?? 0 }, seen);
    if (printed.length < COPIES) return t.fail('gone', { count: printed.length }, seen);
    const logs = await Promise.all(printed.map((pod) => logOf(t, pod)));
    const blank = printed.filter((pod, i) => !logs[i]?.includes(`poster printed by ${nameOf(pod)}`));
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
    mustBeBusybox(t, job);
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
    // What the Job itself has counted: a pod that is gone is not taken off, one that somebody else has made is not added.
    const counted = job?.status?.failed ?? 0;
    if (failed.length < counted) return t.fail('none', { count: failed.length, counted }, states(failed));
    const logs = await Promise.all(failed.map((pod) => logOf(t, pod)));
    const silent = logs.findIndex((log) => !log.includes('paper C7 is sold out'));
    if (silent >= 0)
      return t.fail('silent', {
        pod: nameOf(failed[silent]!),
        said: logs[silent]!.trim() || '-',
      });
    return failed.map((pod, i) => `${nameOf(pod)}: ${logs[i]?.trim()}`).join(' · ');
  },

  async attempts(t) {
    const job = await theJob(t, 'envelopes');
    const count = job?.status?.failed ?? 0;
    const own = await failedAttempts(t, job);
    const foreign = job ? (await ownedPods(t, job)).filter((pod) => makerOf(pod) !== CONTROLLERS) : [];
    if (foreign.length > 0)
      return t.fail('byHand', { pods: foreign.map((pod) => `${nameOf(pod)} (${makerOf(pod)})`).join(', '), count });
    if (count > ATTEMPTS) return t.fail('more', { count }, states(own));
    if (count < ATTEMPTS) return t.fail('fewer', { count }, states(own));
    return states(own);
  },
});

function theJob({ cluster, namespace, signal }: CheckContext, name: string) {
  return cluster.read<V1Job>({ apiVersion: 'batch/v1', kind: 'Job', namespace, name }, { signal });
}

function mustBeBusybox(t: CheckContext, { spec }: V1Job): void {
  const pod = spec?.template.spec;
  if (!containerOf(pod, t.config.images.busybox))
    t.fail('image', { image: pod?.containers.map(({ image }) => image).join(', ') ?? '-' });
}

async function ownedPods({ cluster, namespace, signal }: CheckContext, job: V1Job): Promise<V1Pod[]> {
  return ownedBy(await cluster.pods({ namespace }, { signal }), job);
}

/** Those that the Job has made: anybody can write its name into a pod as the owner. */
async function podsOf(t: CheckContext, job: V1Job): Promise<V1Pod[]> {
  return (await ownedPods(t, job)).filter((pod) => makerOf(pod) === CONTROLLERS);
}

/** Each failed attempt is a pod of its own, unless the restart policy is another than Never. */
async function failedAttempts(t: CheckContext, job: V1Job | undefined): Promise<V1Pod[]> {
  return job ? (await podsOf(t, job)).filter(({ status }) => status?.phase === 'Failed') : [];
}

/** How a Job has ended: one of Complete and Failed holds then. */
function condition(job: V1Job, type: 'Complete' | 'Failed') {
  return job.status?.conditions?.find((one) => one.type === type && one.status === 'True');
}

/** What all its containers have said, in the end. */
async function logOf({ cluster, namespace, signal }: CheckContext, pod: V1Pod): Promise<string> {
  const logs = await Promise.all(
    (pod.spec?.containers ?? []).map(({ name }) =>
      cluster.logs({ namespace, name: nameOf(pod), container: name, lines: 20 }, { signal }),
    ),
  );
  return logs.join('\n');
}

interface Span {
  pod: string;
  /** Milliseconds, and to the second: Kubernetes writes no more. */
  from: number;
  to: number;
}

/**
 * From when to when a pod was at work: from its making, because on a busy node it may wait for its start. (Of two that work
 * one after another, the second is made when the first has ended.) Nothing for one that has not ended.
 */
function spanOf(pod: V1Pod): Span[] {
  const ended = (pod.status?.containerStatuses ?? []).flatMap(({ state }) => state?.terminated?.finishedAt ?? []);
  const made = pod.metadata?.creationTimestamp;
  if (!made || ended.length === 0) return [];
  const to = Math.max(...ended.map((time) => new Date(time).getTime()));
  return [{ pod: nameOf(pod), from: new Date(made).getTime(), to }];
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
