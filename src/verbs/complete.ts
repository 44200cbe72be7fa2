import { candidates } from '../completion/candidates.js';
import { labsDirOf } from './exercise-session.js';
import { openLab } from '../lab/open.js';
import type { Verb } from './verb.js';

/** What the completion scripts ask: the words typed so far, the last one perhaps only begun. */
export const complete: Verb = {
  name: '__complete',
  summary: 'candidates for the last of the words, one per line',
  arguments: [['[words...]', 'what is typed so far']],
  hidden: true,
  passThrough: true,
  examples: [],
  async run({ verbs, signal, print }, { args }) {
    const found = await candidates(verbs, args, async (what, configFile) => {
      if (what === 'exercises') return (await import('../exercise/load.js')).exerciseNames(labsDirOf({}));
      const { config } = await openLab({ configFile, signal }, { machines: false });
      return config.hosts.map(({ name }) => name);
    });
    if (found.length > 0) print(found.join('\n'));
  },
};
