/** Runs an image's programs before it is published, so that a broken image fails the build and not a lab. */
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
env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin chroot "$root" "$@" 2>&1 &
if [ -n "$signal" ]; then sleep 0.5; kill "-$signal" $!; fi
wait $!`;

/** Names every library that a program of the image asks for and does not find. */
const LIBRARIES = 'find / -xdev -type f \\( -perm /111 -o -name "*.so*" \\) -exec ldd {} + 2>/dev/null | grep "not found" || echo complete';

/** @throws Error naming the check that failed; LabError E_BUNDLE_COMMAND when the command did */
export async function smokeTest(definition: ImageDefinition, layers: readonly BuiltLayer[], scratch: string, { exec }: Pick<PartContext, 'exec'>): Promise<void> {
  const lower = layers.map(({ dir }) => dir).reverse().join(':');
  const onDebian = layers.some(({ layer }) => layer.name === 'base');
  const checks: SmokeCheck[] = [...definition.smoke, ...(onDebian ? [{ run: ['sh', '-c', LIBRARIES], says: 'complete' } as const] : [])];
  for (const { run, says, end = '' } of checks) {
    const apart = ['unshare', '--mount', '--net', '--pid', '--ipc', '--fork', '--kill-child'];
    const said = await exec('timeout', ['60', ...apart, 'sh', '-c', IN_IMAGE, 'sh', lower, end, scratch, ...run]);
    if (!said.includes(says)) throw new Error(`${run.join(' ')} does not say "${says}" but:\n${said}`);
  }
}
