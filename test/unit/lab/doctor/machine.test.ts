import { expect } from 'chai';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { addressFindings } from '../../../../src/lab/doctor/addresses.js';
import { look } from '../../../../src/lab/doctor/look.js';
import { curlArgv, curlScript, mirrorFinding, mirrorUrls, parseCurlLines } from '../../../../src/lab/doctor/mirrors.js';
import { proxyFindings } from '../../../../src/lab/doctor/proxies.js';
import { exec } from '../../../../src/process.js';
import { load } from '../../config/helpers.js';

const { config } = await load('', 'virtualbox');

describe("the lab's addresses on this machine", () => {
  const found = (
    interfaces: [name: string, cidr: string][],
    routes: { dst: string; dev?: string; gateway?: string }[] = [],
  ) =>
    addressFindings(
      config,
      interfaces.map(([name, cidr]) => ({ name, cidr, address: cidr.split('/')[0] ?? '' })),
      routes,
    ).map(({ id, severity }) => `${severity} ${id}`);

  it('are free, or those of the hypervisor', () => {
    expect(found([['eth0', '10.1.2.3/24']], [{ dst: 'default', gateway: '10.1.2.1', dev: 'eth0' }])).to.deep.equal([]);
    expect(found([['vboxnet0', '192.168.207.1/24']], [{ dst: '192.168.207.0/24', dev: 'vboxnet0' }])).to.deep.equal([]);
  });

  it('are taken by the network that the machine is in', () =>
    expect(found([['wlan0', '192.168.207.77/24']])).to.deep.equal(['error addresses-taken']));

  it('are led elsewhere by a route, or lie in a wider one', () => {
    expect(found([], [{ dst: '192.168.207.0/25', dev: 'tun0' }])).to.deep.equal(['error addresses-routed']);
    expect(found([], [{ dst: '192.168.207.131', dev: 'tun0' }])).to.deep.equal(['error addresses-routed']);
    expect(found([], [{ dst: '192.168.0.0/16', dev: 'tun0' }])).to.deep.equal(['warning addresses-routed']);
  });

  it('of pods and services shadow a network of the machine', () =>
    expect(found([['eth0', '10.96.3.4/24']])).to.deep.equal(['warning addresses-shadowed']));
});

describe('proxy variables', () => {
  const all = config.hosts.map(({ ip }) => ip).join(',');

  it('are no trouble where there are none, or the lab is excepted', () => {
    expect(proxyFindings(config, {})).to.deep.equal([]);
    expect(proxyFindings(config, { http_proxy: 'http://p:3128', no_proxy: all })).to.deep.equal([]);
    expect(proxyFindings(config, { HTTPS_PROXY: 'http://p:3128', NO_PROXY: '*' })).to.deep.equal([]);
  });

  it('that catch the lab are named without their password, with the line to type', () => {
    const [found] = proxyFindings(config, { http_proxy: 'http://li:s3cr3t@p:3128', no_proxy: 'localhost' });
    expect(found?.id).to.equal('proxy-catches-lab');
    expect(found?.why).to.include('http_proxy').and.not.to.include('s3cr3t');
    expect(found?.fix).to.include('export no_proxy=').and.to.include(config.hosts[0]!.ip);
  });
});

describe('mirrors', () => {
  let server: Server;
  let base = '';
  before((done) => {
    server = createServer((request, response) => {
      response.statusCode = request.url === '/v2/' ? 401 : request.url?.endsWith('repomd.xml') ? 200 : 404;
      response.end();
    }).listen(0, '127.0.0.1', () => {
      base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      done();
    });
  });
  after(() => server.close());

  it('are the repositories and registries of lab.yaml', () => {
    const urls = mirrorUrls(config).map(({ url }) => url);
    expect(urls).to.include('https://mirrors.aliyun.com/centos-vault/8.5.2111/BaseOS/x86_64/os/repodata/repomd.xml');
    expect(urls).to.include('https://registry.aliyuncs.com/v2/');
    expect(urls).to.include('https://quay.io/v2/');
    expect(new Set(urls).size).to.equal(urls.length);
  });

  it('are well, gone, silent or unknown by name, each told apart', async () => {
    const ask = async (url: string) => {
      const { exitCode, stdout } = await exec(curlArgv(url, 5));
      return mirrorFinding({ key: 'k', url }, { exitCode, status: Number(stdout) }, 'w1', 'error');
    };
    expect(await ask(`${base}/a/repodata/repomd.xml`)).to.equal(undefined);
    expect(await ask(`${base}/v2/`)).to.equal(undefined);
    expect((await ask(`${base}/gone`))?.what).to.include('answers with 404');
    expect((await ask('http://127.0.0.1:1/v2/'))?.why).to.include('refused');
    const unknown = mirrorFinding({ key: 'k', url: 'http://m/v2/' }, { exitCode: 6, status: 0 }, 'w1', 'error');
    expect([unknown?.id, unknown?.why?.includes('cannot be resolved')]).to.deep.equal(['mirror-unreachable', true]);
  });

  it('are asked for all at once by a script on a host', async () => {
    const urls = [`${base}/x/repomd.xml`, 'http://127.0.0.1:1/v2/'].map((url) => ({ key: 'k', url }));
    const { stdout } = await exec(['bash', '-c', curlScript(urls, 5)]);
    const answers = parseCurlLines(stdout);
    expect(answers.get(0)).to.deep.equal({ exitCode: 0, status: 200 });
    expect(answers.get(1)).to.deep.equal({ exitCode: 7, status: 0 });
  });
});

describe('a look', () => {
  const io = { emit: () => undefined, signal: new AbortController().signal, until: Infinity };

  it('that breaks or lasts too long is a finding, and stops nothing', async () => {
    const broken = await look(
      { title: 'x', where: 'w1', within: 1000, work: () => Promise.reject(new Error('no way')) },
      io,
    );
    expect('unseen' in broken && broken.unseen).to.deep.include({ id: 'not-looked-at', severity: 'warning' });
    expect('unseen' in broken && broken.unseen.why).to.include('no way');
    const late = await look({ title: 'x', where: 'w1', within: 5, work: () => new Promise(() => undefined) }, io);
    expect('unseen' in late && late.unseen.why).to.include('longer than');
  });
});
