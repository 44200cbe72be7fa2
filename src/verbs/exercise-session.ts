/** What the verbs about exercises share: their options, and what comes of them. */
import { join, resolve } from 'node:path';
import type { Exercise } from '../exercise/exercise.js';
import type { ExerciseResult } from '../exercise/result.js';
import type { Stage } from '../exercise/stage.js';
import type { Lang } from '../exercise/text.js';
import { EXIT_CODES, LabError } from '../errors.js';
import { onStage as onStageInside, takesCluster, type Session } from '../lab/exercises.js';
import { openLab, requireTargets } from '../lab/open.js';
import { PROJECT_ROOT } from '../paths.js';
import { inNetwork } from './in-network.js';
import type { Context, Input } from './verb.js';

const LANG_OPTION = ['--lang <lang>', 'language: en, zh (default: that of the locale)'] as const;
export const LABS_OPTION = ['--labs <dir>', 'folder with the exercises (default: labs/ of the project)'] as const;
export const EXERCISE_OPTIONS = [LANG_OPTION, LABS_OPTION] as const;

/** A session and the language to speak in it. */
export interface SpokenSession extends Session {
  lang: Lang;
}

/**
 * @param options.machines whether the verb needs the lab's machines; without, it works on any laptop
 * @throws LabError of the config, `E_USAGE` for a language that there is none of
 */
export async function openSession(
  context: Context,
  { options }: Input,
  { machines = true } = {},
): Promise<SpokenSession> {
  const [lab, { ProgressFile }, { langOf, LANGS }] = await Promise.all([
    openLab(context, { machines }),
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

/** Do something with the lab's hosts and cluster, in the lab's network. */
export async function onStage(
  context: Context,
  session: Session,
  work: (stage: Stage) => Promise<number | void>,
): Promise<number | void> {
  await requireTargets(session.lab);
  return inNetwork(context, session.lab, () => onStageInside(session, context, work));
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

/** An exercise on hosts without a cluster takes the cluster away, with all that is in it: asked before. */
export async function mayBegin({ confirm }: Context, exercise: Exercise, stage: Stage): Promise<boolean> {
  if (!(await takesCluster(exercise, stage))) return true;
  const { name } = stage.config;
  return confirm(
    exercise.spec.lab === 'docker'
      ? `${exercise.name} begins without a cluster. Take the cluster of the lab ${name} away, with all that is in it? (lab up makes a new one.)`
      : `${exercise.name} begins on bare hosts. Take the cluster of the lab ${name} away, with all that is in it, and Docker and the hosts' settings too? (lab up makes all of it again.)`,
  );
}

/** 0: all points, 1: not all, 4: something could not be checked */
export function exitCodeOf({ score }: ExerciseResult): number {
  if (score === null) return EXIT_CODES.host;
  return score === 100 ? 0 : EXIT_CODES.assertion;
}
