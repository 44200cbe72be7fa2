import { expect } from 'chai';
import { KNOWN_REPORTS, recognise } from '../../src/known-reports.js';

describe('the known reports', () => {
  const TEXTS: Record<string, string> = {
    'centos-mirrorlist-gone':
      "Cannot download repomd.xml: Curl error (6): Couldn't resolve host name for http://mirrorlist.centos.org/?release=8&arch=x86_64&repo=BaseOS",
    'containerd-conflicts-runc':
      ' - package containerd.io-1.6.21-3.1.el8.x86_64 conflicts with runc provided by runc-1.0.0-73.rc95.module_el8',
    'docker-too-new': 'Id or size of image "k8s.gcr.io/pause:3.2" is not set',
    'cgroup-driver':
      'misconfiguration: kubelet cgroup driver: "systemd" is different from docker cgroup driver: "cgroupfs"',
    'yum-repo-broken': '[Errno -1] repomd.xml signature could not be verified for kubernetes',
    'br-netfilter':
      '[ERROR FileContent--proc-sys-net-bridge-bridge-nf-call-iptables]: /proc/sys/net/bridge/bridge-nf-call-iptables does not exist',
    'too-small-or-swap': '[ERROR NumCPU]: the number of available CPUs 1 is less than the required 2',
    'raw-githubusercontent':
      'The connection to the server raw.githubusercontent.com was refused - did you specify the right host or port?',
    'cni-missing': 'networkPlugin cni failed: failed to find plugin "flannel" in path [/opt/cni/bin]',
    'vxlan-blocked': 'IP 192.168.207.131.48112 > 192.168.207.137.8472: [bad udp cksum 0x1f0e -> 0x8b22!] OTV',
    'mirror-unreachable':
      'Error response from daemon: Get "http://192.168.207.1:5000/v2/": dial tcp 192.168.207.1:5000: connect: connection refused',
    'token-expired':
      'error execution phase preflight: could not find a JWS signature in the cluster-info ConfigMap for token ID "dt63lv"',
    'stale-cni': 'failed to set bridge addr: "cni0" already has an IP address different from 10.244.1.1/24',
  };

  it('have a text each that they were made for', () => {
    expect(KNOWN_REPORTS.map((r) => r.id)).to.have.members(Object.keys(TEXTS));
  });

  for (const [id, text] of Object.entries(TEXTS)) {
    it(`recognise ${id}, and nothing else in it`, () =>
      expect(recognise(`before\n${text}\nafter`).map((r) => [r.id, r.line])).to.deep.equal([[id, text.trim()]]));
  }

  it('quote what was said last', () => {
    const [first, last] = ['cni config uninitialized (1)', 'cni config uninitialized (2)'];
    expect(recognise(`${first}\n${last}\nother`).map((r) => r.line)).to.deep.equal([last]);
  });

  it('find nothing in good news', () =>
    expect(recognise('node/node1.example.com Ready\nNodeReady: kubelet is posting ready status')).to.deep.equal([]));

  it('know a yum mirror that does not answer', () => {
    const said =
      "  - Curl error (7): Couldn't connect to server for http://192.168.207.1/docker-ce/linux/centos/8/x86_64/stable/repodata/repomd.xml [Failed to connect to 192.168.207.1 port 80]";
    expect(recognise(said).map(({ id }) => id)).to.deep.equal(['mirror-unreachable']);
  });

  it('do not take an API server that is down for a registry', () => {
    expect(
      recognise(
        'Get "https://192.168.207.131:6443/api/v1/nodes": dial tcp 192.168.207.131:6443: connect: connection refused',
      ),
    ).to.deep.equal([]);
  });
});
