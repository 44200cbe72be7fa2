import { expect } from 'chai';
import { labProcess } from './run.js';

/** Something that goes wrong where nobody waits for it, as soon as lab is at work. */
function crash(how: string): Record<string, string> {
  const program = `const timer = setInterval(() => {
    if (process.listenerCount('SIGHUP') === 0) return;
    clearInterval(timer);
    ${how};
  }, 1);`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(program)}` };
}

describe('what nobody has caught', function () {
  this.timeout(40_000);

  it('is told as a bug, with its exit code', async () => {
    const { code, stderr } = await labProcess(['config'], { env: crash("throw new Error('boom')") });
    expect(code).to.equal(70);
    expect(stderr).to.contain('unexpected: boom').and.to.contain('E_BUG');
    expect(stderr).not.to.match(/^\s+at /m);
    const loud = await labProcess(['config', '--verbose'], { env: crash("throw new Error('boom')") });
    expect(loud.stderr).to.match(/^\s+at /m);
  });

  it('is told of a promise as well', async () => {
    const { code, stderr } = await labProcess(['config'], { env: crash("Promise.reject(new Error('boom'))") });
    expect([code, /E_BUG/.test(stderr)]).to.deep.equal([70, true]);
  });

  it('is a full disk where it is one', async () => {
    const how = "throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })";
    const { code, stderr } = await labProcess(['config'], { env: crash(how) });
    expect([code, /E_DISK/.test(stderr)]).to.deep.equal([3, true]);
  });
});
