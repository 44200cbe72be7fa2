import { planText } from '../report/plan-terminal.js';
import { inNetwork } from './in-network.js';
import { openLab, requireTargets, withHosts } from '../lab/open.js';
import { planHosts } from '../lab/provisioning.js';
import type { Verb } from './verb.js';

export const plan: Verb = {
  name: 'plan',
  summary: 'what is done on each host, and what lab up would change',
  json: true,
  details: 'Read from the live hosts; changes nothing. --verbose also says what the checks saw.',
  examples: [
    ['lab plan', ''],
    ['lab plan --json', 'for scripts'],
  ],
  async run(context) {
    const { json, print, signal, verbose, emit } = context;
    const lab = await openLab(context);
    const targets = await requireTargets(lab);
    return inNetwork(context, lab, () =>
      withHosts(lab, targets, async (hosts) => {
        const { task } = await import('../events.js');
        const found = await task(emit, { title: 'Read the state of the hosts' }, async (handle) => {
          const read = await planHosts(hosts, lab, signal);
          handle.finish('ok');
          return read;
        });
        print(json ? JSON.stringify(found, null, 2) : planText(found, verbose));
      }),
    );
  },
};
