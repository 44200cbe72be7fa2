import { checks, nameOf, ownedBy, type CheckContext, type V1CronJob, type V1Job } from 'kube-classroom/exercise';

const NAME = 'report';
const KEPT = { good: 2, bad: 1 };
const LATEST_S = 30;
/** So often the controller of Kubernetes 1.20 looks at all CronJobs. */
const LOOKS_EVERY_S = 10;
/** `kubectl create job --from=cronjob/…` notes it on the Job. */
const BY_HAND = 'cronjob.kubernetes.io/instantiate';

/*
 * What two runs do to each other, and a late one, shows only after minutes: that is read from the spec. That old runs go,
 * and that the clock begins new ones, can be seen.
 */
export default checks({
  async 'every-minute'(t) {
    const { schedule = '', suspend } = await theSpec(t);
    if (suspend) return t.fail('suspended');
    if (!isEveryMinute(schedule)) return t.fail('schedule', { schedule });
    return schedule;
  },

  async 'one-at-a-time'(t) {
    const { concurrencyPolicy = 'Allow' } = await theSpec(t);
    if (concurrencyPolicy === 'Allow') return t.fail('allow');
    if (concurrencyPolicy === 'Replace') return t.fail('replace');
    return concurrencyPolicy;
  },

  async late(t) {
    const { startingDeadlineSeconds: seconds } = await theSpec(t);
    if (seconds === undefined) return t.fail('never');
    if (seconds <= LOOKS_EVERY_S) return t.fail('luck', { seconds });
    if (seconds !== LATEST_S) return t.fail('other', { seconds });
    return `${seconds} s`;
  },

  async history(t) {
    const { cronJob, jobs } = await theRuns(t);
    const { successfulJobsHistoryLimit: good = 3, failedJobsHistoryLimit: bad = 1 } = cronJob.spec ?? {};
    if (good !== KEPT.good || bad !== KEPT.bad) return t.fail('limits', { good, bad });
    // A run that has ended stays among the active ones until the controller looks, and then it tidies up as well.
    const active = (cronJob.status?.active ?? []).map(({ uid }) => uid);
    const kept = jobs.filter(({ metadata }) => !active.includes(metadata?.uid));
    const count = { good: kept.filter(succeeded).length, bad: kept.filter(failed).length };
    const seen = kept.map((job) => `${nameOf(job)} ${failed(job) ? 'Failed' : 'Complete'}`).join(' · ');
    if (count.good > KEPT.good || count.bad > KEPT.bad) return t.fail('more', count, seen);
    if (count.good < KEPT.good || count.bad < KEPT.bad) return t.fail('fewer', count, seen);
    return seen;
  },

  async runs(t) {
    const past = (t.remembered['past'] ?? '').split(' ');
    const runs = (await theRuns(t)).jobs.filter(
      ({ metadata }) => !past.includes(metadata?.uid ?? '') && !metadata?.annotations?.[BY_HAND],
    );
    const good = runs.find(succeeded);
    if (good) return `${nameOf(good)} Complete`;
    const bad = runs.find(failed);
    if (bad) return t.fail('failed', { job: nameOf(bad), said: ended(bad, 'Failed')?.message ?? '-' });
    if (runs[0]) return t.fail('running', { job: nameOf(runs[0]) });
    const byHand = (await allJobs(t)).find(({ metadata }) => metadata?.annotations?.[BY_HAND]);
    if (byHand) return t.fail('byHand', { job: nameOf(byHand) });
    return t.fail('none');
  },
});

async function theCronJob({ cluster, namespace, signal, fail }: CheckContext): Promise<V1CronJob> {
  return (
    (await cluster.read<V1CronJob>(
      { apiVersion: 'batch/v1beta1', kind: 'CronJob', namespace, name: NAME },
      { signal },
    )) ?? fail('missing')
  );
}

async function theSpec(t: CheckContext): Promise<Partial<NonNullable<V1CronJob['spec']>>> {
  return (await theCronJob(t)).spec ?? {};
}

/** The CronJob, and the Jobs that are its own. */
async function theRuns(t: CheckContext): Promise<{ cronJob: V1CronJob; jobs: V1Job[] }> {
  const [cronJob, jobs] = await Promise.all([theCronJob(t), allJobs(t)]);
  return { cronJob, jobs: ownedBy(jobs, cronJob) };
}

function allJobs({ cluster, namespace, signal }: CheckContext): Promise<V1Job[]> {
  return cluster.list<V1Job>('batch/v1', 'Job', { namespace }, { signal });
}

/** Each of the ways to write it. */
function isEveryMinute(schedule: string): boolean {
  const [minute = '', ...others] = schedule.trim().split(/\s+/);
  if (minute === '@every') return others[0] === '1m' || others[0] === '60s';
  return (
    /^(\*|\?|0-59)(\/1)?$/.test(minute) && others.length === 4 && others.every((field) => /^[*?](\/1)?$/.test(field))
  );
}

function ended(job: V1Job, type: 'Complete' | 'Failed') {
  return job.status?.conditions?.find((one) => one.type === type && one.status === 'True');
}

function succeeded(job: V1Job): boolean {
  return ended(job, 'Complete') !== undefined;
}

function failed(job: V1Job): boolean {
  return ended(job, 'Failed') !== undefined;
}
