import type { LabConfig } from '../config/schema.js';
import { LabError } from '../errors.js';
import { scriptEnvironment } from './environment.js';
import type { Exercise } from './exercise.js';
import { exerciseFile } from './load.js';
import { fill, type Lang, type Text } from './text.js';

export const README: Readonly<Record<Lang, string>> = { en: 'README.md', zh: 'README.zh.md' };

/** The task, with this lab's names and addresses. */
export async function taskOf(exercise: Exercise, config: LabConfig): Promise<Text> {
  const [en, zh] = await Promise.all([readme(exercise, 'en', config), readme(exercise, 'zh', config)]);
  return { en, zh };
}

async function readme(exercise: Exercise, lang: Lang, config: LabConfig): Promise<string> {
  const text = await exerciseFile(exercise, README[lang]);
  if (text === undefined)
    throw new LabError({
      code: 'E_EXERCISE_INVALID',
      class: 'usage',
      what: `${exercise.name} has no ${README[lang]}`,
      fix: 'see docs/authoring.md',
    });
  return fill(text, scriptEnvironment(exercise, config));
}
