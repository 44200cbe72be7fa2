import { inNetwork } from './in-network.js';
import { openLab } from '../lab/open.js';
import { viewLab } from '../lab/view.js';
import { statusText } from '../report/lab-terminal.js';
import { hasNetwork } from '../lab/netns.js';
import type { Verb } from './verb.js';

export const status: Verb = {
  name: 'status',
  summary: 'hosts, ssh, nodes, and what is missing',
  json: true,
  details: 'Changes nothing, and works on a lab that is down, half up or was never made.',
  examples: [
    ['lab status', ''],
    ['lab status --json | jq .ready', 'for scripts'],
  ],
  async run(context) {
    const lab = await openLab(context);
    const { json, print } = context;
    const look = async () => {
      const view = await viewLab(lab, context);
      print(json ? JSON.stringify(view, null, 2) : statusText(view));
    };
    return hasNetwork(lab.provider.enter(lab)) ? inNetwork(context, lab, look) : look();
  },
};
