import type { Verb } from './verb.js';

export const config: Verb = {
  name: 'config',
  summary: 'print the configuration in force, and where each value is from',
  json: true,
  examples: [
    ['lab config', 'YAML that --config takes back'],
    ['lab config --json', 'for programs'],
  ],
  async run({ configFile, json, signal, print }) {
    const [{ loadConfigFile }, { configJson, configYaml }, { detectProvider }] = await Promise.all([
      import('../config/load.js'),
      import('../config/print.js'),
      import('../vagrant/providers/index.js'),
    ]);
    const loaded = await loadConfigFile({ file: configFile, cwd: process.cwd(), defaultProvider: () => detectProvider(signal) });
    print(json ? JSON.stringify(configJson(loaded), null, 2) : configYaml(loaded).trimEnd());
  },
};
