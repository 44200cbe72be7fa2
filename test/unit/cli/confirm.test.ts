import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import { confirm } from '../../../src/cli/confirm.js';
import type { LabError } from '../../../src/errors.js';

const asking = {
  yes: false,
  interactive: true,
  json: false,
  signal: new AbortController().signal,
  argv: ['down'],
};

/** What comes of these keys, typed at a terminal. */
async function typed(keys: string): Promise<boolean> {
  const streams = { input: new PassThrough(), output: Object.assign(new PassThrough().resume(), { isTTY: true }) };
  const answer = confirm(asking, 'Remove it?', streams);
  streams.input.write(keys);
  return answer;
}

const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error as LabError,
  );

describe('confirm', () => {
  it('takes y and yes as yes, anything else as no', async () => {
    for (const keys of ['y\n', 'YES\n']) expect(await typed(keys), keys).to.equal(true);
    for (const keys of ['\n', 'n\n', 'yesterday\n']) expect(await typed(keys), keys).to.equal(false);
  });

  it('is interrupted by Ctrl-C and by Ctrl-D', async () => {
    for (const keys of ['\x03', '\x04'])
      expect(await errorOf(typed(keys))).to.include({ code: 'E_INTERRUPTED', exitCode: 130 });
  });

  it('says what to type where there is nobody to ask', async () => {
    const error = await errorOf(confirm({ ...asking, interactive: false }, 'Remove it?\nAll goes.\n'));
    expect(error).to.include({ code: 'E_NEEDS_YES', exitCode: 2, why: 'Remove it?\nAll goes.', fix: 'lab down --yes' });
    expect(await confirm({ ...asking, interactive: false, yes: true }, 'Remove it?')).to.equal(true);
  });
});
