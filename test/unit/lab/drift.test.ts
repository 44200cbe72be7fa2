import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { z } from 'zod';
import { stepEnvironment } from '../../../src/config/environment.js';
import { configSchema, type LabConfig } from '../../../src/config/schema.js';
import { LabError } from '../../../src/errors.js';
import type { LabEvent } from '../../../src/events.js';
import { driftOf, driftText, FATES, providerDrift, refuseDrift } from '../../../src/lab/drift.js';
import { LabPaths, PROJECT_ROOT } from '../../../src/paths.js';
import type { HostFacts } from '../../../src/provision/facts.js';
import { updateState } from '../../../src/state/state.js';
import { load } from '../config/helpers.js';

const LAB = `
provider: lxc
hosts:
  - {name: master, ip: 192.168.207.131, role: control-plane}
  - {name: node1, ip: 192.168.207.137}
`;

/** What the hosts of that lab say. */
function facts(ip: string, changes: Partial<HostFacts> = {}): HostFacts {
  return {
    addresses: [`${ip}/24`, '172.17.0.1/16'],
    gateway: '192.168.207.1',
    cpus: 2,
    memory: 1830,
    kubelet: { server: '192.168.207.131', cgroupDriver: 'systemd' },
    cluster: null,
    ...changes,
  };
}

const CLUSTER: NonNullable<HostFacts['cluster']> = {
  address: '192.168.207.131',
  version: '1.20.2',
  imageRepository: '192.168.207.1:5000/google_containers',
  serviceCidr: '10.96.0.0/12',
  podCidr: '10.244.0.0/16',
  nodes: [
    { name: 'master.example.com', ip: '192.168.207.131' },
    { name: 'node1.example.com', ip: '192.168.207.137' },
  ],
};
const MASTER = facts('192.168.207.131', { cluster: CLUSTER });
const NODE1 = facts('192.168.207.137');
const MADE = { master: MASTER, node1: NODE1 };

async function said(yaml: string, seen: Record<string, HostFacts> = MADE): Promise<string[]> {
  const lab = await load(yaml);
  return driftOf(lab, new Map(Object.entries(seen)), ['master', 'node1']).map(
    (each) => (each.blocks ? '' : 'told: ') + driftText(each),
  );
}

