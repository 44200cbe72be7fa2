/** On what a real host of a sealed lab said (recorded/), and on what is changed of it here. */
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hostFindings, since } from '../../../../src/lab/doctor/host-findings.js';
import { parseHost, type HostSeen } from '../../../../src/lab/doctor/host-look.js';
import { PROJECT_ROOT } from '../../../../src/paths.js';

const host = { name: 'w1', ip: '192.168.207.22', role: 'worker', cpus: 2, memory: 2048 } as const;
const MIRROR = { key: 'docker.repo', url: 'http://192.168.207.1/docker-ce/repodata/repomd.xml' };

function recorded(file: string): HostSeen {
  const text = readFileSync(join(PROJECT_ROOT, 'test/unit/lab/doctor/recorded', file), 'utf8');
  const now = Number(/^@@ now\n(.*)$/m.exec(text)?.[1]) * 1000;
  return parseHost('w1', text, [MIRROR], { before: now - 500, after: now + 500 });
}

const healthy = recorded('healthy-host.txt');
const ready = { since: Math.floor(healthy.clock.host / 1000) - 600 };
const ids = (seen: HostSeen, is: { since: number } | undefined = ready) =>
  hostFindings(seen, { host, ready: is }).map(({ id, severity }) => `${severity} ${id}`);
const changed = (changes: Partial<HostSeen>, facts: Partial<HostSeen['facts']> = {}): HostSeen => ({
  ...healthy,
  ...changes,
  facts: { ...healthy.facts, ...facts },
});

describe('what is wrong with a host', () => {
  it('is nothing on one that is well, whatever its journal says of the time before', () => {
    expect(healthy.kubeletLog).not.to.equal('');
    expect(ids(healthy)).to.deep.equal([]);
  });

  it('is named on one whose Docker has another cgroup driver, with firewalld on', () => {
    const seen = recorded('broken-host.txt');
    const found = hostFindings(seen, { host, ready: undefined });
    expect(found.map(({ id }) => id)).to.include.members(['kubelet-not-running', 'cgroup-driver', 'firewalld-active']);
    expect(found.find(({ id }) => id === 'kubelet-not-running')?.why).to.include(
      'is different from docker cgroup driver',
    );
    expect(found.map(({ id }) => id)).not.to.include('cni-missing');
  });

  it('is a kubelet that was stopped, in its own words and not in older ones', () => {
    const at = healthy.clock.host / 1000;
    const log = [
      `${at - 900}.1 w1 kubelet[1]: E1125 cni config uninitialized`,
      `${at - 5}.1 w1 systemd[1]: kubelet.service: Succeeded.`,
    ].join('\n');
    const found = hostFindings(changed({ kubeletLog: log }, { kubelet: 'inactive' }), { host, ready: undefined });
    expect(found.map(({ id }) => id)).to.deep.equal(['kubelet-not-running']);
    expect(found[0]?.what).to.equal('kubelet.service is stopped');
    expect(found[0]?.why).to.include('Succeeded');
    expect(found[0]?.fix).to.include('lab ssh w1 -- systemctl start kubelet');
  });

  it('is a report in the journal since the node became Ready, as a warning', () => {
    const line = 'w1 kubelet[1]: PLEG is not healthy: pleg was last seen active 3m5s ago; threshold is 3m0s';
    expect(ids(changed({ kubeletLog: `${ready.since + 1}.5 ${line}` }))).to.deep.equal(['warning pleg-not-healthy']);
    expect(ids(changed({ kubeletLog: `${ready.since - 10}.5 ${line}` }))).to.deep.equal([]);
  });

  for (const [id, seen] of Object.entries<HostSeen>({
    'error swap-on': changed({}, { swaps: '/dev/vda2 partition 2097148 0 -2' }),
    'error two-iptables-backends': changed({}, { nftRules: 80, legacyRules: 60 }),
    'error ip-forward-off': changed({}, { ipForward: '0' }),
    'error docker-not-running': changed({ dockerLog: '' }, { docker: 'failed' }),
    'error docker-too-new': changed({ dockerVersion: '26.1.3' }),
    'warning selinux-enforcing': changed({ selinux: 'Enforcing' }),
    'error bridge-netfilter-off': changed({ bridgeNetfilter: '0' }),
    'warning disk-nearly-full': changed({ fileSystems: [{ mount: '/', size: 100e9, available: 8e9 }] }),
    'error disk-nearly-full': changed({ fileSystems: [{ mount: '/', size: 100e9, available: 1e9 }] }),
    'warning out-of-memory': changed({ killed: 'Out of memory: Killed process 21034 (etcd)' }),
    'error certificates-expired': changed({
      certificates: [{ file: '/etc/kubernetes/pki/apiserver.crt', endsAt: healthy.clock.host - 1 }],
    }),
    'warning certificates-end-soon': changed({
      certificates: [{ file: '/etc/kubernetes/pki/apiserver.crt', endsAt: healthy.clock.host + 86_400_000 }],
    }),
    'error node-ip-wrong': changed({ kubeletNodeIp: '10.0.2.15' }),
    'error address-missing': changed({ addresses: [['eth0', '10.0.2.15/24']] }),
    'error flannel-interface': changed({
      addresses: [
        ['eth0', '10.0.2.15/24'],
        ['eth1', '192.168.207.22/24'],
      ],
      flannelDev: 'eth0',
    }),
    'error stale-cni': changed({ flannelSubnet: '10.244.7.1/24' }),
    'warning resolv-conf-loop': changed({ nameservers: ['127.0.0.53'] }),
    'warning clock-differs': changed({ clock: { ...healthy.clock, host: healthy.clock.after + 60_000 } }),
    'error clock-differs': changed({ clock: { ...healthy.clock, host: healthy.clock.before - 86_400_000 } }),
    'error packages-missing': changed({ missingPackages: ['docker-ce'] }),
    'warning mirror-unreachable': changed({ mirrors: [{ mirror: MIRROR, answer: { exitCode: 7, status: 0 } }] }),
    'warning mirror-wrong': changed({ mirrors: [{ mirror: MIRROR, answer: { exitCode: 0, status: 404 } }] }),
  })) {
    it(`can be: ${id}`, () => expect(ids(seen)).to.deep.equal([id]));
  }

  it('quotes what dnf said last where packages are missing', () => {
    const dnfLog =
      "2026-11-25T17:52:23+0000 INFO --- logging initialized ---\nCurl error (6): Couldn't resolve host name for http://mirrorlist.centos.org/?release=8";
    const [found] = hostFindings(changed({ missingPackages: ['docker-ce'], dnfLog }), { host, ready: undefined });
    expect(found?.why).to.include('mirrorlist.centos.org');
    expect(found?.fix).to.include('centos.vault');
  });
});

describe('lines of a journal since a time', () => {
  it('keep lines that have none', () =>
    expect(since('1.5 a\n-- Logs begin --\n3.5 b', 2)).to.equal('-- Logs begin --\n3.5 b'));
});
