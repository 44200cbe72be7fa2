/** Those of the project's steps that only change files, run in earnest on copies: every path below a folder of the test. */
import { mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { probe } from '../../../src/provision/plan.js';
import { applyScript, type Environment } from '../../../src/provision/script.js';
import { readSteps } from '../../../src/provision/steps.js';
import { LocalHost } from './local-host.js';

/** Run a step where these files are; it has to end with a check that holds, and once more without a change. */
async function apply(name: string, files: Record<string, string>, env: Environment) {
  const root = mkdtempSync(join(tmpdir(), 'root-'));
  const at = (file: string) => join(root, file);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(at(file)), { recursive: true });
    writeFileSync(at(file), text);
  }
  const { library: helpers, steps } = await readSteps();
  // What the names lead to is read from the test's own file.
  const library = `${helpers}\ngetent() { awk -v n="$2" '/^[^#]/ { for (i = 2; i <= NF; i++) if (tolower($i) == n) print $1 }' ${at('etc/hosts')}; }`;
  const original = steps.find((step) => step.name === name)!;
  const step = {
    ...original,
    text: original.text.replaceAll('$HOME/', '/root/').replaceAll(/\/(etc|root)\//g, `${root}/$1/`),
  };
  const host = new LocalHost('h', 'worker');
  const read = () => Object.fromEntries(Object.keys(files).map((file) => [file, readFileSync(at(file), 'utf8')]));
  const holds = async () => (await probe(host, library, [step], env)).get(name)?.status === 'done';
  const result = { before: await holds(), read, at };
  for (const round of ['first', 'second']) {
    const last = read();
    const { exitCode, stderr } = await host.script(applyScript(library, step, env));
    expect({ exitCode, stderr }, round).to.deep.equal({ exitCode: 0, stderr: '' });
    expect(await holds(), `${round} check`).to.equal(true);
    if (round === 'second') expect(read()).to.deep.equal(last);
  }
  return result;
}

describe('06-hosts', () => {
  const HOSTS = '192.168.207.131 master master.example.com\n192.168.207.137 node1 node1.example.com';

  it('appends the guide’s lines', async () => {
    const { before, read } = await apply('06-hosts', { 'etc/hosts': '127.0.0.1   localhost\n' }, { HOSTS });
    expect(before).to.equal(false);
    expect(read()['etc/hosts']).to.equal(`127.0.0.1   localhost\n${HOSTS}\n`);
  });

  it('takes the names from other lines, and leaves everything else as it is', async () => {
    const { read } = await apply(
      '06-hosts',
      {
        'etc/hosts':
          '# master is here\n127.0.0.1  localhost   master\n127.0.1.1 node1.example.com node1 # vagrant\n192.168.207.137 node1 node1.example.com\n10.0.0.9 other masterful\n192.168.207.9 NODE1\n192.168.207.137 node1 node1.example.com\n',
      },
      { HOSTS },
    );
    expect(read()['etc/hosts']).to.equal(
      '# master is here\n127.0.0.1 localhost\n192.168.207.137 node1 node1.example.com\n10.0.0.9 other masterful\n192.168.207.131 master master.example.com\n',
    );
  });
}).timeout(20_000);

