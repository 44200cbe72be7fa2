import type { Exercise } from '../exercise/exercise.js';
import type { Stage } from '../exercise/stage.js';
import { confirm } from './ask.js';
import { chosenExercise, EXERCISE_OPTIONS, onStageAlone, openSession, type Session } from './exercise-session.js';
import type { Context, Verb } from './verb.js';

export const start: Verb = {
  name: 'start',
  summary: 'begin an exercise: its start state, and the task',
  arguments: [['<name>', 'of the exercise: 02-nginx-nodeport, nginx-nodeport or 2']],
  json: true,
  options: EXERCISE_OPTIONS,
  details:
    'What is left of an earlier try goes first. From then on it is the current exercise: check, hint, reset and solve mean it.',
  completes: 'exercises',
  examples: [
    ['lab start nginx-nodeport', ''],
    ['lab start 2 --lang zh', 'the task in Chinese'],
  ],
  async run(context, input) {
    const session = await openSession(context, input);
    const exercise = await chosenExercise(session, input.args[0]);
    return onStageAlone(context, session, `lab start ${exercise.name}`, async (stage) => {
      if (!(await mayTakeCluster(context, exercise, stage))) return context.print('nothing was done');
      await beginAgain(exercise, stage, session);
      await showTask(context, session, exercise);
    });
  },
};

/** The start state, with the progress that belongs to it. */
export async function beginAgain(exercise: Exercise, stage: Stage, { progress }: Session): Promise<void> {
  const { begin } = await import('../exercise/lifecycle.js');
  await progress.beginning(exercise.name);
  await progress.begun(exercise.name, await begin(exercise, stage));
}

/** An exercise on hosts without a cluster takes the cluster away, with all that is in it. */
export async function mayTakeCluster(
  context: Context,
  { name, spec }: Exercise,
  { config, controlPlane, signal }: Stage,
): Promise<boolean> {
  if (spec.lab !== 'docker') return true;
  const { exitCode } = await controlPlane.run(['test', '-e', '/etc/kubernetes/admin.conf'], { signal });
  if (exitCode !== 0) return true;
  return confirm(
    context,
    `${name} begins without a cluster. Take the cluster of the lab ${config.name} away, with all that is in it? (lab up makes a new one.)`,
  );
}

async function showTask({ json, print }: Context, { lang, lab }: Session, exercise: Exercise): Promise<void> {
  const [{ taskOf }, { WORDS }] = await Promise.all([
    import('../exercise/task.js'),
    import('../report/exercise-words.js'),
  ]);
  const task = await taskOf(exercise, lab.config);
  if (json)
    return print(
      JSON.stringify(
        { exercise: exercise.name, title: exercise.spec.title, minutes: exercise.spec.minutes, task },
        null,
        2,
      ),
    );
  print(`\n${task[lang].trim()}\n\n${WORDS[lang].minutes(exercise.spec.minutes)}\n${WORDS[lang].begun(exercise.name)}`);
}
