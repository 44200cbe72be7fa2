/** Makes the files of a layer: packages unpacked, binaries put in place, the recipe's own files and script. */
import { cp, mkdir, rm, symlink } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PROJECT_ROOT } from '../../paths.js';
import { describeDeb, type DebianArchive } from '../apt.js';
import type { PartContext } from '../part.js';
import type { Layer } from './definitions.js';

export const RECIPES = join(PROJECT_ROOT, 'bundle/images');

/**
 * Packages that only the installation scripts of others need (no script runs here), or that belong to a machine and
 * not to a container.
 */
const LEFT_OUT = [
  /^(libperl|perl)/,
  /^lib(number-compare|text-glob|file-find-rule)-perl$/,
  /^libgdbm/,
  'usrmerge',
  'debconf',
  'dpkg',
  'init-system-helpers',
  'adduser',
  'passwd',
  /^libpam/,
  /^libaudit/,
  /^libsemanage/,
  'libsepol2',
  'libcap-ng0',
  'libcap2-bin',
  'gcc-12-base',
  'libnginx-mod-http-echo',
];

/** Documentation and translations; copyright files stay. */
const PRUNED = [
  './usr/share/man',
  './usr/share/info',
  './usr/share/locale',
  './usr/share/lintian',
  './usr/share/bash-completion',
  './usr/share/doc/*/[!c]*',
  './usr/share/doc/*/changelog*',
];

export interface BuiltLayer {
  layer: Layer;
  /** Its files. */
  dir: string;
  /** `bash 5.2.15-2+b8`, or the part that a binary is of. */
  madeOf: string[];
}

/** Layers by identity, each made once. */
export class LayerBuilder {
  private readonly built = new Map<Layer, Promise<BuiltLayer>>();
  private readonly packagesOf = new Map<Layer, Promise<string[]>>();

  constructor(
    private readonly archive: DebianArchive,
    private readonly context: Pick<PartContext, 'work' | 'inputs' | 'exec'>,
  ) {}

  build(layer: Layer): Promise<BuiltLayer> {
    return once(this.built, layer, () => this.make(layer));
  }

  private async make(layer: Layer): Promise<BuiltLayer> {
    const dir = join(this.context.work, 'layers', layer.name);
    await mkdir(dir, { recursive: true });
    const lower = below(layer);
    const lowerLinks = lower.flatMap(({ links = {} }) => Object.entries(links));
    for (const [path, target] of [...lowerLinks, ...Object.entries(layer.links ?? {})]) {
      await mkdir(join(dir, target), { recursive: true });
      await symlink(target, join(dir, path));
    }
    const madeOf = [...(await this.unpackPackages(layer, dir)), ...(await this.addBinaries(layer, dir))];
    await this.applyRecipe(layer, dir);
    for (const [path, target] of lowerLinks) {
      await rm(join(dir, path));
      await this.context.exec('rmdir', ['--ignore-fail-on-non-empty', join(dir, target)]);
    }
    return { layer, dir, madeOf };
  }

  private async unpackPackages(layer: Layer, dir: string): Promise<string[]> {
    const present = (await Promise.all(below(layer).map((lower) => this.packages(lower)))).flat();
    const missing = (await this.packages(layer)).filter((name) => !present.includes(name));
    if (missing.length === 0) return [];
    const debs = await this.archive.download(missing);
    for (const deb of debs) {
      // Not dpkg-deb --extract: it would replace the links of a merged /usr by folders.
      const unpack = 'dpkg-deb --fsys-tarfile "$1" | tar --extract --keep-directory-symlink --directory "$2" "${@:3}"';
      const excludes = PRUNED.map((pattern) => `--exclude=${pattern}`);
      await this.context.exec('bash', ['-o', 'pipefail', '-c', unpack, 'bash', deb, dir, ...excludes]);
    }
    return Promise.all(debs.map((deb) => describeDeb(this.context.exec, deb)));
  }

  private packages(layer: Layer): Promise<string[]> {
    return once(this.packagesOf, layer, async () => {
      if (layer.packages === undefined) return [];
      const all = await this.archive.dependencies(layer.packages);
      return all.filter((name) => !LEFT_OUT.some((out) => (typeof out === 'string' ? out === name : out.test(name))));
    });
  }

  private async addBinaries({ name, binaries = {}, programs = {} }: Layer, dir: string): Promise<string[]> {
    const madeOf: string[] = [];
    for (const [path, from] of Object.entries(binaries)) {
      const [part = '', file = ''] = from.split('/');
      await mkdir(dirname(join(dir, path)), { recursive: true });
      await cp(join(this.context.inputs[part]!, file), join(dir, path));
      madeOf.push(from);
    }
    for (const [path, source] of Object.entries(programs)) {
      await this.context.exec('gcc', [
        '-Os',
        '-Wall',
        '-Wextra',
        '-Werror',
        '-static',
        '-s',
        '-o',
        join(dir, path),
        join(RECIPES, name, source),
      ]);
      madeOf.push(`${name}/${source}`);
    }
    return madeOf;
  }

  private async applyRecipe({ name }: Layer, dir: string): Promise<void> {
    const recipe = join(RECIPES, name);
    if (existsSync(join(recipe, 'rootfs'))) await cp(join(recipe, 'rootfs'), dir, { recursive: true });
    if (existsSync(join(recipe, 'finish.sh')))
      await this.context.exec('bash', [join(recipe, 'finish.sh')], { cwd: dir });
  }
}

/** All layers that a layer lies on, directly or not. */
function below({ on = [] }: Layer): Layer[] {
  return [...new Set(on.flatMap((layer) => [...below(layer), layer]))];
}

function once<K, V>(map: Map<K, Promise<V>>, key: K, make: () => Promise<V>): Promise<V> {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
