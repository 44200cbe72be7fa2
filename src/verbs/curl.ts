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
  details: 'The lab’s own addresses go past any proxy; one that is asked for with -x or --proxy is used.',
  async run(context, { args }) {
    const lab = await openLab(context);
    // curl keeps to no_proxy even with a proxy that it is told to use.
    const asked = args.some((word) => /^(-x|--(proxy|preproxy|socks))/.test(word));
    return inNetwork(context, lab, () =>
      context.handOver(['curl', ...args], asked ? { no_proxy: '', NO_PROXY: '' } : {}),
    );
  },
};
