import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { exec, lastLines, runInTerminal, startDaemon } from '../../src/process.js';
import { endsWithUs, BY_ITSELF, findProgram, WITH_CHILDREN } from '../../src/programs.js';
import { processStart } from '../../src/process-start.js';
import { failureOf } from './failure-of.js';
import { skipBecause } from './skip.js';

async function ended(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 200 && (await processStart(pid)) !== undefined; tries++) await sleep(20);
  return (await processStart(pid)) === undefined;
}

describe('exec', () => {
  it('returns a non-zero exit with both streams', async () => {
    expect(await exec(['sh', '-c', 'echo out; echo err >&2; exit 7'])).to.deep.equal({
      exitCode: 7,
      stdout: 'out',
      stderr: 'err',
    });
  });

  it('passes arguments as they are, and input', async () => {
    expect((await exec(['printf', '%s', '$(id) `id`'])).stdout).to.equal('$(id) `id`');
    expect((await exec(['cat'], { input: 'secret' })).stdout).to.equal('secret');
  });

  it('gives lines of both streams as they come', async () => {
    const lines: string[] = [];
    await exec(['sh', '-c', 'echo a; echo b >&2; printf c'], { onLine: (line) => lines.push(line) });
    expect(lines.sort()).to.deep.equal(['a', 'b', 'c']);
  });

  it('says which tool is missing', async () => {
    expect(await failureOf(exec(['no-such-tool-here']))).to.include({ code: 'E_TOOL_MISSING', exitCode: 3 });
  });

  it('says so where the PATH may not be used', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'lab-process-'));
    try {
      writeFileSync(join(dir, 'lab-tool'), '#!/bin/sh\n', { mode: 0o644 });
      const error = await failureOf(exec(['lab-tool'], { env: { PATH: dir } }));
      expect(error).to.include({ code: 'E_TOOL_MISSING', exitCode: 3 });
      expect(error.why).to.contain('EACCES');
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it('tells of a failure to take a line, and takes the others', async () => {
    const lines: string[] = [];
    const error = await failureOf(
      exec(['printf', 'a\\nb\\nc\\n'], {
        onLine: (line) => {
          lines.push(line);
          if (line === 'a') throw new Error('disk full');
        },
      }),
    );
    expect(error.message).to.equal('disk full');
    expect(lines).to.deep.equal(['a', 'b', 'c']);
  });

  it('leaves no program behind that may be interrupted when this process ends at once', async () => {
    const module = new URL('../../src/process.js', import.meta.url).href;
    const program = `import { exec } from ${JSON.stringify(module)};
      void exec(['sh', '-c', 'echo $$; exec sleep 30'], { signal: new AbortController().signal, onLine: (pid) => {
        process.stdout.write(pid);
        setTimeout(() => process.exit(130), 50);
      } });`;
    const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      encoding: 'utf8',
    });
    expect(status).to.equal(130);
    expect(await ended(Number(stdout))).to.equal(true);
  });

  it('leaves no program behind that may be interrupted when this process is killed', async function () {
    if (endsWithUs(BY_ITSELF).length === 0) skipBecause(this, 'needs setpriv of util-linux');
    const module = new URL('../../src/process.js', import.meta.url).href;
    const program = `import { exec } from ${JSON.stringify(module)};
      void exec(['sh', '-c', 'echo $$; exec sleep 30'], { signal: new AbortController().signal, onLine: (pid) => process.stdout.write(pid) });`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [pid] = (await once(child.stdout, 'data')) as [Buffer];
    child.kill('SIGKILL');
    expect(await ended(Number(String(pid)))).to.equal(true);
  });

  it('says the same of a missing program whether or not it may be interrupted', async () => {
    const { signal } = new AbortController();
    expect(await failureOf(exec(['no-such-tool-here'], { signal }))).to.include({
      code: 'E_TOOL_MISSING',
      what: 'no-such-tool-here is not installed, or not on the PATH',
    });
  });

  it('does not take a folder that is gone for a program that is', async () => {
    const error = await failureOf(exec(['true'], { cwd: '/no/such/folder', signal: new AbortController().signal }));
    expect(error).to.include({ code: 'E_LAB_FOLDER' });
    expect(error.what).to.contain('/no/such/folder');
  });

  it('ends the children too where it was told to', async () => {
    const abort = new AbortController();
    let pid = 0;
    const onLine = (line: string) => {
      pid = Number(line);
      abort.abort();
    };
    const run = exec(['sh', '-c', 'sleep 30 & echo $!; wait'], { signal: abort.signal, ending: WITH_CHILDREN, onLine });
    expect(await failureOf(run)).to.include({ code: 'E_INTERRUPTED' });
    expect(await ended(pid)).to.equal(true);
  });

  it('ends a program at its deadline', async () => {
    expect(await failureOf(exec(['sleep', '30'], { timeoutMs: 100 }))).to.include({ code: 'E_COMMAND_TIMEOUT' });
  });

  it('ends a program when it is aborted', async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 50);
    expect(await failureOf(exec(['sleep', '30'], { signal: abort.signal }))).to.include({
      code: 'E_INTERRUPTED',
      exitCode: 130,
    });
  });
});

