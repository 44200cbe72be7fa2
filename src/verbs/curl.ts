import { inNetwork } from './in-network.js';
import { openLab } from '../lab/open.js';
import type { Verb } from './verb.js';

export const curl: Verb = {
  name: 'curl',
  summary: 'curl from inside the lab’s network',
  arguments: [['<words...>', 'a URL and options of curl']],
  passThrough: true,
  examples: [
    ['lab curl http://192.168.207.131:31040', 'a NodePort of the control plane'],
    ['lab curl -sI http://192.168.207.136:31040', 'only the headers'],
  ],
  async run(context, { args }) {
    const lab = await openLab(context);
    return inNetwork(context, lab, () => context.handOver(['curl', ...args]));
  },
};
