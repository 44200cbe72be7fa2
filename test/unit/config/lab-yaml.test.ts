/** The lab.yaml at the root spells the defaults out, and must go on doing so. */
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { leaves } from '../../../src/config/layers.js';
import { dotted } from '../../../src/config/positions.js';
import { PROVIDERS } from '../../../src/config/schema.js';
import { PROJECT_ROOT } from '../../../src/paths.js';
import { load } from './helpers.js';

const text = readFileSync(join(PROJECT_ROOT, 'lab.yaml'), 'utf8');
/** With the keys that depend on the provider no longer commented out. */
const all = text.replace(/^( *)#(?=\S)/gm, '$1');

describe('lab.yaml', () => {
  for (const provider of PROVIDERS.filter((name) => name !== 'existing')) {
    it(`changes nothing with provider ${provider}`, async () => {
      expect((await load(text, provider)).config).to.deep.equal((await load('', provider)).config);
    });
  }

  it('shows in its commented keys what holds with VirtualBox', async () => {
    expect((await load(all, 'lxc')).config).to.deep.equal((await load('', 'virtualbox')).config);
  });

  it('has every key', async () => {
    const { config } = await load('', 'virtualbox');
    expect(leaves(parse(all)).map(dotted)).to.have.members(leaves(config).map(dotted));
  });

  it('names its schema for editors', () => {
    expect(text.split('\n')[0]).to.equal('# yaml-language-server: $schema=./lab.schema.json');
  });
});
