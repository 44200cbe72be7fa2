import { existsSync } from 'node:fs';
import { takeDown } from '../lab/down.js';
import { openLab, type OpenLab } from '../lab/open.js';
import type { Verb } from './verb.js';

export const down: Verb = {
  name: 'down',
  summary: 'remove what lab up made',
  json: true,
  options: [['--forget-progress', 'also remove what was reached in the exercises']],
  details:
    'Removes the machines that lab made, also those that lab.yaml no longer names, and its files in .lab/<name>, and nothing else.\nShells that are open on them (lab ssh) end. What was reached in the exercises stays there for\nthe next lab of that name. Asks first; --yes answers.',
  examples: [
    ['lab down', 'asks'],
    ['lab down --yes', 'does not'],
  ],
  async run(context, { options }) {
    const { confirm, json, print } = context;
    const lab = await openLab(context);
    const { config } = lab;
    const machines = await lab.provider.made(lab);
    if (!(await confirm(question(lab, machines)))) return print('nothing was removed');

    const { progress } = await takeDown(lab, context, { forgetProgress: options['forgetProgress'] === true });
    if (json) return print(JSON.stringify({ lab: config.name, removed: true, machines, progress }));
    print(
      `the lab ${config.name} is gone; \`lab up\` makes it anew${progress === null ? '' : `\nwhat was reached in the exercises stays in ${progress}`}`,
    );
  },
};

function question({ config, paths }: OpenLab, names: readonly string[]): string {
  const shown = names.map((name) => {
    const host = config.hosts.find((candidate) => candidate.name === name);
    return host ? `${name} (${host.ip})` : `${name} (lab.yaml does not name it)`;
  });
  const machines =
    shown.length > 0
      ? `Its machines and all that is on them go: ${shown.join(', ')}; whoever works on them is cut off`
      : config.provider === 'existing'
        ? 'Its machines stay as they are'
        : 'It has no machines';
  const files = existsSync(paths.root) ? `\nIts files go: ${paths.root}` : '';
  return `Remove the lab ${config.name}?\n${machines}${files}\n`;
}
