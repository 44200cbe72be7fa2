import { beginAgain, chosenExercise, lookAt } from '../lab/exercises.js';
import { EXERCISE_OPTIONS, exitCodeOf, mayBegin, onStageAlone, openSession } from './exercise-session.js';
import type { Verb } from './verb.js';

/** Pods start, an autoscaler looks every 15 seconds. Milliseconds. */
const WITHIN_MS = 180_000;

export const solve: Verb = {
  name: 'solve',
  summary: 'do an exercise, and show how',
  arguments: [['[name]', 'of the exercise (default: the current one)']],
  json: true,
  options: EXERCISE_OPTIONS,
  details:
    'Begins anew, so that your own work on it goes, runs solution.sh and prints it. The exercise then counts as shown, not as done by you.',
  completes: 'exercises',
  examples: [
    ['lab solve', 'asks'],
    ['lab solve nginx-nodeport --yes', 'does not'],
  ],
  async run(context, input) {
    const session = await openSession(context, input);
    const { lang, progress } = session;
    const exercise = await chosenExercise(session, input.args[0]);
    return onStageAlone(context, session, `lab solve ${exercise.name}`, async (stage) => {
      const begun = (await progress.entry(exercise.name)).startedAt !== null;
      if (begun && !(await context.confirm(`What you have done for ${exercise.name} goes. Show the solution?`)))
        return context.print('nothing was done');
      if (!begun && !(await mayBegin(context, exercise, stage))) return context.print('nothing was done');
      const [{ applySolution }, { exerciseFile }, { converged }] = await Promise.all([
        import('../exercise/lifecycle.js'),
        import('../exercise/load.js'),
        import('../exercise/converge.js'),
      ]);
      await beginAgain(exercise, stage, session);
      await progress.solved(exercise.name);
      await applySolution(exercise, stage);
      const result = await converged(
        () => lookAt(exercise, stage, session),
        ({ score }) => score === 100,
        context.signal,
        WITHIN_MS,
      );
      const [{ resultText }, { resultJson }, { WORDS }, { paintFor }, { debriefOf }] = await Promise.all([
        import('../report/exercise-terminal.js'),
        import('../report/exercise-json.js'),
        import('../report/exercise-words.js'),
        import('../report/format.js'),
        import('../exercise/debrief.js'),
      ]);
      const debrief = debriefOf(exercise, session.lab.config);
      if (context.json) context.print(resultJson(result, debrief));
      else
        context.print(
          `\n${WORDS[lang].solution}\n\n${(await exerciseFile(exercise, 'solution.sh'))?.trim()}\n\n${resultText(result, lang, paintFor(process.stdout), debrief)}`,
        );
      return exitCodeOf(result);
    });
  },
};
