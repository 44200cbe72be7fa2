import { execFileSync } from 'node:child_process';
import { expect } from 'chai';
import {
  BOOT_MARKER_SCRIPT,
  applyScript,
  parseHandOver,
  parseProbe,
  probeScript,
} from '../../../src/provision/script.js';
import { probe } from '../../../src/provision/plan.js';
import { LocalHost, bookOf, markStep } from './local-host.js';

const check = (body: string) => `# title: T\n# on: all\n# omitted: o\ncheck() { ${body}; }\napply() { :; }\n`;

async function verdicts(bodies: Record<string, string>, env: Record<string, string> = {}, lib = '') {
  const files = Object.fromEntries(Object.entries(bodies).map(([name, body]) => [name, check(body)]));
  const { steps, library } = await bookOf({ lib, ...files });
  return probe(new LocalHost('h', 'worker'), library, steps, env);
}

describe('probe script', () => {
  it('tells done, not done and cannot tell apart', async () => {
    const found = await verdicts({
      '10-yes': 'true',
      '11-no': 'echo because; false',
      '12-odd': 'return 3',
      '13-missing': 'no-such-program',
    });
    expect(found.get('10-yes')).to.deep.equal({ status: 'done', output: '' });
    expect(found.get('11-no')).to.deep.equal({ status: 'todo', output: 'because' });
    expect(found.get('12-odd')?.status).to.equal('todo');
    expect(found.get('13-missing')?.status).to.equal('error');
    expect(found.get('13-missing')?.output).to.match(/no-such-program: command not found/);
  });

  it('passes any value unchanged, and the library with it', async () => {
    const value = `it's "a" $(touch evil) \`b\`\n\\ line two; 中文`;
    const found = await verdicts(
      { '10-value': 'same "$VALUE"' },
      { VALUE: value, WANT: value },
      'same() { [ "$1" = "$WANT" ] && [ ! -e evil ]; }\n',
    );
    expect(found.get('10-value')?.status).to.equal('done');
  });

  it('is not confused by what checks print, set or read', async () => {
    const found = await verdicts({
      '10-reads': 'cat',
      '11-prints': 'echo "x 12-other 0 "; printf "no newline at the end"',
      '12-other': 'exit 1',
      '13-sets': 'library=; exec 1>&-; false',
      '14-long': 'head -c 1000000 /dev/zero | tr "\\0" x; echo; echo end; false',
    });
    expect([...found].sort().map(([name, { status }]) => `${name} ${status}`)).to.deep.equal([
      '10-reads done',
      '11-prints done',
      '12-other todo',
      '13-sets todo',
      '14-long todo',
    ]);
    expect(found.get('14-long')?.output)
      .to.match(/x\nend$/)
      .and.have.length.below(1600);
  });

  it('runs all checks at the same time', async () => {
    const started = performance.now();
    await verdicts(Object.fromEntries([10, 11, 12, 13, 14, 15].map((n) => [`${n}-slow`, 'sleep 0.5'])));
    expect(performance.now() - started).to.be.below(2500);
  });

  it('ends a check that does not end by itself', async () => {
    const { steps, library } = await bookOf({ '10-hangs': check('sleep 100') });
    const script = probeScript(library, steps, {}, 'nonce').replace('--kill-after=2 30', '--kill-after=2 0.2');
    const { stdout } = await new LocalHost('h', 'worker').script(script);
    expect(parseProbe('h', steps, 'nonce', stdout, '').get('10-hangs')?.status).to.equal('error');
  });

  it('says so when an answer is missing', async () => {
    const { steps } = await bookOf({ '10-a': check('true'), '11-b': check('true') });
    expect(() => parseProbe('node1', steps, 'n', 'n 10-a 0 \nother 11-b 0 \n', 'bash: base64: command not found\n'))
      .to.throw('node1: the state of 1 of 2 steps could not be read')
      .with.property('why', 'bash: base64: command not found');
  });
}).timeout(20_000);

describe('apply script', () => {
  it('hands secrets to apply and to no other program', async () => {
    const { steps, library } = await bookOf({
      '10-a': markStep('a', { apply: 'echo "has $TOKEN"; env | grep -c "s3cret" || true; env | grep ^NAME=' }),
    });
    const { stdout, exitCode } = await new LocalHost('h', 'worker').script(
      applyScript(library, steps[0]!, { NAME: 'value' }, { TOKEN: "s3cret'x" }),
    );
    expect({ stdout, exitCode }).to.deep.equal({ stdout: "has s3cret'x\n0\nNAME=value\n", exitCode: 0 });
  });

  it('stops at the first command that fails, also in the middle of a pipe, and at a variable that is not set', async () => {
    for (const [body, exitCode] of [
      ['false', 1],
      ['(exit 7) | cat', 7],
      ['echo "$NOT_SET"', 1],
    ] as const) {
      const { steps, library } = await bookOf({ '10-a': markStep('a', { apply: `${body}; echo went on` }) });
      const result = await new LocalHost('h', 'worker').script(applyScript(library, steps[0]!, {}));
      expect({ exitCode: result.exitCode, stdout: result.stdout }, body).to.deep.equal({ exitCode, stdout: '' });
    }
  });

  it('does not let apply read the rest of the script', async () => {
    const { steps, library } = await bookOf({ '10-a': markStep('a', { apply: 'cat; echo after' }) });
    const { stdout } = await new LocalHost('h', 'worker').script(`${applyScript(library, steps[0]!, {})}echo end\n`);
    expect(stdout).to.equal('after\nend\n');
  });
}).timeout(20_000);

describe('grants', () => {
  it('are NAME=value lines; an empty value is none', () => {
    expect(parseHandOver('warning: x\nTOKEN=a=b c\nHASH=sha256:1\n')).to.deep.equal({
      TOKEN: 'a=b c',
      HASH: 'sha256:1',
    });
    expect(parseHandOver('TOKEN=a\nHASH=\n')).to.equal(undefined);
    expect(parseHandOver('')).to.equal(undefined);
  });
}).timeout(20_000);

describe('boot marker', () => {
  it('is the kernel’s boot id and the start of PID 1', () => {
    const marker = execFileSync('bash', ['-s'], { input: BOOT_MARKER_SCRIPT, encoding: 'utf8' });
    const start = execFileSync('ps', ['-o', 'lstart=', '-p', '1'], { encoding: 'utf8' }).trim();
    const [bootId, ticks] = marker.trim().split(' ');
    expect(bootId).to.match(/^[0-9a-f-]{36}$/);
    const boot = Number(/^btime (\d+)$/m.exec(execFileSync('cat', ['/proc/stat'], { encoding: 'utf8' }))![1]);
    expect(boot + Number(ticks) / 100).to.be.closeTo(new Date(start).getTime() / 1000, 2);
  });
}).timeout(20_000);
