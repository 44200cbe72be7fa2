import { expect } from 'chai';
import { clusterFindings, readySince } from '../../../../src/lab/doctor/cluster-findings.js';
import { parseCluster, type ClusterSeen } from '../../../../src/lab/doctor/cluster-look.js';
import type { LabConfig } from '../../../../src/config/schema.js';

const config = {
  domain: 'example.com',
  hosts: [
    { name: 'cp', ip: '192.168.207.21', role: 'control-plane' },
    { name: 'w1', ip: '192.168.207.22', role: 'worker' },
  ],
} as LabConfig;

const node = (
  name: string,
  ip: string,
  changes: { ready?: string; message?: string; spec?: object; conditions?: object[] } = {},
) => ({
  metadata: { name: `${name}.example.com` },
  spec: changes.spec ?? {},
  status: {
    addresses: [{ type: 'InternalIP', address: ip }],
    conditions: [
      {
        type: 'Ready',
        status: changes.ready ?? 'True',
        message: changes.message ?? '',
        lastTransitionTime: '2026-11-25T18:00:00Z',
      },
      ...(changes.conditions ?? []),
    ],
  },
});
const pod = (name: string, container: object, namespace = 'kube-system') => ({
  metadata: { name, namespace },
  spec: { nodeName: 'w1.example.com' },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'False' }], containerStatuses: [container] },
});
const CP = node('cp', '192.168.207.21');
const W1 = node('w1', '192.168.207.22');

/** As kubectl prints it. */
function cluster({
  nodes = [CP, W1],
  pods = [],
  events = [],
}: { nodes?: object[]; pods?: object[]; events?: object[] } = {}): ClusterSeen {
  const sections: Record<string, string> = {
    config: 'there',
    nodes: JSON.stringify({ items: nodes }),
    pods: JSON.stringify({ items: pods }),
    events: JSON.stringify({ items: events }),
  };
  return parseCluster((name) => sections[name] ?? '');
}
const found = (seen: ClusterSeen, logs?: Map<string, string>) =>
  clusterFindings(seen, config, logs).map(({ id, severity, where }) => `${severity} ${where} ${id}`);

describe('what is wrong with a cluster', () => {
  it('is nothing when every node is Ready', () => expect(found(cluster())).to.deep.equal([]));

  it('is that there is none, or that it is silent, with what kubectl said', () => {
    expect(found(parseCluster(() => ''))).to.deep.equal(['error cluster no-cluster']);
    const refused =
      'The connection to the server 192.168.207.21:6443 was refused - did you specify the right host or port?';
    const silent = parseCluster((name) => ({ config: 'there', error: refused })[name] ?? '');
    expect(clusterFindings(silent, config)[0]).to.include({ id: 'api-server-down' });
    expect(clusterFindings(silent, config)[0]?.why).to.include('was refused');
    const expired = parseCluster((name) =>
      name === 'config' ? 'there' : name === 'error' ? 'x509: certificate has expired or is not yet valid' : '',
    );
    expect(found(expired)).to.deep.equal(['error cluster certificate-expired']);
  });

  it('is a host without a node', () =>
    expect(found(cluster({ nodes: [CP] }))).to.deep.equal(['error w1 node-missing']));

  for (const [id, changes] of Object.entries({
    'error w1 node-not-ready': { ready: 'Unknown', message: 'Kubelet stopped posting node status.' },
    'error w1 node-disk-pressure': { conditions: [{ type: 'DiskPressure', status: 'True' }] },
    'warning w1 node-cordoned': { spec: { unschedulable: true } },
  })) {
    it(`can be: ${id}`, () =>
      expect(found(cluster({ nodes: [CP, node('w1', '192.168.207.22', changes)] }))).to.deep.equal([id]));
  }

  it('is a node with the address of another', () => {
    const nodes = [node('cp', '10.0.2.15'), node('w1', '10.0.2.15')];
    expect(found(cluster({ nodes }))).to.deep.equal(['error cp node-ip-wrong', 'error w1 node-ip-wrong']);
  });

  it('is a CoreDNS that asks itself, by what it said last', () => {
    const pods = [
      pod('coredns-1', { name: 'coredns', restartCount: 5, state: { waiting: { reason: 'CrashLoopBackOff' } } }),
    ];
    const log = '[FATAL] plugin/loop: Loop (127.0.0.1:35099 -> :53) detected for zone "."';
    expect(found(cluster({ pods }), new Map([['kube-system/coredns-1', log]]))).to.deep.equal([
      'error w1 coredns-loop',
    ]);
    expect(found(cluster({ pods }))).to.deep.equal(['error w1 pod-crash-loop-back-off']);
  });

  it('is an image that cannot be pulled; a warning where it is not the lab’s own', () => {
    const container = {
      name: 'c',
      image: 'nginx:1.99',
      restartCount: 0,
      state: { waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling image "nginx:1.99"' } },
    };
    const events = [
      {
        reason: 'Failed',
        message:
          'Failed to pull image "nginx:1.99": rpc error: code = Unknown desc = Error response from daemon: manifest for nginx:1.99 not found: manifest unknown: manifest unknown',
        involvedObject: { name: 'broken', namespace: 'default' },
      },
    ];
    expect(found(cluster({ pods: [pod('broken', container, 'default')], events }))).to.deep.equal([
      'warning w1 image-not-found',
    ]);
  });

  it('is a container that was killed for memory, though it runs again', () => {
    const healed = pod(
      'web',
      { name: 'c', restartCount: 1, lastState: { terminated: { reason: 'OOMKilled' } }, state: {} },
      'default',
    );
    healed.status.conditions = [{ type: 'Ready', status: 'True' }];
    expect(found(cluster({ pods: [healed] }))).to.deep.equal(['warning w1 pod-out-of-memory']);
  });

  it('does not name the pods of a node that is not Ready beside it', () => {
    const nodes = [CP, node('w1', '192.168.207.22', { ready: 'Unknown' })];
    const pods = [pod('web', { name: 'c', restartCount: 0, state: {} })];
    expect(found(cluster({ nodes, pods }))).to.deep.equal(['error w1 node-not-ready']);
  });
});

describe('since when a node is Ready', () => {
  it('is seconds, and nothing for one that is not', () => {
    expect(readySince(cluster().nodes[0])).to.equal(Date.parse('2026-11-25T18:00:00Z') / 1000);
    expect(readySince(undefined)).to.equal(undefined);
  });
});
