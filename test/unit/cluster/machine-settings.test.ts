import { expect } from 'chai';
import { loadConfig } from '../../../src/config/load.js';
import type { LabConfig } from '../../../src/config/schema.js';
import { settingsOf } from '../../suite/machine-settings.js';

describe('the settings of a machine', () => {
  let config: LabConfig;

  before(async () => {
    ({ config } = await loadConfig('', { path: 'lab.yaml', defaultProvider: () => ({ name: 'virtualbox' }) }));
  });

  const setting = (title: string, host = 0) =>
    settingsOf(config, config.hosts[host]!).find((s) => s.title.startsWith(title))!;

  // What the commands print, on a machine that is as it should be and on one that is not.
  for (const [title, good, bad] of [
    [
      'firewalld is off',
      ['inactive\ndisabled', 'unknown', 'inactive\nmasked'],
      ['active\nenabled', 'inactive\nenabled', 'active\ndisabled'],
    ],
    [
      'SELinux is off',
      ['disabled', 'disabled\nDisabled', 'disabled\nPermissive'],
      ['enforcing\nEnforcing', 'disabled\nEnforcing', 'permissive\nPermissive', ''],
    ],
    ['no swap is in use', [''], ['/dev/dm-1']],
    ['no swap comes back', [''], ['/dev/mapper/cl-swap swap swap defaults 0 0']],
    ['its name', ['master.example.com\nmaster.example.com'], ['localhost\nmaster.example.com', 'master\nmaster']],
    ['net.ipv4.ip_forward', ['1\n1'], ['0\n1', '1', '1\n0']],
    ['br_netfilter', ['br_netfilter', 'built in'], ['']],
    ['chronyd runs', ['active\nenabled'], ['inactive\nenabled', 'active\ndisabled', 'active']],
    ['root reaches node2', ['node2.example.com'], ['Permission denied (publickey,password).', 'node1.example.com']],
    ["docker's cgroup driver", ['systemd'], ['cgroupfs']],
    ["docker's storage driver", ['overlay2'], ['vfs']],
    [
      'docker uses the registry mirror',
      ['["https://kmny1apu.mirror.aliyuncs.com/"]', '["https://other/","https://kmny1apu.mirror.aliyuncs.com/"]'],
      ['null', '["https://other/"]', 'permission denied'],
    ],
    [
      'the kubernetes packages',
      [
        'https://mirrors.aliyun.com/kubernetes/yum/repos/kubernetes-el7-x86_64',
        'https://mirrors.aliyun.com/kubernetes/yum/repos/kubernetes-el7-x86_64/',
      ],
      ['https://packages.cloud.google.com/yum', ''],
    ],
    ['kubernetes-cni', ['0.8.7'], ['1.2.0', 'package kubernetes-cni is not installed']],
    ['the CNI plugin flannel', ['bandwidth\nflannel\nhost-local'], ['bandwidth\nhost-local', '']],
    ["kubelet's --node-ip", ['--node-ip=192.168.207.131'], ['--node-ip=10.0.2.15', '']],
  ] as [string, string[], string[]][]) {
    it(`tell good from bad: ${title}`, () => {
      const { holds } = setting(title);
      expect(good.map(holds), 'good').to.deep.equal(good.map(() => true));
      expect(bad.map(holds), 'bad').to.deep.equal(bad.map(() => false));
    });
  }

  it('want all names at their addresses, not at the loopback', () => {
    const { holds, expected } = setting('all names');
    expect(holds(expected)).to.equal(true);
    expect(holds(expected.replace('192.168.207.131', '127.0.1.1'))).to.equal(false);
  });

  it('let daemon.json have more than lab.yaml says, and not less', () => {
    const { holds } = setting('daemon.json');
    const { daemon } = config.docker;
    expect(
      holds(JSON.stringify({ ...daemon, runtimes: {}, 'exec-opts': [...(daemon['exec-opts'] as string[]), 'x=y'] })),
    ).to.equal(true);
    expect(holds(JSON.stringify({ ...daemon, 'log-opts': { 'max-size': '10m' } }))).to.equal(false);
    const two = { ...config, docker: { ...config.docker, daemon: { 'exec-opts': ['a=1', 'b=2'] } } };
    const lists = settingsOf(two, config.hosts[0]!).find((s) => s.title.startsWith('daemon.json'))!;
    expect([['a=1', 'b=2'], ['a=1']].map((list) => lists.holds(JSON.stringify({ 'exec-opts': list })))).to.deep.equal([
      true,
      false,
    ]);
    expect(holds('{ not json')).to.equal(false);
  });

  it('follow the config: no daemon key, no setting of it; ssh from the control plane alone', () => {
    const bare = { ...config, docker: { ...config.docker, daemon: {} } };
    const titles = settingsOf(bare, config.hosts[1]!).map((s) => s.title);
    expect(titles.filter((t) => /driver|mirror|root reaches/.test(t))).to.deep.equal([]);
    expect(new Set(titles).size).to.equal(titles.length);
  });
});
