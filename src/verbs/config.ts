import { loadLabConfig } from '../lab/open.js';
import type { Verb } from './verb.js';

export const config: Verb = {
  name: 'config',
  summary: 'print the configuration in force, and where each value is from',
  json: true,
  examples: [
    ['lab config', 'YAML that --config takes back'],
    ['lab config --json', 'for programs'],
  ],
  async run(context) {
    const [{ configJson, configYaml }, loaded] = await Promise.all([
      import('../config/print.js'),
      loadLabConfig(context, { machines: false }),
    ]);
    context.print(context.json ? JSON.stringify(configJson(loaded), null, 2) : configYaml(loaded).trimEnd());
  },
};
