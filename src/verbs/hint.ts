import { chosenExercise } from '../lab/exercises.js';
import { EXERCISE_OPTIONS, openSession } from './exercise-session.js';
import type { Verb } from './verb.js';

export const hint: Verb = {
  name: 'hint',
  summary: 'the next hint for an exercise',
  arguments: [['[name]', 'of the exercise (default: the current one)']],
  json: true,
  options: EXERCISE_OPTIONS,
  details:
    'One more each time, from a nudge to nearly the answer; after the last one, the last one again. The report says how many you took.',
  completes: 'exercises',
  examples: [['lab hint', '']],
  async run(context, input) {
    const session = await openSession(context, input, { machines: false });
    const { lang, lab, progress } = session;
    const exercise = await chosenExercise(session, input.args[0]);
    const [{ scriptEnvironment }, { fill }, { WORDS }] = await Promise.all([
      import('../exercise/environment.js'),
      import('../exercise/text.js'),
      import('../report/exercise-words.js'),
    ]);
    const { hints } = exercise.spec;
    const { hints: number } = await progress.hinted(exercise.name, hints.length);
    const values = scriptEnvironment(exercise, lab.config);
    const text = { en: fill(hints[number - 1]!.en, values), zh: fill(hints[number - 1]!.zh, values) };
    if (context.json)
      return context.print(JSON.stringify({ exercise: exercise.name, hint: number, of: hints.length, text }, null, 2));
    const words = WORDS[lang];
    context.print(
      [
        `${words.hint(number, hints.length)}: ${text[lang].trim()}`,
        ...(number === hints.length ? [words.lastHint(exercise.name)] : []),
      ].join('\n'),
    );
  },
};
