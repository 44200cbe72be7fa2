/** lab.yaml changed under a lab that is up. */
import type { Scenario } from '../scenario.js';
import { must } from '../verdict.js';

export const changedConfig: Scenario = {
  id: 'config-changed',
  what: 'the pods get another network in lab.yaml: plan names it, status lists it, up refuses and changes nothing, the suites see it',
  quick: true,
  async run(victim) {
    const from = victim.journal().length;
    victim.configure('kubernetes: { podCidr: 10.200.0.0/16 }\n');
    try {
      const plan = await victim.copes(victim.lab('plan'));
      must(plan.said.includes('kubernetes.podCidr'), 'lab plan names the key', plan.said);
      const up = await victim.lab('up');
      must(up.exitCode === 2 && up.said.includes('E_LAB_DRIFT'), 'lab up refuses', `exit ${up.exitCode} ${up.said}`);
      must(up.said.includes('10.244.0.0/16'), 'it says what the lab has', up.said);
      const begun = victim
        .journal()
        .slice(from)
        .filter(({ type }) => type === 'step-started');
      must(begun.length === 0, 'no step has begun', JSON.stringify(begun));
      const status = await victim.lab('status');
      must(status.said.includes('podCidr'), 'lab status lists it', status.said);
      const test = await victim.lab('test', '--grep', 'podCidr');
      must(test.exitCode === 1, 'the suites see it', `exit ${test.exitCode} ${test.said}`);
    } finally {
      victim.configure('');
    }
    await victim.isWell('node');
  },
};
