import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parsePackageList } from '../../../src/bundle/box/package-list.js';
import { PROJECT_ROOT } from '../../../src/paths.js';
import { skipBecause } from '../skip.js';

const run = promisify(execFile);
const ROOTFS = join(PROJECT_ROOT, 'bundle/box/rootfs');
const WRAPPER = join(ROOTFS, 'usr/libexec/stand-in/runc');
const WITHOUT_SYS_RESOURCE = ['--bounding-set', '-sys_resource', '--'];

describe('package list of the box', () => {
  it('is words, without comments', () => {
    expect(parsePackageList('# why\nsystemd dbus\n\n  dnf # yum\n')).to.deep.equal(['systemd', 'dbus', 'dnf']);
  });
});

describe('OCI runtime of the box', () => {
  let dir: string;
  /** What the wrapper makes of a command, with a runc that says how it was called. */
  const wrapped = async (...args: string[]) => {
    const { stdout } = await run('setpriv', [...WITHOUT_SYS_RESOURCE, 'sh', WRAPPER, ...args], {
      cwd: dir,
      env: { PATH: `${dir}:${process.env['PATH']}` },
    });
    return stdout.trim();
  };
  const write = (name: string, value: unknown) => writeFile(join(dir, name), JSON.stringify(value));
  const read = async (name: string) => JSON.parse(await readFile(join(dir, name), 'utf8')) as unknown;

  before(async function () {
    // Dropping a capability takes root; jq is in the box and on machines that build a bundle.
    const able = await run('setpriv', [...WITHOUT_SYS_RESOURCE, 'jq', '--version']).catch(() => undefined);
    if (able === undefined) skipBecause(this, 'needs root and jq');
  });
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'runc-'));
    await writeFile(join(dir, 'runc'), '#!/bin/sh\necho "runc $*"\n', { mode: 0o755 });
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('takes what the kernel would refuse out of a new container, and nothing else', async () => {
    const config = (capabilities: string[], oomScoreAdj: number) => ({
      ociVersion: '1.0.2',
      process: {
        args: ['sh', '-c', 'echo "CAP_SYS_RESOURCE"'],
        oomScoreAdj,
        capabilities: { bounding: capabilities, effective: capabilities, ambient: null },
      },
      root: { path: 'rootfs' },
    });
    await write('config.json', config(['CAP_CHOWN', 'CAP_SYS_RESOURCE', 'CAP_KILL'], -998));
    const args = ['--root', '/run/x', '--log', 'l', 'create', '--bundle', dir, '--pid-file', 'p', 'an-id'];
    expect(await wrapped(...args)).to.equal(`runc ${args.join(' ')}`);
    expect(await read('config.json')).to.deep.equal(config(['CAP_CHOWN', 'CAP_KILL'], 0));
  });

  it('takes the bundle from the working folder when none is named, and leaves a positive score', async () => {
    await write('config.json', { process: { oomScoreAdj: 1000 } });
    await wrapped('run', 'an-id');
    expect(await read('config.json')).to.deep.equal({ process: { oomScoreAdj: 1000 } });
  });

  it('does the same to a process that joins a container', async () => {
    await write('process.json', { args: ['ls'], oomScoreAdj: -500, capabilities: { bounding: ['CAP_SYS_RESOURCE'] } });
    await wrapped('exec', '--process', join(dir, 'process.json'), '--detach', 'an-id');
    expect(await read('process.json')).to.deep.equal({ args: ['ls'], oomScoreAdj: 0, capabilities: { bounding: [] } });
  });

  it('hands every other command on as it is', async () => {
    await write('config.json', { process: { oomScoreAdj: -998 } });
    expect(await wrapped('kill', 'an-id', '9')).to.equal('runc kill an-id 9');
    expect(await read('config.json')).to.deep.equal({ process: { oomScoreAdj: -998 } });
  });
});
