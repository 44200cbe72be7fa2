/** Runs an image's programs before it is published, so that a broken image fails the build and not a lab. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../../errors.js';
import { quoteAll } from '../../shell.js';
import type { PartContext } from '../part.js';
import type { ImageDefinition, SmokeCheck } from './definitions.js';
import type { BuiltLayer } from './layer.js';

/**
 * $1: the layers as overlayfs takes them, the topmost first; $2: a signal or nothing; $3: an empty folder; the rest: the
 * command.
 * Runs in mount, network, pid and ipc namespaces of its own; what it mounts and writes is gone with them.
 */
const IN_IMAGE = `
set -eu
lower=$1 signal=$2 scratch=$3; shift 3
mount -t tmpfs tmpfs "$scratch"
mkdir "$scratch/none" "$scratch/upper" "$scratch/work" "$scratch/root"
root=$scratch/root
mount -t overlay overlay -o "lowerdir=$lower:$scratch/none,upperdir=$scratch/upper,workdir=$scratch/work" "$root"
mkdir -p "$root/dev" "$root/proc" "$root/etc"
mount --rbind /dev "$root/dev"
mount -t proc proc "$root/proc"
echo 127.0.0.1 localhost > "$root/etc/hosts"
ip link set lo up
# Into a file: programs that open /dev/stderr again cannot when it is a socket, as it is below Node.
env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin chroot "$root" "$@" > "$scratch/output" 2>&1 &
if [ -n "$signal" ]; then sleep 0.5; kill "-$signal" $!; fi
code=0; wait $! || code=$?
cat "$scratch/output"
exit $code`;

/** Names every library that a program of the image asks for and does not find. */
const LIBRARIES =
  'find / -xdev -type f \\( -perm /111 -o -name "*.so*" \\) -exec ldd {} + 2>/dev/null | grep "not found" || echo complete';

/** @throws LabError `E_IMAGE_BROKEN` with the check that failed and what it said */
export async function smokeTest(
  name: string,
  { smoke }: ImageDefinition,
  layers: readonly BuiltLayer[],
  { work, exec }: Pick<PartContext, 'work' | 'exec'>,
): Promise<void> {
  const lower = layers
    .map(({ dir }) => dir)
    .reverse()
    .join(':');
  const scratch = join(work, 'smoke');
  await mkdir(scratch, { recursive: true });
  const onDebian = layers.some(({ layer }) => layer.name === 'base');
  const checks: SmokeCheck[] = [
    ...smoke,
    ...(onDebian ? [{ run: ['sh', '-c', LIBRARIES], says: 'complete' } as const] : []),
  ];
  for (const { run, says, end = '' } of checks) {
    const broken = (how: string, why: string | undefined, cause?: unknown) =>
      new LabError({
        code: 'E_IMAGE_BROKEN',
        class: 'environment',
        what: `image ${name} is broken: ${quoteAll(run)} ${how}`,
        why,
        cause,
      });
    const apart = ['unshare', '--mount', '--net', '--pid', '--ipc', '--fork', '--kill-child'];
    const said = await exec('timeout', ['60', ...apart, 'sh', '-c', IN_IMAGE, 'sh', lower, end, scratch, ...run]).catch(
      (error: unknown) => {
        throw error instanceof LabError && error.code === 'E_BUNDLE_COMMAND'
          ? broken('failed', error.why, error)
          : error;
      },
    );
    if (!said.includes(says)) throw broken(`does not say "${says}"`, said);
  }
}
