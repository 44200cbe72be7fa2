/** The Debian packages that building a bundle and running a sealed lab need, and getting them onto this machine. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../errors.js';
import { task, type Emit } from '../events.js';
import { CACHE_ROOT } from '../paths.js';
import { exec, lastLines, type ExecOptions } from '../process.js';
import { withLock } from './lock.js';
import { VERSIONS } from './versions.js';

/** By the package names of Debian 12. */
const PACKAGES: readonly string[] = [
  // compile: Kubernetes, its companions, the pause container
  'golang-1.19-go',
  'gcc',
  'libc6-dev',
  'make',
  'rsync',
  'jq',
  'dpkg-dev',
  'patch',
  'xz-utils',
  'ca-certificates',
  // build the box and the yum repositories
  'debootstrap',
  'rpm',
  'dnf',
  'createrepo-c',
  'gnupg',
  'zstd',
  // build and serve the images
  'docker-registry',
  'skopeo',
  // run the hosts
  'vagrant',
  'vagrant-lxc',
  'lxc',
  'bridge-utils',
  'iproute2',
  'sudo',
  'openssh-client',
  'curl',
  'python3-minimal',
];

/** Units that come enabled with a package, would serve or change the network after a reboot, and that no lab uses. */
const UNWANTED_UNITS: Record<string, readonly string[]> = {
  'docker-registry': ['docker-registry.service'],
  lxc: ['lxc-net.service'],
};

/**
 * Runs its arguments while /usr/sbin/policy-rc.d forbids to start services, which is Debian's way to say so; what an
 * administrator has put there stays. What an earlier, killed run of this script left is taken for its own.
 */
const WITHOUT_SERVICES = `
policy=/usr/sbin/policy-rc.d
mark='# kube-classroom, while it installs packages'
if [ ! -e "$policy" ] || grep -qxF "$mark" "$policy"; then
  trap 'rm -f "$policy"' EXIT
  printf '%s\\n' '#!/bin/sh' "$mark" 'exit 101' > "$policy"
  chmod 755 "$policy"
fi
"$@"`;

type AptOptions = Pick<ExecOptions, 'signal' | 'onLine'>;

interface Io {
  emit: Emit;
  signal: AbortSignal;
}

/** Which of PACKAGES are not installed. */
async function missingPackages(): Promise<string[]> {
  const format = '${Package} ${db:Status-Status}\\n';
  const { stdout } = await exec(['dpkg-query', '--show', `--showformat=${format}`, ...PACKAGES]).catch(() => ({
    stdout: '',
  }));
  const installed = new Set(
    stdout
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  );
  return PACKAGES.filter((name) => !installed.has(name));
}

/**
 * Install what is missing with apt-get, without starting any service.
 * @throws LabError `E_NOT_DEBIAN`, `E_PACKAGES_MISSING` (not root), `E_APT` (apt-get failed), `E_INTERRUPTED`
 */
export async function installPackages({ emit, signal }: Io): Promise<void> {
  if ((await missingPackages()).length === 0) return;
  await requireDebian();
  await requireRoot();
  await withLock(join(CACHE_ROOT, 'packages.lock'), { emit, signal }, async () => {
    // Asked again: the run that we waited for may have installed them.
    const missing = await missingPackages();
    if (missing.length === 0) return;
    emit({ type: 'notice', level: 'info', text: `installing Debian packages: ${missing.join(' ')}` });
    await task(emit, { title: `Install ${missing.length} Debian packages` }, async ({ progress, finish }) => {
      await download(missing, { signal, onLine: progress });
      // Not to be aborted: dpkg stopped half way leaves a machine to be repaired by hand.
      await apt(['install', ...missing], { onLine: progress }, ['sh', '-c', WITHOUT_SERVICES, 'sh']);
      await disableUnwanted(missing);
      finish('changed', missing.join(' '));
    });
  });
}

/** The machine's package lists may be missing (fresh image) or outdated: only then they are fetched. */
async function download(missing: string[], options: AptOptions): Promise<void> {
  const args = ['install', '--download-only', ...missing];
  try {
    await apt(args, options);
  } catch (error) {
    if (!(error instanceof LabError) || error.code !== 'E_APT') throw error;
    // One dead third-party source fails the update; whether that matters, the next attempt tells.
    await apt(['update'], options).catch((reason: unknown) => {
      if (options.signal?.aborted) throw reason;
    });
    await apt(args, options);
  }
}

async function apt(args: readonly string[], options: AptOptions, wrapper: readonly string[] = []): Promise<void> {
  const argv = ['apt-get', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300', ...args];
  const { exitCode, stdout, stderr } = await exec([...wrapper, ...argv], {
    ...options,
    env: { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' },
  });
  if (exitCode === 0) return;
  throw new LabError({
    code: 'E_APT',
    class: 'environment',
    what: `apt-get ${args[0]} failed with exit code ${exitCode}`,
    why: lastLines(stderr.trim() === '' ? stdout : stderr, 10),
    fix: `make this work as root, then run the same command again:\napt-get update && apt-get ${args.filter((arg) => arg !== '--download-only').join(' ')}`,
  });
}

async function disableUnwanted(installed: readonly string[]): Promise<void> {
  const units = installed.flatMap((name) => UNWANTED_UNITS[name] ?? []);
  // Only links in /etc/systemd; a machine without systemd has nothing to disable.
  if (units.length > 0) await exec(['systemctl', 'disable', ...units]).catch(() => undefined);
}

async function requireDebian(): Promise<void> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const isDebian =
    /^ID=debian$/m.test(release) && new RegExp(`^VERSION_CODENAME=${VERSIONS.debian}$`, 'm').test(release);
  if (isDebian && process.arch === 'x64') return;
  const name = /^PRETTY_NAME="?([^"\n]*)/m.exec(release)?.[1] ?? process.platform;
  throw new LabError({
    code: 'E_NOT_DEBIAN',
    class: 'environment',
    what: `a sealed lab is built from packages of Debian 12 for x86_64, and this is ${name} (${process.arch})`,
    why: 'Kubernetes 1.20, its Go toolchain and Docker 20.10 are taken from Debian 12 (bookworm)',
    fix: 'run it on Debian 12 (a container or a virtual machine will do), or choose another provider in lab.yaml',
  });
}

async function requireRoot(): Promise<void> {
  if (process.getuid?.() === 0) return;
  const missing = await missingPackages();
  throw new LabError({
    code: 'E_PACKAGES_MISSING',
    class: 'environment',
    what: `Debian packages are missing and only root can install them: ${missing.join(' ')}`,
    fix: `sudo apt-get update && sudo apt-get install --no-install-recommends ${missing.join(' ')}`,
    details: { missing },
  });
}
