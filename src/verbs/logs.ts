import { whereHostsAnswer } from './in-network.js';
import { openLab } from '../lab/open.js';
import type { Verb } from './verb.js';

export const logs: Verb = {
  name: 'logs',
  summary: 'one archive with all that somebody needs to help you',
  options: [['--out <file>', 'the archive (default: lab-<name>-<time>.tar.gz in this folder)']],
  json: true,
  details:
    'Config, journal, logs and plan of the lab, findings of lab doctor, and journals, events and state of every host that answers. Without keys, tokens and passwords; readable by you only.',
  examples: [
    ['lab logs', ''],
    ['lab logs --out /tmp/help.tar.gz', 'elsewhere'],
  ],
  async run(context, { options }) {
    const lab = await openLab(context, { machines: false });
    return whereHostsAnswer(context, lab, async () => {
      const [{ collectLogs }, { logsText }] = await Promise.all([
        import('../lab/logs/logs.js'),
        import('../report/logs-terminal.js'),
      ]);
      const out = typeof options['out'] === 'string' ? options['out'] : undefined;
      const archive = await collectLogs(lab, context, out);
      context.print(context.json ? JSON.stringify(archive, null, 2) : logsText(archive));
    });
  },
};
