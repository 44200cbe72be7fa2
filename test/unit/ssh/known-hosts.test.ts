import { readdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { KnownHosts } from '../../../src/ssh/known-hosts.js';

/** A blob as far as its type, with something behind it. */
function key(rest: string): Buffer {
  const type = Buffer.from('ssh-ed25519');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(type.length);
  return Buffer.concat([length, type, Buffer.from(rest)]);
}

describe('the pins of host keys', () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'lab-pins-'))));
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('are kept whoever else pins or forgets at the same time, once each, readable by the owner only', async () => {
    const file = join(dir, 'k8s', 'known_hosts');
    await new KnownHosts(file).pin('old', key('old'));
    await Promise.all([
      ...['master', 'node1', 'node2'].map((name) => new KnownHosts(file).pin(name, key(name))),
      new KnownHosts(file).pin('master', key('master')),
      new KnownHosts(file).forget(['old']),
    ]);
    const pins = new KnownHosts(file);
    for (const name of ['master', 'node1', 'node2'])
      expect(await pins.pins(name)).to.deep.equal([key(name).toString('base64')]);
    expect(await pins.pins('old')).to.deep.equal([]);
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    expect(readdirSync(join(dir, 'k8s'))).to.deep.equal(['known_hosts']);
    await pins.forget();
    expect(await pins.pins('master')).to.deep.equal([]);
  });
});
