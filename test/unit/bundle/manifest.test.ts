import { expect } from 'chai';
import { copyFile, readFile, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildBundle, findBundle, verifyBundle, type Bundle, type BundleSource } from '../../../src/bundle/manifest.js';
import { OFFERS } from '../../../src/bundle/versions.js';
import type { LabError } from '../../../src/errors.js';
import { failure, fakePart, makeWorkshop, removeWorkshop, type Workshop } from './parts.js';

describe('a bundle', () => {
  let shop: Workshop;
  let source: BundleSource;
  let bundle: Bundle;

  beforeEach(async () => {
    shop = await makeWorkshop();
    const linked = fakePart('linked', { build: ({ out }) => symlink('nowhere', join(out, 'link')) });
    source = { root: shop.root, parts: [fakePart('a'), linked] };
    bundle = await buildBundle(shop, source);
  });
  afterEach(() => removeWorkshop(shop));

  it('is found once it is built, with the manifest that was written', async () => {
    const found = await findBundle(source);
    expect(found).to.deep.equal(bundle);
    expect(JSON.parse(await readFile(join(bundle.dir, 'manifest.json'), 'utf8'))).to.deep.equal(bundle.manifest);
    expect(bundle.manifest.offers).to.deep.equal(OFFERS);
    expect(await readFile(join(bundle.dir, 'a/content'), 'utf8')).to.equal('content of a\n');
  });

  it('is not found when an input has changed or a part is gone', async () => {
    expect(await findBundle({ ...source, parts: [fakePart('a', { input: 'new' })] })).to.equal(undefined);
    await rm(join(shop.root, 'parts', `a-${bundle.manifest.parts['a']!.digest}`), { recursive: true });
    expect(await findBundle(source)).to.equal(undefined);
  });

  it('is repaired by building it again', async () => {
    await rm(join(shop.root, 'parts', `a-${bundle.manifest.parts['a']!.digest}`), { recursive: true });
    await verifyBundle(await buildBundle(shop, source), shop);
  });

  it('verifies', async () => {
    await verifyBundle(bundle, shop);
    const finished = shop.events.filter((event) => event.type === 'task-finished').slice(-2);
    expect(finished.map(({ status }) => status)).to.deep.equal(['ok', 'ok']);
  });

  it('stops verifying when it is interrupted', async () => {
    shop.controller.abort();
    expect(await failure(verifyBundle(bundle, shop))).to.have.property('code', 'E_INTERRUPTED');
  });

  const damages: [what: string, expected: RegExp, damage: () => Promise<void>][] = [
    [
      'a flipped byte',
      /a\/content: sha256 [0-9a-f]{64}, not/,
      async () => {
        const bytes = await readFile(join(bundle.dir, 'a/content'));
        bytes[3]! ^= 1;
        await writeFile(join(bundle.dir, 'a/content'), bytes);
      },
    ],
    ['a cut file', /a\/content: 3 bytes, not 13/, () => writeFile(join(bundle.dir, 'a/content'), 'con')],
    ['a missing file', /a\/content: missing/, () => unlink(join(bundle.dir, 'a/content'))],
    [
      'a link that points elsewhere',
      /linked\/link: points to there, not to nowhere/,
      async () => {
        await unlink(join(bundle.dir, 'linked/link'));
        await symlink('there', join(bundle.dir, 'linked/link'));
      },
    ],
    [
      'a link that became a file',
      /linked\/link: not a symbolic link any more/,
      async () => {
        await unlink(join(bundle.dir, 'linked/link'));
        await copyFile(join(bundle.dir, 'a/content'), join(bundle.dir, 'linked/link'));
      },
    ],
  ];
  for (const [what, expected, damage] of damages) {
    it(`does not verify with ${what}, and says which file and what to do`, async () => {
      await damage();
      const error = (await failure(verifyBundle(bundle, shop))) as LabError;
      expect(error.code).to.equal('E_BUNDLE_CORRUPT');
      expect(error.why).to.match(expected);
      expect(error.why?.split('\n')).to.have.length(1);
      expect(error.fix).to.match(new RegExp(`^rm -r ${shop.root}/parts/(a|linked)-[0-9a-f]{16}$`, 'm'));
    });
  }
});
