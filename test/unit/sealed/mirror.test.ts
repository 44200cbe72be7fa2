import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Lab } from '../../../src/config/lab.js';
import { LabPaths } from '../../../src/paths.js';
import { processStart } from '../../../src/process-start.js';
import { Mirror } from '../../../src/sealed/mirror.js';
import { SealedNetwork } from '../../../src/sealed/network.js';
import { load } from '../config/helpers.js';
import { skipBecause } from '../skip.js';

describe('a sealed lab’s mirror', function () {
  this.timeout(60_000);
  let dir: string;
  let lab: Lab;
  let network: SealedNetwork;
  const { signal } = new AbortController();

  before(async function () {
    if (process.platform !== 'linux' || process.getuid?.() !== 0)
      skipBecause(this, 'needs root on Linux to make a network namespace');
    if (!existsSync('/usr/bin/docker-registry')) skipBecause(this, 'docker-registry is not installed');
    dir = mkdtempSync(join(tmpdir(), 'lab-mirror-'));
    const { config } = await load('name: mirror\nprovider: lxc\n');
    lab = { config, paths: new LabPaths(dir, 'mirror') };
    network = new SealedNetwork(lab);
    await network.ensure();
  });
  after(async () => {
    if ((lab as Lab | undefined) === undefined) return;
    await network.remove();
    rmSync(dir, { recursive: true, force: true });
  });

  /** What a bundle offers: one file and an empty registry. */
  function bundle(name: string) {
    const content = { wwwRoot: join(dir, name, 'www'), registryRoot: join(dir, name, 'registry') };
    for (const folder of Object.values(content)) mkdirSync(folder, { recursive: true });
    writeFileSync(join(content.wwwRoot, 'which'), name);
    return content;
  }

  function offered(): string {
    const [file = '', ...args] = [...network.enter, 'curl', '-sf', '--noproxy', '*', 'http://192.168.207.1/which'];
    return execFileSync(file, args, { encoding: 'utf8' });
  }

  it('offers the bundle that is current, also when it ran for another one; a shell beside it stays', async () => {
    const [first, second] = [bundle('first'), bundle('second')];
    const mirror = new Mirror(lab, network);
    await mirror.ensure(first, signal);
    expect(offered()).to.equal('first');
    expect([await mirror.serves(first, signal), await mirror.serves(second, signal)]).to.deep.equal([true, false]);

    const pids = async () => (await network.processes(() => true)).map(({ pid }) => pid).sort();
    const before = await pids();
    await mirror.ensure(first, signal);
    expect(await pids(), 'nothing is started anew without a reason').to.deep.equal(before);

    // Somebody at work in the lab's network, whose command line quotes the mirror's.
    const words = `docker-registry serve ${lab.paths.root}/registry.yml; /usr/bin/python3 -m http.server 80 --bind 192.168.207.1 --directory ${first.wwwRoot}`;
    const [file = '', ...args] = [...network.enter, 'sh', '-c', 'sleep 60; true', words];
    const shell = spawn(file, args);
    try {
      await mirror.ensure(second, signal);
      expect(offered()).to.equal('second');
      expect([await mirror.serves(first, signal), await mirror.serves(second, signal)]).to.deep.equal([false, true]);
      const registries = await network.processes(([program]) => program === 'docker-registry');
      expect(registries.map(({ argv }) => argv.at(-1))).to.have.length(1);
      expect(readdirSync(lab.paths.root)).to.include(registries[0]!.argv.at(-1)!.split('/').at(-1));
      expect(await processStart(shell.pid!)).to.be.a('string');
    } finally {
      shell.kill();
    }
  });
});
