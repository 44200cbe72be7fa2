/** A lab whose control plane is a server of the test, at an address that only Linux has without being asked. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { TYPED } from '../../../src/verbs/in-network.js';
import { skipBecause } from '../skip.js';
import { LOOPBACK } from './loopback-lab.js';
import { CLI, labProcess, LINKED, type Outcome } from './run.js';

const MASTER = '127.99.0.11';

describe('a lab at work', function () {
  this.timeout(20_000);
  let dir: string;
  let server: Server | undefined;
  before(function () {
    if (process.platform !== 'linux') skipBecause(this, `only Linux answers at ${MASTER} by itself`);
  });
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'lab-at-work-'));
  });
  afterEach(() => {
    server?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  async function serve(one: Server): Promise<number> {
    server = one;
    await new Promise<void>((listening) => one.listen(0, MASTER, listening));
    return (one.address() as AddressInfo).port;
  }

  it('is reached past a proxy by the programs that lab starts', async () => {
    const port = await serve(createHttpServer((_, response) => response.end('hello')));
    writeFileSync(join(dir, 'lab.yaml'), LOOPBACK);
    const nobody = 'http://127.0.0.1:1';
    const { code, stdout, stderr } = await labProcess(['curl', '-sS', `http://${MASTER}:${port}/`], {
      cwd: dir,
      env: { http_proxy: nobody, all_proxy: nobody, no_proxy: '', NO_PROXY: '' },
    });
    expect({ code, stdout, stderr }).to.deep.equal({ code: 0, stdout: 'hello', stderr: '' });
  });

  it('says what was typed when it is interrupted, also where a command of lab has started this one', async () => {
    const silent = createServer();
    writeFileSync(join(dir, 'my lab.yaml'), LOOPBACK.replace('port: 1', `port: ${await serve(silent)}`));
    const typed = ['up', '--yes', '--config', 'my lab.yaml'];
    const child = spawn(process.execPath, [CLI, '__provision', '--config', 'my lab.yaml'], {
      cwd: dir,
      env: { ...process.env, ...LINKED, [TYPED]: JSON.stringify(typed) },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    silent.once('connection', () => child.kill('SIGINT'));
    const outcome: Pick<Outcome, 'code' | 'stderr'> = { code: null, stderr: '' };
    child.stderr.on('data', (chunk: Buffer) => (outcome.stderr += chunk.toString()));
    outcome.code = await new Promise((resolve) => child.once('close', resolve));
    expect(outcome).to.deep.equal({
      code: 130,
      stderr:
        "✗ interrupted\n  why   what is done stays done\n  try   lab up --yes --config 'my lab.yaml'\n  code  E_INTERRUPTED\n",
    });
  });
});
