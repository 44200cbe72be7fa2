import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { LabError } from '../../../src/errors.js';
import { PROJECT_ROOT } from '../../../src/paths.js';
import { ELSEWHERE, readGuide, renderGuideMap } from '../../../src/provision/guide-map.js';
import { readSteps } from '../../../src/provision/steps.js';

describe('guide map', () => {
  it('is the committed docs/guide-map.md (to write it: npm run generate)', async () => {
    const text = renderGuideMap((await readSteps()).steps, await readGuide());
    expect(readFileSync(join(PROJECT_ROOT, 'docs/guide-map.md'), 'utf8')).to.equal(text);
  });

  it('has every command of the guide and every step', async () => {
    const [{ steps }, guide] = await Promise.all([readSteps(), readGuide()]);
    const rows = renderGuideMap(steps, guide)
      .split('\n')
      .filter((line) => line.startsWith('| '));
    for (const command of guide.flatMap(({ commands }) => commands))
      expect(
        rows.filter((line) => line.startsWith(`| \`${command}\` |`)),
        command,
      ).not.to.be.empty;
    for (const { file } of steps)
      expect(
        rows.filter((line) => line.includes(`(../${file})`)),
        file,
      ).not.to.be.empty;
  });

  it('links to files that exist', async () => {
    const text = renderGuideMap((await readSteps()).steps, await readGuide());
    const links = [...text.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map((match) => match[1]!);
    expect(links.filter((file) => !existsSync(join(PROJECT_ROOT, file)))).to.deep.equal([]);
  });

  it('refuses a command that nobody does and one that the guide does not have', async () => {
    const { steps } = await readSteps();
    const guide = await readGuide();
    const [first, ...others] = guide;
    const more = [{ ...first!, commands: ['rm -rf /', ...first!.commands] }, ...others];
    expect(() => renderGuideMap(steps, more))
      .to.throw(LabError)
      .with.property('why', 'nobody does: rm -rf /');
    const fewer = guide.map(({ title, commands }) => ({
      title,
      commands: commands.filter((command) => command !== 'reboot'),
    }));
    expect(() => renderGuideMap(steps, fewer))
      .to.throw(LabError)
      .with.property('why', 'provision/14-reboot.sh: the guide has no: reboot');
    expect(() => renderGuideMap(steps, guide, { ...ELSEWHERE, 'kubectl dance': { file: undefined, note: '' } }))
      .to.throw(LabError)
      .with.property('why', 'the guide has no: kubectl dance');
  });
}).timeout(20_000);
