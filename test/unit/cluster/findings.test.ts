import { expect } from 'chai';
import type { CoreV1Event, V1Node, V1Pod } from '../../../src/cluster/cluster.js';
import {
  hostFindings,
  notReadyReason,
  podFindings,
  podState,
  refusal,
  trafficFindings,
} from '../../../src/cluster/findings.js';
import { parseFacts, type HostFacts } from '../../../src/cluster/host-facts.js';

const HEALTHY: HostFacts = {
  host: 'node2',
  kubelet: 'active',
  docker: 'active',
  kubeletStatus: '',
  kubeletJournal: '',
  dockerJournal: '',
  dockerCgroupDriver: 'systemd',
  kubeletCgroupDriver: 'systemd',
  nftRules: 84,
  legacyRules: 0,
  forwardPolicies: '-P FORWARD DROP',
  ipForward: '1',
  swaps: '',
  cniPlugins: ['bridge', 'flannel', 'portmap'],
  cniConfigs: ['10-flannel.conflist'],
  addresses: '',
  containers: '',
};

// As journalctl -u kubelet prints them for v1.20.2.
const SWAP = `Nov 23 14:02:09 node2.example.com systemd[1]: Started kubelet: The Kubernetes Node Agent.
Nov 23 14:02:11 node2.example.com kubelet[4711]: F1123 14:02:11.532127    4711 server.go:269] failed to run Kubelet: running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false. /proc/swaps contained: [Filename Type Size Used Priority /swapfile file 2097148 0 -2]
Nov 23 14:02:11 node2.example.com systemd[1]: kubelet.service: Main process exited, code=exited, status=255/EXCEPTION
Nov 23 14:02:11 node2.example.com systemd[1]: kubelet.service: Failed with result 'exit-code'.`;
const CGROUP = `Nov 23 14:02:11 node2.example.com kubelet[4711]: F1123 14:02:11.532127    4711 server.go:269] failed to run Kubelet: misconfiguration: kubelet cgroup driver: "systemd" is different from docker cgroup driver: "cgroupfs"`;
const STOPPED = `${SWAP}
Nov 23 14:05:00 node2.example.com systemd[1]: Stopping kubelet: The Kubernetes Node Agent...
Nov 23 14:05:00 node2.example.com systemd[1]: kubelet.service: Succeeded.
Nov 23 14:05:00 node2.example.com systemd[1]: Stopped kubelet: The Kubernetes Node Agent.`;
const NO_CNI =
  'Nov 23 14:02:11 node2.example.com kubelet[4711]: W1123 14:02:11.532127    4711 cni.go:239] Unable to update cni config: no networks found in /etc/cni/net.d\nNov 23 14:02:12 node2.example.com kubelet[4711]: E1123 14:02:12.532127    4711 kubelet.go:2163] Container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:docker: network plugin is not ready: cni config uninitialized';

describe('reasons from a host', () => {
  const one = (facts: Partial<HostFacts>) => hostFindings({ ...HEALTHY, ...facts });

  it('finds nothing on a healthy host, not even with old errors in its journal', () => {
    expect(trafficFindings({ ...HEALTHY, kubeletJournal: SWAP })).to.deep.equal([]);
  });

  it('finds nothing where nothing could be read', () => {
    expect(trafficFindings(parseFacts('node2', ''))).to.deep.equal([]);
  });

  it('finds a kubelet that dies of swap, in its own words', () => {
    const [reason] = one({ kubelet: 'activating', kubeletJournal: SWAP });
    expect(reason).to.match(
      /^kubelet\.service on node2 is starting again and again: "failed to run Kubelet: running with swap on is not supported, please disable swap!/,
    );
    expect(reason).to.contain('swapoff -a');
  });

  it('finds a kubelet that dies of the cgroup driver', () => {
    expect(one({ kubelet: 'activating', kubeletJournal: CGROUP })[0])
      .to.contain('kubelet cgroup driver: "systemd" is different from docker cgroup driver: "cgroupfs"')
      .and.contain('daemon.json');
  });

  it('finds a kubelet that was stopped, and does not blame what is long over', () => {
    expect(one({ kubelet: 'inactive', kubeletJournal: STOPPED })).to.deep.equal([
      'kubelet.service on node2 is dead: "Stopped kubelet: The Kubernetes Node Agent."',
    ]);
  });

  it('finds cgroup drivers that differ', () => {
    expect(one({ dockerCgroupDriver: 'cgroupfs' })[0]).to.equal(
      'cgroup drivers differ on node2: kubelet "systemd", docker "cgroupfs"',
    );
  });

  it('finds docker down', () => {
    expect(
      one({
        docker: 'failed',
        dockerJournal:
          'Nov 23 14:02:11 node2 dockerd[99]: unable to configure the Docker daemon with file /etc/docker/daemon.json: invalid character',
      })[0],
    ).to.equal(
      'docker.service on node2 is failed: "unable to configure the Docker daemon with file /etc/docker/daemon.json: invalid character"',
    );
  });

  it('finds a missing CNI plugin and a missing CNI configuration', () => {
    expect(one({ cniPlugins: ['bridge', 'loopback'] })[0]).to.equal(
      'the CNI plugin flannel is missing on node2: /opt/cni/bin has bridge, loopback',
    );
    expect(one({ cniConfigs: [], kubeletJournal: NO_CNI })[0])
      .to.contain('/etc/cni/net.d is empty')
      .and.contain('cni config uninitialized');
  });

  it('finds two iptables backends in use, which matters to traffic alone', () => {
    const facts = { ...HEALTHY, legacyRules: 31, forwardPolicies: '-P FORWARD ACCEPT\n-P FORWARD DROP' };
    expect(hostFindings(facts)).to.deep.equal([]);
    expect(trafficFindings(facts)[0])
      .to.contain('two iptables backends are in use on node2: 84 nft rules, 31 legacy rules')
      .and.contain('FORWARD DROP');
  });

  it('finds forwarding off', () => {
    expect(trafficFindings({ ...HEALTHY, ipForward: '0' })[0]).to.contain('net.ipv4.ip_forward = 0');
  });
});

