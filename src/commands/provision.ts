import { acquireLock } from '../state/lock.js';
import { inNetwork } from './enter.js';
import { openLab } from './lab.js';
import { provisionLab, showIfReady } from './provisioning.js';
import { recorded } from './recorded.js';
import type { Verb } from './verb.js';

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
      const lock = await acquireLock(lab.paths.lock, 'lab up');
      try {
        if (options['ifReady']) return (await showIfReady(context, lab)) ? 0 : NOT_READY;
        await recorded(lab, 'lab up', () => provisionLab(context, lab));
        return 0;
      } finally {
        await lock.release();
      }
    });
  },
};
