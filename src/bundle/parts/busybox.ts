/**
 * busybox as upstream configures it, from Debian's source package: the binary packages leave out `wget -T`, which crashes
 * there, and other things that exercises and habits rely on.
 */
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DebianArchive } from '../apt.js';
import type { Part } from '../part.js';
import { VERSIONS } from '../versions.js';

/** Differs from upstream's default configuration in this: it runs in an image that holds nothing else. */
const STATIC = { unset: '# CONFIG_STATIC is not set\n', set: 'CONFIG_STATIC=y\n' };
const MAKE = ['-j', '2'];

export const busybox: Part = {
  name: 'busybox',
  title: "busybox from Debian's source package",
  needs: [],
  heavy: true,
  inputs: async () => ({ config: STATIC, make: MAKE, debian: VERSIONS.debian }),

  async build(context) {
    const { out, work, exec } = context;
    const archive = await DebianArchive.open(context);
    const tree = join(work, 'busybox');
    const source = await archive.source('busybox', tree);
    await exec('make', ['defconfig'], { cwd: tree });
    const config = join(tree, '.config');
    await writeFile(config, (await readFile(config, 'utf8')).replace(STATIC.unset, STATIC.set));
    await exec('make', MAKE, { cwd: tree });
    await copyFile(join(tree, 'busybox'), join(out, 'busybox'));
    await writeFile(join(out, 'about.json'), JSON.stringify({ debianSource: `busybox ${source}` }));
  },
};
