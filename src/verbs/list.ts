import { EXERCISE_OPTIONS, openSession } from './exercise-session.js';
import type { Verb } from './verb.js';

export const list: Verb = {
  name: 'list',
  summary: 'the exercises, and how far you are',
  json: true,
  options: EXERCISE_OPTIONS,
  examples: [
    ['lab list', ''],
    ['lab list --lang zh', 'in Chinese'],
  ],
  async run(context, input) {
    const session = await openSession(context, input, { machines: false });
    const [{ loadExercises }, { listText }, { listJson }, { paintFor }] = await Promise.all([
      import('../exercise/load.js'),
      import('../report/exercise-terminal.js'),
      import('../report/exercise-json.js'),
      import('../report/format.js'),
    ]);
    const [exercises, progress] = await Promise.all([loadExercises(session.labsDir), session.progress.read()]);
    context.print(
      context.json
        ? listJson(exercises, progress)
        : listText(exercises, progress, session.lang, paintFor(process.stdout)),
    );
  },
};
