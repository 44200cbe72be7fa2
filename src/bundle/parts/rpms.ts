/**
 * The yum repositories: `www/` is the HTTP root of a lab's mirror. Real rpms from the specs in bundle/rpms/, holding Debian's programs and
 * what the other parts compiled, signed with a key made for this bundle.
 */
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LabError } from '../../errors.js';
import { PROJECT_ROOT } from '../../paths.js';
import { DebianArchive, describeDeb } from '../apt.js';
import { recordFiles } from '../files.js';
import type { Part, PartContext } from '../part.js';
import { KEY_PATHS, REPOSITORIES } from '../rpms/repositories.js';
import { SigningKey } from '../rpms/signing-key.js';
import { upstreamVersion } from '../rpms/upstream-version.js';
import { VERSIONS } from '../versions.js';

const RECIPES = join(PROJECT_ROOT, 'bundle/rpms');
/** tini is what docker-init is. */
const DEBIAN_PACKAGES = ['docker.io', 'containerd', 'runc', 'tini', 'chrony'];
const SPECS = REPOSITORIES.flatMap(({ specs }) => specs);

export const rpms: Part = {
  name: 'rpms',
  title: `${SPECS.length} rpms in ${REPOSITORIES.length} yum repositories`,
  needs: ['kubernetes', 'cni-plugins'],
  /** `writer` names how rpms.ts and rpms/ make files: raise it with a change there that changes their result. */
  inputs: async () => ({
    writer: 1,
    recipes: await recordFiles(RECIPES),
    repositories: REPOSITORIES,
    packages: DEBIAN_PACKAGES,
    versions: VERSIONS,
  }),

  async build(context) {
    const { out, exec } = context;
    const debian = await unpackDebian(context);
    await SigningKey.with(context, async (key) => {
      const built = await buildPackages(debian, key, context);
      await key.signPackages([...built.values()]);
      await checkSignatures([...built.values()], key, context);
      for (const { path, specs } of REPOSITORIES) {
        await publish(
          join(out, 'www', path),
          specs.map((spec) => built.get(spec)!),
          key,
          exec,
        );
      }
      for (const path of KEY_PATHS) {
        const target = join(out, 'www', path);
        await mkdir(dirname(target), { recursive: true });
        await copyFile(key.publicKey, target);
      }
      await writeFile(join(out, 'about.json'), JSON.stringify({ debian: debian.described, signedBy: key.fingerprint }));
    });
  },
};

interface UnpackedDebian {
  /** Folder that all the packages are unpacked into. */
  root: string;
  /** `docker.io 20.10.24+dfsg1-1+deb12u1`, one per package. */
  described: string[];
  /** What upstream calls the version, by package. */
  versions: Record<string, string>;
}

async function unpackDebian(context: PartContext): Promise<UnpackedDebian> {
  const { work, exec } = context;
  const archive = await DebianArchive.open(context);
  const root = join(work, 'debian');
  const described: string[] = [];
  for (const deb of await archive.download(DEBIAN_PACKAGES)) {
    await exec('dpkg-deb', ['--extract', deb, root]);
    described.push(await describeDeb(exec, deb));
  }
  const versions = Object.fromEntries(described.map((text) => [text.split(' ')[0]!, upstreamVersion(text)]));
  const docker = versions['docker.io'];
  if (docker === VERSIONS.docker) return { root, described, versions };
  throw new LabError({
    code: 'E_DEBIAN_VERSION',
    class: 'environment',
    what: `Debian's docker.io is ${docker}, and the bundle is to offer Docker ${VERSIONS.docker}`,
    why: described.join('\n'),
    fix: `let the package sources of this machine name Debian ${VERSIONS.debian}`,
  });
}

/** @returns the rpm of each spec */
async function buildPackages(
  debian: UnpackedDebian,
  key: SigningKey,
  { work, inputs, task, exec }: PartContext,
): Promise<Map<string, string>> {
  const macros = {
    _sourcedir: RECIPES,
    debian: debian.root,
    kubernetes: inputs['kubernetes']!,
    cni: inputs['cni-plugins']!,
    public_key: key.publicKey,
    docker_version: VERSIONS.docker,
    containerd_version: debian.versions['containerd']!,
    kubernetes_version: VERSIONS.kubernetes,
    cni_version: VERSIONS.cni,
    cri_tools_version: VERSIONS.criTools,
  };
  const defines = Object.entries(macros).flatMap(([name, value]) => ['--define', `${name} ${value}`]);
  const built = new Map<string, string>();
  for (const spec of SPECS) {
    task.progress(spec);
    // A folder for each: a spec does not say what its file will be called.
    const topdir = join(work, 'rpmbuild', spec);
    const args = [
      '-bb',
      `--load=${join(RECIPES, 'macros')}`,
      '--define',
      `_topdir ${topdir}`,
      ...defines,
      join(RECIPES, `${spec}.spec`),
    ];
    await exec('rpmbuild', args);
    const [file = ''] = await readdir(join(topdir, 'RPMS'));
    built.set(spec, join(topdir, 'RPMS', file));
  }
  return built;
}

async function checkSignatures(files: readonly string[], key: SigningKey, { work, exec }: PartContext): Promise<void> {
  const database = ['--dbpath', join(work, 'rpmdb')];
  await exec('rpmkeys', [...database, '--import', key.publicKey]);
  await exec('rpmkeys', [...database, '--define', '_pkgverify_level all', '--checksig', ...files]);
}

async function publish(
  dir: string,
  files: readonly string[],
  key: SigningKey,
  exec: PartContext['exec'],
): Promise<void> {
  await mkdir(dir, { recursive: true });
  if (files.length > 0) await exec('cp', ['--target-directory', dir, ...files]);
  await exec('createrepo_c', ['--quiet', '--compress-type=gz', dir]);
  await key.signFile(join(dir, 'repodata/repomd.xml'));
}
