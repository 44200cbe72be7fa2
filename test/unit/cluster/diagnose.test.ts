import { expect } from 'chai';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LabConfig } from '../../../src/config/schema.js';
import type { CommandResult, Host } from '../../../src/host.js';
import type { Cluster, V1Endpoints, V1Node, V1Pod, V1Service } from '../../../src/cluster/cluster.js';
import { diagnoseNodePort, diagnoseNodes, diagnosePods, type Scene } from '../../../src/cluster/diagnose.js';
import { runDiagnosis } from '../../../src/cluster/diagnosis.js';

const config = { domain: 'example.com' } as LabConfig;
const HEALTHY_FACTS = '@@ kubelet\nactive\n@@ docker\nactive\n@@ ipForward\n1\n';
const STOPPED_FACTS =
  '@@ kubelet\ninactive\n@@ docker\nactive\n@@ kubeletJournal\nNov 23 14:05:00 node2 systemd[1]: Stopped kubelet: The Kubernetes Node Agent.\n@@ ipForward\n1\n';
const SEEN = { observed: undefined, error: undefined, signal: undefined };

function host(name: string, facts: string, run: (argv: readonly string[]) => string = () => ''): Host {
  const result = (stdout: string): CommandResult => ({ exitCode: 0, stdout, stderr: '', ms: 1 });
  return {
    name,
    ip: '127.0.0.1',
    role: name === 'master' ? 'control-plane' : 'worker',
    close: () => undefined,
    run: async (argv) => result(run(argv)),
    script: async () => result(facts),
  };
}

function ready(name: string, node: string, labels: Record<string, string>, namespace = 'default'): V1Pod {
  return {
    metadata: { name, namespace, labels },
    spec: { nodeName: node, containers: [] },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
  };
}

const NGINX = ready('nginx-1', 'node1.example.com', { app: 'nginx' });
const PROXY_LABELS = { 'k8s-app': 'kube-proxy' };
const SERVICE: V1Service = { spec: { selector: { app: 'nginx' }, ports: [{ port: 80, nodePort: 31040 }] } };
const ENDPOINTS: V1Endpoints = { subsets: [{ addresses: [{ ip: '10.244.1.2' }] }] };

