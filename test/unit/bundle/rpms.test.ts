import { expect } from 'chai';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { KEY_PATHS, PREINSTALLED, REPOSITORIES } from '../../../src/bundle/rpms/repositories.js';
import { upstreamVersion } from '../../../src/bundle/rpms/upstream-version.js';
import { PROJECT_ROOT } from '../../../src/paths.js';

const RECIPES = join(PROJECT_ROOT, 'bundle/rpms');
const SPECS = REPOSITORIES.flatMap(({ specs }) => specs);

const tag = (text: string, name: string) => new RegExp(`^${name}: *(.+)$`, 'm').exec(text)?.[1];

describe('yum repositories', () => {
  it('have every spec once, and no spec that is not there', async () => {
    const files = (await readdir(RECIPES))
      .filter((name) => name.endsWith('.spec'))
      .map((name) => name.replace(/\.spec$/, ''));
    expect([...SPECS].sort()).to.deep.equal(files.sort());
  });

  it('lie where the mirrors of the real ones have them', () => {
    expect(REPOSITORIES.map(({ path }) => path)).to.deep.equal([
      'centos-vault/8.5.2111/BaseOS/x86_64/os',
      'centos-vault/8.5.2111/AppStream/x86_64/os',
      'centos-vault/8.5.2111/extras/x86_64/os',
      'docker-ce/linux/centos/8/x86_64/stable',
      'kubernetes/yum/repos/kubernetes-el7-x86_64',
    ]);
    expect(KEY_PATHS).to.have.members([
      'docker-ce/linux/centos/gpg',
      'kubernetes/yum/doc/yum-key.gpg',
      'kubernetes/yum/doc/rpm-package-key.gpg',
    ]);
  });

  it('offer what a machine has before anything is installed, too', () => {
    expect(SPECS).to.include.members([...PREINSTALLED]);
  });

  it('hold packages whose programs are not searched for Debian libraries', async () => {
    for (const spec of SPECS) {
      const text = await readFile(join(RECIPES, `${spec}.spec`), 'utf8');
      expect(tag(text, 'AutoReqProv'), `${spec}.spec`).to.equal('no');
    }
  });

  it('say of every package that stands in for another that it does', async () => {
    for (const spec of ['docker-ce-26', 'kubernetes-cni-1.2', 'cri-tools', 'cri-tools-1.26', 'podman', 'runc']) {
      const text = await readFile(join(RECIPES, `${spec}.spec`), 'utf8');
      expect(tag(text, 'Summary'), `${spec}.spec`).to.match(/^Stand-in for /);
    }
  });
});

describe('versions of Debian packages', () => {
  for (const [described, version] of [
    ['docker.io 20.10.24+dfsg1-1+deb12u1+b6', '20.10.24'],
    ['containerd 1.6.20~ds1-1+deb12u3', '1.6.20'],
    ['tini 0.19.0-1+b3', '0.19.0'],
    ['vim 2:9.0.1378-2', '9.0.1378'],
  ] as const) {
    it(`${described} is ${version} upstream`, () => expect(upstreamVersion(described)).to.equal(version));
  }

  it('is an error where there is none', () => {
    expect(() => upstreamVersion('docker.io')).to.throw('no version in "docker.io"');
  });
});
