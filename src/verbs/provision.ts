import type { ProvisionedLab } from '../lab/provisioning.js';
import { openLab, type OpenLab } from '../lab/open.js';
import { recorded } from '../lab/recorded.js';
import { inNetwork } from './in-network.js';
import type { Context, Verb } from './verb.js';

/** Exit code of `--if-ready` for a lab that has something to be done: EX_TEMPFAIL of sysexits(3), used for nothing else. */
export const NOT_READY = 75;

/** The part of `lab up` that talks to hosts, as a command line of its own: `lab up` runs it inside the lab's network. */
export const provision: Verb = {
  name: '__provision',
  summary: 'the steps of a lab whose machines run',
  options: [['--if-ready', 'only show the lab when there is nothing to do']],
  json: true,
  hidden: true,
  examples: [],
  async run(context, { options }) {
    const lab = await openLab(context);
    return inNetwork(context, lab, async () => {
      const { acquireLock } = await import('../state/lock.js');
      const lock = await acquireLock(lab.paths.lock, 'lab up');
      try {
        return await (options['ifReady'] ? showIfReady(context, lab) : provisionAndShow(context, lab));
      } finally {
        await lock.release();
      }
    });
  },
};

/** @returns 0 when the lab was shown, NOT_READY when there is something to do for it */
export async function showIfReady(context: Context, lab: OpenLab): Promise<number> {
  const { readyLab } = await import('../lab/provisioning.js');
  const ready = await readyLab(context, lab);
  if (ready === undefined) return NOT_READY;
  await show(context, lab, ready);
  return 0;
}

/** Run the steps that are not done, and show what has become of the lab. */
export async function provisionAndShow(context: Context, lab: OpenLab): Promise<number> {
  const { provisionLab } = await import('../lab/provisioning.js');
  await show(context, lab, await recorded(lab, 'lab up', () => provisionLab(context, lab)));
  return 0;
}

async function show({ json, print }: Context, lab: OpenLab, provisioned: ProvisionedLab): Promise<void> {
  if (json) return print(JSON.stringify({ lab: lab.config.name, ...provisioned }, null, 2));
  const { readyText } = await import('../report/lab-terminal.js');
  print(readyText(lab, provisioned));
}
