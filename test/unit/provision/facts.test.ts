import { expect } from 'chai';
import { parseFacts, withFacts } from '../../../src/provision/facts.js';
import { readFacts } from '../../../src/provision/plan.js';
import { LocalHost } from './local-host.js';

/** What a host prints, whatever a login shell prints around it. */
const printed = (said: string) => `Welcome\nN facts ${Buffer.from(said).toString('base64')}\nbye`;

const WORKER = `address 192.168.207.137/24
address 172.17.0.1/16
gateway 192.168.207.1
cpus 2
memory 1830
kubelet
server 192.168.207.131
cgroup-driver systemd
`;

describe('facts of a host', () => {
  it('are read from what it prints', () => {
    expect(parseFacts('N', printed(WORKER))).to.deep.equal({
      addresses: ['192.168.207.137/24', '172.17.0.1/16'],
      gateway: '192.168.207.1',
      cpus: 2,
      memory: 1830,
      kubelet: { server: '192.168.207.131', cgroupDriver: 'systemd' },
      cluster: null,
    });
  });

  it('have its cluster where it is a control plane, without nodes where the API does not answer', () => {
    const cluster = `${WORKER}cluster\nadvertise-address 192.168.207.131\nimage-repository mirror:5000/k8s\nversion 1.20.2\n`;
    expect(parseFacts('N', printed(cluster))?.cluster).to.deep.equal({
      address: '192.168.207.131',
      version: '1.20.2',
      imageRepository: 'mirror:5000/k8s',
      serviceCidr: null,
      podCidr: null,
      nodes: null,
    });
    const nodes = `${cluster}node master.example.com 192.168.207.131\nnode new.example.com \nnodes\n`;
    expect(parseFacts('N', printed(nodes))?.cluster?.nodes).to.deep.equal([
      { name: 'master.example.com', ip: '192.168.207.131' },
      { name: 'new.example.com', ip: '' },
    ]);
  });

  it('are none where nothing was printed', () => {
    expect(parseFacts('N', 'Welcome\n')).to.equal(undefined);
  });

  it('come from a real shell, beside another script and after all that it prints', async () => {
    const host = new LocalHost('h', 'worker');
    const { stdout } = await host.script(withFacts('echo "N other"; wait', 'N'));
    expect(stdout.split('\n')[0]).to.equal('N other');
    expect(parseFacts('N', stdout)?.cpus).to.be.greaterThan(0);
    expect((await readFacts(host))?.memory).to.be.greaterThan(0);
  });
}).timeout(20_000);
