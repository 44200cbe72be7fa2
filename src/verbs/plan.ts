import { planText } from '../report/plan-terminal.js';
import { inNetwork } from './in-network.js';
import { openLab } from '../lab/open.js';
import { providerDrift } from '../lab/drift.js';
import { readLabPlan, type LabPlan } from '../lab/provisioning.js';
import type { Verb } from './verb.js';

export const plan: Verb = {
  name: 'plan',
  summary: 'what is done on each host, and what lab up would change',
  json: true,
  details:
    'Read from the live hosts; changes nothing. Also says where lab.yaml has changed in what a lab cannot: lab up refuses that.\n--verbose also says what the checks saw.',
  examples: [
    ['lab plan', ''],
    ['lab plan --json', 'for scripts'],
  ],
  async run(context) {
    const { json, print, verbose } = context;
    const lab = await openLab(context);
    const show = (found: LabPlan) => print(json ? JSON.stringify(found, null, 2) : planText(found, verbose));
    const drift = await providerDrift(lab);
    if (drift.length > 0) return show({ hosts: [], drift });
    return inNetwork(context, lab, async () => show(await readLabPlan(context, lab)));
  },
};
