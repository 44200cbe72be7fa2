import { execFileSync } from 'node:child_process';
import { expect } from 'chai';
import type { OpenLab } from '../../../src/lab/open.js';
import { runInside, TYPED } from '../../../src/verbs/in-network.js';
import type { Context } from '../../../src/verbs/verb.js';
import { skipBecause } from '../skip.js';

describe('runInside', () => {
  it('tells the lab inside what was typed outside, whatever its own words are', async function () {
    if (process.platform !== 'linux' || process.getuid?.() !== 0)
      skipBecause(this, 'needs root on Linux to make a network namespace');
    const name = `lab-unit-inside-${process.pid}`;
    const enter = ['ip', 'netns', 'exec', name];
    const argv = ['up', '--config', 'my lab.yaml'];
    const handed: { words: readonly string[]; env: Record<string, string> | undefined }[] = [];
    const handOver: Context['handOver'] = async (words, env) => {
      handed.push({ words, env });
      return 7;
    };
    execFileSync('ip', ['netns', 'add', name]);
    try {
      const lab = { provider: { enter: () => enter } } as unknown as OpenLab;
      expect(await runInside({ argv, handOver } as Partial<Context> as Context, lab, ['__provision'])).to.equal(7);
    } finally {
      execFileSync('ip', ['netns', 'del', name]);
    }
    const [{ words, env } = {}] = handed;
    expect(words?.slice(0, enter.length)).to.deep.equal(enter);
    expect(words?.at(-1)).to.equal('__provision');
    expect(JSON.parse(env?.[TYPED] ?? 'null')).to.deep.equal(argv);
  });
});
