import { isInside, hasNetwork } from '../lab/netns.js';
import { providerDrift, refuseDrift } from '../lab/drift.js';
import { lastTargets, openLab, type OpenLab } from '../lab/open.js';
import { lookAtWhatExists, makeHosts } from '../lab/up.js';
import { recorded } from '../lab/recorded.js';
import { runInside } from './in-network.js';
import { NOT_READY, provisionAndShow, showIfReady } from './provision.js';
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
    refuseDrift(await providerDrift(lab), context.emit);
    const { acquireLock } = await import('../state/lock.js');
    const lock = await acquireLock(lab.paths.lock, 'lab up');
    try {
      await lookAtWhatExists(lab, context);
      const code = await ifReady(context, lab);
      if (code !== NOT_READY) return code;
      await recorded(lab, 'lab up', () => makeHosts(lab, context));
      return await provision(context, lab);
    } finally {
      await lock.release();
    }
  },
};

/** Machines that answer and have nothing to be done are asked over ssh alone: no provider, no Vagrant. */
async function ifReady(context: Context, lab: OpenLab): Promise<number> {
  const enter = lab.provider.enter(lab);
  if (!hasNetwork(enter) || (await lastTargets(lab)) === undefined) return NOT_READY;
  await lab.provider.serve?.(lab, context);
  if (!isInside(enter)) return runInside(context, lab, ['__provision', '--if-ready', ...commonOptions(context)]);
  return showIfReady(context, lab);
}

async function provision(context: Context, lab: OpenLab): Promise<number> {
  if (!isInside(lab.provider.enter(lab))) return runInside(context, lab, ['__provision', ...commonOptions(context)]);
  return provisionAndShow(context, lab);
}

function commonOptions({ configFile, json, yes, verbose }: Context): string[] {
  return [
    ...(configFile === undefined ? [] : ['--config', configFile]),
    ...(json ? ['--json'] : []),
    ...(yes ? ['--yes'] : []),
    ...(verbose ? ['--verbose'] : []),
  ];
}
