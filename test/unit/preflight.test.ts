import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { availableMemory, availableOnMac, requireDisk, requireMemory } from '../../src/preflight.js';
import { failureOf } from './failure-of.js';

describe('preflight', () => {
  it('knows how much memory there is, in MiB', async () => {
    expect(await availableMemory()).to.be.within(64, 64 * 1024 * 1024);
  });

  it('counts on a Mac what is inactive or speculative as well: little is ever free there', () => {
    // Of a MacBook Pro with 2 GB, macOS 10.6; later ones have more lines and, with their own processors, larger pages.
    const old = `Mach Virtual Memory Statistics: (page size of 4096 bytes)
Pages free:                          90518.
Pages active:                       205479.
Pages inactive:                      32417.
Pages speculative:                  134461.
Pages wired down:                    61009.
"Translation faults":             26323651.
Pages copy-on-write:                177180.
Pages zero filled:                15230394.
Pages reactivated:                       3.
Pageins:                            388108.
Pageouts:                                0.
Object cache: 14 hits of 797355 lookups (0% hit rate)
`;
    expect(availableOnMac(old)).to.equal(Math.floor(((90518 + 32417 + 134461) * 4096) / 1048576));
    const recent = `Mach Virtual Memory Statistics: (page size of 16384 bytes)
Pages free:                               45231.
Pages active:                            892341.
Pages inactive:                          234521.
Pages speculative:                        12345.
Pages throttled:                              0.
Pages wired down:                        456789.
Pages purgeable:                          23456.
`;
    expect(availableOnMac(recent)).to.equal(4564);
    expect(availableOnMac('vm_stat: command not found')).to.equal(undefined);
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
