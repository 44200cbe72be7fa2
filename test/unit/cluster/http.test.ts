import { expect } from 'chai';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSocketServer, type AddressInfo, type Server } from 'node:net';
import { LabError } from '../../../src/errors.js';
import { httpGet, kindOfError, outcomeLabel } from '../../../src/cluster/http.js';

describe('httpGet', () => {
  const servers: Server[] = [];

  async function listen(server: Server): Promise<string> {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }
  const serve = (listener: RequestListener) => listen(createServer(listener));

  afterEach(() => servers.splice(0).forEach((server) => server.close()));

  it('gives the page', async () => {
    const outcome = await httpGet(await serve((_, response) => response.end('<h1>Welcome to nginx!</h1>')));
    expect(outcome).to.include({ kind: 'ok', status: 200, body: '<h1>Welcome to nginx!</h1>' });
    expect(outcomeLabel(outcome)).to.equal('200');
  });

  it('tells another status from a page', async () => {
    const outcome = await httpGet(await serve((_, response) => response.writeHead(500).end('oops')));
    expect(outcome).to.include({ kind: 'status', status: 500, body: 'oops' });
  });

  it('does not follow a redirect', async () => {
    const outcome = await httpGet(await serve((_, response) => response.writeHead(302, { location: '/' }).end()));
    expect(outcome).to.include({ kind: 'status', status: 302 });
  });

  it('tells refused', async () => {
    const server = createSocketServer();
    const url = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    const outcome = await httpGet(url);
    expect(outcome.kind).to.equal('refused');
    expect(outcome).to.have.property('detail').that.contains('ECONNREFUSED');
  });

  it('tells a server that never answers', async () => {
    const sockets: { destroy(): void }[] = [];
    const outcome = await httpGet(await listen(createSocketServer((socket) => sockets.push(socket))), {
      timeoutMs: 80,
    });
    sockets.forEach((socket) => socket.destroy());
    expect(outcome.kind).to.equal('timeout');
    expect(outcome.ms).to.be.within(70, 500);
  });

  it('tells a server that stops in the middle of the page', async () => {
    const outcome = await httpGet(
      await serve((_, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('half');
      }),
      { timeoutMs: 80 },
    );
    expect(outcome.kind).to.equal('timeout');
  });

  it('tells a connection that is cut', async () => {
    const outcome = await httpGet(
      await listen(createSocketServer((socket) => socket.once('data', () => socket.resetAndDestroy()))),
    );
    expect(outcome.kind).to.equal('cut');
  });

  it('tells a name that does not exist', async () => {
    const outcome = await httpGet('http://nginx.invalid/');
    expect(outcome.kind).to.equal('name-not-found');
    expect(outcomeLabel(outcome)).to.equal('name not found');
  });

  it('knows no route from the system error', () => {
    // No packet is sent to find out: what the system calls these is fixed (connect(2)).
    expect(['EHOSTUNREACH', 'ENETUNREACH', 'EACCES'].map(kindOfError)).to.deep.equal([
      'no-route',
      'no-route',
      'failed',
    ]);
  });

  it('is interrupted by its signal', async () => {
    const controller = new AbortController();
    const url = await listen(createSocketServer());
    const asked = httpGet(url, { signal: controller.signal }).catch((e: unknown) => e);
    controller.abort();
    expect(await asked)
      .to.be.instanceOf(LabError)
      .with.property('code', 'E_INTERRUPTED');
  });
});
