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
    'download-altered':
      "[MIRROR] kubectl-1.20.2-0.x86_64.rpm: Downloading successful, but checksum doesn't match. Calculated: 6d15d85e(sha256)  Expected: 9d6dd326(sha256)",
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
    'registry-speaks-http':
      'Failed to pull image "192.168.207.1:5000/nginx": rpc error: code = Unknown desc = Error response from daemon: Get "https://192.168.207.1:5000/v2/": http: server gave HTTP response to HTTPS client',
    'pull-limit':
      'Warning  Failed  16s (x2 over 90s)  kubelet  Failed to pull image "busybox:1.29": rpc error: code = Unknown desc = Error response from daemon: toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit',
    'image-not-found':
      'Failed to pull image "nginx:1.99": rpc error: code = Unknown desc = Error response from daemon: manifest for nginx:1.99 not found: manifest unknown: manifest unknown',
    'name-not-resolved':
      'Error response from daemon: Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 192.168.207.1:53: no such host',
    'coredns-loop':
      '[FATAL] plugin/loop: Loop (127.0.0.1:34614 -> :53) detected for zone ".", see https://coredns.io/plugins/loop#troubleshooting. Query: "HINFO 6074102630077018525.5798689655824409358."',
    'certificate-expired':
      'Unable to connect to the server: x509: certificate has expired or is not yet valid: current time 2026-11-25T10:00:00Z is after 2026-11-24T10:00:00Z',
    'certificate-unknown':
      'Unable to connect to the server: x509: certificate signed by unknown authority (possibly because of "crypto/rsa: verification error" while trying to verify candidate authority certificate "kubernetes")',
    'pleg-not-healthy':
      'Mar 13 16:02:43 node1 kubelet[1450]: I0313 16:02:43.934473    1450 kubelet.go:1778] skipping pod synchronization - [PLEG is not healthy: pleg was last seen active 3m5.30015447s ago; threshold is 3m0s]',
    'disk-full':
      'Apr 12 09:28:14 node1 kubelet[14260]: I0412 09:28:14.769517   14260 eviction_manager.go:344] eviction manager: must evict pod(s) to reclaim ephemeral-storage',
    'out-of-memory':
      '[ 8417.215041] Out of memory: Killed process 21034 (kube-apiserver) total-vm:1097012kB, anon-rss:301220kB',
    'port-in-use': '\t[ERROR Port-10250]: Port 10250 is in use',
    'left-from-earlier-cluster':
      '\t[ERROR FileAvailable--etc-kubernetes-kubelet.conf]: /etc/kubernetes/kubelet.conf already exists',
    'docker-not-running':
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    'daemon-json-broken':
      "unable to configure the Docker daemon with file /etc/docker/daemon.json: invalid character '\"' after object key:value pair",
    'too-many-open-files':
      'E1125 17:50:01.101010       1 main.go:76] error creating watcher: failed to create fsnotify watcher: too many open files',
    'pod-cidr-missing':
      'E0519 00:37:28.550351       1 network.go:102] failed to register network: failed to acquire lease: node "node1.example.com" pod cidr not assigned',
    'flannel-interface':
      'E0701 10:01:02.000000       1 main.go:386] Failed to find any valid interface to use: failed to get default interface: Unable to find default route',
    'login-to-registry':
      'Failed to pull image "registry.example.com/app": rpc error: code = Unknown desc = Error response from daemon: Get "https://registry.example.com/v2/app/manifests/latest": no basic auth credentials',
  };

  it('know the older words of an expired token, too', () => {
    for (const said of [
      'Failed to connect to API Server "192.168.207.131:6443": there is no JWS signed token in the cluster-info ConfigMap. This token id "aec65f" is invalid for this cluster, can\'t connect',
      'Failed to connect to API Server "192.168.207.131:6443": token id "dgtuzb" is invalid for this cluster or it has expired. Use "kubeadm token create" on the control-plane node to create a new valid token',
    ])
      expect(recognise(said).map(({ id }) => id)).to.deep.equal(['token-expired']);
  });

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

  it('take a mirror that answers with an error for one that cannot be used', () => {
    const said =
      '  - Status code: 500 for http://10.66.6.1:8099/kubernetes/yum/repos/kubernetes-el7-x86_64/repodata/repomd.xml (IP: 10.66.6.1)';
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
