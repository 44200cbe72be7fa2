import { existsSync } from 'node:fs';
import { inNetwork } from './in-network.js';
import { labDown, openLab, type OpenLab } from '../lab/open.js';
import type { Verb } from './verb.js';

export const kubectl: Verb = {
  name: 'kubectl',
  summary: 'kubectl on the lab’s cluster',
  arguments: [['[words...]', 'what kubectl is to do']],
  passThrough: true,
  details:
    'Options of lab’s own come first; everything from the first other word on is kubectl’s. A -- parts them where it matters.',
  examples: [
    ['lab kubectl get nodes -o wide', ''],
    ['lab kubectl -n kube-system logs -f kube-apiserver-master.example.com', ''],
    ['lab kubectl --config other.yaml -- get pods -A', 'the cluster of another lab'],
  ],
  async run(context, { args }) {
    const lab = await openLab(context);
    if (!existsSync(lab.paths.kubeconfig)) throw labDown(lab, 'it has no kubeconfig yet');
    return inNetwork(context, lab, async () =>
      context.handOver([await program(lab), ...args], { KUBECONFIG: lab.paths.kubeconfig }),
    );
  },
};

/** The sealed lab's bundle brings a kubectl of the right version; elsewhere it is the user's own. */
async function program({ config }: OpenLab): Promise<string> {
  if (config.provider !== 'lxc') return 'kubectl';
  const { findBundle } = await import('../bundle/manifest.js');
  return (await findBundle())?.kubectl ?? 'kubectl';
}
