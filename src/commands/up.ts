import { existsSync } from 'node:fs';
import { runInside } from './enter.js';
import { knownHosts, knownTargets, openLab, type OpenLab } from './lab.js';
import { hasNetwork, isInside } from './netns.js';
import { NOT_READY } from './provision.js';
import { provisionLab, showIfReady } from './provisioning.js';
import { recorded } from './recorded.js';
import type { Context, Verb } from './verb.js';

export const up: Verb = {
  name: 'up',
  summary: 'make the machines and the cluster, or what is missing of them',
  json: true,
  details: 'Does only what is not done yet; after a failure or an interruption it goes on where it stopped.',
  examples: [
    ['lab up', 'the guide’s lab'],
    ['lab up --config other.yaml --verbose', 'another one, with the output of every step'],
  ],
  async run(context) {
    const lab = await openLab(context);
    const { acquireLock } = await import('../state/lock.js');
    const lock = await acquireLock(lab.paths.lock, 'lab up');
    try {
      const code = await ifReady(context, lab);
      if (code !== NOT_READY) return code;
      await recorded(lab, 'lab up', () => makeHosts(context, lab));
      return await provision(context, lab);
    } finally {
      await lock.release();
    }
  },
};

/** Machines that answer and have nothing to be done are asked over ssh alone: no provider, no Vagrant. */
async function ifReady(context: Context, lab: OpenLab): Promise<number> {
  const enter = lab.provider.enter(lab);
  if (!hasNetwork(enter) || (await knownTargets(lab)) === undefined) return NOT_READY;
  if (!isInside(enter)) return runInside(context, lab, ['__provision', '--if-ready', ...commonOptions(context)]);
  return (await showIfReady(context, lab)) ? 0 : NOT_READY;
}

async function makeHosts({ emit, signal, yes }: Context, lab: OpenLab): Promise<void> {
  const { provider, config, paths } = lab;
  const io = { emit, signal, yes };
  const { targetsOf, updateState } = await import('../state/state.js');
  emit({ type: 'phase', title: 'Machines' });
  await provider.prepare(lab, io);
  await updateState(paths.state, { provider: config.provider });
  // A machine that is made anew has a new host key, rightly.
  if (existsSync(paths.knownHosts)) {
    const states = await provider.status(lab, io);
    await (
      await knownHosts(lab)
    ).forget(config.hosts.map(({ name }) => name).filter((name) => states[name] === 'absent'));
  }
  const targets = await provider.up(lab, io);
  await updateState(paths.state, { targets: targetsOf(config, targets) });
}

async function provision(context: Context, lab: OpenLab): Promise<number> {
  if (!isInside(lab.provider.enter(lab))) return runInside(context, lab, ['__provision', ...commonOptions(context)]);
  await recorded(lab, 'lab up', () => provisionLab(context, lab));
  return 0;
}

function commonOptions({ configFile, json, yes, verbose }: Context): string[] {
  return [
    ...(configFile === undefined ? [] : ['--config', configFile]),
    ...(json ? ['--json'] : []),
    ...(yes ? ['--yes'] : []),
    ...(verbose ? ['--verbose'] : []),
  ];
}
