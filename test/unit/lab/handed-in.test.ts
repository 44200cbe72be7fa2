import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import type { ExerciseReport } from '../../../src/exercise/report.js';
import { handedIn } from '../../../src/lab/handed-in.js';
import { classHtml } from '../../../src/report/exercise-html.js';
import { failureOf } from '../failure-of.js';

const report = (student: string, id: string | null, at = '2026-01-03T00:00:00.000Z'): ExerciseReport => ({
  format: 1,
  kind: 'kube-classroom report',
  student,
  id,
  at,
  lab: { name: 'k8s', provider: 'lxc', kubernetes: '1.20.2', hosts: [] },
  exercises: [],
});

describe('what a class hands in', () => {
  let dir: string;
  beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'lab-class-'))));
  afterEach(() => rm(dir, { recursive: true, force: true }));

  const put = async (file: string, content: string | Buffer | ExerciseReport) => {
    await mkdir(dirname(join(dir, file)), { recursive: true });
    const isText = typeof content === 'string' || Buffer.isBuffer(content);
    await writeFile(join(dir, file), isText ? content : JSON.stringify(content));
  };

  it('keeps students of one name apart, by their files, and says so', async () => {
    await put('a/report.json', report('root', 'one'));
    await put('b/report.json', report('root', 'two'));
    await put('c/report.json', report('root', null));
    await put('d/report.json', report('root', null));
    const { reports, sameName } = await handedIn(dir);
    const files = ['a', 'b', 'c', 'd'].map((name) => `${name}/report.json`);
    expect(reports.map(({ label }) => label)).to.deep.equal(files.map((file) => `root (${file})`));
    expect(sameName).to.deep.equal([{ student: 'root', files }]);
  });

  it('takes the later of two reports of one work', async () => {
    await put('monday/ann.json', report('Ann', 'one', '2026-01-05T00:00:00.000Z'));
    await put('friday/ann.json', report('Ann', 'one', '2026-01-09T00:00:00.000Z'));
    const { reports, sameName } = await handedIn(dir);
    expect(reports.map(({ label, file }) => [label, file])).to.deep.equal([['Ann', 'friday/ann.json']]);
    expect(sameName).to.deep.equal([]);
  });

  it('reads what editors on Windows make of the file', async () => {
    const text = JSON.stringify(report('李雷', 'one'));
    await put('bom.json', `\ufeff${text}`);
    await put('utf16.JSON', Buffer.from(`\ufeff${text.replace('one', 'two')}`, 'utf16le'));
    await put('utf16be.json', Buffer.from(`\ufeff${text.replace('one', 'three')}`, 'utf16le').swap16());
    // 李雷 in GBK
    const [before = '', after = ''] = text.replace('one', 'four').split('李雷');
    await put(
      'ansi.json',
      Buffer.concat([Buffer.from(before), Buffer.from([0xc0, 0xee, 0xc0, 0xd7]), Buffer.from(after)]),
    );
    const { reports, unread } = await handedIn(dir);
    expect(unread).to.deep.equal([]);
    expect(reports.map((one) => one.report.student)).to.deep.equal(['李雷', '李雷', '李雷', '李雷']);
  });

  it('tells of each file that cannot be used, and uses the others', async () => {
    const good = JSON.stringify(report('Ann', 'one'));
    await put('good.json', good);
    await put('cut.json', good.slice(0, 40));
    await put('empty.json', '');
    await put('page.json', '<!doctype html>');
    await put('other.json', '{"name": "x"}');
    await put('null.json', 'null');
    await put('newer.json', good.replace('"format":1', '"format":2'));
    await put('strange.json', good.replace('"exercises":[]', '"exercises":{}'));
    await put('bo.zip', 'PK');
    await put('cy/report.html', '<!doctype html>');
    await put('folder.json/di.json', JSON.stringify(report('Di', 'two')));
    await put('.hidden/x.json', '{}');
    await put('class.html', '');
    await symlink('loop.json', join(dir, 'loop.json'));
    await symlink('nowhere', join(dir, 'gone.json'));
    await symlink(dir, join(dir, 'again'));
    const found = await handedIn(dir);
    expect(found.reports.map(({ label }) => label)).to.deep.equal(['Di', 'Ann']);
    const why = Object.fromEntries(found.unread.map((one) => [one.file, one.why]));
    expect(Object.keys(why).sort()).to.deep.equal(
      ['bo.zip', 'cut.json', 'cy/report.html', 'empty.json', 'gone.json', 'loop.json', 'newer.json', 'null.json']
        .concat(['other.json', 'page.json', 'strange.json'])
        .sort(),
    );
    expect(why['cut.json']).to.contain('is not JSON, or not all of it');
    expect(why['empty.json']).to.equal('is empty');
    expect(why['other.json']).to.equal('is no report of lab');
    expect(why['newer.json']).to.contain('format 2');
    expect(why['strange.json']).to.contain('exercises');
    expect(why['bo.zip']).to.contain('unpack');
    expect(why['loop.json']).to.contain('ELOOP');
    expect(why['cy/report.html']).to.contain('report.json');
    const html = classHtml(found, 'en', '2026-01-03T00:00:00.000Z');
    for (const file of Object.keys(why)) expect(html).to.contain(file);
  });

  it('has a row for any name', async () => {
    const names = ['<script>alert(1)</script>', '../../etc/passwd', '李'.repeat(1_000), '韩梅梅', '\u001b[31mred'];
    for (const [i, name] of names.entries()) await put(`${i}.json`, report(name, name));
    const html = classHtml(await handedIn(dir), 'zh', '2026-01-03T00:00:00.000Z');
    expect(html).not.to.contain('<script').and.not.to.contain('\u001b');
    for (const name of ['&lt;script&gt;', '../../etc/passwd', names[2]!, '韩梅梅']) expect(html).to.contain(name);
  });

  it('without any report says what is there instead', async () => {
    expect(await failureOf(handedIn(dir))).to.include({ code: 'E_REPORTS', exitCode: 2 });
    await put('bo.zip', 'PK');
    expect((await failureOf(handedIn(dir))).why).to.contain('bo.zip: is an archive');
    expect(await failureOf(handedIn(join(dir, 'nowhere')))).to.include({ code: 'E_USAGE' });
  });
});
