/** Golden files: UPDATE_GOLDEN=1 npm run test:unit -- --grep vagrantfile writes them anew; read the diff before committing it. */
import { expect } from 'chai';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rubyString } from '../../../src/config/ruby.js';
import { PROVIDERS, type LabConfig } from '../../../src/config/schema.js';
import { fill, renderVagrantfile } from '../../../src/config/vagrantfile.js';
import { PROJECT_ROOT } from '../../../src/paths.js';
import { EXTRAS, load } from './helpers.js';

const GOLDEN = join(PROJECT_ROOT, 'test/unit/config/golden');

describe('config/vagrantfile', () => {
  for (const provider of PROVIDERS.filter((name) => name !== 'existing')) {
    it(`renders ${provider} as golden/Vagrantfile.${provider}`, async () => {
      const { config } = await load('', provider);
      const rendered = renderVagrantfile(config, provider === 'lxc' ? EXTRAS : undefined);
      const file = join(GOLDEN, `Vagrantfile.${provider}`);
      if (process.env['UPDATE_GOLDEN']) writeFileSync(file, rendered);
      expect(rendered).to.equal(readFileSync(file, 'utf8'));
    });
  }

  it('renders only what the configuration says: other hosts, subnet, box', async () => {
    const { config } = await load(`
network: {subnet: 10.20.0.0/16, gateway: 10.20.0.9}
box: {url: boxes/my.box}
hosts:
  - {name: cp, ip: 10.20.1.1, role: control-plane, cpus: 4, memory: 4096}
  - {name: w, ip: 10.20.1.2}
`);
    const rendered = renderVagrantfile(config);
    expect(rendered).to.include('{ name: "cp", ip: "10.20.1.1", cpus: 4, memory: 4096 }, # control-plane');
    expect(rendered).to.include('netmask: "255.255.0.0", adapter_ip: "10.20.0.9"');
    expect(rendered).to.include('the line `* 10.20.0.0/16`');
    // lab.yaml's folder as seen from .lab/<name>/
    expect(rendered).to.include('config.vm.box_url = File.expand_path("../../boxes/my.box", __dir__)');
    expect(rendered).to.not.match(/192\.168\.207|checksum/);
  });

  it('takes addresses and absolute files as they are', async () => {
    for (const url of ['https://a/b.box', 'file:///a/b.box', '/a/b.box']) {
      expect(renderVagrantfile((await load(`box: {url: ${url}}`)).config)).to.include(
        `config.vm.box_url = ${JSON.stringify(url)}\n`,
      );
    }
  });

  it('lets no value out of its string', async () => {
    const { config } = await load('', 'lxc');
    const odd: LabConfig = {
      ...config,
      name: 'a\nsystem "id"',
      hosts: config.hosts.map((host) => ({ ...host, name: '"#{`id`}\\' })),
    };
    const rendered = renderVagrantfile(odd, {
      bridge: '" + `id` + "',
      containerPrefix: '#$0',
      box: { name: "'&<>", url: '/\u2028#@x' },
    });
    expect(rendered).to.include('{ name: "\\"\\#{`id`}\\\\", ip:');
    expect(rendered).to.include('"net.0.link", "\\" + `id` + \\""\n');
    expect(rendered).to.include('container_name = "\\#$0" +');
    expect(rendered).to.include('config.vm.box = "\'&<>"\n');
    expect(rendered).to.include('box_url = "/\u2028\\#@x"\n');
    expect(rendered).to.not.match(/^system/m);
  });

  it('refuses a provider without machines to make, and lxc without its bridge and box', async () => {
    const { config } = await load('');
    expect(() => renderVagrantfile({ ...config, provider: 'existing' })).to.throw(
      'provider existing has no Vagrantfile',
    );
    expect(() => renderVagrantfile({ ...config, provider: 'lxc' })).to.throw('provider lxc needs a bridge and a box');
  });
});

describe('config/vagrantfile fill', () => {
  it('escapes nothing for HTML', () => expect(fill('{{a}}', { a: '<"&\'/>' })).to.equal('<"&\'/>'));

  it('refuses a value that is not there, at any depth', () => {
    expect(() => fill('{{a}}', {})).to.throw('the template names {{a}}, which has no value');
    expect(() => fill('{{#a}}x{{/a}}', {})).to.throw('{{a}}');
    expect(() => fill('{{^a}}x{{/a}}', {})).to.throw('{{a}}');
    expect(() => fill('{{#a}}{{b}}{{/a}}', { a: [{ b: 1 }, {}] })).to.throw('{{b}}');
    expect(() => fill('{{a}}', { a: null })).to.throw('{{a}}');
  });

  it('leaves the parts out that do not apply, whatever they name', () =>
    expect(fill('x{{#a}}{{b}}{{/a}}', { a: false })).to.equal('x'));
});

describe('config/ruby', () => {
  it('writes every value as a literal on one line', () => {
    expect(rubyString('plain')).to.equal('"plain"');
    expect(rubyString('a"b\\c\n')).to.equal('"a\\"b\\\\c\\n"');
    expect(rubyString('#{x} #$x #@x # #')).to.equal('"\\#{x} \\#$x \\#@x # #"');
  });
});