describe('runInTerminal', () => {
  it('gives the exit code, and that of a signal', async () => {
    expect(await runInTerminal(['sh', '-c', 'exit 7'], {}, () => undefined)).to.equal(7);
    expect(await runInTerminal(['sleep', '30'], {}, (program) => program.kill('SIGTERM'))).to.equal(143);
  });

  it('says which program is missing', async () => {
    const run = runInTerminal(['no-such-tool-here'], {}, () => undefined);
    expect(await failureOf(run)).to.include({ code: 'E_TOOL_MISSING' });
  });
});

describe('startDaemon', () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'lab-daemon-'))));
  afterEach(() => rmSync(dir, { recursive: true }));

  it('starts what outlives this process, its words at the end of a log', async () => {
    const log = join(dir, 'log');
    writeFileSync(log, 'before\n');
    const module = new URL('../../src/process.js', import.meta.url).href;
    const program = `import { startDaemon } from ${JSON.stringify(module)};
      await startDaemon(['sh', '-c', 'echo $$; pwd; exec sleep 30'], ${JSON.stringify(log)});`;
    const { status } = spawnSync(process.execPath, ['--input-type=module', '--eval', program]);
    expect(status).to.equal(0);
    let words: string[] = [];
    for (let tries = 0; tries < 100 && words.length < 4; tries++) {
      await sleep(20);
      words = readFileSync(log, 'utf8').split('\n');
    }
    const [before, pid, folder] = words;
    expect([before, folder]).to.deep.equal(['before', '/']);
    expect(await processStart(Number(pid))).not.to.equal(undefined);
    process.kill(Number(pid));
  });

  it('says which program is missing', async () => {
    expect(await failureOf(startDaemon(['no-such-tool-here'], join(dir, 'log')))).to.include({
      code: 'E_TOOL_MISSING',
    });
  });
});

describe('findProgram', () => {
  it('finds what Windows would start by its ending, and nothing where there is none', () => {
    const dir = mkdtempSync(join(tmpdir(), 'lab-programs-'));
    try {
      writeFileSync(join(dir, 'vagrant.CMD'), '', { mode: 0o755 });
      const env = { Path: dir, PathExt: '.EXE;.CMD' };
      expect(findProgram('vagrant', env, true)).to.equal(join(dir, 'vagrant.CMD'));
      expect(findProgram('vagrant', { PATH: dir }, false)).to.equal(undefined);
      expect(findProgram('kubectl', env, true)).to.equal(undefined);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});

describe('lastLines', () => {
  it('skips empty lines', () => {
    expect(lastLines('a\n\nb\n  \nc\n', 2)).to.equal('b\nc');
  });
});
