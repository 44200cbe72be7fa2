import type { Exercise } from '../exercise/exercise.js';
import { beginAgain, chosenExercise } from '../lab/exercises.js';
import { EXERCISE_OPTIONS, mayBegin, onStageAlone, openSession, type SpokenSession } from './exercise-session.js';
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
      if (!(await mayBegin(context, exercise, stage))) return context.print('nothing was done');
      await beginAgain(exercise, stage, session);
      await showTask(context, session, exercise);
    });
  },
};

async function showTask({ json, print }: Context, { lang, lab }: SpokenSession, exercise: Exercise): Promise<void> {
  const [{ taskOf }, { WORDS }, { aboutText }, { paintFor }] = await Promise.all([
    import('../exercise/task.js'),
    import('../report/exercise-words.js'),
    import('../report/exercise-terminal.js'),
    import('../report/format.js'),
  ]);
  const task = await taskOf(exercise, lab.config);
  const { title, minutes, level = null, topics, needs } = exercise.spec;
  if (json)
    return print(JSON.stringify({ exercise: exercise.name, title, minutes, level, topics, needs, task }, null, 2));
  const about = aboutText(exercise, lang, paintFor(process.stdout));
  print(`\n${task[lang].trim()}\n\n${about}\n${WORDS[lang].begun(exercise.name)}`);
}