describe('reasons from a pod', () => {
  const pod = (status: V1Pod['status']): V1Pod => ({ metadata: { name: 'nginx-1' }, status });
  const container = (state: object, more = {}) => ({
    name: 'nginx',
    image: 'nginx:nope',
    imageID: '',
    ready: false,
    restartCount: 0,
    state,
    ...more,
  });
  const event = (reason: string, message: string) =>
    ({ metadata: {}, involvedObject: {}, reason, message }) as CoreV1Event;

  it('quotes the registry, not the back-off', () => {
    const waiting = pod({
      phase: 'Pending',
      containerStatuses: [
        container({ waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling image "nginx:nope"' } }),
      ],
    });
    const events = [
      event(
        'Failed',
        'Failed to pull image "nginx:nope": rpc error: code = Unknown desc = Error response from daemon: manifest for nginx:nope not found: manifest unknown: manifest unknown',
      ),
      event('Failed', 'Error: ImagePullBackOff'),
    ];
    expect(podFindings(waiting, events, 'node1'))
      .to.have.length(1)
      .and.to.have.nested.property('[0]')
      .that.contains(
        'image nginx:nope cannot be pulled on node1: "manifest for nginx:nope not found: manifest unknown: manifest unknown" (the registry has no image of that name',
      );
    expect(podState(waiting)).to.equal('ImagePullBackOff');
  });

  it('knows what Docker 25 says', () => {
    const waiting = pod({
      phase: 'Pending',
      containerStatuses: [
        container({
          waiting: {
            reason: 'ErrImagePull',
            message: 'rpc error: code = Unknown desc = Id or size of image "nginx:latest" is not set',
          },
        }),
      ],
    });
    expect(podFindings(waiting, [], 'node1')[0]).to.contain('Docker 24 or older');
  });

  it('says what the scheduler says', () => {
    const message =
      "0/3 nodes are available: 1 node(s) had taint {node-role.kubernetes.io/master: }, that the pod didn't tolerate, 2 Insufficient cpu.";
    const waiting = pod({
      phase: 'Pending',
      conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }],
    });
    expect(podFindings(waiting, [], undefined)).to.deep.equal([`no node takes pod nginx-1: "${message}"`]);
  });

  it('counts crashes', () => {
    const crashing = pod({
      phase: 'Running',
      containerStatuses: [
        container(
          { waiting: { reason: 'CrashLoopBackOff' } },
          { restartCount: 4, lastState: { terminated: { exitCode: 137 } } },
        ),
      ],
    });
    expect(podFindings(crashing, [], 'node2')).to.deep.equal([
      'container nginx of pod nginx-1 on node2 crashes, exit code 137, 4 restarts',
    ]);
  });

  it('finds a missing plugin in the sandbox event', () => {
    const message =
      'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to set up sandbox container "3f" network for pod "nginx-1": networkPlugin cni failed to set up pod "nginx-1_default" network: failed to find plugin "flannel" in path [/opt/cni/bin]';
    const waiting = pod({
      phase: 'Pending',
      containerStatuses: [container({ waiting: { reason: 'ContainerCreating' } })],
    });
    expect(podFindings(waiting, [event('FailedCreatePodSandBox', message)], 'node1')[0])
      .to.contain('failed to find plugin "flannel"')
      .and.contain('kubernetes-cni 0.8.7');
  });

  it('has no reason without evidence', () => {
    expect(
      podFindings(
        pod({ phase: 'Pending', containerStatuses: [container({ waiting: { reason: 'ContainerCreating' } })] }),
        [],
        'node1',
      ),
    ).to.deep.equal([]);
    expect(
      podFindings(
        pod({ phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] }),
        [event('Failed', 'Failed to pull image "x": no')],
        'node1',
      ),
    ).to.deep.equal([]);
  });
});

describe('reasons from a node', () => {
  const node = (status: string, message: string): V1Node => ({
    status: { conditions: [{ type: 'Ready', status, message }] },
  });

  it('quotes the condition', () => {
    expect(notReadyReason(node('Unknown', 'Kubelet stopped posting node status.'))).to.equal(
      'Ready=Unknown "Kubelet stopped posting node status."',
    );
    expect(notReadyReason(node('True', 'kubelet is posting ready status'))).to.equal(undefined);
    expect(notReadyReason({})).to.equal('has no Ready condition yet');
  });
});

describe('refusal', () => {
  const node = (spec: V1Node['spec']): V1Node => ({ spec });

  it('says why a node takes no pod that tolerates nothing', () => {
    expect(refusal(node({}))).to.equal(undefined);
    expect(refusal(node({ taints: [{ key: 'slow', effect: 'PreferNoSchedule' }] }))).to.equal(undefined);
    expect(refusal(node({ taints: [{ key: 'team', value: 'a', effect: 'NoExecute' }] }))).to.equal(
      'has the taint team=a:NoExecute',
    );
    const cordoned = [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }];
    expect(refusal(node({ unschedulable: true, taints: cordoned }))).to.equal('is cordoned');
  });
});
