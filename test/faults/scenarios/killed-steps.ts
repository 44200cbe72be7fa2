/** kill -9 on the way from nothing to a cluster: at Vagrant, then at the start, in the middle and at the end of every step. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import type { JournalEntry } from '../../../src/provision/journal.js';
import { readSteps } from '../../../src/provision/steps.js';
import type { Scenario } from '../scenario.js';
import { must } from '../verdict.js';
import type { Running, Victim } from '../victim.js';

/** A step that lasts longer is killed after this much of it, in milliseconds. */
const MIDDLE_MS = 1_200;

export const killedVagrant: Scenario = {
  id: 'kill-vagrant-up',
  fromNothing: true,
  what: 'kill -9 while Vagrant makes the machines, at the start, in the middle and at the end: lab up goes on',
  quick: true,
  async run(victim) {
    const log = join(victim.paths.logs, 'vagrant.log');
    for (const [when, reached] of [
      ['start', async () => existsSync(log)],
      ['middle', async () => (await containersOf(victim)).length > 0],
      ['end', async () => victim.journal().length > 0],
    ] as const) {
      const up = victim.start(['up']);
      let ended = false;
      void up.outcome.then(() => (ended = true));
      while (!ended && !(await reached())) await sleep(50);
      must(
        !ended,
        `lab up is under way at the ${when} of vagrant up`,
        (await Promise.race([up.outcome, sleep(0)]))?.said ?? '',
      );
      up.kill();
      await up.outcome;
      const status = await victim.lab('status', '--json');
      must(status.exitCode === 0, `lab status answers after a kill at the ${when}`, status.said);
    }
  },
};

export const killedSteps: Scenario = {
  id: 'kill-steps',
  fromNothing: true,
  what: 'kill -9 at the start, in the middle and at the end of every step: lab up converges and changes nothing twice',
  quick: true,
  async run(victim, { quick }) {
    const { steps } = await readSteps();
    const chosen = steps.filter((_, i) => !quick || i % 3 === 0);
    if (quick)
      console.log(
        '    quick: every third step, in its middle; without --quick all of them, also at their start and end',
      );
    const problems: string[] = [];
    let kills = 0;
    for (const { name } of chosen) {
      for (const moment of quick ? (['middle'] as const) : (['start', 'middle', 'end'] as const)) {
        if (await killAt(victim, name, moment)) kills++;
      }
    }
    problems.push(...changedTwice(victim.journal()));
    must(kills >= chosen.length / 2, 'most steps are met under way', `${kills} kills at ${chosen.length} steps`);
    must(problems.length === 0, 'what was done is not done again', problems.join('\n'));
    await victim.isWell();
  },
};

async function killAt(victim: Victim, step: string, moment: 'start' | 'middle' | 'end'): Promise<boolean> {
  const from = victim.journal().length;
  const up: Running = victim.start(['up']);
  const type = moment === 'end' ? 'step-finished' : 'step-started';
  const isMoment = (entry: JournalEntry) => 'step' in entry && entry.step === step && entry.type === type;
  // Done by an earlier run, the step does not come: then the next one that does is killed, and the way to the cluster goes on.
  const isLater = (entry: JournalEntry) => entry.type === 'step-started' && entry.step > step;
  const reached = await victim.reaches(up, (entry) => isMoment(entry) || isLater(entry), from);
  if (!reached) {
    const { exitCode, said } = await up.outcome;
    must(exitCode === 0, `lab up goes on after a kill (on the way to ${step})`, said);
    return false;
  }
  if (moment === 'middle') await Promise.race([up.outcome, sleep(MIDDLE_MS)]);
  up.kill();
  await up.outcome;
  return true;
}

/** A step that a run has finished as changed, and a later run as well. */
function changedTwice(journal: readonly JournalEntry[]): string[] {
  const done = new Map<string, string>();
  const again: string[] = [];
  for (const entry of journal) {
    if (entry.type !== 'step-finished' || entry.status !== 'changed') continue;
    const key = `${entry.host} ${entry.step}`;
    if (done.has(key)) again.push(key);
    done.set(key, entry.run);
  }
  return again;
}

export const killedDown: Scenario = {
  id: 'kill-down',
  what: 'kill -9 of lab down at its start, in the middle and near its end: the next one leaves nothing',
  quick: true,
  async run(victim) {
    for (const afterMs of [150, 900, 2_500]) {
      const down = victim.start(['down', '--yes']);
      await Promise.race([down.outcome, sleep(afterMs)]);
      down.kill();
      await down.outcome;
    }
    await victim.succeeds('down', '--yes');
    must(!existsSync(`/run/netns/${victim.namespace}`), 'the namespace is gone', victim.namespace);
    const mounts = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .filter((line) => line.includes(victim.namespace));
    must(mounts.length === 0, 'nothing of it is mounted', mounts.join('\n'));
    const left = await containersOf(victim);
    must(left.length === 0, 'no container is left', left.join(' '));
  },
};

export const killedExercise: Scenario = {
  id: 'kill-exercise',
  what: 'kill -9 of lab start and lab reset of an exercise that touches hosts: lab reset heals, the lab is well',
  quick: true,
  async run(victim) {
    const exercise = 'kubelet-dies';
    for (const afterMs of [800, 2_000, 4_000]) {
      for (const verb of ['start', 'reset']) {
        const running = victim.start([verb, exercise]);
        await Promise.race([running.outcome, sleep(afterMs)]);
        running.kill();
        await running.outcome;
      }
    }
    await victim.succeeds('reset', exercise, '--clean');
    await victim.isWell('kubelet');
  },
};

/** The victim's containers, whatever state they are in. */
async function containersOf({ namespace }: Victim): Promise<string[]> {
  const { stdout } = await execa('lxc-ls', ['-1'], { reject: false });
  return stdout.split(/\s+/).filter((name) => name.startsWith(namespace));
}
