import { EXIT_CODES } from '../errors.js';
import { whereHostsAnswer } from './in-network.js';
import { openLab } from '../lab/open.js';
import type { Verb } from './verb.js';

export const doctor: Verb = {
  name: 'doctor',
  summary: 'what is wrong with this machine, the hosts and the cluster, and what to do',
  arguments: [['[hosts...]', 'only these hosts, and what the cluster says of them']],
  json: true,
  details:
    'Changes nothing, and works in any state: before lab up, half up, with silent hosts. Exit code 0: nothing of severity error, 1: something.',
  examples: [
    ['lab doctor', 'this machine, and all hosts that answer'],
    ['lab doctor node2', 'one host'],
    ['lab doctor --json | jq -r .findings[].id', 'for scripts'],
  ],
  completes: 'hosts',
  async run(context, { args }) {
    const env = { ...process.env };
    const lab = await openLab(context, { machines: false });
    return whereHostsAnswer(context, lab, async () => {
      const [{ examine }, { doctorText }, { paintFor }] = await Promise.all([
        import('../lab/doctor/doctor.js'),
        import('../report/doctor-terminal.js'),
        import('../report/format.js'),
      ]);
      const found = await examine(lab, context, args, env);
      context.print(context.json ? JSON.stringify(found, null, 2) : doctorText(found, paintFor(process.stdout)));
      return found.ok ? 0 : EXIT_CODES.assertion;
    });
  },
};
