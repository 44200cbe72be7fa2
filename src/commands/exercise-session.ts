/** What the verbs about exercises share: which exercise, whose progress, which language, and the way to the lab. */
import { setMaxListeners } from 'node:events';
import { join, resolve } from 'node:path';
import type { Exercise } from '../exercise/exercise.js';
import type { Stage } from '../exercise/stage.js';
import type { ProgressFile } from '../exercise/progress.js';
import type { ExerciseResult } from '../exercise/result.js';
import type { Lang } from '../exercise/text.js';
import { EXIT_CODES, LabError } from '../errors.js';
import { PROJECT_ROOT } from '../paths.js';
import { inNetwork } from './enter.js';
import { controlPlaneOf, openLab, requireTargets, withHosts, type OpenLab } from './lab.js';
import type { Context, Input } from './verb.js';

export const LANG_OPTION = ['--lang <lang>', 'language: en, zh (default: that of the locale)'] as const;
export const LABS_OPTION = ['--labs <dir>', 'folder with the exercises (default: labs/ of the project)'] as const;
export const EXERCISE_OPTIONS = [LANG_OPTION, LABS_OPTION] as const;

export interface Session {
  lab: OpenLab;
  lang: Lang;
  labsDir: string;
  progress: ProgressFile;
}

/** @throws LabError of the config, `E_USAGE` for a language that there is none of */
export async function openSession(context: Context, { options }: Input): Promise<Session> {
  const [lab, { ProgressFile }, { langOf, LANGS }] = await Promise.all([
    openLab(context),
    import('../exercise/progress.js'),
    import('../exercise/text.js'),
  ]);
  const asked = options['lang'];
  const lang = asked === undefined ? langOf(process.env) : LANGS.find((known) => known === asked);
  if (lang === undefined) {
    throw new LabError({
      code: 'E_USAGE',
      class: 'usage',
      what: `there is no language “${String(asked)}”`,
      fix: `one of: ${LANGS.join(', ')}`,
    });
  }
  return { lab, lang, labsDir: labsDirOf(options), progress: new ProgressFile(lab.paths.progress) };
}

export function labsDirOf(options: Input['options']): string {
  const asked = options['labs'];
  return typeof asked === 'string' ? resolve(asked) : join(PROJECT_ROOT, 'labs');
}

/**
 * The exercise that is named, or the current one.
 * @throws LabError `E_NO_SUCH_EXERCISE`, `E_NO_EXERCISE`
 */
export async function chosenExercise({ labsDir, progress }: Session, word: string | undefined): Promise<Exercise> {
  const name = word ?? (await progress.read()).current;
  if (name === null)
    throw new LabError({
      code: 'E_NO_EXERCISE',
      class: 'usage',
      what: 'no exercise is begun',
      fix: 'lab list\nlab start NAME',
    });
  const { findExercise } = await import('../exercise/load.js');
  return findExercise(labsDir, name);
}

/** Do something with the lab's hosts and cluster, where they can be reached. */
export async function onStage(
  context: Context,
  { lab }: Session,
  work: (stage: Stage) => Promise<number | void>,
): Promise<number | void> {
  const { emit, signal } = context;
  // Every check, script and call under way listens to it.
  setMaxListeners(0, signal);
  const targets = await requireTargets(lab);
  return inNetwork(context, lab, () =>
    withHosts(lab, targets, (hosts) => {
      let opened: ReturnType<Stage['cluster']> | undefined;
      const open = async () =>
        (await import('../cluster/kube-cluster.js')).openCluster(lab.paths.kubeconfig, { signal });
      return work({
        config: lab.config,
        hosts,
        controlPlane: controlPlaneOf(hosts),
        cluster: () => (opened ??= open()),
        emit,
        signal,
      });
    }),
  );
}

/** As onStage, as the lab's only writer. */
export async function onStageAlone(
  context: Context,
  session: Session,
  command: string,
  work: (stage: Stage) => Promise<number | void>,
): Promise<number | void> {
  return onStage(context, session, async (stage) => {
    const { acquireLock } = await import('../state/lock.js');
    const lock = await acquireLock(session.lab.paths.lock, command);
    try {
      return await work(stage);
    } finally {
      await lock.release();
    }
  });
}

/**
 * Look at an exercise that was begun, and remember what was found.
 * @param options.settle whether failing checks are given time to settle
 * @throws LabError `E_NOT_BEGUN`
 */
export async function lookAt(
  exercise: Exercise,
  stage: Stage,
  { progress }: Session,
  { settle = true } = {},
): Promise<ExerciseResult> {
  const begun = await requireBegun(exercise, progress);
  const [{ loadChecks }, { checkContext }, { runChecks }, { scriptEnvironment }] = await Promise.all([
    import('../exercise/check-module.js'),
    import('../exercise/context.js'),
    import('../exercise/run-checks.js'),
    import('../exercise/environment.js'),
  ]);
  const [checks, context] = await Promise.all([loadChecks(exercise), checkContext(exercise, stage, begun)]);
  const result = await runChecks({
    exercise,
    checks,
    context,
    variables: scriptEnvironment(exercise, stage.config),
    settle,
  });
  await progress.checked(result);
  return result;
}

export async function requireBegun(
  { name }: Exercise,
  progress: ProgressFile,
): Promise<{ startedAt: string; remembered: Record<string, string> }> {
  const { startedAt, remembered } = await progress.entry(name);
  if (startedAt !== null) return { startedAt, remembered };
  throw new LabError({ code: 'E_NOT_BEGUN', class: 'usage', what: `${name} is not begun`, fix: `lab start ${name}` });
}

/** 0: all points, 1: not all, 4: something could not be checked */
export function exitCodeOf({ score }: ExerciseResult): number {
  if (score === null) return EXIT_CODES.host;
  return score === 100 ? 0 : EXIT_CODES.assertion;
}