describe('drift', () => {
  it('is none between a lab and the lab.yaml that it was made from, in none that is half made, in none without a cluster', async () => {
    expect(await said(LAB)).to.deep.equal([]);
    const bare = (ip: string) => facts(ip, { kubelet: null });
    const other = `${LAB}kubernetes: {podCidr: 10.11.0.0/16}\ndomain: lab.test`;
    expect(await said(other, { master: bare('192.168.207.131'), node1: bare('192.168.207.137') })).to.deep.equal([]);
    // A worker whose cluster is gone; a node that has not reported yet; an API that does not answer.
    expect(await said(other, { master: bare('192.168.207.131'), node1: NODE1 })).to.deep.equal([]);
    const silent = { ...CLUSTER, nodes: [{ name: 'node1.example.com', ip: '' }] };
    expect(await said(LAB, { master: { ...MASTER, cluster: silent }, node1: NODE1 })).to.deep.equal([]);
    expect(await said(LAB, { master: { ...MASTER, cluster: { ...CLUSTER, nodes: null } } })).to.deep.equal([]);
  });

  it('is what kubeadm init was told, with the place in lab.yaml and what to do', async () => {
    const lab = await load(
      `${LAB}kubernetes:\n  version: 1.20.15\n  serviceCidr: 10.97.0.0/16\n  podCidr: 10.11.0.0/16\n  imageRepository: mirror.test/k8s\n`,
    );
    const drift = driftOf(lab, new Map(Object.entries(MADE)), ['master', 'node1']);
    expect(drift.map(driftText)).to.deep.equal([
      'kubernetes.version is 1.20.15 (lab.yaml:7), the lab has 1.20.2',
      'kubernetes.serviceCidr is 10.97.0.0/16 (lab.yaml:8), the lab has 10.96.0.0/12',
      'kubernetes.podCidr is 10.11.0.0/16 (lab.yaml:9), the lab has 10.244.0.0/16',
      'kubernetes.imageRepository is mirror.test/k8s (lab.yaml:10), the lab has 192.168.207.1:5000/google_containers',
    ]);
    const events: LabEvent[] = [];
    expect(() => refuseDrift(drift, (event) => events.push(event)))
      .to.throw(LabError)
      .that.includes({
        code: 'E_LAB_DRIFT',
        exitCode: 2,
        fix: [
          'set kubernetes.version to 1.20.2',
          'set kubernetes.serviceCidr to 10.96.0.0/12',
          'set kubernetes.podCidr to 10.244.0.0/16',
          'or make the lab anew, which loses all that is in it: lab down, then lab up',
        ].join('\n'),
      });
    // Another image repository does no harm.
    expect(events.map((event) => event.type === 'notice' && event.text)).to.deep.equal([
      'kubernetes.imageRepository is mirror.test/k8s (lab.yaml:10), the lab has 192.168.207.1:5000/google_containers; what runs stays from there, and hosts that join pull from there',
    ]);
  });

  it('is a default that holds again when a key is taken away', async () => {
    const cluster = { ...CLUSTER, podCidr: '10.11.0.0/16' };
    expect(await said(LAB, { ...MADE, master: { ...MASTER, cluster } })).to.deep.equal([
      'kubernetes.podCidr is 10.244.0.0/16 (default), the lab has 10.11.0.0/16',
    ]);
  });

  it('is names: of all hosts, of one, of the control plane', async () => {
    expect(await said(`${LAB}domain: lab.test`)).to.deep.equal([
      'domain is lab.test (lab.yaml:6), the lab has example.com',
    ]);
    expect(await said(LAB.replace('node1', 'w1'))).to.deep.equal([
      'hosts.1.name is w1 (lab.yaml:5), the lab has node1.example.com at 192.168.207.137',
    ]);
    expect(await said(LAB.replace('master', 'boss'))).to.deep.equal([
      'hosts.0.name is boss (lab.yaml:4), the lab has master.example.com at 192.168.207.131',
    ]);
  });

  it('is addresses and roles', async () => {
    expect(await said(LAB.replace('.137', '.138'))).to.deep.equal([
      'hosts.1.ip is 192.168.207.138 (lab.yaml:5), the lab has 192.168.207.137',
    ]);
    // The machine has been given it since, its node has not.
    expect(await said(LAB.replace('.137', '.138'), { ...MADE, node1: facts('192.168.207.138') })).to.deep.equal([
      'hosts.1.ip is 192.168.207.138 (lab.yaml:5), the lab has 192.168.207.137',
    ]);
    const swapped = LAB.replace(', role: control-plane', '').replace('.137}', '.137, role: control-plane}');
    expect((await said(swapped)).slice(0, 2)).to.deep.equal([
      'hosts.0.role is worker (default), the lab has control-plane master',
      'hosts.1.role is control-plane (lab.yaml:5), the lab has worker node1',
    ]);
    // An interface that is down is a fault, not another address.
    const unprovisioned = facts('10.0.2.15', { kubelet: null });
    expect(await said(LAB, { master: unprovisioned, node1: unprovisioned })).to.deep.equal([]);
  });

  it('is a host that was taken out; a machine that somebody else has joined is theirs; an added host just joins', async () => {
    const without = LAB.replace(/ {2}- \{name: node1.*\n/, '  - {name: node2, ip: 192.168.207.136}\n');
    const lab = await load(without);
    const drift = driftOf(lab, new Map(Object.entries(MADE)), ['master', 'node1']);
    expect(drift.map(driftText)).to.deep.equal(['hosts: the lab has the node node1.example.com, lab.yaml has not']);
    expect(drift[0]).to.include({
      blocks: true,
      advice: 'put node1 back into lab.yaml',
      otherwise: 'or take it out of the cluster: lab kubectl delete node node1.example.com',
    });
    const nodes = [...CLUSTER.nodes!, { name: 'gpu.lan', ip: '192.168.207.200' }];
    expect(await said(LAB, { ...MADE, master: { ...MASTER, cluster: { ...CLUSTER, nodes } } })).to.deep.equal([
      'told: hosts: the lab has the node gpu.lan, lab.yaml has not',
    ]);
    expect(await said(`${LAB}  - {name: node2, ip: 192.168.207.136}\n`)).to.deep.equal([]);
  });

  it('is the network of a sealed lab', async () => {
    expect(await said(`${LAB}network: {gateway: 192.168.207.2}`)).to.deep.equal([
      'network.gateway is 192.168.207.2 (lab.yaml:6), the lab has 192.168.207.1',
    ]);
    expect(await said('provider: lxc\nnetwork: {subnet: 192.168.7.0/24}')).to.include.members([
      'network.subnet is 192.168.7.0/24 (lab.yaml:2), the lab has 192.168.207.0/24',
      'hosts.0.ip is 192.168.7.131 (default from network.subnet), the lab has 192.168.207.131',
    ]);
  });

  it('is the cgroup driver that the kubelets were started with', async () => {
    expect(await said(`${LAB}docker: {daemon: {exec-opts: [native.cgroupdriver=cgroupfs]}}`)).to.deep.equal([
      'docker.daemon.exec-opts is cgroupfs (lab.yaml:6), the lab has kubelets that use systemd',
    ]);
    expect(await said(`${LAB}docker: {daemon: {exec-opts: null}}`)).to.have.length(1);
  });

  it('is what a virtual machine was given, which is told: it does no harm', async () => {
    const vm = LAB.replace('lxc', 'virtualbox').replace('.137}', '.137, cpus: 4, memory: 4096}');
    const cluster = { ...CLUSTER, imageRepository: 'registry.aliyuncs.com/google_containers', version: '1.20.0' };
    expect(await said(vm, { master: { ...MASTER, cluster }, node1: NODE1 })).to.deep.equal([
      'told: hosts.1.cpus is 4 (lab.yaml:5), the lab has 2 on node1',
      'told: hosts.1.memory is 4096 MiB (lab.yaml:5), the lab has 1830 MiB on node1',
    ]);
  });

  it('says for machines that are there how their cluster goes: lab down leaves it', async () => {
    const lab = await load(`${LAB.replace('lxc', 'existing')}kubernetes: {podCidr: 10.11.0.0/16}`);
    const pods = driftOf(lab, new Map(Object.entries(MADE)), ['master', 'node1']).find(
      ({ key }) => key === 'kubernetes.podCidr',
    );
    expect(pods?.otherwise).to.contain('kubeadm reset --force as root on master, then lab up');
  });

  it('is the provider, by what made the lab', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'lab-drift-'));
    try {
      const lab = { ...(await load('provider: libvirt')), paths: new LabPaths(dir, 'k8s') };
      expect(await providerDrift(lab)).to.deep.equal([]);
      await updateState(lab.paths.state, { provider: 'lxc' });
      expect((await providerDrift(lab)).map(driftText)).to.deep.equal([
        'provider is libvirt (lab.yaml:1), the lab has lxc',
      ]);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});

describe('FATES', () => {
  it('has every key of lab.yaml, and no other', () => {
    const extra = ['docker.daemon.exec-opts'];
    expect(Object.keys(FATES).filter((key) => !extra.includes(key))).to.deep.equal(keysOf(configSchema));
  });

  it('is what docs/architecture.md says', () => {
    const page = readFileSync(join(PROJECT_ROOT, 'docs/architecture.md'), 'utf8');
    const table = page.slice(page.indexOf('## A changed lab.yaml'), page.indexOf('## Bundle and mirror'));
    const row = (key: string) => table.split('\n').find((line) => line.split(' | ')[0]?.includes(`\`${key}\``)) ?? '';
    for (const [key, fate] of Object.entries(FATES)) {
      const words = { 'for good': 'for good', told: 'told', 'new machines': 'still to be made' } as Record<
        string,
        string
      >;
      const said = typeof fate === 'object' ? fate.step : (words[fate] ?? fate);
      expect(row(key), key).to.contain(said);
    }
  });

  it('names for what lab up changes a step that looks at that key', async () => {
    const { config } = await load('provider: lxc');
    for (const [key, fate] of Object.entries(FATES)) {
      if (typeof fate !== 'object') continue;
      const before = stepEnvironment(config, 'master');
      const after = stepEnvironment(changed(config, key.split('.')), 'master');
      const variables = Object.keys(before).filter((name) => before[name] !== after[name]);
      const step = readFileSync(join(PROJECT_ROOT, 'provision', `${fate.step}.sh`), 'utf8');
      expect(
        variables.some((name) => step.includes(name)),
        `${fate.step} does not look at ${key} (${variables.join(', ')})`,
      ).to.equal(true);
    }
  });
});

/** The dotted paths of a schema; a list counts as what is in it. */
function keysOf(schema: z.core.$ZodType, path: string[] = []): string[] {
  if (schema instanceof z.ZodArray && schema.element instanceof z.ZodObject) return keysOf(schema.element, path);
  if (!(schema instanceof z.ZodObject)) return [path.join('.')];
  return Object.entries(schema.shape as Record<string, z.core.$ZodType>).flatMap(([key, inner]) =>
    keysOf(inner, [...path, key]),
  );
}

function changed(config: LabConfig, [key = '', ...rest]: string[]): LabConfig {
  const values = config as unknown as Record<string, unknown>;
  const value = values[key];
  const other = typeof value === 'boolean' ? !value : Array.isArray(value) ? ['other'] : 'other';
  return { ...values, [key]: rest.length > 0 ? changed(value as LabConfig, rest) : other } as unknown as LabConfig;
}
