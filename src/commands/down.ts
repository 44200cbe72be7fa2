import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { confirm } from './ask.js';
import { openLab, type OpenLab } from './lab.js';
import type { Verb } from './verb.js';

export const down: Verb = {
  name: 'down',
  summary: 'remove what lab up made',
  json: true,
  details: 'Removes the machines that lab made and its files in .lab/<name>, and nothing else. Asks first; --yes answers.',
  examples: [
    ['lab down', 'asks'],
    ['lab down --yes', 'does not'],
  ],
  async run(context) {
    const { emit, signal, yes, json, print } = context;
    const lab = await openLab(context);
    const { config, paths } = lab;
    if (!(await confirm(context, question(lab)))) return print('nothing was removed');

    const { acquireLock } = await import('../state/lock.js');
    const lock = await acquireLock(paths.lock, 'lab down');
    try {
      await lab.provider.down(lab, { emit, signal, yes });
      // The lock goes with the folder; whoever waited for it finds a lab that was never made.
      await rm(paths.root, { recursive: true, force: true });
    } finally {
      await lock.release();
    }
    print(json ? JSON.stringify({ lab: config.name, removed: true }) : `the lab ${config.name} is gone; \`lab up\` makes it anew`);
  },
};

function question({ config, paths }: OpenLab): string {
  const machines = config.provider === 'existing'
    ? 'Its machines stay as they are'
    : `Its machines and all that is on them go: ${config.hosts.map(({ name, ip }) => `${name} (${ip})`).join(', ')}`;
  const files = existsSync(paths.root) ? `\nIts files go: ${paths.root}` : '';
  return `Remove the lab ${config.name}?\n${machines}${files}\n`;
}
