/** What the suite about the cluster asserts of nodes, against an API that knows nothing but nodes: a whole cluster of this kind is not to be had here. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { runSuites } from '../../../src/cluster/run-suites.js';
import { setSuiteContext } from '../../../src/cluster/suite-context.js';
import type { SuiteResult } from '../../../src/cluster/suite-result.js';
import { fullName } from '../../../src/config/names.js';
import type { Host } from '../../../src/host.js';
import { PROJECT_ROOT } from '../../../src/paths.js';
import { load } from '../config/helpers.js';

const ROLE = 'node-role.kubernetes.io/';

describe('lab test, of a cluster that somebody has labelled and whose lab.yaml has changed', () => {
  let folder: string;
  let result: SuiteResult;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lab-cluster-suite-'));
    const { config } = await load('kubernetes: {podCidr: 10.11.0.0/16}\n');
    const items = config.hosts.map((host, i) => ({
      metadata: {
        name: fullName(config, host),
        labels:
          host.role === 'control-plane'
            ? { [`${ROLE}master`]: '', [`${ROLE}control-plane`]: '', [`${ROLE}etcd`]: '' }
            : { [`${ROLE}worker`]: '' },
      },
      spec: { podCIDR: `10.244.${i}.0/24` },
      status: { addresses: [{ type: 'InternalIP', address: host.ip }] },
    }));
    const answers: Record<string, unknown> = {
      '/api/v1': {
        kind: 'APIResourceList',
        groupVersion: 'v1',
        resources: [{ name: 'nodes', singularName: '', kind: 'Node', namespaced: false, verbs: ['list'] }],
      },
      '/api/v1/nodes': { kind: 'NodeList', apiVersion: 'v1', items },
    };
    const server = createServer(({ url = '' }, response) => {
      const answer = answers[url.split('?')[0] ?? ''];
      response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer ?? { kind: 'Status' }));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const kubeconfig = join(folder, 'kubeconfig');
    const api = {
      'insecure-skip-tls-verify': true,
      server: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    };
    const text = {
      clusters: [{ name: 'c', cluster: api }],
      users: [{ name: 'u', user: {} }],
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'x',
    };
    await writeFile(kubeconfig, JSON.stringify(text));
    const { signal } = new AbortController();
    const hosts = config.hosts as unknown as Host[]; // nothing is run on them
    try {
      result = await runSuites({
        context: { config, hosts, kubeconfig, logDir: folder, signal },
        files: [join(PROJECT_ROOT, 'dist/test/suite/cluster.test.js')],
        grep: ' has its ',
      });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
  after(async () => {
    setSuiteContext(undefined);
    await rm(folder, { recursive: true });
  });

  const test = (title: string) => result.tests.find(({ path }) => path.at(-1)?.startsWith(title));

  it('leaves labels of other roles to whoever has set them', () =>
    expect(test('the control plane has its roles')).to.include({ status: 'passed' }));

  it('does not pass where nodes are in another network than lab.yaml says, and names the way on', () => {
    expect(test('every node has its INTERNAL-IP')).to.include({ status: 'passed' });
    const { status, failure } = test('every node has its part of podCidr') ?? {};
    expect(status).to.equal('failed');
    expect(failure?.observed).to.contain('10.244.0.0/24');
    expect(failure?.tryNext).to.deep.equal(['lab plan']);
  });
});