describe('01-vault', () => {
  const repo = (name: string) => `[${name}]
name=CentOS Linux $releasever - ${name}
mirrorlist=http://mirrorlist.centos.org/?release=$releasever&arch=$basearch&repo=${name}&infra=$infra
#baseurl=http://mirror.centos.org/$contentdir/$releasever/${name}/$basearch/os/
gpgcheck=1
`;
  const vaulted = (name: string, release: string) =>
    repo(name)
      .replace('mirrorlist=', '#mirrorlist=')
      .replace(/#baseurl=.*/, `baseurl=http://vault/${release}/${name}/$$basearch/os/`);

  it('turns CentOS’s repositories to the vault, wherever they pointed, and no others', async () => {
    const other = '[epel]\nmirrorlist=https://mirrors.fedoraproject.org/x\n';
    const { before, read } = await apply(
      '01-vault',
      {
        'etc/yum.repos.d/CentOS-Linux-AppStream.repo': repo('AppStream'),
        'etc/yum.repos.d/CentOS-Linux-BaseOS.repo': vaulted('BaseOS', '8.4.2105').replace(
          'http://vault',
          'https://elsewhere',
        ),
        'etc/yum.repos.d/CentOS-Stream-BaseOS.repo': repo('BaseOS'),
        'etc/yum.repos.d/epel.repo': other,
      },
      { CENTOS_VAULT: 'http://vault' },
    );
    expect(before).to.equal(false);
    expect(read()).to.deep.equal({
      'etc/yum.repos.d/CentOS-Linux-AppStream.repo': vaulted('AppStream', '8.5.2111'),
      'etc/yum.repos.d/CentOS-Linux-BaseOS.repo': vaulted('BaseOS', '8.5.2111'),
      'etc/yum.repos.d/CentOS-Stream-BaseOS.repo': vaulted('BaseOS', '8-stream'),
      'etc/yum.repos.d/epel.repo': other,
    });
  });

  it('has nothing to do where there are no repositories of CentOS', async () => {
    const { before } = await apply(
      '01-vault',
      { 'etc/yum.repos.d/rocky.repo': '[baseos]\n' },
      { CENTOS_VAULT: 'http://vault' },
    );
    expect(before).to.equal(true);
  });
}).timeout(20_000);

describe('24-docker-daemon', () => {
  const DOCKER_DAEMON_JSON =
    '{"storage-driver":"overlay2","log-opts":{"max-size":"100m"},"registry-mirrors":["https://new"]}';
  const file = 'etc/docker/daemon.json';

  it('lays the configuration over what is there', async () => {
    const old =
      '{"default-runtime":"special","log-opts":{"max-file":"3","max-size":"1m"},"registry-mirrors":["https://old"]}';
    const { before, read } = await apply('24-docker-daemon', { [file]: old }, { DOCKER_DAEMON_JSON });
    expect(before).to.equal(false);
    expect(JSON.parse(read()[file]!)).to.deep.equal({
      'default-runtime': 'special',
      'log-opts': { 'max-file': '3', 'max-size': '100m' },
      'registry-mirrors': ['https://new'],
      'storage-driver': 'overlay2',
    });
  });

  it('replaces a file that is only half there', async () => {
    const { read, at } = await apply('24-docker-daemon', { [file]: '{"storage-driver": "ov' }, { DOCKER_DAEMON_JSON });
    expect(JSON.parse(read()[file]!)).to.deep.equal(JSON.parse(DOCKER_DAEMON_JSON));
    expect(statSync(at(file)).mode & 0o777).to.equal(0o644);
  });
}).timeout(20_000);

describe('20-docker-repo', () => {
  it('writes the guide’s file', async () => {
    const { read } = await apply(
      '20-docker-repo',
      { 'etc/yum.repos.d/docker-ce.repo': 'old\n' },
      {
        DOCKER_REPO_BASEURL: 'https://mirror/8/',
        DOCKER_REPO_GPGCHECK: '1',
        DOCKER_REPO_REPO_GPGCHECK: '0',
        DOCKER_REPO_GPGKEY: 'https://mirror/gpg',
      },
    );
    expect(read()['etc/yum.repos.d/docker-ce.repo']).to.equal(
      '[Docker-ce]\nname=Docker-ce\nbaseurl=https://mirror/8/\nenabled=1\ngpgcheck=1\nrepo_gpgcheck=0\ngpgkey=https://mirror/gpg\n',
    );
  });
}).timeout(20_000);

describe('51-kubeconfig', () => {
  const conf = (key: string, context = '') =>
    `clusters:\n- cluster:\n    certificate-authority-data: CA\n    server: https://192.168.207.131:6443\n${context}users:\n- user:\n    client-certificate-data: CERT\n    client-key-data: ${key}\n`;
  const step = (mine: string) =>
    apply('51-kubeconfig', { 'etc/kubernetes/admin.conf': conf('KEY'), 'root/.kube/config': mine }, {});

  it('leaves a file alone that gets into the cluster, with the namespace that somebody has chosen', async () => {
    expect((await step(conf('KEY', 'contexts:\n- context:\n    namespace: dev\n'))).before).to.equal(true);
  });

  it('replaces the file of another cluster', async () => {
    const { before, read } = await step(conf('OLD'));
    expect(before).to.equal(false);
    expect(read()['root/.kube/config']).to.equal(conf('KEY'));
  });
}).timeout(20_000);
