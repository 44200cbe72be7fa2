/**
 * Writes an image as `skopeo` reads one from a folder (transport `dir:`): manifest, configuration and layers in Docker's
 * image format version 2 schema 2, which every Docker pulls. The same files give the same bytes, so the same digests.
 */
import { createHash } from 'node:crypto';
import { link, mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256File } from '../digest.js';
import type { PartContext } from '../part.js';
import type { ImageDefinition } from './definitions.js';
import type { BuiltLayer } from './layer.js';

const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** A layer has no time of its own; its digest is of its content. */
const EPOCH = '1970-01-01T00:00:00Z';

/** A layer as one file: an uncompressed tar, which a host on the same machine gets and unpacks fastest. */
export interface LayerTar {
  path: string;
  size: number;
  sha256: string;
  createdBy: string;
}

export async function writeLayerTar(
  { layer, dir, madeOf }: BuiltLayer,
  tarDir: string,
  exec: PartContext['exec'],
): Promise<LayerTar> {
  await mkdir(tarDir, { recursive: true });
  const temp = join(tarDir, `${layer.name}.tar`);
  const reproducible = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', '--format=gnu'];
  await exec('tar', ['--create', ...reproducible, '--file', temp, '--directory', dir, '.']);
  const sha256 = await sha256File(temp);
  const path = join(tarDir, sha256);
  await rename(temp, path);
  return { path, size: (await stat(path)).size, sha256, createdBy: madeOf.join(', ') };
}

/** @returns the image's digest: the sha256 of its manifest */
export async function writeImage(
  dir: string,
  config: ImageDefinition['config'],
  layers: readonly LayerTar[],
): Promise<string> {
  await mkdir(dir, { recursive: true });
  const configuration = JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    created: EPOCH,
    config: { Env: [PATH], ...config },
    rootfs: { type: 'layers', diff_ids: layers.map(({ sha256 }) => `sha256:${sha256}`) },
    history: layers.map(({ createdBy }) => ({ created: EPOCH, created_by: createdBy })),
  });
  const configDigest = sha256(configuration);
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
    config: {
      mediaType: 'application/vnd.docker.container.image.v1+json',
      size: Buffer.byteLength(configuration),
      digest: `sha256:${configDigest}`,
    },
    layers: layers.map((layer) => ({
      mediaType: 'application/vnd.docker.image.rootfs.diff.tar',
      size: layer.size,
      digest: `sha256:${layer.sha256}`,
    })),
  });
  for (const layer of layers) await link(layer.path, join(dir, layer.sha256));
  await writeFile(join(dir, configDigest), configuration);
  await writeFile(join(dir, 'manifest.json'), manifest);
  await writeFile(join(dir, 'version'), 'Directory Transport Version: 1.1\n');
  return `sha256:${sha256(manifest)}`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
