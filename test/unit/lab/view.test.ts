import { expect } from 'chai';
import { viewNodes, whatIsMissing, type HostView, type LabView, type NodeView } from '../../../src/lab/view.js';
import { statusText } from '../../../src/report/lab-terminal.js';
import type { LabConfig } from '../../../src/config/schema.js';
import type { Host } from '../../../src/host.js';

const config = { domain: 'example.com', hosts: [{ name: 'master' }, { name: 'node1' }] } as unknown as LabConfig;
const host = (name: string, changes: Partial<HostView> = {}): HostView => ({
  name,
  ip: '192.168.207.131',
  role: name === 'master' ? 'control-plane' : 'worker',
  machine: 'running',
  ssh: 'ok',
  advice: null,
  ...changes,
});
const node = (name: string, changes: Partial<NodeView> = {}): NodeView => ({
  name,
  ready: true,
  status: changes.ready === false ? 'NotReady' : 'Ready',
  troubles: [],
  taints: [],
  message: null,
  roles: '<none>',
  version: 'v1.20.2',
  ip: '192.168.207.131',
  ...changes,
});

describe('whatIsMissing', () => {
  const missing = (hosts: HostView[], nodes: NodeView[] | null, cluster = 'answers') =>
    whatIsMissing({ config }, { hosts, nodes, cluster });

  it('is nothing when every host has a Ready node', () => {
    expect(
      missing([host('master'), host('node1')], [node('master.example.com'), node('node1.example.com')]),
    ).to.deep.equal([]);
  });

  it('names each host that is off, silent, not joined or not Ready', () => {
    expect(
      missing(
        [host('master'), host('node1', { machine: 'stopped', ssh: null })],
        [node('master.example.com', { ready: false, message: 'cni config uninitialized' })],
      ),
    ).to.deep.equal([
      'node1 is stopped: lab up',
      'master.example.com is not Ready (cni config uninitialized): lab doctor master says why',
      'node1 has not joined the cluster: lab up',
    ]);
    expect(
      missing([host('master'), host('node1', { ssh: 'no answer' })], null, 'there is no cluster yet'),
    ).to.deep.equal(['node1 cannot be reached (no answer): lab up', 'there is no cluster yet: lab up']);
  });
});

describe('what is missing where ssh says no', () => {
  it('comes with what helps against just that', () => {
    const advice = 'on the host, as root:\nvisudo';
    const hosts = [host('master', { ssh: 'root may not', advice }), host('node1')];
    const nodes = [node('master.example.com'), node('node1.example.com')];
    expect(whatIsMissing({ config }, { hosts, nodes, cluster: 'answers' })).to.deep.equal([
      'master cannot be reached (root may not): on the host, as root:\n    visudo',
    ]);
  });
});

