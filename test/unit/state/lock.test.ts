import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { LabError } from '../../../src/errors.js';
import { acquireLock, lockHolder } from '../../../src/state/lock.js';
import { processStart } from '../../../src/process-start.js';

const HOLD = fileURLToPath(new URL('./hold-lock.js', import.meta.url));

describe('lock', () => {
  let dir: string;
  let file: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'lab-lock-'));
    file = join(dir, '.lab', 'k8s', 'lock');
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  /** A process that takes the lock and says so, or says who has it. */
  async function holder(): Promise<{ said: string; pid: number; end(signal: NodeJS.Signals): Promise<void> }> {
    const child = spawn(process.execPath, [HOLD, file], { stdio: ['pipe', 'pipe', 'inherit'] });
    const gone = new Promise((resolve) => child.once('exit', resolve));
    const said = await new Promise<string>((resolve) =>
      child.stdout.once('data', (data: Buffer) => resolve(data.toString().trim())),
    );
    return { said, pid: child.pid ?? 0, end: async (signal) => void (child.kill(signal), await gone) };
  }

  it('says who holds the lab: process, command, since when', async () => {
    const other = await holder();
    expect(other.said).to.equal('held');
    try {
      const error = await acquireLock(file, 'lab up').then(
        () => undefined,
        (e: unknown) => e as LabError,
      );
      expect(error).to.be.instanceOf(LabError);
      expect(error).to.include({ code: 'E_LAB_BUSY', class: 'busy', exitCode: 5, what: 'the lab is held by “lab up”' });
      expect(error?.why).to.match(new RegExp(`^process ${other.pid}, since 20\\d\\d-`));
      expect(error?.fix).to.contain(`kill ${other.pid}`);
      expect(await lockHolder(file)).to.include({ pid: other.pid, command: 'lab up' });
    } finally {
      await other.end('SIGTERM');
    }
  });

  it('takes over the lock of a process that was killed', async () => {
    const other = await holder();
    await other.end('SIGKILL');
    expect(existsSync(file)).to.equal(true);
    expect(await lockHolder(file)).to.equal(undefined);
    const lock = await acquireLock(file, 'lab up');
    expect(JSON.parse(readFileSync(file, 'utf8'))).to.include({ pid: process.pid });
    await lock.release();
    expect(readdirSync(join(dir, '.lab', 'k8s'))).to.deep.equal([]);
  });

  it('takes over from a dead process whose id another process has now', async () => {
    await (await acquireLock(file, 'x')).release();
    writeFileSync(
      file,
      JSON.stringify({ pid: 1, started: 'long ago', machine: hostname(), command: 'lab up', since: '' }),
    );
    await (await acquireLock(file, 'lab up')).release();
  });

  it('takes over a file that is not a lock', async () => {
    await (await acquireLock(file, 'x')).release();
    for (const text of ['', '{', 'null', '{}']) {
      writeFileSync(file, text);
      await (await acquireLock(file, 'lab up')).release();
    }
  });

  it('does not judge a process on another machine', async () => {
    await (await acquireLock(file, 'x')).release();
    writeFileSync(
      file,
      JSON.stringify({ pid: 1, started: 'x', machine: 'elsewhere', command: 'lab up', since: 'then' }),
    );
    const error = await acquireLock(file, 'lab up').then(
      () => undefined,
      (e: unknown) => e as LabError,
    );
    expect(error?.why).to.equal('process 1 on elsewhere, since then');
    expect(error?.fix).to.contain(file);
  });

  it('shares the lock of the parent process, and leaves it to the parent', async () => {
    await (await acquireLock(file, 'x')).release();
    writeFileSync(
      file,
      JSON.stringify({
        pid: process.ppid,
        started: await processStart(process.ppid),
        machine: hostname(),
        command: 'lab up',
        since: '',
      }),
    );
    await (await acquireLock(file, 'lab up')).release();
    expect(existsSync(file)).to.equal(true);
  });

  it('lets exactly one of many have a stale lock', async function () {
    this.timeout(20_000);
    for (let round = 0; round < 3; round++) {
      const first = await holder();
      expect(first.said).to.equal('held');
      await first.end('SIGKILL');
      const all = await Promise.all(Array.from({ length: 6 }, holder));
      try {
        expect(all.map(({ said }) => said).sort()).to.deep.equal([...Array<string>(5).fill('E_LAB_BUSY'), 'held']);
      } finally {
        await Promise.all(all.map((one) => one.end('SIGTERM')));
      }
    }
  });
});
