import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LabError } from '../errors.js';
import { forbidden } from '../state/atomic.js';
import { LABS_OPTION, labsDirOf } from './exercise-session.js';
import type { Verb } from './verb.js';

export const newExercise: Verb = {
  name: 'new',
  summary: 'the skeleton of a new exercise',
  arguments: [['<name>', 'lower-case words with hyphens between: service-dns']],
  json: true,
  options: [LABS_OPTION],
  details:
    'For authors. Makes a folder that is valid; `lab prove NAME` says what is to be done. See docs/authoring.md.',
  examples: [['lab new service-dns', '']],
  async run({ json, print }, { args: [word = ''], options }) {
    const [{ exerciseNames, slug }, { skeleton }] = await Promise.all([
      import('../exercise/load.js'),
      import('../exercise/skeleton.js'),
    ]);
    if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(word) || word.length > 50) {
      throw new LabError({
        code: 'E_USAGE',
        class: 'usage',
        what: `“${word}” cannot be the name of an exercise`,
        fix: 'lower-case words with hyphens between, such as service-dns; the number comes by itself',
      });
    }
    const labsDir = labsDirOf(options);
    const names = await exerciseNames(labsDir);
    const taken = names.find((name) => slug(name) === word);
    if (taken !== undefined)
      throw new LabError({
        code: 'E_EXISTS',
        class: 'usage',
        what: `there is an exercise of that name: ${taken}`,
        fix: 'choose another name',
      });

    const number = Math.max(0, ...names.map((name) => Number.parseInt(name, 10) || 0)) + 1;
    const dir = join(labsDir, `${String(number).padStart(2, '0')}-${word}`);
    for (const [file, text] of Object.entries(skeleton(word))) {
      const path = join(dir, file);
      await mkdir(dirname(path), { recursive: true }).catch(forbidden(path, 'written'));
      await writeFile(path, text, { flag: 'wx' }).catch(forbidden(path, 'written'));
    }
    print(
      json
        ? JSON.stringify({ exercise: `${String(number).padStart(2, '0')}-${word}`, dir })
        : `${dir}\nlab prove ${word} --review   says what is to be done`,
    );
  },
};
