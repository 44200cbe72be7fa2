/** The two READMEs say the same, and what the command line really has. */
import { expect } from 'chai';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VERBS } from '../../../src/verbs/index.js';
import { EXIT_CODES } from '../../../src/errors.js';
import { PROVIDERS } from '../../../src/config/schema.js';
import { PROJECT_ROOT } from '../../../src/paths.js';

const FENCE = /^```(\w*)\n([\s\S]*?)^```$/gm;
const COMMENT = /(^|\s+)# .*$/gm;

const read = (file: string) => readFileSync(join(PROJECT_ROOT, file), 'utf8');
const withoutCode = (text: string) => text.replace(FENCE, '');
const codeBlocks = (text: string) =>
  [...text.matchAll(FENCE)].map(([, language, code = '']) => [
    language,
    language === 'bash' ? code.replace(COMMENT, '') : code,
  ]);
const headings = (text: string) => [...withoutCode(text).matchAll(/^#+ .*$/gm)].map(([line]) => line);
const sections = (text: string) => withoutCode(text).split(/^## .*$/m);
const links = (text: string) => [...withoutCode(text).matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target);
/** The first cells of all tables, headings included. */
const firstCells = (text: string) => [...text.matchAll(/^\| (.+?) \|/gm)].map(([, cell = '']) => cell);
/** What a section is made of, whatever the language: list items, tables' rows, words in code. */
const skeleton = (text: string) => ({
  items: text.match(/^- /gm)?.length ?? 0,
  rows: text.match(/^\|/gm)?.length ?? 0,
  code: new Set(text.match(/`[^`\n]+`/g)),
});

const english = read('README.md');
const chinese = read('README.zh.md');

describe('README.md and README.zh.md', () => {
  it('have the same headings in the same order', () => {
    const levels = (text: string) => headings(text).map((line) => line.replace(/[^#].*/, ''));
    expect(headings(english)).to.have.length.above(10);
    expect(levels(chinese)).to.deep.equal(levels(english));
    expect(
      headings(chinese)
        .slice(1)
        .filter((line) => !/\p{Script=Han}/u.test(line)),
      'not translated',
    ).to.deep.equal([]);
  });

  it('have the same code, apart from comments', () => {
    expect(codeBlocks(english)).to.have.length.above(5);
    expect(codeBlocks(chinese)).to.deep.equal(codeBlocks(english));
  });

  it('have the same items, rows and names in each section', () => {
    expect(sections(chinese).map(skeleton)).to.deep.equal(sections(english).map(skeleton));
  });

  it('name files and sections that are there', () => {
    for (const text of [english, chinese]) {
      const anchors = headings(text).map((line) => line.replace(/^#+ /, '#').toLowerCase().replaceAll(' ', '-'));
      const isThere = (target: string) =>
        /^https?:/.test(target) ||
        (target.startsWith('#') ? anchors.includes(target) : existsSync(join(PROJECT_ROOT, target)));
      expect(links(text).filter((target) => !isThere(target))).to.deep.equal([]);
    }
  });

  it('name every verb, and no other', () => {
    const named = firstCells(english).flatMap((cell) => /^`lab ([a-z]+(?: [a-z]+)*)/.exec(cell)?.[1] ?? []);
    const visible = VERBS.filter(({ hidden }) => !hidden);
    const names = visible.flatMap(({ name, verbs }) => verbs?.map((inner) => `${name} ${inner.name}`) ?? [name]);
    expect(named).to.have.members(names);
  });

  it('name every exit code and every provider', () => {
    const cells = firstCells(english);
    expect(cells.filter((cell) => /^\d+$/.test(cell)).map(Number)).to.have.members([0, ...Object.values(EXIT_CODES)]);
    expect(cells).to.include.members(PROVIDERS.map((name) => `\`${name}\``));
  });
});
