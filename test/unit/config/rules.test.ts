import { expect } from 'chai';
import { load, problems } from './helpers.js';

const hosts = (...lines: string[]) => `hosts:\n${lines.map((line) => `  - {${line}}\n`).join('')}`;
const CP = 'name: cp, ip: 192.168.207.2, role: control-plane';
const W = 'name: w, ip: 192.168.207.3';

describe('config/rules', () => {
  const one: [what: string, text: string, ...problem: string[]][] = [
    [
      'a host outside the subnet',
      hosts(CP, 'name: w, ip: 10.0.0.3'),
      '3:19 hosts.1.ip must be in network.subnet: 192.168.207.1 to 192.168.207.254',
    ],
    [
      "the network's own address",
      hosts(CP, 'name: w, ip: 192.168.207.0'),
      "3:19 hosts.1.ip is the network's own address; allowed: 192.168.207.1 to 192.168.207.254",
    ],
    [
      'the broadcast address',
      hosts(CP, 'name: w, ip: 192.168.207.255'),
      '3:19 hosts.1.ip is the broadcast address; allowed: 192.168.207.1 to 192.168.207.254',
    ],
    [
      "the gateway's address",
      hosts(CP, 'name: w, ip: 192.168.207.1'),
      "3:19 hosts.1.ip is the gateway's address (network.gateway)",
    ],
    [
      'a gateway outside the subnet',
      'network: {gateway: 10.0.0.1}',
      '1:20 network.gateway must be in network.subnet: 192.168.207.1 to 192.168.207.254',
    ],
    [
      'a gateway that a default host has',
      'network: {gateway: 192.168.207.136}',
      "1:20 hosts.2.ip is the gateway's address (network.gateway); this is the default",
    ],
    [
      'a subnet that the default hosts do not fit in',
      'network: {subnet: 10.1.1.0/25}',
      '1:19 hosts.0.ip must be in network.subnet: 10.1.1.1 to 10.1.1.126; this is the default',
      '1:19 hosts.1.ip must be in network.subnet: 10.1.1.1 to 10.1.1.126; this is the default',
      '1:19 hosts.2.ip must be in network.subnet: 10.1.1.1 to 10.1.1.126; this is the default',
    ],
    [
      'two hosts of one name',
      hosts(CP, W, 'name: w, ip: 192.168.207.4'),
      '4:12 hosts.2.name hosts.1 has the same name; each host needs its own',
    ],
    [
      'two hosts of one address',
      hosts(CP, W, 'name: x, ip: 192.168.207.3'),
      '4:19 hosts.2.ip hosts.1 has the same ip; each host needs its own',
    ],
    [
      'localhost',
      hosts(CP, 'name: localhost, ip: 192.168.207.3'),
      "3:12 hosts.1.name must not be localhost: that name is every machine's own",
    ],
    [
      'a name too long for a node',
      `domain: ${'d'.repeat(61)}\n${hosts(CP, 'name: w, ip: 192.168.207.3')}`,
      "3:12 hosts.0.name is too long with the domain: 64 characters, 63 are allowed for a node's name",
    ],
    [
      "a name that Vagrant could take for a machine's id",
      hosts(CP, 'name: c1, ip: 192.168.207.3'),
      "3:12 hosts.1.name must have a letter after f, or a hyphen: Vagrant could take it for the beginning of another machine's id, which is of 0–9 and a–f",
    ],
    [
      'machines that are there and are not named',
      'provider: existing',
      '1:11 hosts must list your machines, name and ip of each: provider existing makes none; this is the default',
    ],
    ['no control plane', hosts(W), '2:3 hosts no host has role control-plane; exactly one must'],
    [
      'two control planes',
      hosts(CP, 'name: w, ip: 192.168.207.3, role: control-plane'),
      '3:40 hosts.1.role hosts.0 is the control plane already; exactly one host must be',
    ],
    [
      'no worker',
      hosts(CP),
      '2:3 hosts there is no worker; at least one is needed, for pods do not run on the control plane',
    ],
    ['no host at all', 'hosts: []', '1:8 hosts must have at least 1 item'],
    [
      'a control plane with one processor',
      hosts(`${CP}, cpus: 1`, W),
      '2:62 hosts.0.cpus must be at least 2: kubeadm refuses a control plane with less',
    ],
    [
      'a control plane with little memory',
      hosts(`${CP}, memory: 1699`, W),
      '2:64 hosts.0.memory must be at least 1700 (MiB): kubeadm refuses a control plane with less',
    ],
    ['memory in GB', hosts(CP, `${W}, memory: 2`), '3:42 hosts.1.memory must be at least 512'],
    [
      'a subnet too small',
      `network: {subnet: 192.168.207.0/30}\n${hosts(CP, 'name: w, ip: 192.168.207.3')}`,
      '1:19 network.subnet is too small: /29 is the least for a gateway and two hosts',
    ],
    [
      'a service range that kubeadm refuses',
      'kubernetes: {serviceCidr: 10.96.0.0/11}',
      '1:27 kubernetes.serviceCidr must be between /12 and /28 in size: kubeadm refuses others',
    ],
    [
      'a pod range too small for every host',
      'kubernetes: {podCidr: 10.244.0.0/23}',
      '1:23 kubernetes.podCidr is too small: every host takes a /24 of it, so 3 hosts need a /22 or wider',
    ],
    [
      "a pod range smaller than a node's",
      'kubernetes: {podCidr: 10.244.0.0/25}',
      '1:23 kubernetes.podCidr is too small: every host takes a /24 of it, so 3 hosts need a /22 or wider',
    ],
    [
      'a pod range wider than kubeadm takes',
      'kubernetes: {podCidr: 64.0.0.0/7}',
      '1:23 kubernetes.podCidr must not be wider than /8: kubeadm refuses that',
    ],
    [
      'pods among services',
      'kubernetes: {podCidr: 10.100.0.0/16}',
      '1:23 kubernetes.podCidr overlaps kubernetes.serviceCidr (10.96.0.0/12)',
    ],
    [
      'services among the default pods',
      'kubernetes: {serviceCidr: 10.244.16.0/20}',
      '1:27 kubernetes.podCidr overlaps kubernetes.serviceCidr (10.244.16.0/20); this is the default',
    ],
    [
      'pods among machines',
      'kubernetes: {podCidr: 192.168.0.0/16}',
      '1:23 kubernetes.podCidr overlaps network.subnet (192.168.207.0/24)',
    ],
    [
      "pods in VirtualBox's own network",
      'kubernetes: {podCidr: 10.0.0.0/16}',
      "1:23 kubernetes.podCidr overlaps 10.0.2.0/24, VirtualBox's own network in every machine",
    ],
    [
      'machines at loopback addresses',
      'network: {subnet: 127.0.0.0/8}',
      '1:19 network.subnet overlaps 127.0.0.0/8, which every machine keeps for itself',
    ],
    [
      'pods at multicast addresses',
      'kubernetes: {podCidr: 239.1.0.0/16}',
      '1:23 kubernetes.podCidr overlaps 224.0.0.0/3, which is for multicast or reserved',
    ],
    [
      'a sum without a file to compare',
      `box: {sha256: ${'a'.repeat(64)}, url: null}`,
      '1:15 box.sha256 needs box.url: a box looked up by its name is not compared with a sum',
    ],
    [
      'signatures without a key',
      'docker: {repo: {gpgkey: []}}',
      '1:25 docker.repo.gpgkey must name at least one key, because gpgcheck or repoGpgcheck is true',
    ],
  ];
  for (const [what, text, ...expected] of one) {
    it(`refuse ${what}`, async () => expect(await problems(text)).to.deep.equal(expected));
  }

  it('keep out of the way where a provider has no network of its own there', async () => {
    expect((await load('kubernetes: {podCidr: 10.0.0.0/16}', 'lxc')).config.kubernetes.podCidr).to.equal('10.0.0.0/16');
  });

  it('let unsigned repositories do without keys', async () => {
    expect((await load('kubernetes: {repo: {gpgkey: []}}')).config.kubernetes.repo.gpgkey).to.deep.equal([]);
  });

  it('say nothing about values whose shape is wrong already', async () => {
    expect(await problems('network: {subnet: x}')).to.deep.equal([
      '1:19 network.subnet must be an IPv4 network such as 192.168.207.0/24',
    ]);
    expect(await problems('hosts: 3')).to.deep.equal(['1:8 hosts must be a list (lines that begin with `- `)']);
  });
});
