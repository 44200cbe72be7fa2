/** Slow logins and dead hosts: an sshd that is slow at each stage of a login, told from what is no sshd or does not answer. */
import { createServer, connect, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { KnownHosts } from '../../../src/ssh/known-hosts.js';
import { SshHost } from '../../../src/ssh/ssh-host.js';
import { failureOf } from '../failure-of.js';
import { skipBecause } from '../skip.js';
import { Sshd, SSHD } from './sshd.js';

describe('a login that takes its time', function () {
  this.timeout(20_000);
  let sshd: Sshd;
  const servers: Server[] = [];
  const hosts: SshHost[] = [];

  before(async function () {
    if (!SSHD && !process.env['CI']) skipBecause(this, 'no sshd here (Debian: openssh-server)');
    sshd = new Sshd();
    await sshd.start();
  });
  afterEach(() => {
    hosts.splice(0).forEach((host) => host.close());
    servers.splice(0).forEach((server) => server.close());
  });
  after(() => sshd?.remove());

  async function listen(server: Server): Promise<number> {
    servers.push(server.listen(0, '127.0.0.1'));
    await new Promise((resolve) => server.once('listening', resolve));
    return (server.address() as AddressInfo).port;
  }

  function host(port: number): SshHost {
    const known = new KnownHosts(join(sshd.dir, 'known'));
    const one = new SshHost({ name: 'master', ip: '127.0.0.1', role: 'worker' }, sshd.target({ port }), known);
    hosts.push(one);
    return one;
  }

  /** What an sshd looks like that says its first word and then waits: from the second piece on, all comes late or never. */
  function behindProxy(lateMs: number): Promise<number> {
    return listen(
      createServer((client) => {
        const server = connect(sshd.port, '127.0.0.1');
        client.on('error', () => server.destroy()).pipe(server);
        let first = true;
        let queue = Promise.resolve();
        server
          .on('error', () => client.destroy())
          .on('data', (bytes) => {
            const wait = first ? 0 : lateMs;
            first = false;
            if (wait === Infinity) return;
            queue = queue.then(() => new Promise((done) => setTimeout(() => done(void client.write(bytes)), wait)));
          });
      }),
    );
  }

  it('is waited for once sshd has answered', async () => {
    const slow = host(await behindProxy(150));
    await slow.connect({ answerMs: 140 });
    expect((await slow.run(['echo', 'in'])).stdout).to.equal('in\n');
  });

  it('is called slow, never dead, when it does not end', async () => {
    const error = await failureOf(host(await behindProxy(Infinity)).connect({ answerMs: 5_000, loginMs: 100 }));
    expect(error).to.include({ code: 'E_SSH_SLOW_LOGIN' });
    expect(error.why)
      .to.match(/^sshd answers \(SSH-2\.0-OpenSSH/)
      .and.not.contain('packets');
    expect(error.fix).to.contain('UseDNS');
  });

  it('is told from a port that is open and silent', async () => {
    const error = await failureOf(host(await listen(createServer())).connect({ answerMs: 100 }));
    expect(error).to.include({ code: 'E_SSH_SILENT' });
    expect(error.why).to.not.contain('packets');
  });

  it('is told from something else on that port, which is not waited for', async () => {
    const web = createServer((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    const error = await failureOf(host(await listen(web)).connect());
    expect(error).to.include({ code: 'E_SSH_NOT_SSH' });
    expect(error.why).to.equal('it said: HTTP/1.1 400 Bad Request');
    expect(error.fix).to.contain('ssh.port');
  });

  it('leaves a command its own time: that begins with the command', async () => {
    const slow = new Sshd();
    try {
      await slow.start('ForceCommand sleep 1.5; sh -c "$SSH_ORIGINAL_COMMAND"');
      const target = slow.target();
      const one = new SshHost(
        { name: 'other', ip: '127.0.0.1', role: 'worker' },
        target,
        new KnownHosts(join(slow.dir, 'known')),
      );
      hosts.push(one);
      expect((await one.run(['echo', 'in'], { timeoutMs: 1_000 })).stdout).to.equal('in\n');
    } finally {
      await slow.remove();
    }
  });
});