describe('viewNodes', () => {
  const answering = (exitCode: number, stdout = '', stderr = '') =>
    ({ script: async () => ({ exitCode, stdout, stderr, ms: 1 }) }) as unknown as Host;
  const { signal } = new AbortController();

  it('reads what kubectl says', async () => {
    const item = {
      metadata: {
        name: 'master.example.com',
        labels: { 'node-role.kubernetes.io/master': '', 'node-role.kubernetes.io/control-plane': '', other: '' },
      },
      status: {
        addresses: [
          { type: 'Hostname', address: 'x' },
          { type: 'InternalIP', address: '192.168.207.131' },
        ],
        conditions: [
          { type: 'DiskPressure', status: 'False' },
          { type: 'Ready', status: 'Unknown', message: 'Kubelet stopped posting node status.' },
        ],
        nodeInfo: { kubeletVersion: 'v1.20.2' },
      },
    };
    expect(
      await viewNodes(
        answering(0, JSON.stringify({ items: [item, { metadata: { name: 'new' }, status: {} }] })),
        signal,
      ),
    ).to.deep.equal({
      cluster: 'answers',
      nodes: [
        {
          name: 'master.example.com',
          ready: false,
          status: 'NotReady',
          troubles: [],
          taints: [],
          message: 'Kubelet stopped posting node status.',
          roles: 'control-plane,master',
          version: 'v1.20.2',
          ip: '192.168.207.131',
        },
        {
          name: 'new',
          ready: false,
          status: 'NotReady',
          troubles: [],
          taints: [],
          message: 'it has not reported yet',
          roles: '<none>',
          version: '',
          ip: '',
        },
      ],
    });
  });

  it('says as kubectl does that a node is cordoned, and what keeps pods from it', async () => {
    const item = {
      metadata: { name: 'node1.example.com', deletionTimestamp: '2024-01-01T00:00:00Z' },
      spec: {
        unschedulable: true,
        taints: [
          { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' },
          { key: 'node-role.kubernetes.io/master', effect: 'NoSchedule' },
          { key: 'team', value: 'a', effect: 'NoExecute' },
          { key: 'gpu', effect: 'NoSchedule' },
          { key: 'slow', effect: 'PreferNoSchedule' },
        ],
      },
      status: {
        conditions: [
          { type: 'Ready', status: 'True' },
          { type: 'PIDPressure', status: 'False' },
          { type: 'DiskPressure', status: 'True', message: 'kubelet has disk pressure' },
        ],
      },
    };
    const { nodes } = await viewNodes(answering(0, JSON.stringify({ items: [item] })), signal);
    expect(nodes?.[0]).to.deep.include({
      ready: true,
      status: 'Ready,SchedulingDisabled',
      taints: ['team=a:NoExecute', 'gpu:NoSchedule'],
      troubles: [
        'node1.example.com is cordoned, it takes no new pods: lab kubectl uncordon node1.example.com',
        'node1.example.com has DiskPressure (kubelet has disk pressure): lab kubectl describe node node1.example.com',
        'node1.example.com is being taken out of the cluster: lab kubectl describe node node1.example.com',
      ],
    });
    const missing = whatIsMissing(
      { config: { ...config, hosts: [{ name: 'node1' }] } as unknown as LabConfig },
      { hosts: [host('node1')], nodes, cluster: 'answers' },
    );
    expect(missing).to.deep.equal(nodes?.[0]?.troubles);
  });

  it('tells no cluster from one that does not answer', async () => {
    expect(await viewNodes(answering(3), signal)).to.deep.equal({ nodes: null, cluster: 'there is no cluster yet' });
    expect((await viewNodes(answering(1, '', 'connection refused\n'), signal)).cluster).to.equal(
      'the API server does not answer: connection refused',
    );
  });
});

describe('statusText', () => {
  const view: LabView = {
    lab: 'k8s',
    provider: 'lxc',
    hosts: [host('master'), host('node1', { machine: 'absent', ssh: null })],
    notNamed: [],
    nodes: [node('master.example.com', { roles: 'control-plane,master' })],
    cluster: 'answers',
    ready: false,
    missing: ['node1 is absent: lab up'],
    notes: [],
    busy: null,
    lastRun: { command: 'lab up', finishedAt: '2024-01-01T00:00:00Z', outcome: 'ok' },
    killedAt: [],
  };

  it('shows hosts, nodes, what is missing and the last run', () => {
    expect(statusText(view, Date.parse('2024-01-01T00:01:05Z'))).to.equal(`lab k8s (lxc)

HOST    IP               ROLE           MACHINE  SSH
master  192.168.207.131  control-plane  running  ok
node1   192.168.207.131  worker         absent   -

NODE                STATUS  ROLES                 INTERNAL-IP      VERSION
master.example.com  Ready   control-plane,master  192.168.207.131  v1.20.2

missing:
  node1 is absent: lab up

last run: lab up, 1 min 05 s ago: ok`);
  });

  it('shows what somebody has made so under notes', () => {
    expect(
      statusText({ ...view, notes: ['node1.example.com takes only pods that tolerate gpu:NoSchedule'] }),
    ).to.contain('\nnotes:\n  node1.example.com takes only');
  });

  it('shows what exists and lab.yaml does not name', () => {
    const text = statusText({ ...view, notNamed: [{ name: 'old', state: 'running', memory: 2048 }] });
    expect(text).to.contain(
      'not in lab.yaml:\n  old is running, 2048 MiB: name it there again, or lab down removes it with the rest of the lab\n',
    );
  });

  it('says who is at work, and that there is no cluster', () => {
    const text = statusText(
      {
        ...view,
        nodes: null,
        cluster: 'there is no cluster yet',
        missing: [],
        ready: true,
        killedAt: ['node1 22-docker'],
        busy: { pid: 7, command: 'lab up', since: '2024-01-01T00:00:00Z' },
      },
      Date.parse('2024-01-01T00:00:30Z'),
    );
    expect(text)
      .to.contain('lab k8s (lxc): ready')
      .and.contain('cluster: there is no cluster yet')
      .and.contain('at work: lab up, process 7, for 30 s')
      .and.contain('killed at: node1 22-docker')
      .and.not.contain('missing');
  });
});
