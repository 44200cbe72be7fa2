import { execFileSync } from 'node:child_process';
import { expect } from 'chai';
import { hasNetwork, isInside } from '../../../src/lab/netns.js';
import { skipBecause } from '../skip.js';

describe('netns', () => {
  it('is nowhere to be entered where a provider names no way in', () => {
    expect([isInside([]), hasNetwork([])]).to.deep.equal([true, true]);
    const nowhere = ['ip', 'netns', 'exec', 'lab-that-is-not'];
    expect([isInside(nowhere), hasNetwork(nowhere)]).to.deep.equal([false, false]);
  });

  it('knows inside from outside', function () {
    if (process.platform !== 'linux' || process.getuid?.() !== 0)
      skipBecause(this, 'needs root on Linux to make a network namespace');
    const name = `lab-unit-${process.pid}`;
    const enter = ['ip', 'netns', 'exec', name];
    execFileSync('ip', ['netns', 'add', name]);
    try {
      const module = new URL('../../../src/lab/netns.js', import.meta.url).href;
      const program = `const { isInside, hasNetwork } = await import('${module}'); console.log(isInside(${JSON.stringify(enter)}), hasNetwork(${JSON.stringify(enter)}))`;
      const [file = '', ...args] = [...enter, process.execPath, '--input-type=module', '-e', program];
      expect(execFileSync(file, args, { encoding: 'utf8' })).to.equal('true true\n');
      expect([isInside(enter), hasNetwork(enter)]).to.deep.equal([false, true]);
    } finally {
      execFileSync('ip', ['netns', 'del', name]);
    }
  });
});
