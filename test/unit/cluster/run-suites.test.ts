import { expect } from 'chai';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LabConfig } from '../../../src/config/schema.js';
import { LabError } from '../../../src/errors.js';
import { PROJECT_ROOT } from '../../../src/paths.js';
import { runSuites, type RunSuitesOptions } from '../../../src/cluster/run-suites.js';
import { getSuiteContext, setSuiteContext } from '../../../src/cluster/suite-context.js';
import type { SuiteEvent } from '../../../src/cluster/suite-result.js';

const CLUSTER = pathToFileURL(join(PROJECT_ROOT, 'dist/src/cluster')).href;
const IMPORTS = `
import { appendFileSync } from 'node:fs';
import { eventually } from '${CLUSTER}/eventually.js';
import { getSuiteContext } from '${CLUSTER}/suite-context.js';
const lab = getSuiteContext();
const log = (text) => appendFileSync(lab.logDir + '/log', text + ' ');
`;

describe('runSuites', () => {
  let folder: string;
  let events: SuiteEvent[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lab-suites-'));
    events = [];
  });
  afterEach(() => {
    setSuiteContext(undefined);
    return rm(folder, { recursive: true });
  });

  async function run(text: string, options: Partial<RunSuitesOptions> = {}, signal = new AbortController().signal) {
    const file = join(folder, 'fixture.test.mjs');
    await writeFile(file, IMPORTS + text);
    const context = { config: { name: 'k8s' } as LabConfig, hosts: [], kubeconfig: '', logDir: folder, signal };
    return runSuites({ context, files: [file], onEvent: (event) => events.push(event), ...options });
  }
  const brief = (tests: { path: string[]; status: string }[]) => tests.map((t) => `${t.path.join(' › ')}: ${t.status}`);
  const log = () => readFile(join(folder, 'log'), 'utf8');

  it('hands over the lab and collects what passed, failed and was skipped', async () => {
    const result = await run(`
describe('a', () => {
  it('has the lab ' + lab.config.name, () => {});
  it('fails', () => { throw Object.assign(new Error('no'), { expected: 1, actual: 2 }); });
  it.skip('later', () => {});
  describe('inner', () => it('passes', () => {}));
});`);
    expect(brief(result.tests)).to.deep.equal([
      'a › has the lab k8s: passed',
      'a › fails: failed',
      'a › later: skipped',
      'a › inner › passes: passed',
    ]);
    expect(result).to.include({ lab: 'k8s', ok: false, interrupted: false });
    expect(result.counts).to.deep.equal({ passed: 2, flaky: 0, failed: 1, skipped: 1, 'not-run': 0 });
    expect(result.tests[1]!.failure).to.include({ message: 'no', expected: '1', observed: '2' });
    expect(result.tests[0]!.file).to.equal('fixture.test.mjs');
    expect(events.filter((e) => e.type === 'suite-finished').map((e) => e.path)).to.deep.equal([['a', 'inner'], ['a']]);
    expect(events.at(-1)).to.deep.equal({ type: 'run-finished', result });
  });

  it('is ok when everything passed', async () => {
    expect(await run(`it('passes', () => {});`)).to.include({ ok: true });
  });

  it('says that a flake is one, with what went wrong first', async () => {
    const result = await run(`let n = 0; it('flakes', () => { if (++n === 1) throw new Error('first try'); });`, {
      retries: 1,
    });
    expect(result.tests).to.have.length(1);
    expect(result.tests[0]).to.include({ status: 'flaky', attempts: 2 });
    expect(result.tests[0]!.earlier.map((f) => f.message)).to.deep.equal(['first try']);
    expect(result).to.include({ ok: true });
    expect(events.filter((e) => e.type === 'test-started')).to.have.length(1);
  });

  it('says which tests did not run because a hook failed', async () => {
    const result = await run(`
describe('a', () => { before(() => { throw new Error('no namespace'); }); after(() => log('cleaned')); it('one', () => {}); it('two', () => {}); });
describe('b', () => it('three', () => {}));`);
    expect(brief(result.tests)).to.deep.equal([
      'a › "before all" hook: failed',
      'b › three: passed',
      'a › one: not-run',
      'a › two: not-run',
    ]);
    expect(result.tests[2]!.reason).to.equal('"before all" hook failed');
    expect(await log()).to.equal('cleaned ');
  });

  it('runs only what is asked for, by text and not by pattern', async () => {
    const suite = `describe('nodes', () => { it('all Ready (3)', () => {}); it('all ReadyX3', () => {}); });`;
    expect(brief((await run(suite, { grep: 'nodes › all Ready (3)' })).tests)).to.deep.equal([
      'nodes › all Ready (3): passed',
    ]);
  });

  it('says that no test has such a title', async () => {
    const error = await run(`it('x', () => {});`, { grep: 'y' }).catch((e: unknown) => e);
    expect(error).to.be.instanceOf(LabError).with.property('code', 'E_NO_SUCH_TEST');
  });

  it('ends at once when interrupted, cleans up, and says what did not run', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 150);
    const started = performance.now();
    const result = await run(
      `
describe('a', () => {
  after(() => log('cleaned'));
  it('waits', () => eventually('never', async () => ({ ok: false, observed: 'no' }), { within: 60000, signal: lab.signal }));
  it('next', () => log('next'));
});
after(() => log('all cleaned'));`,
      {},
      controller.signal,
    );
    expect(performance.now() - started).to.be.below(1500);
    expect(brief(result.tests)).to.deep.equal(['a › waits: not-run', 'a › next: not-run']);
    expect(result).to.include({ interrupted: true, ok: false });
    expect(await log()).to.equal('cleaned all cleaned ');
  });

  it('passes on what a test waits for', async function () {
    this.timeout(6000);
    await run(
      `it('waits', () => eventually('slow', async () => ({ ok: performance.now() > lab.until, observed: 'no' }), { within: 5000, onProgress: lab.onWaiting })); lab.until = performance.now() + 2100;`,
    );
    const waiting = events.filter((e) => e.type === 'test-waiting');
    expect(waiting).to.have.length(1);
    expect(waiting[0]).to.deep.include({ path: ['waits'] });
  });

  it('is what the suites need: mocha alone has no lab for them', () => {
    expect(() => getSuiteContext())
      .to.throw(LabError)
      .with.property('code', 'E_NO_SUITE_CONTEXT');
  });
});
