import { expect } from 'chai';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig, loadConfigFile } from '../../../src/config/load.js';
import { formatError } from '../../../src/errors.js';
import { failure, load, problems } from './helpers.js';

describe('config/load', () => {
  describe('takes', () => {
    const blank = [
      ['nothing', ''],
      ['only comments', '# nothing\n'],
      ['a blank document', '---\n'],
      ['an empty section', '{}'],
      ['blank sections', 'network:\ndocker:\n  repo:\n  daemon:\n'],
    ] as const;
    for (const [what, text] of blank) {
      it(`${what} as the defaults`, async () =>
        expect((await load(text)).config).to.deep.equal((await load('')).config));
    }

    it('anchors, aliases and merge keys', async () => {
      const { config, origins } = await load(`hosts:
  - &big {name: m, ip: 192.168.207.10, role: control-plane, cpus: 4, memory: 4096}
  - <<: *big
    name: w
    ip: 192.168.207.11
    role: worker
`);
      expect(config.hosts[1]).to.deep.equal({ name: 'w', ip: '192.168.207.11', role: 'worker', cpus: 4, memory: 4096 });
      expect(origins.get('hosts.1.memory')).to.equal('lab.yaml:2');
      expect(origins.get('hosts.1.ip')).to.equal('lab.yaml:5');
    });

    it('keys of daemon.json over the default ones, null as taking one away', async () => {
      const { config } = await load('docker: {daemon: {log-opts: null, storage-driver: vfs, debug: true}}');
      expect(config.docker.daemon).to.deep.equal({
        'registry-mirrors': ['https://kmny1apu.mirror.aliyuncs.com'],
        'exec-opts': ['native.cgroupdriver=systemd'],
        'log-driver': 'json-file',
        'storage-driver': 'vfs',
        debug: true,
      });
    });

    it("a key file from the user's home, from beside lab.yaml, and from anywhere", async () => {
      const file = async (name: string) => (await load(`ssh: {identityFile: ${name}}`)).config.ssh.identityFile;
      expect(await file('~/.ssh/id')).to.equal(join(homedir(), '.ssh/id'));
      expect(await file('keys/id')).to.equal('/class/keys/id');
      expect(await file('/etc/id')).to.equal('/etc/id');
    });

    it('the provider from its caller only when the file has none', async () => {
      const defaultProvider = () => {
        throw new Error('asked');
      };
      expect((await loadConfig('provider: lxc', { path: 'lab.yaml', defaultProvider })).config.provider).to.equal(
        'lxc',
      );
      expect((await failureOf(loadConfig('', { path: 'lab.yaml', defaultProvider }))).message).to.equal('asked');
      const { origins } = await loadConfig('', {
        path: 'lab.yaml',
        defaultProvider: () => Promise.resolve({ name: 'libvirt' }),
      });
      expect(origins.get('provider')).to.equal('found on this machine');
      const asked: unknown[] = [];
      const remembering = (lab: unknown) => (asked.push(lab), { name: 'libvirt' as const });
      await loadConfig('name: other', { path: '/class/lab.yaml', defaultProvider: remembering });
      await loadConfig('', { path: '/class/lab.yaml', defaultProvider: remembering });
      expect(asked).to.deep.equal([
        { name: 'other', dir: '/class' },
        { name: 'k8s', dir: '/class' },
      ]);
    });
  });

  it('returns plain data that nobody can change', async () => {
    const { config } = await load('');
    expect(() => {
      config.hosts[0]!.name = 'x';
    }).to.throw(TypeError);
    expect(() => {
      (config.docker.daemon['log-opts'] as Record<string, string>)['max-size'] = '1m';
    }).to.throw(TypeError);
  });

  it('freezes nothing of its own defaults', async () => {
    await load('');
    expect((await load('name: again')).config.name).to.equal('again');
  });

  describe('says what is wrong', () => {
    it('all at once, each with its place, in the order of the file', async () => {
      expect(
        await problems(`nam: x
provider: virtualbx
podCidr: 10.0.0.0/8
network:
  subnet: 192.168.207.1/24
  gateway: 10.0.0.256
hosts:
  - name: Master
    ip: 192.168.207.131
    role: control_plane
    cpus: "2"
  - ip: 192.168.207.131
  - 5
docker:
  version: 26.1.3
  repo: {gpgcheck: no}
  daemon: []
kubernetes:
  version: 1.20
  cniVersion: 1.2.0
box: {sha256: zz}
`),
      ).to.deep.equal([
        '1:1 nam unknown key; did you mean `name`? allowed at the top level: name, provider, domain, network, hosts, box, ssh, centos, docker, kubernetes, flannel, metricsServer, images',
        '2:11 provider must be one of virtualbox, libvirt, vmware_desktop, lxc, existing; did you mean virtualbox?',
        '3:1 podCidr unknown key; `podCidr` belongs in `kubernetes`; allowed at the top level: name, provider, domain, network, hosts, box, ssh, centos, docker, kubernetes, flannel, metricsServer, images',
        "5:11 network.subnet must be the network's own address: 192.168.207.0/24",
        '6:12 network.gateway must be an IPv4 address such as 192.168.207.1',
        '8:11 hosts.0.name must be a DNS label: 1–63 lower-case letters, digits and inner hyphens, such as node1',
        '10:11 hosts.0.role must be one of control-plane, worker; did you mean control-plane?',
        '11:11 hosts.0.cpus must be a whole number such as 2',
        '12:5 hosts.1.name is missing',
        '12:9 hosts.1.ip hosts.0 has the same ip; each host needs its own',
        '13:5 hosts.2 must be a section of its own (`key: value` lines below it)',
        '15:12 docker.version must be 19.03.x, 20.10.x, 23.0.x or 24.0.x: Kubernetes 1.20 cannot read the image list of Docker 25 and later ("Id or size of image … is not set")',
        '16:20 docker.repo.gpgcheck must be true or false',
        '17:11 docker.daemon must be a section of its own (`key: value` lines below it)',
        '19:12 kubernetes.version must be a version of three numbers such as 1.20.0, without a leading v; it is read as a number: put it in quotes',
        '20:15 kubernetes.cniVersion must be 0.x: the kubernetes-cni packages from 1.0 on lack the plugin `flannel` (failed to find plugin "flannel" in path)',
        '21:15 box.sha256 must be a SHA-256 sum, 64 hexadecimal digits, or null',
      ]);
    });

    it('with the file, the value and the place in the text that a user reads', async () => {
      expect(formatError(await failure(load('name: k8s\nkubernetes: {version: 1.21.0}')))).to
        .equal(`✗ lab.yaml has a problem
  why   lab.yaml:2:23: kubernetes.version = "1.21.0": must be 1.20.x: the steps, the manifests and the exercises are made for Kubernetes 1.20
  try   correct /class/lab.yaml; an editor that reads lab.schema.json completes and checks it as you type
  code  E_CONFIG_INVALID`);
    });

    const one: [what: string, text: string, problem: string][] = [
      ['a file that is no section', '- a\n- b', '1:1  must be a section: `key: value` lines, a space after the colon'],
      ['a file that is one word', 'kubernetes', '1:1  must be a section: `key: value` lines, a space after the colon'],
      ['a tab', 'network:\n\tsubnet: x', '2:1  not valid YAML: Tabs are not allowed as indentation'],
      ['a key given twice', 'name: a\nname: b', '2:1  `name` is given twice, first in line 1'],
      ['a quote that stays open', 'name: "a', '1:9  not valid YAML: Missing closing "quote'],
      ['an alias without anchor', 'name: a\ndomain: *x', '2:9  not valid YAML: no anchor `&x` before this alias'],
      ['an unknown tag', 'name: !secret a', '1:7  not valid YAML: Unresolved tag: !secret'],
      ['a second document', 'name: a\n---\nname: b', '2:1  begins a second document; there can be only one'],
      [
        'a word with two slips',
        'provider: virtaulbix',
        '1:11 provider must be one of virtualbox, libvirt, vmware_desktop, lxc, existing; did you mean virtualbox?',
      ],
      [
        'a word far from every other',
        'provider: docker',
        '1:11 provider must be one of virtualbox, libvirt, vmware_desktop, lxc, existing',
      ],
      [
        'a section where text belongs',
        'domain: {a: b}',
        '1:9 domain must be a DNS domain in lower case such as example.com',
      ],
      [
        'text where a section belongs',
        'network: 192.168.207.0/24',
        '1:10 network must be a section of its own (`key: value` lines below it)',
      ],
      [
        'a blank value',
        'name:\ndomain: a.b',
        '1:6 name must be a DNS label: 1–63 lower-case letters, digits and inner hyphens, such as node1',
      ],
      ['a blank list', 'name: a\nhosts:\n', '2:7 hosts must be a list (lines that begin with `- `)'],
      [
        'a key in the wrong case',
        'kubernetes: {podCIDR: 10.244.0.0/16}',
        '1:14 kubernetes.podCIDR unknown key; did you mean `podCidr`? allowed in kubernetes: version, repo, cniVersion, criToolsVersion, imageRepository, serviceCidr, podCidr',
      ],
      [
        "a key of an object's own",
        '__proto__: {provider: lxc}',
        '1:1 __proto__ unknown key; allowed at the top level: name, provider, domain, network, hosts, box, ssh, centos, docker, kubernetes, flannel, metricsServer, images',
      ],
      [
        'an unknown key of a host',
        'hosts:\n  - {name: m, ip: 192.168.207.2, role: control-plane}\n  - {name: w, ip: 192.168.207.3, cpu: 4}',
        '3:34 hosts.1.cpu unknown key; did you mean `cpus`? allowed in hosts.1: name, ip, role, cpus, memory',
      ],
      [
        'a Docker that is too old',
        'docker: {version: 18.09.1}',
        '1:19 docker.version must be 19.03.x, 20.10.x, 23.0.x or 24.0.x: Kubernetes 1.20 cannot read the image list of Docker 25 and later ("Id or size of image … is not set")',
      ],
      [
        'a version with a v',
        'kubernetes: {version: v1.20.0}',
        '1:23 kubernetes.version must be a version of three numbers such as 1.20.0, without a leading v',
      ],
      [
        'an image repository with a scheme',
        'kubernetes: {imageRepository: "https://registry.local"}',
        '1:31 kubernetes.imageRepository must be a registry and path without scheme or tag such as registry.aliyuncs.com/google_containers',
      ],
      [
        'a gateway that makes wrong addresses',
        'provider: lxc\nnetwork: {gateway: a b}',
        '2:20 network.gateway must be an IPv4 address such as 192.168.207.1',
      ],
      [
        'an address of a repository that is none',
        'centos: {vault: mirrors.aliyun.com}',
        '1:17 centos.vault must be an http://, https:// or file:// address such as https://vault.centos.org',
      ],
      ['a port that is none', 'ssh: {port: 70000}', '1:13 ssh.port must be at most 65535'],
      [
        'half a processor',
        'hosts:\n  - {name: m, ip: 192.168.207.2, role: control-plane, cpus: 2.5}\n  - {name: w, ip: 192.168.207.3}',
        '2:61 hosts.0.cpus must be a whole number such as 2',
      ],
    ];
    for (const [what, text, problem] of one) {
      it(what, async () => expect(await problems(text)).to.deep.equal([problem]));
    }

    it('an alias that contains itself', async () => {
      expect(await problems('docker: {daemon: &x {a: *x}}')).to.deep.equal(['1:25  `*x` contains itself']);
    });

    it('more aliases than any lab has', async () => {
      const bomb = [
        'a: &a [x,x,x,x,x,x,x,x,x]',
        ...'bcdefg'.split('').map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdef'[i]}`).join(',')}]`),
      ].join('\n');
      expect((await problems(bomb))[0]).to.match(/^1:1 {2}cannot be read as data: Excessive alias count/);
    });
  });

  describe('reads files', () => {
    let dir: string;
    beforeEach(async () => {
      dir = await mkdtemp(join(tmpdir(), 'lab-config-'));
    });
    afterEach(() => rm(dir, { recursive: true }));
    const defaultProvider = () => ({ name: 'lxc' as const });

    it('lab.yaml of the folder, or another that --config names', async () => {
      await writeFile(join(dir, 'lab.yaml'), 'name: here');
      await writeFile(join(dir, 'other.yaml'), 'name: there');
      const here = await loadConfigFile({ cwd: dir, defaultProvider });
      expect([here.config.name, here.path, here.dir, here.origins.get('name')]).to.deep.equal([
        'here',
        join(dir, 'lab.yaml'),
        dir,
        'lab.yaml:1',
      ]);
      const there = await loadConfigFile({ cwd: dir, file: 'other.yaml', defaultProvider });
      expect([there.config.name, there.origins.get('name')]).to.deep.equal(['there', 'other.yaml:1']);
    });

    it('nothing as the defaults, unless the user named it', async () => {
      const loaded = await loadConfigFile({ cwd: dir, defaultProvider });
      expect(loaded.config.name).to.equal('k8s');
      expect(loaded.dir).to.equal(dir);
      const error = await failure(loadConfigFile({ cwd: dir, file: 'lab.yaml', defaultProvider }));
      expect(error).to.include({
        code: 'E_CONFIG_NOT_FOUND',
        exitCode: 2,
        what: `there is no ${join(dir, 'lab.yaml')}`,
      });
    });

    it('no folder', async () => {
      expect(await failure(loadConfigFile({ cwd: dir, file: '.', defaultProvider }))).to.include({
        code: 'E_CONFIG_UNREADABLE',
        exitCode: 2,
      });
    });
  });
});

async function failureOf(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => {
      throw new Error('did not fail');
    },
    (error: Error) => error,
  );
}
