import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { exec, lastLines } from '../../src/process.js';
import { processStart } from '../../src/state/process-start.js';
import { failureOf } from './failure-of.js';

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
    for (let tries = 0; tries < 100 && processStart(Number(stdout)) !== undefined; tries++) await sleep(20);
    expect(processStart(Number(stdout))).to.equal(undefined);
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

describe('lastLines', () => {
  it('skips empty lines', () => {
    expect(lastLines('a\n\nb\n  \nc\n', 2)).to.equal('b\nc');
  });
});
