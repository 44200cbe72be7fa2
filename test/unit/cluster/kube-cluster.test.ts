import { expect } from 'chai';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LabError } from '../../../src/errors.js';
import { statusOf } from '../../../src/cluster/api-error.js';
import { clusterFromText, openCluster, type OpenOptions } from '../../../src/cluster/kube-cluster.js';
import { transientLabel } from '../../../src/cluster/transient.js';

type Answer = (request: IncomingMessage & { body: string }, response: ServerResponse) => void;

const RESOURCES: Record<string, unknown> = {
  '/api/v1': list('v1', [
    ['namespaces', 'Namespace', false],
    ['pods', 'Pod', true],
    ['nodes', 'Node', false],
    ['events', 'Event', true],
  ]),
  '/apis/autoscaling/v2beta2': list('autoscaling/v2beta2', [
    ['horizontalpodautoscalers', 'HorizontalPodAutoscaler', true],
  ]),
};

function list(groupVersion: string, kinds: [string, string, boolean][]) {
  return {
    kind: 'APIResourceList',
    groupVersion,
    resources: kinds.map(([name, kind, namespaced]) => ({ name, kind, namespaced, singularName: '', verbs: [] })),
  };
}

describe('the Kubernetes API', () => {
  const servers: { close(): void; closeAllConnections(): void }[] = [];
  const asked: string[] = [];

  async function cluster(answer: Answer, options: OpenOptions = {}) {
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        const resources = RESOURCES[request.url ?? ''];
        if (resources) return json(response, 200, resources);
        asked.push(`${request.method} ${request.url}`);
        answer(Object.assign(request, { body }), response);
      });
    });
    server.on('upgrade', (request, socket) => {
      asked.push(`UPGRADE ${request.url}`);
      socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n');
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return clusterFromText(kubeconfig(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), options);
  }

  afterEach(() => {
    asked.length = 0;
    servers.splice(0).forEach((server) => {
      server.closeAllConnections();
      server.close();
    });
  });

  it('lists with its selectors', async () => {
    const api = await cluster((_, response) =>
      json(response, 200, { kind: 'PodList', apiVersion: 'v1', items: [{ metadata: { name: 'nginx' } }] }),
    );
    const pods = await api.pods({ namespace: 'shop', labels: 'app=nginx', fields: 'status.phase=Running' });
    expect(pods.map((p) => p.metadata?.name)).to.deep.equal(['nginx']);
    expect(decodeURIComponent(asked[0]!)).to.equal(
      'GET /api/v1/namespaces/shop/pods?fieldSelector=status.phase=Running&labelSelector=app=nginx',
    );
  });

  it('reads what is there, and nothing as undefined', async () => {
    const api = await cluster((request, response) =>
      request.url!.endsWith('/there')
        ? json(response, 200, { kind: 'Namespace', apiVersion: 'v1', metadata: { name: 'there' } })
        : failed(response, 404, 'NotFound', 'no such namespace'),
    );
    const ref = { apiVersion: 'v1', kind: 'Namespace' };
    expect((await api.read({ ...ref, name: 'there' }))?.metadata?.name).to.equal('there');
    expect(await api.read({ ...ref, name: 'gone' })).to.equal(undefined);
    await api.remove({ ...ref, name: 'gone' });
  });

  it('applies kinds that this client has no types for, as server-side apply', async () => {
    const bodies: { contentType?: string | undefined; body: unknown }[] = [];
    const api = await cluster((request, response) => {
      bodies.push({ contentType: request.headers['content-type'], body: JSON.parse(request.body) });
      json(response, 200, JSON.parse(request.body));
    });
    const hpa = {
      apiVersion: 'autoscaling/v2beta2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'web', namespace: 'shop' },
      spec: { maxReplicas: 4 },
    };
    await api.apply([hpa]);
    expect(asked).to.deep.equal([
      'PATCH /apis/autoscaling/v2beta2/namespaces/shop/horizontalpodautoscalers/web?fieldManager=kube-classroom&force=true',
    ]);
    expect(bodies).to.deep.equal([{ contentType: 'application/apply-patch+yaml', body: hpa }]);
  });

  it('gives the events oldest first', async () => {
    const event = (name: string, lastTimestamp: string) => ({ metadata: { name }, involvedObject: {}, lastTimestamp });
    const api = await cluster((_, response) =>
      json(response, 200, {
        kind: 'EventList',
        apiVersion: 'v1',
        items: [event('b', '2026-01-01T00:00:02Z'), event('a', '2026-01-01T00:00:01Z')],
      }),
    );
    expect((await api.events()).map((e) => e.metadata.name)).to.deep.equal(['a', 'b']);
  });

  it('gives an empty log as an empty text', async () => {
    const api = await cluster((_, response) => response.writeHead(200).end());
    expect(await api.logs({ namespace: 'shop', name: 'web' })).to.equal('');
  });

  for (const [status, reason, transient] of [
    [401, 'Unauthorized', false],
    [403, 'Forbidden', false],
    [422, 'Invalid', false],
    [429, 'TooManyRequests', true],
    [500, 'InternalError', true],
    [503, 'ServiceUnavailable', true],
  ] as const) {
    it(`tells HTTP ${status}, which ${transient ? 'may pass' : 'is final'}`, async () => {
      const api = await cluster((_, response) => failed(response, status, reason, 'the words of the server'));
      const error = await errorOf(api.pods());
      expect(error).to.include({
        code: 'E_API_STATUS',
        what: `list Pod: HTTP ${status} ${reason}`,
        why: 'the words of the server',
      });
      expect(statusOf(error)).to.equal(status);
      expect(transientLabel(error)).to.equal(transient ? `HTTP ${status}` : undefined);
    });
  }

  it('gives up on a server that does not answer', async () => {
    const api = await cluster(() => undefined, { timeoutMs: 80 });
    const error = await errorOf(api.pods());
    expect(error.code).to.equal('E_API_TIMEOUT');
    expect(transientLabel(error)).to.match(/^timeout :\d+$/);
  });

  it('is interrupted by the signal of a call and by its own', async () => {
    const own = new AbortController();
    const api = await cluster(() => undefined, { signal: own.signal });
    expect((await errorOf(api.pods({}, { signal: AbortSignal.abort() }))).code).to.equal('E_INTERRUPTED');
    setTimeout(() => own.abort(), 20);
    expect((await errorOf(api.pods())).code).to.equal('E_INTERRUPTED');
  });

  it('tells a server that is not there', async () => {
    const api = await cluster(() => undefined);
    const port = new URL(api.server).port;
    const server = servers.pop()!;
    await new Promise<void>((resolve) => (server as unknown as { close(done: () => void): void }).close(resolve));
    const error = await errorOf(api.version());
    expect(error.code).to.equal('E_API_UNREACHABLE');
    expect(transientLabel(error)).to.equal(`ECONNREFUSED :${port}`);
  });

  it('tells a connection that is cut', async () => {
    const api = await cluster((request) => request.socket.destroy());
    const error = await errorOf(api.pods());
    expect(error.code).to.equal('E_API_UNREACHABLE');
    expect(transientLabel(error)).to.match(/^(ECONNRESET|EOF) :\d+$/);
  });

  for (const [what, annotations, container] of [
    ['the default container', { 'kubectl.kubernetes.io/default-container': 'web' }, 'web'],
    ['the first container where none is the default', {}, 'sidecar'],
    [
      'the first container where the default is none of them',
      { 'kubectl.kubernetes.io/default-container': 'x' },
      'sidecar',
    ],
  ] as const) {
    it(`runs a program in ${what}, and tells that it could not be started`, async () => {
      const spec = { containers: [{ name: 'sidecar' }, { name: 'web' }] };
      const api = await cluster((_, response) =>
        json(response, 200, { kind: 'Pod', apiVersion: 'v1', metadata: { name: 'two', annotations }, spec }),
      );
      const error = await errorOf(api.exec({ namespace: 'shop', name: 'two' }, ['echo', 'a b']));
      expect(error).to.include({ code: 'E_API_STATUS', what: 'exec in pod two: HTTP 404' });
      expect(asked).to.deep.equal([
        'GET /api/v1/namespaces/shop/pods/two',
        `UPGRADE /api/v1/namespaces/shop/pods/two/exec?stdout=true&stderr=true&stdin=false&tty=false&command=echo&command=a%20b&container=${container}`,
      ]);
    });
  }

  it('says that there is no kubeconfig, and that a text is none', async () => {
    expect(await errorOf(openCluster('/nonexistent/kubeconfig'))).to.include({
      code: 'E_KUBECONFIG',
      class: 'environment',
    });
    for (const text of ['', 'clusters: [', 'hello', 'clusters: []\ncontexts: []\nusers: []']) {
      expect(() => clusterFromText(text), text)
        .to.throw(LabError)
        .with.property('code', 'E_KUBECONFIG');
    }
  });
});

function kubeconfig(server: string): string {
  return JSON.stringify({
    'current-context': 'lab',
    clusters: [{ name: 'lab', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'admin', user: {} }],
    contexts: [{ name: 'lab', context: { cluster: 'lab', user: 'admin' } }],
  });
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function failed(response: ServerResponse, code: number, reason: string, message: string): void {
  json(response, code, { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message });
}

async function errorOf(work: Promise<unknown>): Promise<LabError> {
  const error = await work.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).to.be.instanceOf(LabError);
  return error as LabError;
}
