/** What compares times: a clock that was wrong is no reason to restart or to reboot, at every `lab up`, what is right. */
import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { load } from '../config/helpers.js';
import { FakeMachine } from './fake-machine.js';

const HOUR = 3600;

describe('steps that compare times', () => {
  let machine: FakeMachine;

  before(async () => {
    const { config } = await load('');
    machine = new FakeMachine(config, 'master', 'control-plane');
    await machine.makeHealthy();
  });

  /** Hours ago, by CLOCK_MONOTONIC, in microseconds, as systemd has it; that clock may not be an hour old yet. */
  const monotonic = (hoursAgo: number) =>
    String(Math.round((Number(process.hrtime.bigint()) / 1e9 - hoursAgo * HOUR) * 1e6));
  const changed = (file: string, hoursAgo: number) => {
    const at = Date.now() / 1000 - hoursAgo * HOUR;
    utimesSync(join(machine.folder, file), at, at);
  };

  for (const [step, file, moment, said] of [
    ['14-reboot', 'etc/selinux/config', 'fake/booted', 'changed since the last boot: '],
    ['25-docker-restart', 'etc/docker/daemon.json', 'fake/docker-started', 'changed after Docker had started'],
  ] as const) {
    describe(step, () => {
      before(() => {
        for (const other of ['etc/fstab', 'etc/hostname', 'etc/sysctl.d/k8s.conf', 'etc/selinux/config'])
          changed(other, 1000);
      });

      for (const [what, startedAgo, changedAgo, status] of [
        ['does nothing where the file is older', 1, 2, 'done'],
        ['acts where the file is younger', 2, 1, 'todo'],
        ['does nothing for a file from the future', 2, -8, 'done'],
      ] as const)
        it(what, async () => {
          machine.write(moment, monotonic(startedAgo));
          changed(file, changedAgo);
          const verdict = (await machine.checks(step)).get(step)!;
          expect(verdict.status, verdict.output).to.equal(status);
          if (status === 'todo') expect(verdict.output).to.contain(said);
        });
    });
  }

  it('never ask for a time by the clock of back then', async () => {
    const { readSteps } = await import('../../../src/provision/steps.js');
    const { library, steps } = await readSteps();
    for (const { text } of [{ text: library }, ...steps])
      expect(text).not.to.match(/Timestamp(?!Monotonic)\b|stat -c|-[no]t "/);
  });
}).timeout(60_000);
