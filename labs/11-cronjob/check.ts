import {
  checks,
  containerOf,
  CONTROLLERS,
  makerOf,
  nameOf,
  ownedBy,
  type CheckContext,
  type V1CronJob,
  type V1Job,
} from 'kube-classroom/exercise';

const NAME = 'report';
const WEEKLY = 'inventory';
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
    if (!/^@every (1m|60s|1m0s)$/.test(schedule.trim()) && !isDue(schedule, () => true))
      return t.fail('schedule', { schedule });
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
    for (const key of ['good', 'bad'] as const) {
      // Oldest first: when one is gone, all before it must be.
      const past = (t.remembered[key] ?? '')
        .split(' ')
        .map((uid) => jobs.find(({ metadata }) => metadata?.uid === uid));
      const older = past.find((job, i) => job && past.slice(i).includes(undefined));
      if (older) return t.fail('newest', { job: nameOf(older) }, seen);
    }
    return seen;
  },

  async 'fixed-time'(t) {
    const cronJob = await findCronJob(t, WEEKLY);
    if (!cronJob) return t.fail('missing');
    const { schedule = '', suspend, jobTemplate } = cronJob.spec ?? {};
    const pod = jobTemplate?.spec?.template.spec;
    if (!containerOf(pod, t.config.images.busybox))
      return t.fail('image', { image: pod?.containers.map(({ image }) => image).join(', ') ?? '-' });
    if (suspend) return t.fail('suspended');
    const isThen = (minute: number, hour: number, day: Date) => minute === 30 && hour === 6 && day.getUTCDay() === 1;
    if (!isDue(schedule, isThen)) return t.fail('schedule', { schedule });
    return schedule;
  },

  async tried(t) {
    const [cronJob, jobs] = await Promise.all([findCronJob(t, WEEKLY), allJobs(t)]);
    // kubectl names the CronJob as the owner, but not as the controller.
    const uid = cronJob?.metadata?.uid;
    const runs = jobs.filter(({ metadata }) => metadata?.ownerReferences?.some((owner) => owner.uid === uid));
    const good = runs.find(succeeded);
    if (good) return `${nameOf(good)} Complete`;
    const bad = runs.find(failed);
    if (bad) return t.fail('failed', { job: nameOf(bad), said: ended(bad, 'Failed')?.reason ?? '-' });
    return runs[0] ? t.fail('running', { job: nameOf(runs[0]) }) : t.fail('none');
  },

  async runs(t) {
    const past = (t.remembered['past'] ?? '').split(' ');
    const { cronJob, jobs } = await theRuns(t);
    const later = jobs.filter(({ metadata }) => !past.includes(metadata?.uid ?? ''));
    // Anybody can name the CronJob as the owner of a Job. What it has begun itself, its controller has written, and noted when.
    const runs = cronJob.status?.lastScheduleTime ? later.filter((job) => makerOf(job) === CONTROLLERS) : [];
    const good = runs.find(succeeded);
    if (good) return `${nameOf(good)} Complete`;
    const bad = runs.find(failed);
    if (bad) return t.fail('failed', { job: nameOf(bad), said: ended(bad, 'Failed')?.reason ?? '-' });
    if (runs[0]) return t.fail('running', { job: nameOf(runs[0]) });
    const byHand = (await allJobs(t)).find(
      ({ metadata }) => metadata?.annotations?.[BY_HAND] && isOf(metadata, cronJob),
    );
    if (byHand) return t.fail('byHand', { job: nameOf(byHand) });
    if (later[0]) return t.fail('disguised', { job: nameOf(later[0]), maker: makerOf(later[0]) });
    return t.fail('none');
  },
});

function findCronJob({ cluster, namespace, signal }: CheckContext, name: string): Promise<V1CronJob | undefined> {
  return cluster.read<V1CronJob>({ apiVersion: 'batch/v1beta1', kind: 'CronJob', namespace, name }, { signal });
}

async function theCronJob(t: CheckContext): Promise<V1CronJob> {
  return (await findCronJob(t, NAME)) ?? t.fail('missing');
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

/** Whether somebody names the CronJob as the owner. */
function isOf(metadata: V1Job['metadata'], cronJob: V1CronJob): boolean {
  return metadata?.ownerReferences?.some(({ uid }) => uid === cronJob.metadata?.uid) === true;
}

const NICKNAMES: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};
const MONTHS = ['', 'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const DAY_MS = 24 * 3600 * 1000;

/** Whether a schedule, however it is written, comes to exactly these minutes; looked at for the days of a year. */
function isDue(schedule: string, wanted: (minute: number, hour: number, day: Date) => boolean): boolean {
  const plain = schedule.trim().replace(/^(CRON_)?TZ=(Etc\/)?UTC\s+/, '');
  const fields = (NICKNAMES[plain] ?? plain).split(/\s+/);
  if (fields.length !== 5) return false;
  const [minutes, hours, days, months, weekdays] = [
    valuesOf(fields[0]!, 0, 59),
    valuesOf(fields[1]!, 0, 23),
    valuesOf(fields[2]!, 1, 31),
    valuesOf(fields[3]!, 1, 12, MONTHS),
    valuesOf(fields[4]!, 0, 6, WEEKDAYS),
  ];
  // With both a day of the month and a weekday, either will do.
  const both = [fields[2]!, fields[4]!].every((field) => !/^[*?]/.test(field));
  for (let i = 0; i < 365; i++) {
    const day = new Date(i * DAY_MS);
    const [inMonth, inWeek] = [days.has(day.getUTCDate()), weekdays.has(day.getUTCDay())];
    const due = months.has(day.getUTCMonth() + 1) && (both ? inMonth || inWeek : inMonth && inWeek);
    for (let minute = 0; minute < 24 * 60; minute++) {
      const [m, h] = [minute % 60, Math.floor(minute / 60)];
      if ((due && minutes.has(m) && hours.has(h)) !== wanted(m, h, day)) return false;
    }
  }
  return true;
}

/** The values of a field: `*`, `?`, `5`, `1-5`, `*`/`15`, `mon,wed`. */
function valuesOf(field: string, first: number, last: number, names: readonly string[] = []): Set<number> {
  const number = (text: string) => {
    const at = names.indexOf(text.toLowerCase());
    return at > 0 || text.toLowerCase() === names[0] ? at : Number(text);
  };
  return new Set(
    field.split(',').flatMap((part) => {
      const [range = '', step] = part.split('/');
      const [from, to] = /^[*?]$/.test(range) ? [first, last] : range.split('-').map(number);
      const until = to ?? (step === undefined ? from! : last);
      return Array.from({ length: Math.max(0, until - from! + 1) || 0 }, (_, i) => from! + i).filter(
        (_, i) => i % Number(step ?? 1) === 0,
      );
    }),
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
