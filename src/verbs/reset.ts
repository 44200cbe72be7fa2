import { beginAgain, chosenExercise } from '../lab/exercises.js';
import { EXERCISE_OPTIONS, mayBegin, onStageAlone, openSession } from './exercise-session.js';
import type { Verb } from './verb.js';

export const reset: Verb = {
  name: 'reset',
  summary: 'bring an exercise’s start state back',
  arguments: [['[name]', 'of the exercise (default: the current one)']],
  json: true,
  options: [...EXERCISE_OPTIONS, ['--clean', 'only clear everything of it away']],
  details: 'An exercise that breaks the lab is healed, in whatever state it is; `lab start` breaks it again.',
  completes: 'exercises',
  examples: [
    ['lab reset', 'from the beginning'],
    ['lab reset nginx-nodeport --clean', 'leave nothing of it behind'],
  ],
  async run(context, input) {
    const session = await openSession(context, input);
    const { lang, progress } = session;
    const exercise = await chosenExercise(session, input.args[0]);
    const onlyClean = input.options['clean'] === true || exercise.spec.breaks;
    return onStageAlone(context, session, `lab reset ${exercise.name}`, async (stage) => {
      const { WORDS } = await import('../report/exercise-words.js');
      const words = WORDS[lang];
      if (onlyClean) {
        const { clean } = await import('../exercise/lifecycle.js');
        await clean(exercise, stage);
        await progress.cleared(exercise.name);
      } else {
        if (!(await mayBegin(context, exercise, stage))) return context.print('nothing was done');
        await beginAgain(exercise, stage, session);
      }
      if (context.json)
        return context.print(JSON.stringify({ exercise: exercise.name, state: onlyClean ? 'cleared' : 'started' }));
      const healed = exercise.spec.breaks && input.options['clean'] !== true;
      context.print(onlyClean ? (healed ? words.healed : words.cleared)(exercise.name) : words.begun(exercise.name));
    });
  },
};
