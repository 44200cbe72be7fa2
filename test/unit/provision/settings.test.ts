/** Whatever `lab test` asserts about a machine, some step's check sees as well: else `lab up` would find nothing to change. */
import { expect } from 'chai';
import type { LabConfig } from '../../../src/config/schema.js';
import type { Role } from '../../../src/host.js';
import { settingsOf, type Setting } from '../../suite/machine-settings.js';
import { load } from '../config/helpers.js';
import { SSHD } from '../ssh/sshd.js';
import { skipBecause } from '../skip.js';
import { FakeMachine } from './fake-machine.js';

/** How a setting may break: the beginning of its title, the step that has to see it, and what breaks it (below `@/` is the machine). */
const BREAKS: [setting: string, step: string, breaks: string][] = [
  ['firewalld', '02-firewall', 'echo active >@/fake/units/firewalld.is-active'],
  ['firewalld', '02-firewall', 'echo enabled >@/fake/units/firewalld.is-enabled'],
  ['SELinux', '03-selinux', 'echo Enforcing >@/fake/getenforce'],
  ['SELinux', '03-selinux', 'echo SELINUX=permissive >@/etc/selinux/config'],
  ['SELinux', '03-selinux', ': >@/etc/selinux/config'],
  ['no swap is in use', '04-swap', 'echo "/dev/sda2 partition 1 0 -2" >>@/proc/swaps'],
  ['no swap comes back', '04-swap', 'echo "/dev/sda2 none swap sw 0 0" >>@/etc/fstab'],
  ['no swap comes back', '04-swap', 'echo "  /dev/disk/by-label/a#b none swap" >>@/etc/fstab'],
  ['its name', '05-hostname', 'echo localhost >@/fake/uname'],
  ['its name', '05-hostname', 'echo other >@/etc/hostname'],
  ['all names', '06-hosts', 'sed -i "1i 127.0.1.1 NODE1 Node1.Example.Com" @/etc/hosts'],
  ['all names', '06-hosts', 'mkdir @/fake/dns; echo 10.0.0.1 >@/fake/dns/node1'],
  ...['net.bridge.bridge-nf-call-ip6tables', 'net.bridge.bridge-nf-call-iptables', 'net.ipv4.ip_forward'].flatMap(
    (key) => {
      const step = key === 'net.ipv4.ip_forward' ? '09-ip-forward' : '08-sysctl';
      return [
        `echo 0 >@/proc/sys/${key.replaceAll('.', '/')}`,
        `echo "${key} = 0" >>@/etc/sysctl.conf`,
        `echo "  -${key.replaceAll('.', '/')}=0" >@/etc/sysctl.d/zz.conf`,
        `mkdir -p @/usr/lib/sysctl.d; echo "${key}=0" >@/usr/lib/sysctl.d/z-vendor.conf`,
      ].map((breaks): [string, string, string] => [`${key} `, step, breaks]);
    },
  ),
  ['net.ipv4.ip_forward', '09-ip-forward', 'echo net.ipv4.conf.all.forwarding=0 >>@/etc/sysctl.conf'],
  ['br_netfilter', '07-br-netfilter', 'rm @/etc/modules-load.d/k8s.conf'],
  ...['chronyd', 'docker'].flatMap((unit) =>
    ['is-active inactive', 'is-enabled disabled', 'is-enabled enabled-runtime'].map(
      (state): [string, string, string] => [
        `${unit} runs`,
        unit === 'docker' ? '23-docker-service' : '10-chrony',
        `echo ${state.split(' ')[1]} >@/fake/units/${unit}.${state.split(' ')[0]}`,
      ],
    ),
  ),
  ['kubelet runs', '33-kubelet-service', 'echo disabled >@/fake/units/kubelet.is-enabled'],
  ['root reaches', '13-ssh-by-name', 'for f in @/fake/ssh/*; do echo Permission denied >$f; done'],
  [
    'the docker packages',
    '20-docker-repo',
    'sed -i "s,^baseurl=.*,baseurl=http://other," @/etc/yum.repos.d/docker-ce.repo',
  ],
  [
    'docker is ',
    '25-docker-restart',
    'echo 26.1.3 >@/fake/docker/version; sed -i s/20.10.24/26.1.3/ @/fake/docker/info',
  ],
  ["docker's cgroup driver", '25-docker-restart', 'sed -i s/systemd/cgroupfs/ @/fake/docker/info'],
  ["docker's storage driver", '25-docker-restart', 'sed -i s/overlay2/vfs/ @/fake/docker/info'],
  ["docker's log driver", '25-docker-restart', 'sed -i s/json-file/journald/ @/fake/docker/info'],
  ['docker uses the registry mirror', '25-docker-restart', 'sed -i s/kmny1apu/other/ @/fake/docker/info'],
  ['daemon.json', '24-docker-daemon', 'sed -i s/100m/1m/ @/etc/docker/daemon.json'],
  [
    'the kubernetes packages',
    '30-kubernetes-repo',
    'sed -i "s,^baseurl=.*,baseurl=http://other," @/etc/yum.repos.d/kubernetes.repo',
  ],
  ...['kubelet', 'kubeadm', 'kubectl', 'kubernetes-cni', 'cri-tools'].map((name): [string, string, string] => [
    `${name} is`,
    '31-kubernetes-packages',
    `echo 9.9.9 >@/fake/rpms/${name}`,
  ]),
  ['the CNI plugin flannel', '31-kubernetes-packages', 'rm @/opt/cni/bin/flannel'],
  [
    "kubelet's --node-ip",
    '32-kubelet-node-ip',
    'echo KUBELET_EXTRA_ARGS=--node-ip=10.0.2.15 >>@/etc/sysconfig/kubelet',
  ],
  ["kubelet's --node-ip", '32-kubelet-node-ip', 'sed -i "s/$/ --node-ip=10.0.2.15/" @/etc/sysconfig/kubelet'],
  ['kubectl works', '51-kubeconfig', 'echo other >@/root/.kube/config; echo refused >@/fake/healthz'],
];

