/**
 * The Vagrantfiles as the real Vagrant sees them. Needs: vagrant, vagrant-lxc, vagrant-libvirt (Debian packages of these names;
 * elsewhere `vagrant plugin install`) and ruby, which vagrant brings. VirtualBox itself is not needed, see below.
 *
 *   npx mocha dist/test/e2e/vagrant-validate.test.js
 */
import { expect } from 'chai';
import { execa } from 'execa';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../src/config/load.js';
import { rubyString } from '../../src/config/ruby.js';
import type { ProviderName } from '../../src/config/schema.js';
import { renderVagrantfile } from '../../src/config/vagrantfile.js';
import { EXTRAS } from '../unit/config/helpers.js';

describe('vagrant validate', function () {
  this.timeout(120_000);
  let dir: string;

  before(() => {
    dir = mkdtempSync(join(tmpdir(), 'lab-validate-'));
    // Vagrant offers a provider only where its program is. Whether the lines for VirtualBox are right is in Vagrant itself, so
    // a program that knows its version is enough to have them checked.
    mkdirSync(join(dir, 'bin'));
    const stand = join(dir, 'bin/VBoxManage');
    writeFileSync(stand, '#!/bin/sh\n[ "$1" = --version ] && echo 6.1.50r161033\n');
    chmodSync(stand, 0o755);
  });
  after(() => rmSync(dir, { recursive: true, force: true }));

  async function vagrantfile(provider: ProviderName): Promise<string> {
    const { config } = await loadConfig('', {
      path: join(dir, 'lab.yaml'),
      defaultProvider: () => ({ name: provider }),
    });
    return renderVagrantfile(config, provider === 'lxc' ? EXTRAS : undefined);
  }

  async function validate(text: string, ...options: string[]) {
    const folder = mkdtempSync(join(dir, 'lab-'));
    writeFileSync(join(folder, 'Vagrantfile'), text);
    const result = await execa('vagrant', ['validate', '--no-color', ...options], {
      cwd: folder,
      all: true,
      reject: false,
      timeout: 60_000,
      // No VAGRANT_DEFAULT_PROVIDER: as with a plain `vagrant up`, the file itself must make Vagrant take its provider.
      env: {
        VAGRANT_HOME: join(dir, 'home'),
        VAGRANT_CHECKPOINT_DISABLE: '1',
        VAGRANT_DEFAULT_PROVIDER: '',
        PATH: `${process.env['PATH']}:${join(dir, 'bin')}`,
      },
    });
    expect(result.exitCode, `vagrant ran: ${result.shortMessage ?? ''}`).to.be.a('number');
    return { ok: result.exitCode === 0, output: result.all };
  }

  for (const provider of ['virtualbox', 'libvirt', 'lxc'] as const) {
    it(`accepts the one for ${provider}`, async () => {
      expect(await validate(await vagrantfile(provider))).to.deep.equal({
        ok: true,
        output: 'Vagrantfile validated successfully.',
      });
    });

    it(`looks at the lines for ${provider}: a setting that does not exist is refused`, async () => {
      const { ok, output } = await validate(
        (await vagrantfile(provider)).replace(/^( *)(\w+)\.(cpus|backingstore) = .*$/m, '$&\n$1$2.nonsense = 1'),
      );
      expect(ok).to.equal(false);
      expect(output).to.match(/nonsense/);
    });
  }

  it('accepts the one for vmware_desktop, apart from the lines for its plugin, which is no free package (--ignore-provider)', async () => {
    const { ok, output } = await validate(await vagrantfile('vmware_desktop'), '--ignore-provider');
    expect(output).to.include('Vagrantfile validated successfully.');
    expect(ok).to.equal(true);
  });

  it('accepts any text in the keys that are free, and sets it as it is', async () => {
    const nasty = [
      `a "b" 'c' \\ \\\\n`,
      '#{exit 3} #$0 #@x',
      '$(id) `id` ${HOME} %{x} {{x}}',
      '中文 😀 é',
      "__END__ =begin EOF '",
    ];
    for (const [i, text] of nasty.entries()) {
      const box = { name: `a/${text.replace(/\s/g, '')}`, url: `boxes/${text}.box` };
      const { config } = await loadConfig(JSON.stringify({ box }), {
        path: join(dir, 'lab.yaml'),
        defaultProvider: () => ({ name: 'libvirt' }),
      });
      const seen = join(dir, `seen-${i}`);
      // The file as it is, but that it also writes down what its lines have set.
      const looking = renderVagrantfile(config).replace(
        /^( *)(\w+\.vm)\.box_url = .*$/m,
        (line, indent: string, vm: string) =>
          `${line}\n${indent}File.write(${rubyString(seen)}, [${vm}.box, ${vm}.box_url].flatten.join("\\n"))`,
      );
      const { ok, output } = await validate(looking);
      expect(output, text).to.equal('Vagrantfile validated successfully.');
      expect(ok).to.equal(true);
      const [name, url] = readFileSync(seen, 'utf8').split('\n');
      expect(name).to.equal(box.name);
      expect(url).to.satisfy((value: string) => value.endsWith(`/boxes/${text}.box`), String(url));
    }
  });

  it("is told the hosts in the guide's order", async () => {
    const folder = mkdtempSync(join(dir, 'lab-'));
    writeFileSync(
      join(folder, 'Vagrantfile'),
      `${await vagrantfile('lxc')}\nputs HOSTS.map { |host| host.values_at(:name, :ip).join("=") }.join(",")\n`,
    );
    const { all } = await execa('vagrant', ['validate'], {
      cwd: folder,
      all: true,
      env: { VAGRANT_HOME: join(dir, 'home') },
    });
    expect(all).to.include('master=192.168.207.131,node1=192.168.207.137,node2=192.168.207.136');
  });
});

describe('rubyString', () => {
  it('is read by Ruby as the very value', async () => {
    const odd = [
      'plain',
      'a "b" \'c\' \\ \\\\ `id`',
      '#{exit 3} #$0 #@x #',
      'line\nline\ttab\r\0\x1b',
      '中文 \u2028 😀',
      '',
    ];
    const program = `require "json"; print JSON.generate([${odd.map(rubyString).join(', ')}])`;
    const { stdout } = await execa('ruby', ['-e', program]);
    expect(JSON.parse(stdout)).to.deep.equal(odd);
  });
});
