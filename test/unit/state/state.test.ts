import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { LabConfig } from '../../../src/config/schema.js';
import { LabError } from '../../../src/errors.js';
import { readState, rememberedTargets, targetsOf, updateState } from '../../../src/state/state.js';

const TARGET = { name: 'master', host: '127.0.0.1', port: 2222, user: 'vagrant', identityFiles: ['/k', '/l'] };
const CONFIG = {
  provider: 'lxc',
  hosts: [{ name: 'master', ip: '192.168.207.131', role: 'control-plane', cpus: 2, memory: 2048 }],
  network: { subnet: '192.168.207.0/24', gateway: '192.168.207.1' },
  docker: { version: '20.10.24' },
} as unknown as LabConfig;

describe('state', () => {
  let dir: string;
  let file: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'lab-state-'));
    file = join(dir, 'k8s', 'state.json');
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('is empty before the first run', async () => {
    expect(await readState(file)).to.deep.equal({ version: 1, provider: null, targets: null, lastRun: null });
  });

  it('keeps what an update does not name, in a private file, with nothing beside it', async () => {
    const lastRun = { command: 'up', startedAt: 'a', finishedAt: 'b', outcome: 'ok' };
    await updateState(file, { targets: targetsOf(CONFIG, [TARGET]) });
    await updateState(file, { lastRun });
    const state = await readState(file);
    expect(state.lastRun).to.deep.equal(lastRun);
    expect(state.targets?.list).to.deep.equal([TARGET]);
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    expect(readdirSync(join(dir, 'k8s'))).to.deep.equal(['state.json']);
  });

  it('loses nothing of two changes at once', async () => {
    const lastRun = { command: 'up', startedAt: 'a', finishedAt: 'b', outcome: 'ok' };
    await Promise.all([
      updateState(file, { targets: targetsOf(CONFIG, [TARGET]) }),
      updateState(file, { provider: 'lxc' }),
      updateState(file, { lastRun }),
    ]);
    expect(await readState(file)).to.deep.equal({
      version: 1,
      provider: 'lxc',
      targets: targetsOf(CONFIG, [TARGET]),
      lastRun,
    });
  });

  it('says what is wrong with a file that is cut or strange, and what to do', async () => {
    await updateState(file, {});
    for (const text of ['{"version": 1, "tar', '{"version": 2}', '[]', '']) {
      writeFileSync(file, text);
      const error = await readState(file).then(
        () => undefined,
        (e: unknown) => e as LabError,
      );
      expect(error, text).to.be.instanceOf(LabError);
      expect(error).to.include({ code: 'E_STATE', exitCode: 3 });
      expect(error?.what).to.contain(file);
      expect(error?.fix).to.contain('remove the file');
      expect(readFileSync(file, 'utf8')).to.equal(text);
    }
  });

  it('reads how hosts are reached from a file of an earlier version, with one key each', async () => {
    const { name, host, port, user } = TARGET;
    const before = { name, host, port, user };
    const list = [
      { ...before, identityFile: '/k' },
      { ...before, identityFile: null },
    ];
    await updateState(file, {});
    writeFileSync(file, JSON.stringify({ version: 1, targets: { madeFrom: 'x', list }, lastRun: null }));
    expect((await readState(file)).targets?.list).to.deep.equal([
      { ...before, identityFiles: ['/k'] },
      { ...before, identityFiles: [] },
    ]);
  });

  it('remembers targets only for the machines they were found on', async () => {
    await updateState(file, { targets: targetsOf(CONFIG, [TARGET]) });
    const state = await readState(file);
    expect(rememberedTargets(state, { ...CONFIG, docker: { ...CONFIG.docker, version: '19.03.15' } })).to.deep.equal([
      TARGET,
    ]);
    expect(rememberedTargets(state, { ...CONFIG, provider: 'libvirt' })).to.equal(undefined);
    expect(rememberedTargets(state, { ...CONFIG, hosts: [] })).to.equal(undefined);
  });
});
