import { expect } from 'chai';
import { PROVIDERS } from '../../../src/config/schema.js';
import { load } from './helpers.js';

describe('config/defaults', () => {
  for (const provider of PROVIDERS.filter((name) => name !== 'existing')) {
    it(`are a valid lab with provider ${provider}`, async () => {
      expect((await load('', provider)).config.provider).to.equal(provider);
    });
  }

  it('have a box by address and sum where CentOS publishes one, else by name', async () => {
    const boxes = await Promise.all(
      (['virtualbox', 'libvirt', 'vmware_desktop'] as const).map(async (p) => (await load('', p)).config.box),
    );
    expect(boxes[0]!.url).to.match(/^https:\/\/cloud\.centos\.org\/.*virtualbox\.box$/);
    expect(boxes[1]!.url).to.match(/^https:\/\/cloud\.centos\.org\/.*libvirt\.box$/);
    expect(boxes[0]!.sha256).to.not.equal(boxes[1]!.sha256);
    expect(boxes[2]).to.deep.equal({ name: 'generic/centos8', url: null, sha256: null });
  });

  it('point a sealed lab at its own mirror and nowhere else', async () => {
    const { config } = await load('', 'lxc');
    expect(config.kubernetes.version).to.equal('1.20.2');
    expect(config.docker.daemon).to.deep.equal({
      'registry-mirrors': ['http://192.168.207.1:5000'],
      'exec-opts': ['native.cgroupdriver=systemd'],
      'log-driver': 'json-file',
      'log-opts': { 'max-size': '100m' },
      'storage-driver': 'overlay2',
      'insecure-registries': ['192.168.207.1:5000'],
    });
    expect(config.kubernetes.imageRepository).to.equal('192.168.207.1:5000/google_containers');
    expect(config.flannel.image).to.equal('192.168.207.1:5000/coreos/flannel:v0.14.0');
    expect(config.metricsServer.image).to.equal('192.168.207.1:5000/google_containers/metrics-server:v0.5.0');
    expect(config.centos.vault).to.equal('http://192.168.207.1/centos-vault');
    const names = JSON.stringify(config).match(/[a-z-]+\.(com|cn|io|org|net)\b/g) ?? [];
    expect([...new Set(names)]).to.deep.equal(['example.com']);
  });

  it('move with the subnet: gateway, hosts and, in a sealed lab, every address of the mirror', async () => {
    const { config, origins } = await load('network: {subnet: 10.20.30.0/24}', 'lxc');
    expect(config.network.gateway).to.equal('10.20.30.1');
    expect(config.hosts.map(({ ip }) => ip)).to.deep.equal(['10.20.30.131', '10.20.30.137', '10.20.30.136']);
    expect(JSON.stringify(config)).to.not.include('192.168.207');
    expect(config.docker.repo.gpgkey).to.deep.equal(['http://10.20.30.1/docker-ce/linux/centos/gpg']);
    expect(origins.get('hosts.1.ip')).to.equal('default from network.subnet');
    expect(origins.get('hosts.1.cpus')).to.equal('default');
  });

  it('follow a gateway elsewhere in the subnet', async () => {
    const { config } = await load('network: {gateway: 192.168.207.254}', 'lxc');
    expect(config.kubernetes.imageRepository).to.equal('192.168.207.254:5000/google_containers');
    expect(config.centos.vault).to.equal('http://192.168.207.254/centos-vault');
  });

  it('never keep the sum or the address of another box', async () => {
    expect((await load('box: {name: rockylinux/8}')).config.box).to.deep.equal({
      name: 'rockylinux/8',
      url: null,
      sha256: null,
    });
    expect((await load('box: {url: boxes/my centos.box}')).config.box).to.deep.equal({
      name: 'my-centos',
      url: 'boxes/my centos.box',
      sha256: null,
    });
    expect((await load('box: {url: null}')).config.box).to.include({ url: null, sha256: null });
  });

  it('take the metrics server from the image repository in force', async () => {
    const { config, origins } = await load('kubernetes: {imageRepository: registry.local/k8s}');
    expect(config.metricsServer.image).to.equal('registry.local/k8s/metrics-server:v0.5.0');
    expect(origins.get('metricsServer.image')).to.equal('default from kubernetes.imageRepository');
  });

  it('give a host with only a name and an address the rest', async () => {
    const { config } = await load(`hosts:
  - {name: cp, ip: 192.168.207.10, role: control-plane}
  - {name: w, ip: 192.168.207.11}`);
    expect(config.hosts[1]).to.deep.equal({ name: 'w', ip: '192.168.207.11', role: 'worker', cpus: 2, memory: 2048 });
    expect(config.hosts).to.have.length(2);
  });
});
