import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { availableMemory, requireDisk, requireMemory } from '../../src/preflight.js';
import { failureOf } from './failure-of.js';

describe('preflight', () => {
  it('knows how much memory there is, in MiB', async () => {
    expect(await availableMemory()).to.be.within(64, 64 * 1024 * 1024);
  });

  it('refuses what needs more memory than there is, and says both', async () => {
    await requireMemory(1, 'a lab');
    const error = await failureOf(requireMemory(1e9, 'a lab of 3 machines'));
    expect(error).to.include({ code: 'E_MEMORY', exitCode: 3 });
    expect(error.what).to.match(/^not enough memory: a lab of 3 machines needs 1000000000 MiB, \d+ MiB are available$/);
    expect(error.fix).to.include('hosts[].memory');
  });

  it('looks at the disk below a folder that is not there yet', async () => {
    const folder = join(tmpdir(), 'not', 'there', 'yet');
    await requireDisk(folder, 1, 'a lab');
    const error = await failureOf(requireDisk(folder, 1e12, 'a lab'));
    expect(error).to.include({ code: 'E_DISK', exitCode: 3 });
    expect(error.what).to.include(folder);
    expect(error.details).to.include({ path: folder, needed: 1e12 });
  });
});
