import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { DEFINITIONS } from '../../../src/bundle/images/definitions.js';
import { writeImage, writeLayerTar } from '../../../src/bundle/images/image.js';
import { images } from '../../../src/bundle/parts/images.js';

const exec = async (file: string, args: readonly string[]) => (await execa(file, args)).stdout;

describe('writing images', () => {
  let root: string;
  beforeEach(async () => void (root = await mkdtemp(join(tmpdir(), 'image-test-'))));
  afterEach(() => rm(root, { recursive: true }));

  async function layer(folder: string, time: number) {
    const dir = join(root, folder);
    await mkdir(join(dir, 'bin'), { recursive: true });
    await writeFile(join(dir, 'bin/hello'), '#!/bin/sh\n');
    await chmod(join(dir, 'bin/hello'), 0o755);
    await utimes(join(dir, 'bin/hello'), time, time);
    return writeLayerTar({ layer: { name: folder }, dir, madeOf: ['hello 1.0'] }, join(root, 'tars'), exec);
  }

  it('gives the same digest to the same files, whenever they were made', async () => {
    expect((await layer('one', 1_000)).sha256).to.equal((await layer('two', 2_000)).sha256);
  });

  it('writes a manifest whose digests and sizes are those of the blobs beside it', async () => {
    const dir = join(root, 'image');
    const digest = await writeImage(dir, { Cmd: ['/bin/hello'] }, [await layer('one', 1_000)]);
    const text = await readFile(join(dir, 'manifest.json'));
    expect(digest).to.equal(`sha256:${createHash('sha256').update(text).digest('hex')}`);
    const manifest = JSON.parse(text.toString()) as { config: Blob; layers: Blob[] };
    interface Blob {
      digest: string;
      size: number;
    }
    const file = ({ digest }: Blob) => readFile(join(dir, digest.slice('sha256:'.length)));
    for (const blob of [manifest.config, ...manifest.layers]) {
      const content = await file(blob);
      expect(`sha256:${createHash('sha256').update(content).digest('hex')}`).to.equal(blob.digest);
      expect(content.length).to.equal(blob.size);
    }
    expect(await readdir(dir)).to.have.length(4);
    const config = JSON.parse((await file(manifest.config)).toString()) as {
      config: object;
      rootfs: object;
      history: object[];
    };
    expect(config.config).to.deep.include({ Cmd: ['/bin/hello'] });
    expect(config.rootfs).to.deep.equal({ type: 'layers', diff_ids: manifest.layers.map(({ digest }) => digest) });
    expect(config.history).to.have.length(1);
  });
});

describe('image definitions', () => {
  it('take binaries only from parts that the images part needs', () => {
    const sources = Object.values(DEFINITIONS).flatMap(({ layers }) =>
      layers.flatMap(({ binaries = {} }) => Object.values(binaries)),
    );
    expect([...new Set(sources.map((path) => path.split('/')[0]))].sort()).to.deep.equal([...images.needs].sort());
  });

  it('list each layer after those it lies on, each name once', () => {
    const names = new Map<string, unknown>();
    for (const [image, { layers }] of Object.entries(DEFINITIONS)) {
      layers.forEach((layer, i) => {
        expect(names.get(layer.name) ?? layer, layer.name).to.equal(layer);
        names.set(layer.name, layer);
        for (const lower of layer.on ?? []) expect(layers.slice(0, i), image).to.include(lower);
      });
    }
  });
});
