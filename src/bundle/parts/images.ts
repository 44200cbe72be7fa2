/**
 * Every image of the bundle, in the storage of a registry: `registry/`. Made without Docker, from Debian packages and the
 * binaries of the other parts; each is run once before it is published.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DebianArchive } from '../apt.js';
import { recordFiles } from '../files.js';
import { DEFINITIONS, type ImageDefinition, type Layer } from '../images/definitions.js';
import { writeImage, writeLayerTar, type LayerTar } from '../images/image.js';
import { LayerBuilder, RECIPES, type BuiltLayer } from '../images/layer.js';
import { withRegistry } from '../images/registry.js';
import { smokeTest } from '../images/smoke.js';
import type { Part, PartContext } from '../part.js';
import { IMAGES, VERSIONS, type ImageName } from '../versions.js';

/** What about.json says of an image. */
interface AboutImage {
  image: string;
  digest: string;
  /** Bytes of all layers, shared ones included. */
  size: number;
  layers: { name: string; madeOf: string[] }[];
}

const NAMES = Object.keys(IMAGES) as ImageName[];

export const images: Part = {
  name: 'images',
  title: `${NAMES.length} container images`,
  needs: ['kubernetes', 'coredns', 'flannel', 'metrics-server', 'busybox'],
  /** `writer` names how images.ts and images/ make files: raise it with a change there that changes their result. */
  inputs: async () => ({
    writer: 1,
    definitions: DEFINITIONS,
    names: IMAGES,
    recipes: await recordFiles(RECIPES),
    debian: VERSIONS.debian,
  }),

  async build(context) {
    const { out, work, task, exec } = context;
    const builder = new LayerBuilder(await DebianArchive.open(context), context);
    const tars = new Map<Layer, LayerTar>();
    const about: AboutImage[] = [];
    const storage = join(out, 'registry');
    await mkdir(storage);
    await withRegistry(storage, context, async (registry) => {
      for (const name of NAMES) {
        task.progress(IMAGES[name]);
        const definition = DEFINITIONS[name];
        const layers: BuiltLayer[] = [];
        for (const layer of definition.layers) {
          const built = await builder.build(layer);
          layers.push(built);
          if (!tars.has(layer)) tars.set(layer, await writeLayerTar(built, join(work, 'tars'), exec));
        }
        await smokeTest(name, definition, layers, context);
        about.push(await publish(name, definition, layers, tars, registry, context));
      }
    });
    await writeFile(join(out, 'about.json'), JSON.stringify({ images: about }));
  },
};

async function publish(
  name: ImageName,
  { config }: ImageDefinition,
  layers: readonly BuiltLayer[],
  tars: ReadonlyMap<Layer, LayerTar>,
  registry: string,
  { work, exec }: PartContext,
): Promise<AboutImage> {
  const dir = join(work, 'images', name);
  const blobs = layers.map(({ layer }) => tars.get(layer)!);
  const digest = await writeImage(dir, config, blobs);
  await exec('skopeo', [
    'copy',
    '--quiet',
    '--preserve-digests',
    '--dest-tls-verify=false',
    `dir:${dir}`,
    `docker://${registry}/${IMAGES[name]}`,
  ]);
  return {
    image: IMAGES[name],
    digest,
    size: blobs.reduce((sum, { size }) => sum + size, 0),
    layers: layers.map(({ layer, madeOf }) => ({ name: layer.name, madeOf })),
  };
}
