import { LabError } from '../errors.js';
import { CACHE_ROOT } from '../paths.js';
import { requireDisk } from '../preflight.js';
import type { BuildOptions } from './build.js';
import { buildBundle, findBundle, type Bundle } from './manifest.js';
import { installPackages } from './packages.js';

/** MiB while a bundle is built, almost all of it for compiling Kubernetes; and the finished bundle. */
const DISK_FOR_BUILD = 9000;

/**
 * The bundle, built now if the cache lacks any part of it; what makes that impossible is said before it begins.
 * @throws LabError `E_BUILD_NEEDS_ROOT`, `E_DISK`, what installPackages and buildBundle throw
 */
export async function ensureBundle(options: BuildOptions): Promise<Bundle> {
  const found = await findBundle();
  if (found) return found;
  if (process.getuid?.() !== 0) {
    throw new LabError({
      code: 'E_BUILD_NEEDS_ROOT',
      class: 'environment',
      what: 'the bundle can only be built by root',
      why: 'the box is made with debootstrap and chroot',
      fix: 'run the command as root',
    });
  }
  await requireDisk(CACHE_ROOT, DISK_FOR_BUILD, 'building the bundle');
  await installPackages(options);
  return buildBundle(options);
}
