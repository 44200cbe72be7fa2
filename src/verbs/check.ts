import { chosenExercise, lookAt } from '../lab/exercises.js';
import { EXERCISE_OPTIONS, exitCodeOf, onStage, openSession } from './exercise-session.js';
import type { Verb } from './verb.js';

export const check: Verb = {
  name: 'check',
  summary: 'how far an exercise is done, and why not further',
  arguments: [['[name]', 'of the exercise (default: the current one)']],
  json: true,
  options: EXERCISE_OPTIONS,
  details: 'Looks and changes nothing. Exit code 0: all points, 1: not all, 4: something could not be checked.',
  completes: 'exercises',
  examples: [
    ['lab check', ''],
    ['lab check nginx-nodeport --json', 'for scripts'],
  ],
  async run(context, input) {
    const session = await openSession(context, input);
    const exercise = await chosenExercise(session, input.args[0]);
    return onStage(context, session, async (stage) => {
      const result = await lookAt(exercise, stage, session);
      const [{ resultText }, { resultJson }, { paintFor }, { debriefOf }] = await Promise.all([
        import('../report/exercise-terminal.js'),
        import('../report/exercise-json.js'),
        import('../report/format.js'),
        import('../exercise/debrief.js'),
      ]);
      const debrief = debriefOf(exercise, session.lab.config);
      context.print(
        context.json
          ? resultJson(result, debrief)
          : resultText(result, session.lang, paintFor(process.stdout), debrief),
      );
      return exitCodeOf(result);
    });
  },
};
