import type { Bundle } from '../bundle/manifest.js';
import { LabError } from '../errors.js';
import type { Verb } from './verb.js';

const build: Verb = {
  name: 'build',
  summary: 'build what the cache lacks',
  json: true,
  details: '`lab up` does it by itself when it is needed. Installs the Debian packages that it needs, and says which.',
  examples: [['lab bundle build', 'the first time half an hour, then nothing to do']],
  async run({ emit, signal, json, print }) {
    const { ensureBundle } = await import('../bundle/ensure.js');
    print(describe(await ensureBundle({ emit, signal }), json));
  },
};

const verify: Verb = {
  name: 'verify',
  summary: 'compare every file of the bundle with its manifest',
  json: true,
  examples: [['lab bundle verify', '']],
  async run({ emit, signal, json, print }) {
    const { findBundle, verifyBundle } = await import('../bundle/manifest.js');
    const bundle = await findBundle();
    if (!bundle) {
      throw new LabError({
        code: 'E_BUNDLE_MISSING',
        class: 'environment',
        what: 'the bundle is not built',
        fix: 'lab bundle build',
      });
    }
    await verifyBundle(bundle, { emit, signal });
    print(describe(bundle, json));
  },
};

export const bundle: Verb = {
  name: 'bundle',
  summary: 'what a sealed lab is made of: box, yum repositories, images',
  verbs: [build, verify],
  examples: [
    ['lab bundle build', 'build what the cache lacks'],
    ['lab bundle verify', 'check every file'],
  ],
};

function describe({ dir, manifest }: Bundle, json: boolean): string {
  if (json) return JSON.stringify({ dir, manifest }, null, 2);
  const { images, ...versions } = manifest.offers;
  return [
    `bundle ${manifest.digest}  ${dir}`,
    ...Object.entries(versions).map(([what, version]) => `  ${what} ${String(version)}`),
    ...images.map((image) => `  image ${image}`),
  ].join('\n');
}
