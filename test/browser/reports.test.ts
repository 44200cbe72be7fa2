/** The pages of `lab report` in a real browser: Chromium of Debian, without a network. Needs chromium and unshare(1) as root. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { exec } from '../../src/process.js';
import { classHtml, reportHtml } from '../../src/report/exercise-html.js';
import { aClass, aReport } from './sample.js';

interface Measured {
  /** Width of the content, and of what is visible of it, in CSS pixels. */
  scrollWidth: number;
  width: number;
  /** Smallest size of a text, in CSS pixels. */
  smallest: number;
  marks: number;
  hosts: number;
  /** Least contrast of a text against the page (WCAG 2, 1.4.3). */
  contrast: number;
  title: string;
}

const PHONE = 390;
const DESKTOP = 1280;

/** Runs in the page around the report, which it holds as `srcdoc` and so may look into. */
const MEASURE = `addEventListener('load', () => {
  const page = document.querySelector('iframe').contentDocument;
  const style = (element) => page.defaultView.getComputedStyle(element);
  const texts = [...page.body.querySelectorAll('*')].filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== ''));
  const light = (color) => color.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  document.title = JSON.stringify({
    scrollWidth: page.documentElement.scrollWidth, width: page.documentElement.clientWidth, smallest: Math.min(...texts.map((element) => parseFloat(style(element).fontSize))),
    marks: page.querySelectorAll('.mark').length, hosts: page.querySelectorAll('.hosts li').length, contrast: Math.min(...texts.map((element) => 1.05 / (light(style(element).color) + 0.05))),
    title: page.title,
  });
});`;

describe('reports in Chromium', function () {
  this.timeout(120_000);
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lab-browser-'));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  async function chromium(...args: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await exec(
      [
        'unshare',
        '--net',
        'chromium',
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-dev-shm-usage',
        `--user-data-dir=${join(folder, 'profile')}`,
        ...args,
      ],
      { timeoutMs: 60_000 },
    );
    if (exitCode !== 0) throw new Error(`chromium ended with ${exitCode}: ${stderr.slice(-500)}`);
    return stdout;
  }

  async function measure(html: string, width: number): Promise<Measured> {
    const outer = join(folder, `page-${width}.html`);
    const escaped = html.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
    await writeFile(
      outer,
      `<!doctype html><meta charset="utf-8"><iframe style="width:${width}px;height:800px;border:0" srcdoc="${escaped}"></iframe><script>${MEASURE}</script>`,
    );
    const dom = await chromium('--dump-dom', `file://${outer}`);
    const title = /<title>(.*?)<\/title>/s.exec(dom)?.[1] ?? '';
    return JSON.parse(
      title.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
    ) as Measured;
  }

  for (const lang of ['en', 'zh'] as const) {
    for (const width of [PHONE, DESKTOP]) {
      it(`one student's, ${lang}, ${width} wide: nothing sticks out, everything is there and can be read`, async () => {
        const seen = await measure(reportHtml(aReport('Li <Lei> & 韩梅梅'), lang), width);
        expect(seen.scrollWidth).to.be.at.most(seen.width);
        expect(seen.smallest).to.be.at.least(12);
        expect(seen.contrast).to.be.at.least(4.5);
        expect(seen).to.include({ marks: 8, hosts: 3 });
        expect(seen.title).to.contain('Li <Lei> & 韩梅梅');
      });
    }
  }

  it('a class of forty on a phone: the page does not stick out, its table scrolls', async () => {
    const reports = aClass(40).map((report) => ({ label: report.student, file: `${report.student}.json`, report }));
    const unread = [{ file: 'bo.zip', why: 'is an archive: unpack it first' }];
    const page = classHtml({ reports, unread, sameName: [] }, 'en', '2026-01-03T00:00:00Z');
    const seen = await measure(page, PHONE);
    expect(seen.scrollWidth).to.be.at.most(seen.width);
    expect(seen.contrast).to.be.at.least(4.5);
  });

  it('can be printed', async () => {
    const [page, pdf] = [join(folder, 'print.html'), join(folder, 'print.pdf')];
    await writeFile(page, reportHtml(aReport('Li Lei'), 'zh'));
    await chromium('--no-pdf-header-footer', `--print-to-pdf=${pdf}`, `file://${page}`);
    const printed = await readFile(pdf, 'latin1');
    expect(printed.slice(0, 5)).to.equal('%PDF-');
    expect([...printed.matchAll(/\/Type \/Page\b/g)]).to.have.length.within(1, 3);
  });
});
