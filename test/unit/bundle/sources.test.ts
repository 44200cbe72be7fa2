import { expect } from 'chai';
import { LabError } from '../../../src/errors.js';
import { debianMirror, debianSources } from '../../../src/bundle/sources.js';

const lines = (files: Record<string, string>) => debianSources(files).trim().split('\n');

describe('Debian sources of the machine', () => {
  it('reads the one-line format, with its options', () => {
    const list = [
      '# a comment',
      'deb http://mirror.example.org/debian bookworm main contrib',
      'deb [arch=amd64 signed-by=/usr/share/keyrings/k.gpg] http://mirror.example.org/debian-security/ bookworm-security main',
    ].join('\n');
    expect(lines({ 'sources.list': list })).to.deep.equal([
      'deb http://mirror.example.org/debian bookworm main',
      'deb-src http://mirror.example.org/debian bookworm main',
      'deb [arch=amd64 signed-by=/usr/share/keyrings/k.gpg] http://mirror.example.org/debian-security/ bookworm-security main',
      'deb-src [arch=amd64 signed-by=/usr/share/keyrings/k.gpg] http://mirror.example.org/debian-security/ bookworm-security main',
    ]);
  });

  it('reads deb822: several suites, comments between fields, continued lines', () => {
    const text = [
      'Types: deb',
      '# http://snapshot.example.org',
      'URIs: http://mirror.example.org/debian',
      'Suites: bookworm',
      ' bookworm-updates',
      'Components: main non-free-firmware',
      'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg',
    ].join('\n');
    expect(lines({ 'debian.sources': text }).filter((line) => line.startsWith('deb-src'))).to.deep.equal([
      'deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://mirror.example.org/debian bookworm main',
      'deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://mirror.example.org/debian bookworm-updates main',
    ]);
  });

  it('leaves out other vendors, other releases, what is disabled', () => {
    const others = [
      'deb https://download.docker.com/linux/debian bookworm stable',
      'deb https://apt.example.com/apt cloud-sdk-bookworm main',
      'deb http://mirror.example.org/debian trixie main',
      'deb-src http://mirror.example.org/debian bookworm main',
    ].join('\n');
    const disabled =
      'Types: deb\nEnabled: no\nURIs: http://mirror.example.org/debian\nSuites: bookworm\nComponents: main\n';
    const ours = { 'z.list': 'deb http://mirror.example.org/debian bookworm main' };
    expect(lines({ 'x.list': others, 'y.sources': disabled, ...ours })).to.deep.equal(lines(ours));
  });

  it('says so when the machine knows no mirror of this release', () => {
    for (const ask of [debianSources, debianMirror]) {
      expect(() => ask({}))
        .to.throw(LabError)
        .with.property('code', 'E_NO_DEBIAN_SOURCES');
    }
    expect(() =>
      debianMirror({ 'sources.list': 'deb http://mirror.example.org/debian bookworm-updates main' }),
    ).to.throw(LabError, /bookworm/);
  });

  it('finds the mirror of the release itself, not that of its security updates', () => {
    const list = [
      'deb http://security.example.org/debian-security bookworm-security main',
      'deb http://mirror.example.org/debian bookworm main',
    ];
    expect(debianMirror({ 'sources.list': list.join('\n') })).to.equal('http://mirror.example.org/debian');
  });
});
