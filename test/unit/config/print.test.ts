import { expect } from 'chai';
import { configJson, configYaml } from '../../../src/config/print.js';
import { PROVIDERS } from '../../../src/config/schema.js';
import { load } from './helpers.js';

const ODD = `
name: other
network: {subnet: 10.9.8.0/24}
box: {url: 'a "b" #{c} \\d.box'}
ssh: {identityFile: ~/.ssh/key}
docker:
  daemon:
    log-opts: null
    labels: ["a=#b", "c: d", "yes", "1.20", ""]
    x.y: {deep: {er: [1, true, null]}}
hosts:
  - {name: cp, ip: 10.9.8.7, role: control-plane, memory: 4096}
  - {name: w, ip: 10.9.8.8}
`;

describe('config/print', () => {
  for (const provider of PROVIDERS) {
    for (const [what, text] of [
      ['an empty lab.yaml', ''],
      ['an odd one', ODD],
    ] as const) {
      if (provider === 'existing' && text === '') continue; // it has no default hosts
      it(`prints what --config takes back: ${what}, ${provider}`, async () => {
        const loaded = await load(text, provider);
        const again = await load(configYaml(loaded), provider === 'lxc' ? 'virtualbox' : 'lxc');
        expect(again.config).to.deep.equal(loaded.config);
      });
    }
  }

  it('says beside each value where it is from', async () => {
    const lines = configYaml(await load(ODD, 'lxc'))
      .split('\n')
      .map((line) => line.trim());
    expect(lines).to.include.members([
      'provider: lxc # found on this machine',
      'name: other # lab.yaml:2',
      'domain: example.com # default',
      'subnet: 10.9.8.0/24 # lab.yaml:3',
      'gateway: 10.9.8.1 # default from network.subnet',
      '- name: cp # lab.yaml:12',
      'cpus: 2 # default',
      'vault: http://10.9.8.1/centos-vault # default for provider lxc',
      'exec-opts: [ native.cgroupdriver=systemd ] # default',
      'insecure-registries: [ 10.9.8.1:5000 ] # default for provider lxc',
      'log-opts: null # lab.yaml:8',
    ]);
    const values = lines.filter((line) => /: \S/.test(line) && !line.startsWith('#'));
    expect(values.filter((line) => !/ # (default|found|lab\.yaml:\d+)/.test(line))).to.deep.equal([]);
  });

  it('prints the same as JSON for programs', async () => {
    const loaded = await load(ODD);
    const json = JSON.parse(JSON.stringify(configJson(loaded))) as Record<string, Record<string, unknown>>;
    expect(json['config']).to.deep.equal(loaded.config);
    expect(json['origins']!['network.subnet']).to.equal('lab.yaml:3');
  });
});
