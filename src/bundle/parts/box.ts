/**
 * The Vagrant box of a sealed lab: `lab.box`, for vagrant-lxc. A Debian userland that answers to the commands of an EL8, made from
 * bundle/box/, and tried out before it is packed: what the guide installs must install and find its libraries.
 */
import { copyFile, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../paths.js';
import { machineSources } from '../apt.js';
import { parsePackageList } from '../box/package-list.js';
import { RootFs } from '../box/root-fs.js';
import { recordFiles } from '../files.js';
import type { Part, PartContext } from '../part.js';
import { PREINSTALLED, REPOSITORIES } from '../rpms/repositories.js';
import { debianMirror } from '../sources.js';
import { VERSIONS } from '../versions.js';

const RECIPES = join(PROJECT_ROOT, 'bundle/box');
const recipe = (name: string) => join(RECIPES, name);

export const box: Part = {
  name: 'box',
  title: 'Vagrant box: the EL8 stand-in',
  needs: ['rpms'],
  /** `writer` names how box.ts and box/ make files: raise it with a change there that changes their result. */
  inputs: async () => ({
    writer: 1,
    recipes: await recordFiles(RECIPES),
    preinstalled: PREINSTALLED,
    versions: VERSIONS,
  }),

  async build(context) {
    const { out, work, inputs, task, exec } = context;
    const root = await debootstrap(context);
    task.progress('making it a stand-in');
    await root.overlay(recipe('rootfs'), join(work, 'overlay'));
    await root.copyIn(await preinstalled(inputs['rpms']!), 'rpms');
    await root.run(recipe('setup.sh'));
    await root.run(recipe('check.sh'));
    await rehearse(root, context);
    task.progress('packing');
    await pack(root, work, join(out, 'lab.box'), exec);
    const packages = (await readdir(join(root.path, 'var/lib/dpkg/info'))).filter((name) =>
      name.endsWith('.list'),
    ).length;
    await writeFile(
      join(out, 'about.json'),
      JSON.stringify({ debian: VERSIONS.debian, debianPackages: packages, rpms: PREINSTALLED }),
    );
  },
};

async function debootstrap({ work, exec }: PartContext): Promise<RootFs> {
  const root = new RootFs(join(work, 'rootfs'), exec);
  const packages = parsePackageList(await readFile(recipe('packages'), 'utf8'));
  const args = [
    '--variant=minbase',
    `--include=${packages.join(',')}`,
    VERSIONS.debian,
    root.path,
    debianMirror(await machineSources()),
  ];
  await exec('debootstrap', args);
  return root;
}

/** The files of PREINSTALLED in the repositories. */
async function preinstalled(rpms: string): Promise<string[]> {
  const files = await Promise.all(
    REPOSITORIES.map(async ({ path }) =>
      (await readdir(join(rpms, 'www', path))).map((name) => join(rpms, 'www', path, name)),
    ),
  );
  return PREINSTALLED.map((name) => {
    const file = files.flat().find((path) => path.includes(`/${name}-`) && path.endsWith('.rpm'));
    if (file === undefined) throw new Error(`no rpm of ${name} in the repositories`);
    return file;
  });
}

/** Do in a copy what the guide does in a host, from the repositories that the host will see. */
async function rehearse(root: RootFs, { work, inputs, task }: PartContext): Promise<void> {
  task.progress('rehearsing the installation of everything');
  const copy = await root.copyTo(join(work, 'rehearsal'));
  await copy.copyIn([join(inputs['rpms']!, 'www')], '.');
  await copy.run(recipe('rehearsal.sh'), {
    VAULT: VERSIONS.centosVault,
    DOCKER: VERSIONS.docker,
    KUBERNETES: VERSIONS.kubernetes,
    CNI: VERSIONS.cni,
    CRI_TOOLS: VERSIONS.criTools,
  });
}

/** Compressed once and lightly: it is unpacked three times at every `up`, and never travels. */
async function pack(root: RootFs, work: string, target: string, exec: PartContext['exec']): Promise<void> {
  const dir = join(work, 'box');
  await mkdir(dir);
  for (const name of ['metadata.json', 'lxc-config']) await copyFile(recipe(name), join(dir, name));
  // vagrant-lxc strips two components of each path: ./rootfs/…
  const rootfs = [
    '--numeric-owner',
    '--xattrs',
    '--use-compress-program=gzip -1',
    '--file',
    join(dir, 'rootfs.tar.gz'),
  ];
  await exec('tar', ['--create', ...rootfs, '--directory', join(root.path, '..'), './rootfs']);
  await exec('tar', ['--create', '--file', target, '--directory', dir, 'metadata.json', 'lxc-config', 'rootfs.tar.gz']);
}
