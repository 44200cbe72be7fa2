import { chosenExercise, lookAt, requireBegun } from '../lab/exercises.js';
import { EXERCISE_OPTIONS, onStage, openSession } from './exercise-session.js';
import type { Verb } from './verb.js';

export const watch: Verb = {
  name: 'watch',
  summary: 'check an exercise again whenever something changes',
  arguments: [['[name]', 'of the exercise (default: the current one)']],
  json: true,
  options: EXERCISE_OPTIONS,
  details: 'Ends with exit code 0 when all points are earned. With --json one line per outcome.',
  completes: 'exercises',
  examples: [['lab watch', 'in a second terminal, while you work']],
  async run(context, input) {
    const session = await openSession(context, input);
    const exercise = await chosenExercise(session, input.args[0]);
    return onStage(context, session, async (stage) => {
      await requireBegun(exercise, session.progress);
      const [{ watchExercise }, { resultText }, { FORMAT }, { WORDS }, { paintFor }] = await Promise.all([
        import('../exercise/watch.js'),
        import('../report/exercise-terminal.js'),
        import('../exercise/report.js'),
        import('../report/exercise-words.js'),
        import('../report/format.js'),
      ]);
      const paint = paintFor(process.stdout);
      const done = new AbortController();
      if (!context.json) context.print(paint.dim(WORDS[session.lang].watching));
      await watchExercise({
        exercise,
        stage: { ...stage, signal: AbortSignal.any([stage.signal, done.signal]) },
        kubeconfig: session.lab.paths.kubeconfig,
        look: () => lookAt(exercise, stage, session, { settle: false }),
        onResult(result) {
          if (context.json) context.print(JSON.stringify({ format: FORMAT, ...result }));
          else
            context.print(
              `\n${paint.dim(new Date().toLocaleTimeString(session.lang === 'zh' ? 'zh-CN' : 'en-GB'))}  ${resultText(result, session.lang, paint)}`,
            );
          if (result.score === 100) done.abort();
        },
      });
    });
  },
};
