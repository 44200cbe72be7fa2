import { expect } from 'chai';
import { planText } from '../../../src/report/plan-terminal.js';
import type { PlannedStep } from '../../../src/provision/plan.js';

const step = (name: string, status: PlannedStep['status'], changes: Partial<PlannedStep> = {}): PlannedStep => ({
  name,
  title: `Title of ${name}`,
  file: `provision/${name}.sh`,
  reboots: false,
  status,
  output: '',
  ...changes,
});

describe('planText', () => {
  const plan = {
    drift: [],
    hosts: [
      {
        host: 'master',
        steps: [
          step('02-firewall', 'done'),
          step('14-reboot', 'todo', { reboots: true, output: 'not yet' }),
          step('50-kubeadm-init', 'todo'),
        ],
      },
      {
        host: 'node1',
        steps: [
          step('02-firewall', 'done'),
          step('14-reboot', 'done'),
          step('54-kubeadm-join', 'error', { output: 'timed\nout' }),
        ],
      },
    ],
  };

  it('shows steps down and hosts across, in step order', () => {
    expect(planText(plan, false)).to.equal(`
STEP                                       master        node1
02-firewall      Title of 02-firewall      done          done
14-reboot        Title of 14-reboot        would change  done
50-kubeadm-init  Title of 50-kubeadm-init  would change  -
54-kubeadm-join  Title of 54-kubeadm-join  -             cannot tell

node1 54-kubeadm-join:
  timed
  out

lab up would do 3 steps, and reboot master`);
  });

  it('says what every check saw with --verbose', () => {
    expect(planText(plan, true)).to.contain('master 14-reboot:\n  not yet\nnode1 54-kubeadm-join:');
  });

  it('says when there is nothing to change', () => {
    const done = { drift: [], hosts: [{ host: 'master', steps: [step('02-firewall', 'done')] }] };
    expect(planText(done, true).split('\n').at(-1)).to.equal('nothing to change');
  });
});
