import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { LabPaths } from '../../../src/paths.js';
import { processStart } from '../../../src/process-start.js';
import { endLeftovers, execAtWork } from '../../../src/vagrant/at-work.js';
import { skipBecause } from '../skip.js';

describe('programs at work on a lab', () => {
  let dir: string;
  let paths: LabPaths;
  const started: ChildProcess[] = [];
  const { signal } = new AbortController();
  const titles: string[] = [];
  const io = { signal, emit: (event: { type: string; title?: string }) => void titles.push(event.title ?? event.type) };

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'lab-at-work-'));
    paths = new LabPaths(dir, 'k8s');
    titles.length = 0;
  });
  afterEach(() => {
    for (const child of started.splice(0)) child.kill('SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  });

  /** A lab command that has started a program and waits for it. */
  async function command(argv: string[]): Promise<{ lab: ChildProcess; program: number }> {
    const modules = ['vagrant/at-work', 'paths'].map(
      (name) => new URL(`../../../src/${name}.js`, import.meta.url).href,
    );
    const text = `
      const [{ execAtWork }, { LabPaths }] = await Promise.all(${JSON.stringify(modules)}.map((url) => import(url)));
      await execAtWork({ paths: new LabPaths(${JSON.stringify(dir)}, 'k8s') }, ${JSON.stringify(argv)}, { onLine: console.log });`;
    const lab = spawn(process.execPath, ['--input-type=module', '--eval', text], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    started.push(lab);
    const [said] = (await once(lab.stdout, 'data')) as [Buffer];
    while (!existsSync(paths.atWork) || readdirSync(paths.atWork).length === 0) await sleep(20);
    return { lab, program: Number(said.toString()) };
  }

  async function killed({ lab }: { lab: ChildProcess }): Promise<void> {
    lab.kill('SIGKILL');
    await once(lab, 'exit');
  }

  it('are forgotten when they have ended', async () => {
    expect((await execAtWork({ paths }, ['sh', '-c', 'echo done'], {})).stdout).to.equal('done');
    expect(readdirSync(paths.atWork)).to.deep.equal([]);
    await endLeftovers({ paths }, io);
    expect(titles).to.deep.equal([]);
  });

  it('are ended when a command that was killed has left them, and nobody else is', async function () {
    if (process.platform === 'win32') skipBecause(this, 'needs signals');
    // A shell as `lab ssh` opens it: its words name vagrant, and it is none of ours.
    const shell = spawn('sh', ['-c', 'exec sleep 60', 'vagrant', 'lxc-start']);
    started.push(shell);
    const left = await command(['sh', '-c', 'echo $$; exec sleep 60']);
    await killed(left);
    expect(await processStart(left.program)).to.be.a('string');
    await endLeftovers({ paths }, io);
    expect(titles).to.include('End what an interrupted run has left at work');
    expect(await processStart(left.program)).to.equal(undefined);
    expect(await processStart(shell.pid!)).to.be.a('string');
    expect(existsSync(paths.atWork)).to.equal(false);
  });

  it('are left alone while the command that started them runs', async function () {
    if (process.platform === 'win32') skipBecause(this, 'needs signals');
    const running = await command(['sh', '-c', 'echo $$; exec sleep 60']);
    await endLeftovers({ paths }, io);
    expect(titles).to.deep.equal([]);
    expect(await processStart(running.program)).to.be.a('string');
    await killed(running);
    await endLeftovers({ paths }, io);
    expect(await processStart(running.program)).to.equal(undefined);
  });
});
