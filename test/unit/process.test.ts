import { expect } from 'chai';
import { exec, lastLines } from '../../src/process.js';
import type { LabError } from '../../src/errors.js';

const failureOf = async (promise: Promise<unknown>) => {
  try {
    await promise;
  } catch (error) {
    return error as LabError;
  }
  throw new Error('should have failed');
};

describe('exec', () => {
  it('returns a non-zero exit with both streams', async () => {
    expect(await exec(['sh', '-c', 'echo out; echo err >&2; exit 7'])).to.deep.equal({ exitCode: 7, stdout: 'out', stderr: 'err' });
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

  it('ends a program at its deadline', async () => {
    expect(await failureOf(exec(['sleep', '30'], { timeoutMs: 100 }))).to.include({ code: 'E_COMMAND_TIMEOUT' });
  });

  it('ends a program when it is aborted', async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 50);
    expect(await failureOf(exec(['sleep', '30'], { signal: abort.signal }))).to.include({ code: 'E_INTERRUPTED', exitCode: 130 });
  });
});

describe('lastLines', () => {
  it('skips empty lines', () => {
    expect(lastLines('a\n\nb\n  \nc\n', 2)).to.equal('b\nc');
  });
});
