/**
 * The finished bundle: a folder with manifest.json and one link per part into the part cache, named by the digest of what
 * it is made of.
 */
import { mkdir, readFile, readdir, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { LabError } from '../errors.js';
import { task, type Emit } from '../events.js';
import { CACHE_ROOT } from '../paths.js';
import { quote } from '../shell.js';
import { buildParts, partDigests, type BuildOptions } from './build.js';
import { throwIfAborted } from './command.js';
import { digest16 } from './digest.js';
import { compareFiles } from './files.js';
import type { Part } from './part.js';
import { PARTS } from './parts/index.js';
import { PartStore, type BuiltPart, type PartRecord } from './store.js';
import { OFFERS, type Offers } from './versions.js';

export interface Manifest {
  format: 1;
  digest: string;
  offers: Offers;
  parts: Record<string, PartRecord>;
}

/** Where a bundle is kept and what it is made of; tests bring their own. */
export interface BundleSource {
  root: string;
  parts: readonly Part[];
}
const OURS: BundleSource = { root: join(CACHE_ROOT, 'bundle'), parts: PARTS };

export class Bundle {
  constructor(
    readonly dir: string,
    readonly manifest: Manifest,
  ) {}

  /** The Vagrant box of provider lxc. */
  get boxFile(): string {
    return join(this.dir, 'box', 'lab.box');
  }
  /** What the mirror serves over HTTP: the yum repositories. */
  get wwwRoot(): string {
    return join(this.dir, 'rpms', 'www');
  }
  /** Storage of docker-registry, filled with every image. */
  get registryRoot(): string {
    return join(this.dir, 'images', 'registry');
  }
  /** The client binary, for this machine. */
  get kubectl(): string {
    return join(this.dir, 'kubernetes', 'kubectl');
  }
}

/** The bundle that this version of the project builds, if it is there; undefined when any part would have to be built. */
export async function findBundle(source: BundleSource = OURS): Promise<Bundle | undefined> {
  const digests = await partDigests(source.parts);
  const dir = bundleDir(source, digests);
  const text = await readFile(join(dir, 'manifest.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const store = new PartStore(source.root);
  for (const [name, digest] of digests) {
    if ((await store.find(name, digest)) === undefined) return undefined;
  }
  return new Bundle(dir, JSON.parse(text) as Manifest);
}

/** @throws LabError of the part that could not be built, `E_INTERRUPTED` */
export async function buildBundle(options: BuildOptions, source: BundleSource = OURS): Promise<Bundle> {
  const store = new PartStore(source.root);
  const built = await buildParts(source.parts, store, options);
  const dir = bundleDir(source, new Map([...built].map(([name, { record }]) => [name, record.digest])));
  await mkdir(dir, { recursive: true });
  for (const [name, part] of built) await linkTo(part.dir, join(dir, name), dir);
  const manifest = describe(built);
  // Last and by rename: a bundle with a manifest is whole.
  const temp = join(dir, `.manifest-${process.pid}`);
  await writeFile(temp, `${JSON.stringify(manifest, null, 1)}\n`);
  await rename(temp, join(dir, 'manifest.json'));
  return new Bundle(dir, manifest);
}

/**
 * Read every file of every part again and compare it with the manifest.
 * @throws LabError `E_BUNDLE_CORRUPT` naming each file that differs, `E_INTERRUPTED`
 */
export async function verifyBundle(
  bundle: Bundle,
  { emit, signal }: { emit: Emit; signal: AbortSignal },
): Promise<void> {
  const wrong: { part: string; files: string[] }[] = [];
  for (const [name, record] of Object.entries(bundle.manifest.parts)) {
    await task(emit, { title: `Verify ${name}` }, async (handle) => {
      const files = await compareFiles(join(bundle.dir, name), record.files, signal).catch((error: unknown) => {
        throwIfAborted(signal, 'verifying the bundle');
        throw error;
      });
      if (files.length > 0) wrong.push({ part: name, files });
      handle.finish(files.length > 0 ? 'failed' : 'ok', `${record.files.length} files, digest ${record.digest}`);
    });
  }
  if (wrong.length === 0) return;
  const partDirs = await Promise.all(wrong.map(({ part }) => realpath(join(bundle.dir, part)).catch(() => '')));
  throw new LabError({
    code: 'E_BUNDLE_CORRUPT',
    class: 'environment',
    what: `the bundle is not what was built: ${wrong.map(({ part }) => part).join(', ')}`,
    why: wrong.flatMap(({ part, files }) => files.map((file) => `${part}/${file}`)).join('\n'),
    fix: [
      'remove what is damaged and build it again:',
      ...partDirs.filter(Boolean).map((dir) => `rm -r ${quote(dir)}`),
      'lab bundle build',
    ].join('\n'),
    details: { wrong },
  });
}

function bundleDir(source: BundleSource, digests: ReadonlyMap<string, string>): string {
  return join(source.root, bundleDigest(digests));
}

function bundleDigest(digests: ReadonlyMap<string, string>): string {
  return digest16({ format: 1, offers: OFFERS, parts: Object.fromEntries(digests) });
}

function describe(built: ReadonlyMap<string, BuiltPart>): Manifest {
  return {
    format: 1,
    digest: bundleDigest(new Map([...built].map(([name, { record }]) => [name, record.digest]))),
    offers: OFFERS,
    parts: Object.fromEntries([...built].map(([name, { record }]) => [name, record])),
  };
}

async function linkTo(target: string, link: string, from: string): Promise<void> {
  if ((await readdir(from)).some((entry) => join(from, entry) === link)) await rm(link);
  await symlink(relative(from, target), link);
}
