import { expect } from 'chai';
import { repositoriesOf } from '../../../src/exercise/yum-repositories.js';

const TEXT = `[main]
gpgcheck=1

# [commented]
[Docker-ce]
name=Docker
baseurl = http://mirror/centos/$releasever/\${basearch}/stable/
[two]
baseurl=http://a/,
  http://b/os//
gpgcheck = no
[off]
baseurl=http://c/
enabled=False

[ variables ]
basearch=x86_64
releasever=8
`;

describe('yum repositories', () => {
  it('are those that are turned on, with variables put in and values that go on', () => {
    expect(repositoriesOf(TEXT)).to.deep.equal([
      { id: 'Docker-ce', addresses: ['http://mirror/centos/8/x86_64/stable'], gpgcheck: true },
      { id: 'two', addresses: ['http://a', 'http://b/os'], gpgcheck: false },
    ]);
  });

  it('without a [main], signatures are looked at where a repository says so', () => {
    expect(repositoriesOf('[a]\nbaseurl=http://a\n[b]\nbaseurl=http://b\ngpgcheck=true\n')).to.deep.equal([
      { id: 'a', addresses: ['http://a'], gpgcheck: false },
      { id: 'b', addresses: ['http://b'], gpgcheck: true },
    ]);
  });
});
