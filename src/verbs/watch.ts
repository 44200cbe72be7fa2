import { chosenExercise, keepLooking } from '../lab/exercises.js';
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
      const [{ resultText }, { FORMAT }, { WORDS }, { paintFor }, { debriefOf }] = await Promise.all([
        import('../report/exercise-terminal.js'),
        import('../exercise/report.js'),
        import('../report/exercise-words.js'),
        import('../report/format.js'),
        import('../exercise/debrief.js'),
      ]);
      const { json, print } = context;
      const { lang } = session;
      const paint = paintFor(process.stdout);
      const debrief = debriefOf(exercise, session.lab.config);
      if (!json) print(paint.dim(WORDS[lang].watching));
      await keepLooking(exercise, stage, session, (result) => {
        if (json) return result && print(JSON.stringify({ format: FORMAT, ...result }));
        const time = paint.dim(new Date().toLocaleTimeString(lang === 'zh' ? 'zh-CN' : 'en-GB'));
        print(`\n${time}  ${result ? resultText(result, lang, paint, debrief) : WORDS[lang].notBegun(exercise.name)}`);
      });
    });
  },
};
