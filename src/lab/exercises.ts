/** A student's work on the exercises of a lab: which exercise, how far it is, and the way to the lab's hosts and cluster. */
import { setMaxListeners } from 'node:events';
import { LabError } from '../errors.js';
import type { Emit } from '../events.js';
import type { Exercise } from '../exercise/exercise.js';
import type { ProgressFile } from '../exercise/progress.js';
import type { ExerciseResult } from '../exercise/result.js';
import type { Begun, Stage } from '../exercise/stage.js';
import { controlPlaneOf } from '../host.js';
import { requireTargets, withHosts, type OpenLab } from './open.js';

export interface Session {
  lab: OpenLab;
  /** The folder with the exercises. */
  labsDir: string;
  progress: ProgressFile;
}

/**
 * The exercise that is named, or the current one.
 * @throws LabError `E_NO_SUCH_EXERCISE`, `E_NO_EXERCISE`
 */
export async function chosenExercise({ labsDir, progress }: Session, word: string | undefined): Promise<Exercise> {
  const name = word ?? (await progress.read()).current;
  if (name === null) {
    throw new LabError({
      code: 'E_NO_EXERCISE',
      class: 'usage',
      what: 'no exercise is begun',
      fix: 'lab list\nlab start NAME',
    });
  }
  const { exerciseNames, findExercise } = await import('../exercise/load.js');
  if (word === undefined && !(await exerciseNames(labsDir)).includes(name)) throw notThere(name, labsDir);
  return findExercise(labsDir, name);
}

/** Renamed or removed since, or begun from another folder. */
function notThere(name: string, labsDir: string): LabError {
  return new LabError({
    code: 'E_NO_SUCH_EXERCISE',
    class: 'usage',
    what: `the exercise that was begun last, ${name}, is not in ${labsDir}`,
    fix: 'lab list   shows those that are; say which one is meant, or with --labs DIR where it is',
  });
}

/** Do something with the lab's hosts and cluster, where they can be reached. */
export async function onStage<T>(
  { lab }: Session,
  { emit, signal }: { emit: Emit; signal: AbortSignal },
  work: (stage: Stage) => Promise<T>,
): Promise<T> {
  // Every check, script and call under way listens to it.
  setMaxListeners(0, signal);
  return withHosts(lab, await requireTargets(lab), (hosts) => {
    let opened: ReturnType<Stage['cluster']> | undefined;
    const open = async () => (await import('../cluster/kube-cluster.js')).openCluster(lab.paths.kubeconfig, { signal });
    const cluster = () => (opened ??= open());
    return work({ config: lab.config, hosts, controlPlane: controlPlaneOf(hosts), cluster, emit, signal });
  });
}

/** The start state, with the progress that belongs to it. What is begun stays so where it is known that it cannot be begun anew. */
export async function beginAgain(exercise: Exercise, stage: Stage, { progress }: Session): Promise<void> {
  const { begin, requireBeginnable } = await import('../exercise/lifecycle.js');
  await requireBeginnable(exercise, stage);
  await progress.beginning(exercise.name);
  await progress.begun(exercise.name, await begin(exercise, stage));
}

/** Whether beginning it takes a cluster away, with all that is in it: an exercise on hosts without one. */
export async function takesCluster({ spec }: Exercise, { controlPlane, signal }: Stage): Promise<boolean> {
  if (spec.lab === 'cluster') return false;
  return (await controlPlane.run(['test', '-e', '/etc/kubernetes/admin.conf'], { signal })).exitCode === 0;
}

/**
 * Look at an exercise that was begun, as a person who asks for it, and remember what was found.
 * @throws LabError `E_NOT_BEGUN`
 */
export async function lookAt(exercise: Exercise, stage: Stage, { progress }: Session): Promise<ExerciseResult> {
  const begun = await requireBegun(exercise, progress);
  const result = await resultOf(exercise, stage, begun, { settle: true });
  await progress.checked(result, begun.startedAt);
  return result;
}

/** Look at an exercise whenever something changes, until all points are earned. The first look is the student's; it is remembered when one differs. */
export async function keepLooking(
  exercise: Exercise,
  stage: Stage,
  { lab, progress }: Session,
  onChange: (result: ExerciseResult | undefined) => void,
): Promise<void> {
  const { watchExercise } = await import('../exercise/watch.js');
  const done = new AbortController();
  const signal = AbortSignal.any([stage.signal, done.signal]);
  let counts = true;
  await requireBegun(exercise, progress);
  await watchExercise({
    exercise,
    stage: { ...stage, signal },
    kubeconfig: lab.paths.kubeconfig,
    async look() {
      const { startedAt, remembered } = await progress.entry(exercise.name);
      if (startedAt === null) return undefined;
      return { startedAt, result: await resultOf(exercise, stage, { startedAt, remembered }, { settle: false }) };
    },
    async onChange(look) {
      if (look) {
        await progress.checked(look.result, look.startedAt, { counts });
        counts = false;
      }
      onChange(look?.result);
      if (look?.result.score === 100) done.abort();
    },
  });
}

/** @param options.settle whether failing checks are given time to settle */
async function resultOf(
  exercise: Exercise,
  stage: Stage,
  begun: Begun,
  { settle }: { settle: boolean },
): Promise<ExerciseResult> {
  const [{ loadChecks }, { checkContext }, { runChecks }, { scriptEnvironment }, load, { recognised }] =
    await Promise.all([
      import('../exercise/check-module.js'),
      import('../exercise/context.js'),
      import('../exercise/run-checks.js'),
      import('../exercise/environment.js'),
      import('../exercise/load.js'),
      import('../exercise/recognise.js'),
    ]);
  const [checks, context, mistakes] = await Promise.all([
    loadChecks(exercise),
    checkContext(exercise, stage, begun),
    load.mistakesOf(exercise),
  ]);
  const variables = scriptEnvironment(exercise, stage.config);
  return recognised(await runChecks({ exercise, checks, context, variables, settle }), mistakes);
}

/** @throws LabError `E_NOT_BEGUN` */
async function requireBegun({ name }: Exercise, progress: ProgressFile): Promise<Begun> {
  const { startedAt, remembered } = await progress.entry(name);
  if (startedAt !== null) return { startedAt, remembered };
  throw new LabError({ code: 'E_NOT_BEGUN', class: 'usage', what: `${name} is not begun`, fix: `lab start ${name}` });
}
