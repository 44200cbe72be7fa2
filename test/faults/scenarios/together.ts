/** Two commands at once. */
import { setTimeout as sleep } from 'node:timers/promises';
import { existsSync } from 'node:fs';
import type { Scenario } from '../scenario.js';
import { must } from '../verdict.js';
import type { Running, Victim } from '../victim.js';

async function whenItHolds(victim: Victim, running: Running): Promise<void> {
  let ended = false;
  void running.outcome.then(() => (ended = true));
  while (!ended && !existsSync(victim.paths.lock)) await sleep(10);
  must(!ended, 'the first command holds the lab', 'it has ended');
}

const upBesideUp: Scenario = {
  id: 'up-beside-up',
  what: 'lab up beside lab up: the second one says who is at work and changes nothing',
  quick: true,
  async run(victim) {
    const first = victim.start(['up']);
    await whenItHolds(victim, first);
    const second = await victim.lab('up');
    must(second.exitCode === 5, 'the second one is refused', `exit ${second.exitCode} ${second.said}`);
    must(second.said.includes(String(first.pid)), 'it names the process', second.said);
    must((await first.outcome).exitCode === 0, 'the first one is not disturbed', (await first.outcome).said);
  },
};

const downBesideUp: Scenario = {
  id: 'down-beside-up',
  what: 'lab down beside lab up: refused, and nothing is removed',
  quick: false,
  async run(victim) {
    const up = victim.start(['up']);
    await whenItHolds(victim, up);
    const down = await victim.lab('down', '--yes');
    must(down.exitCode === 5, 'lab down is refused', `exit ${down.exitCode} ${down.said}`);
    must((await up.outcome).exitCode === 0, 'lab up is not disturbed', (await up.outcome).said);
    await victim.isWell('node');
  },
};

const testBesideUp: Scenario = {
  id: 'test-beside-up',
  what: 'lab test beside lab up of a lab that has something to be done: both end, the next lab test passes',
  quick: false,
  async run(victim) {
    await victim.onHost('w1', 'systemctl stop kubelet');
    const up = victim.start(['up']);
    await whenItHolds(victim, up);
    const test = victim.start(['test']);
    await Promise.all([victim.copes(test.outcome), victim.copes(up.outcome)]);
    await victim.isWell();
  },
};

const interrupted: Scenario = {
  id: 'interrupted',
  what: 'Ctrl-C in lab up: exit code 130, and the words that were typed to go on',
  quick: true,
  async run(victim) {
    await victim.onHost('w1', 'kubeadm reset -f');
    const from = victim.journal().length;
    const up = victim.start(['up', '--yes']);
    must(await victim.reaches(up, ({ type }) => type === 'step-started', from), 'a step begins', '');
    up.interrupt();
    const { exitCode, said } = await up.outcome;
    must(exitCode === 130, 'exit code 130', `exit ${exitCode} ${said}`);
    must(/ up --yes\b/.test(said) && !said.includes('__provision'), 'it says the words that were typed', said);
    await victim.isWell('node');
  },
};

export const together: readonly Scenario[] = [upBesideUp, downBesideUp, testBesideUp, interrupted];
