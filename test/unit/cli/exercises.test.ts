import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { LOOPBACK } from './loopback-lab.js';
import { lab } from './run.js';

describe('exercises, on the command line', function () {
  this.timeout(30_000);
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'lab-exercises-'));
    writeFileSync(join(dir, 'lab.yaml'), LOOPBACK);
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const run = (line: string, env: Record<string, string> = {}) =>
    lab(line.split(' '), { cwd: dir, env: { LC_ALL: 'C', LANG: '', LC_MESSAGES: '', ...env } });

  it('an author adds one by a folder: a skeleton that is listed, and whose review says what to do', async () => {
    const made = await run('new service-dns --labs .');
    expect(made).to.include({ code: 0, stderr: '' });
    expect(existsSync(join(dir, '01-service-dns/exercise.yaml'))).to.equal(true);
    expect((await run('new second --labs . --json')).stdout).to.contain('"exercise":"02-second"');
    expect((await run('list --labs .')).stdout).to.match(/^01-service-dns +service-dns +1 +15 +1 +– +pod$/m);
    const review = await run('prove service-dns --review --labs .');
    expect(review.code).to.equal(1);
    expect(review.stdout).to.contain('check.ts:3: to do').and.to.contain('it has 1 checks; 4 are the least');
    expect((await run('new service-dns --labs .')).stderr).to.contain(
      'there is an exercise of that name: 01-service-dns',
    );
    expect((await run('new Nö --labs .')).code).to.equal(2);
  });

  it('hints come one by one, and are remembered', async () => {
    const hint = async () =>
      JSON.parse((await run('hint nginx-nodeport --json')).stdout) as { hint: number; of: number };
    expect(await hint()).to.deep.include({ hint: 1, of: 3 });
    expect(await hint()).to.deep.include({ hint: 2 });
    expect((await run('hint 2')).stdout)
      .to.contain('Hint 3 of 3')
      .and.to.contain('lab solve 02-nginx-nodeport');
    expect(await hint()).to.deep.include({ hint: 3 });
    expect((await run('hint 2', { LC_ALL: 'zh_CN.UTF-8' })).stdout).to.contain('提示 3/3');
    expect((await run('hint 2 --lang zh')).stdout).to.contain('提示 3/3');
    expect((await run('hint 2 --lang de')).stderr).to.contain('one of: en, zh');
  });

  it('reports are written without a lab that is up, and a class is made of them', async () => {
    for (const student of ['Ann', 'Bo'])
      expect((await run(`report --student ${student} --out in/${student}`)).code).to.equal(0);
    for (const file of ['report.json', 'report.xml', 'report.html'])
      expect(existsSync(join(dir, 'in/Ann', file)), file).to.equal(true);
    expect((await run('report --class in --lang zh')).stdout).to.contain('class.html');
    expect(readFileSync(join(dir, 'in/class.html'), 'utf8'))
      .to.contain('Ann')
      .and.to.contain('Bo');
    writeFileSync(join(dir, 'in/notes.json'), '{}');
    const told = await run('report --class in');
    expect(told.code).to.equal(0);
    expect(told.stdout).to.contain('notes.json is no report of lab');
    expect(readFileSync(join(dir, 'in/class.html'), 'utf8'))
      .to.contain('notes.json')
      .and.to.contain('Ann');
    expect((await run('report --class nowhere')).code).to.equal(2);
  });

  it('says where it cannot write', async () => {
    writeFileSync(join(dir, 'a-file'), '');
    for (const line of [
      'report --student Ann --out a-file',
      'report --student Ann --out a-file/deeper',
      'report --class . --out a-file',
    ]) {
      if (line.includes('--class')) await run('report --student Ann --out ann');
      const { code, stderr } = await run(line);
      expect(code, line).to.equal(3);
      expect(stderr, line).to.contain('E_LAB_FOLDER').and.to.contain('a file is where the folder should be');
    }
  });

  it('says what is missing before anything can be checked', async () => {
    expect((await run('check')).stderr)
      .to.contain('no exercise is begun')
      .and.to.contain('lab start NAME');
    expect((await run('check nginx-nodeport')).stderr).to.contain('02-nginx-nodeport is not begun');
    expect((await run('start ngnix-nodeport')).stderr).to.contain('did you mean nginx-nodeport?');
    const started = await run('start nginx-nodeport');
    expect(started.code).to.be.oneOf([3, 4]);
    expect((await run('prove --all --parallel many')).stderr).to.contain('whole number');
    expect((await run('prove')).stderr).to.contain('which exercise?');
    expect((await run('prove --all --retries -1')).stderr).to.contain('--retries -1 is not a whole number from 0 to 9');
    expect((await run('prove --all --write-docs --labs .')).stderr).to.contain(
      '--write-docs is about the exercises of the project',
    );
  });

  it('completes their names', async () => {
    expect((await run('__complete start 02')).stdout.trim()).to.equal('02-nginx-nodeport');
  });
});
