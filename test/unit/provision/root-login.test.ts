/** A host whose sshd does not let root in is told before anything is changed; the real sshd reads what is configured. */
import { expect } from 'chai';
import type { LabError } from '../../../src/errors.js';
import { planLab, refusalOf } from '../../../src/provision/plan.js';
import { planText } from '../../../src/report/plan-terminal.js';
import { load } from '../config/helpers.js';
import { skipBecause } from '../skip.js';
import { SSHD } from '../ssh/sshd.js';
import { FakeMachine, planOptions } from './fake-machine.js';

const FROM = '192.168.207.131';

describe('11-root-login', () => {
  let node1: FakeMachine;

  before(async function () {
    if (SSHD === undefined) skipBecause(this, 'there is no sshd');
    const { config } = await load('');
    node1 = new FakeMachine(config, 'node1', 'worker');
    node1.newKey('etc/ssh/host_key');
  });

  async function planWith(settings: string) {
    node1.write('etc/ssh/sshd_config', `HostKey ${node1.folder}/etc/ssh/host_key\n${settings}\n`);
    return planLab(await planOptions([node1], ['11-root-login']));
  }

  for (const fine of [
    'PermitRootLogin yes',
    'PermitRootLogin prohibit-password',
    `PermitRootLogin no\nMatch User root Address ${FROM}\n  PermitRootLogin without-password`,
    'AllowUsers alice r??t',
    `AllowUsers root@${FROM} alice`,
    'AllowGroups wheel root',
    'DenyUsers alice',
    'AuthenticationMethods publickey password,publickey',
    'AuthorizedKeysFile %h/.ssh/authorized_keys /etc/keys/%u',
  ])
    it(`lets pass: ${fine.replaceAll('\n', '; ')}`, async () => {
      const { hosts } = await planWith(fine);
      expect(hosts[0]!.steps[0]).to.include({ status: 'done', output: '' });
    });

  for (const [setting, want] of [
    ['PermitRootLogin no', 'want PermitRootLogin prohibit-password, have no'],
    ['PermitRootLogin forced-commands-only', 'have forced-commands-only'],
    [`Match Address 192.168.207.0/24\n  PermitRootLogin no`, 'sshd_config:3:  PermitRootLogin no'],
    ['AllowUsers alice bob', 'want AllowUsers with root, have alice bob'],
    ['AllowUsers root@10.0.0.1', 'want AllowUsers with root'],
    ['AllowGroups wheel', 'want AllowGroups with root'],
    ['DenyUsers root', 'want DenyUsers without root'],
    ['PubkeyAuthentication no', 'want PubkeyAuthentication yes, have no'],
    ['AuthenticationMethods publickey,password', 'want AuthenticationMethods publickey, have publickey,password'],
    ['AuthorizedKeysFile /etc/keys/%u', 'want AuthorizedKeysFile .ssh/authorized_keys'],
  ] as const)
    it(`refuses: ${setting.replaceAll('\n', '; ')}`, async () => {
      const { hosts } = await planWith(setting);
      expect(hosts[0]!.steps[0]).to.include({ status: 'refused' });
      expect(hosts[0]!.steps[0]!.output).to.contain(want);
    });

  it('is an error with the line and the way out, and the plan shows it', async () => {
    const plan = await planWith('# site policy\nPermitRootLogin no');
    const refusal = refusalOf(plan) as LabError;
    expect(refusal).to.include({ code: 'E_HOST_REFUSES', exitCode: 4 });
    expect(refusal.what).to.equal('node1: "See that root may log in with a key" cannot be done; nothing was changed');
    expect(refusal.why).to.match(
      /^node1: sshd does not let root in from master \(192\.168\.207\.131\): .*sshd_config:3:PermitRootLogin no\)$/,
    );
    expect(refusal.fix)
      .to.contain(`Match User root Address ${FROM}`)
      .and.to.contain('systemctl reload sshd')
      .and.to.match(/lab up again$/);
    const shown = planText({ ...plan, drift: [] }, false);
    expect(shown).to.contain('refused').and.to.contain('PermitRootLogin no');
    expect(shown).to.match(/lab up would change nothing as long as a step is refused$/);
  });
}).timeout(60_000);