describe('diagnose', () => {
  let logDir: string;
  const broken = () => Promise.reject(new Error('the API is down'));

  beforeEach(async () => (logDir = await mkdtemp(join(tmpdir(), 'lab-diagnose-'))));
  afterEach(() => rm(logDir, { recursive: true }));

  function scene(hosts: Host[], api: Partial<Cluster>): Scene {
    const cluster = {
      nodes: async () => [],
      pods: async () => [],
      events: async () => [],
      logs: async () => '',
      service: async () => SERVICE,
      endpoints: async () => ENDPOINTS,
      ...api,
    };
    return { config, cluster: cluster as unknown as Cluster, hosts, logDir };
  }

  it('finds the stopped kubelet of a node and keeps the evidence', async () => {
    const hosts = [
      host('master', HEALTHY_FACTS, (argv) => `described: ${argv.slice(-2).join(' ')}`),
      host('node2', STOPPED_FACTS),
    ];
    const found = await runDiagnosis(
      diagnoseNodes(scene(hosts, {}), () => ['node2']),
      SEEN,
    );
    expect(found.likely).to.deep.equal([
      'kubelet.service on node2 is dead: "Stopped kubelet: The Kubernetes Node Agent."',
    ]);
    expect(found.evidence.map((f) => f.split('/').at(-1)).sort()).to.deep.equal([
      'node2.describe',
      'node2.facts',
      'node2.kubelet.journal',
    ]);
    const described = found.evidence.find((f) => f.endsWith('.describe'))!;
    expect(described.startsWith(logDir)).to.equal(true);
    expect(await readFile(described, 'utf8')).to.equal('described: node node2.example.com\n');
    expect(found.notes).to.deep.equal([]);
  });

  it('looks at the host even when the API is down, and notes what it could not ask', async () => {
    const found = await runDiagnosis(
      diagnoseNodes(scene([host('master', HEALTHY_FACTS), host('node2', STOPPED_FACTS)], { events: broken }), () => [
        'node2',
      ]),
      SEEN,
    );
    expect(found.likely).to.have.length(1);
    expect(found.notes).to.deep.equal(['diagnosis of events: the API is down']);
  });

  it('follows the way to a NodePort until it ends at kube-proxy', async () => {
    const crashing: V1Pod = {
      ...ready('kube-proxy-x', 'node2.example.com', PROXY_LABELS, 'kube-system'),
      status: {
        phase: 'Running',
        containerStatuses: [
          {
            name: 'kube-proxy',
            image: '',
            imageID: '',
            ready: false,
            restartCount: 3,
            state: { waiting: { reason: 'CrashLoopBackOff' } },
          },
        ],
      },
    };
    const api = { pods: async () => [NGINX, crashing] };
    const found = await runDiagnosis(
      diagnoseNodePort(scene([host('node2', HEALTHY_FACTS)], api), {
        namespace: 'default',
        service: 'nginx',
        dead: () => ['node2'],
      }),
      SEEN,
    );
    expect(found.chain.join(' → ')).to.equal(
      'pod Ready ✓ → endpoints 1 ✓ → Service 31040→80 ✓ → kube-proxy on node2 ✗ CrashLoopBackOff',
    );
    expect(found.likely[0]).to.equal('traffic stops at kube-proxy on node2, not in nginx: CrashLoopBackOff');
  });

  it('does not blame a kube-proxy that runs, and sees the rules that are missing', async () => {
    const api = { pods: async () => [NGINX, ready('kube-proxy-x', 'node2.example.com', PROXY_LABELS)] };
    const way = { namespace: 'default', service: 'nginx', dead: () => ['node2'] };
    const without = await runDiagnosis(
      diagnoseNodePort(scene([host('node2', HEALTHY_FACTS, () => '*nat\nCOMMIT')], api), way),
      SEEN,
    );
    expect(without.chain.at(-1)).to.equal('kube-proxy on node2 ✓');
    expect(without.likely).to.deep.equal([
      "node2 has no iptables rule for port 31040: its kube-proxy did not write the Service's rules",
    ]);
    const withRule = await runDiagnosis(
      diagnoseNodePort(
        scene([host('node2', HEALTHY_FACTS, () => '-A KUBE-NODEPORTS -p tcp --dport 31040 -j KUBE-SVC-X')], api),
        way,
      ),
      SEEN,
    );
    expect(withRule.likely).to.deep.equal([]);
  });

  it('stops at endpoints when the selector matches nothing', async () => {
    const api = { pods: async () => [NGINX], endpoints: async () => ({}), service: async () => SERVICE };
    const found = await runDiagnosis(
      diagnoseNodePort(scene([], api), { namespace: 'default', service: 'nginx', dead: () => [] }),
      SEEN,
    );
    expect(found.chain).to.deep.equal(['pod Ready ✓', 'endpoints 0 ✗', 'Service 31040→80 ✓']);
    expect(found.likely[0]).to.contain('{"app":"nginx"}');
  });

  it('says that a pod waits for a node that is not Ready, and why that is', async () => {
    const pending: V1Pod = {
      metadata: { name: 'nginx-1', namespace: 'default' },
      spec: { nodeName: 'node2.example.com', containers: [] },
      status: { phase: 'Pending' },
    };
    const node: V1Node = {
      metadata: { name: 'node2.example.com' },
      status: { conditions: [{ type: 'Ready', status: 'Unknown', message: 'Kubelet stopped posting node status.' }] },
    };
    const found = await runDiagnosis(
      diagnosePods(
        scene([host('node2', STOPPED_FACTS)], { pods: async () => [pending], nodes: async () => [node] }),
        {},
      ),
      SEEN,
    );
    expect(found.likely).to.deep.equal([
      'kubelet.service on node2 is dead: "Stopped kubelet: The Kubernetes Node Agent."',
      'pod nginx-1 is bound to node2, which is not Ready: Ready=Unknown "Kubelet stopped posting node status."',
    ]);
  });

  it('goes on without evidence when none can be written', async () => {
    const file = join(logDir, 'a-file');
    await writeFile(file, '');
    const there = { ...scene([host('master', HEALTHY_FACTS), host('node2', STOPPED_FACTS)], {}), logDir: file };
    const found = await runDiagnosis(
      diagnoseNodes(there, () => ['node2']),
      SEEN,
    );
    expect(found.likely).to.have.length(1);
    expect(found.evidence).to.deep.equal([]);
    expect(found.notes[0]).to.match(/^evidence .* could not be written/);
  });
});
