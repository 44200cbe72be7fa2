import { existsSync } from 'node:fs';
import { readdir, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { LabPaths } from '../paths.js';
import { confirm } from './ask.js';
import { openLab, type OpenLab } from './lab.js';
import type { Verb } from './verb.js';

export const down: Verb = {
  name: 'down',
  summary: 'remove what lab up made',
  json: true,
  options: [['--forget-progress', 'also remove what was reached in the exercises']],
  details:
    'Removes the machines that lab made and its files in .lab/<name>, and nothing else. What was reached in the exercises stays there for\nthe next lab of that name. Asks first; --yes answers.',
  examples: [
    ['lab down', 'asks'],
    ['lab down --yes', 'does not'],
  ],
  async run(context, { options }) {
    const { emit, signal, yes, json, print } = context;
    const lab = await openLab(context);
    const { config, paths } = lab;
    if (!(await confirm(context, question(lab)))) return print('nothing was removed');

    const { acquireLock } = await import('../state/lock.js');
    const lock = await acquireLock(paths.lock, 'lab down');
    try {
      await lab.provider.down(lab, { emit, signal, yes });
      if (options['forgetProgress'] === true) await rm(paths.progress, { force: true });
      await removeFiles(paths);
    } finally {
      await lock.release();
    }
    const progress = existsSync(paths.progress) ? paths.progress : null;
    if (json) return print(JSON.stringify({ lab: config.name, removed: true, progress }));
    print(
      `the lab ${config.name} is gone; \`lab up\` makes it anew${progress === null ? '' : `\nwhat was reached in the exercises stays in ${progress}`}`,
    );
  },
};

/** The lab's files. What a student has reached is none of them: it outlives the lab. */
async function removeFiles(paths: LabPaths): Promise<void> {
  if (!existsSync(paths.progress)) {
    // The lock goes with the folder; whoever waited for it finds a lab that was never made.
    await rm(paths.root, { recursive: true, force: true });
    await rmdir(dirname(paths.root)).catch(() => undefined); // it holds other labs
    return;
  }
  const { ProgressFile } = await import('../exercise/progress.js');
  // A file that cannot be read says so at its next use; it does not keep a lab from going.
  await new ProgressFile(paths.progress).clusterGone().catch(() => undefined);
  const kept = [paths.progress, paths.lock].map((file) => basename(file));
  const files = (await readdir(paths.root)).filter((name) => !kept.includes(name));
  await Promise.all(files.map((name) => rm(join(paths.root, name), { recursive: true, force: true })));
}

function question({ config, paths }: OpenLab): string {
  const machines =
    config.provider === 'existing'
      ? 'Its machines stay as they are'
      : `Its machines and all that is on them go: ${config.hosts.map(({ name, ip }) => `${name} (${ip})`).join(', ')}`;
  const files = existsSync(paths.root) ? `\nIts files go: ${paths.root}` : '';
  return `Remove the lab ${config.name}?\n${machines}${files}\n`;
}