/** The same for what is another step's on each role. */
const BREAKS_OF = {
  'control-plane': [['kubelet runs', '50-kubeadm-init', 'echo failed >@/fake/units/kubelet.is-active']],
  worker: [['kubelet runs', '54-kubeadm-join', 'echo failed >@/fake/units/kubelet.is-active']],
} as const;

describe('the settings of a machine', () => {
  let config: LabConfig;

  before(async function () {
    if (SSHD === undefined) skipBecause(this, 'there is no sshd');
    ({ config } = await load(''));
  });

  const settingsOn = (name: string) =>
    settingsOf(
      config,
      config.hosts.find((host) => host.name === name)!,
    );

  const healthy = async (name: string, role: Role) => {
    const machine = new FakeMachine(config, name, role);
    await machine.makeHealthy();
    return machine;
  };

  /** Titles and outputs of the settings that do not hold, after a change of the machine. */
  async function broken(machine: FakeMachine, settings: readonly Setting[], change = ''): Promise<string[]> {
    const outputs = (
      await machine.sh(`${change}\n${settings.map(({ command }) => `echo; echo @@@\n(${command})`).join('\n')}`)
    )
      .split('@@@\n')
      .slice(1)
      .map((output) => output.trim());
    return settings.flatMap(({ title, holds }, i) => (holds(outputs[i] ?? '') ? [] : [`${title}: ${outputs[i]}`]));
  }

  const roles: [string, Role][] = [
    ['master', 'control-plane'],
    ['node1', 'worker'],
  ];
  for (const [name, role] of roles) {
    it(`hold on a healthy ${role}, where every check holds as well`, async () => {
      const machine = await healthy(name, role);
      expect(await broken(machine, settingsOn(name))).to.deep.equal([]);
      // A worker alone has no control plane that tells it a key.
      const open = [...(await machine.checks())].filter(
        ([step, { status }]) => status !== 'done' && (role === 'control-plane' || step !== '12-ssh-copy-id'),
      );
      expect(open).to.deep.equal([]);
    });
  }

  it('are each seen by a check when they break, in words', async () => {
    for (const [name, role] of roles) {
      const settings = settingsOn(name);
      const missing = settings.filter(
        ({ title }) => ![...BREAKS, ...BREAKS_OF[role]].some(([of]) => title.startsWith(of)),
      );
      expect(
        missing.map(({ title }) => title),
        'nobody breaks',
      ).to.deep.equal([]);

      const machine = await healthy(name, role);
      const kept = `${machine.folder}.kept`;
      await machine.run(['cp', '-a', '.', kept]);
      // What is the same on both is broken once.
      for (const [title, step, change] of role === 'control-plane'
        ? [...BREAKS, ...BREAKS_OF[role]]
        : BREAKS_OF[role]) {
        const about = settings.filter((setting) => setting.title.startsWith(title));
        expect(await broken(machine, about, `rm -rf ./*; cp -a ${kept}/. .; ${change}`), change).not.to.deep.equal([]);
        const { status, output } = (await machine.checks(step)).get(step)!;
        expect(status, `${step} after: ${change}`).to.equal('todo');
        expect(output, step).not.to.equal('').and.not.to.contain('without a word');
      }
    }
  }).timeout(120_000);

  it('come to hold again where a line of somebody else’s was in the way, which is kept and told of', async () => {
    const machine = await healthy('node1', 'worker');
    machine.write('etc/sysctl.d/zz.conf', 'vm.swappiness = 1\nnet.ipv4.conf.all.forwarding=0\n');
    machine.write('etc/sysctl.conf', 'net.ipv4.ip_forward = 0\n');
    await machine.run(['ln', '-s', '../sysctl.conf', 'etc/sysctl.d/99-sysctl.conf']);
    const said = await machine.apply('09-ip-forward');
    expect(said.split('\n').filter((line) => line.includes('commented out'))).to.deep.equal([
      `${machine.folder}/etc/sysctl.conf, line 1, is commented out, or net.ipv4.ip_forward would be 0 after a boot`,
      `${machine.folder}/etc/sysctl.d/zz.conf, line 2, is commented out, or net.ipv4.ip_forward would be 0 after a boot`,
    ]);
    expect((await machine.checks('09-ip-forward')).get('09-ip-forward')).to.include({ status: 'done' });
    expect(machine.read('etc/sysctl.conf')).to.equal('# taken out by kube-classroom: net.ipv4.ip_forward = 0\n');
    expect(await machine.sh('readlink @/etc/sysctl.d/99-sysctl.conf')).to.equal('../sysctl.conf');
  });

  it('are said of an empty machine by every check that fails', async () => {
    for (const machine of [
      new FakeMachine(config, 'master', 'control-plane'),
      new FakeMachine(config, 'node1', 'worker'),
    ]) {
      const open = [...(await machine.checks())].filter(([, { status }]) => status !== 'done');
      expect(open.length).to.be.above(15);
      for (const [step, { output }] of open) expect(output, step).not.to.equal('').and.not.to.contain('without a word');
    }
  });
}).timeout(60_000);
