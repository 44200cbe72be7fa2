/** On a real file system that is full: 64 KiB of memory, in a mount namespace that ends with the test. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { skipBecause } from './skip.js';

const MODULES = new URL('../../src/', import.meta.url).href;

describe('a full disk', function () {
  this.timeout(40_000);
  let dir: string;

  before(function () {
    if (process.platform !== 'linux' || process.getuid?.() !== 0)
      skipBecause(this, 'needs root on Linux for a file system of its own');
    if (spawnSync('unshare', ['--mount', 'true']).status !== 0) skipBecause(this, 'may not make a mount namespace');
  });
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'lab-full-'))));
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  /** Run a program there; `fill()` leaves no byte, `free()` gives all back. @returns what it prints, as JSON */
  function onSmallDisk(program: string): unknown {
    const script = `
      import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
      const dir = ${JSON.stringify(dir)};
      const from = (name) => import(${JSON.stringify(MODULES)} + name);
      const fill = () => { try { for (;;) appendFileSync(dir + '/filler', Buffer.alloc(4096)); } catch {} };
      const free = () => rmSync(dir + '/filler');
      const failure = (promise) => promise.then(() => null, ({ code, what, why, details }) => ({ code, what, why, details }));
      const out = {};
      ${program}
      process.stdout.write(JSON.stringify(out));`;
    const line = 'mount -t tmpfs -o size=64k tmpfs "$0" && exec "$@"';
    const argv = ['--mount', 'sh', '-c', line, dir, process.execPath, '--input-type=module', '--eval', script];
    const { stdout, stderr, status } = spawnSync('unshare', argv, { encoding: 'utf8' });
    expect(status, stderr).to.equal(0);
    return JSON.parse(stdout);
  }

  it('under .lab: says where, what is free and what is wanted, keeps the old file, and then goes on', () => {
    const out = onSmallDisk(`
      const { writeAtomically } = await from('state/atomic.js');
      const file = dir + '/.lab/k8s/state.json';
      await writeAtomically(file, 'old');
      fill();
      out.error = await failure(writeAtomically(file, 'x'.repeat(20_000)));
      out.kept = [readFileSync(file, 'utf8'), readdirSync(dir + '/.lab/k8s')];
      free();
      out.then = await failure(writeAtomically(file, 'new'));
    `) as { error: { code: string; what: string; why: string }; kept: unknown; then: unknown };
    expect(out.error.code).to.equal('E_DISK');
    expect(out.error.what).to.contain(join(dir, '.lab/k8s/state.json'));
    expect(out.error.why).to.contain('0.0 MiB free').and.to.contain('wanted');
    expect(out.kept).to.deep.equal(['old', ['state.json']]);
    expect(out.then).to.equal(null);
  });

  it('never throws into the work that is logged, and is told once', () => {
    const out = onSmallDisk(`
      const { Journal, lastRun } = await from('provision/journal.js');
      const { StepLog } = await from('provision/step-log.js');
      const { onLostLog } = await from('log-file.js');
      out.told = [];
      onLostLog((text) => out.told.push(text));
      fill();
      const journal = new Journal(dir + '/journal.jsonl');
      journal.started();
      const log = new StepLog(dir + '/logs', 'node1', '22-docker');
      log.begin('apply');
      out.shown = [log.line('a'), log.line('b'), log.tail];
      free();
      journal.finished('done');
      log.line('c');
      out.after = [readFileSync(dir + '/logs/node1-22-docker.log', 'utf8'), lastRun(dir + '/journal.jsonl') ?? null];
    `) as { told: string[]; shown: unknown; after: unknown };
    expect(out.shown).to.deep.equal(['a', 'b', 'a\nb']);
    expect(out.told).to.have.length(1);
    expect(out.told[0]).to.contain('journal.jsonl').and.to.contain('no space left');
    expect(out.after).to.deep.equal(['c\n', null]);
  });

  it('under .lab: a host key is pinned whole or not at all', () => {
    const out = onSmallDisk(`
      const { KnownHosts } = await from('ssh/known-hosts.js');
      const key = (bytes) => Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from('ssh-ed25519'), Buffer.from([0, 0, bytes >> 8, bytes & 255]), Buffer.alloc(bytes, 7)]);
      const pins = new KnownHosts(dir + '/known_hosts');
      fill();
      rmSync(dir + '/filler');
      writeFileSync(dir + '/known_hosts', '');
      writeFileSync(dir + '/small', Buffer.alloc(4096));
      fill();
      rmSync(dir + '/small');
      // Wants more than the 4 KiB that are left.
      out.error = await failure(pins.pin('node1', key(6000)));
      out.left = readFileSync(dir + '/known_hosts', 'utf8');
      free();
      out.pins = [await pins.pins('node1')];
      await pins.pin('node2', key(32));
      await pins.pin('node1', key(32));
      out.pins.push(await pins.pins('node1'));
      out.key = key(32).toString('base64');
    `) as { error: { code: string }; left: string; pins: string[][]; key: string };
    expect(out.error.code).to.equal('E_DISK');
    expect(out.left).to.equal('');
    expect(out.pins).to.deep.equal([[], [out.key]]);
  });

  it('under the cache: no half part is taken for a whole one, and the same build then goes on', () => {
    const out = onSmallDisk(`
      const { buildParts } = await from('bundle/build.js');
      const { PartStore } = await from('bundle/store.js');
      let builds = 0;
      const build = async ({ out, exec }) => {
        builds++;
        // A program that fills the disk, and, in another part, we ourselves.
        await exec('dd', ['if=/dev/zero', 'of=' + out + '/content', 'bs=1k', 'count=30']);
      };
      const part = (name, build) => ({ name, title: name, needs: [], inputs: async () => name, build });
      const ours = async ({ out }) => writeFileSync(out + '/content', Buffer.alloc(10_000));
      const run = (part) => buildParts([part], new PartStore(dir), { emit() {}, signal: new AbortController().signal });
      writeFileSync(dir + '/filler', Buffer.alloc(40_960));
      out.program = await failure(run(part('a', build)));
      out.ours = (writeFileSync(dir + '/filler', Buffer.alloc(53_248)), await failure(run(part('b', ours))));
      out.parts = readdirSync(dir + '/parts');
      free();
      out.then = await failure(run(part('a', build)));
      out.built = [builds, readdirSync(dir + '/parts').length];
    `) as Record<'program' | 'ours', { code: string; what: string; why: string }> & Record<string, unknown>;
    expect(out.program.code).to.equal('E_DISK');
    expect(out.program.what).to.contain(dir);
    expect(out.program.why).to.contain('No space left on device').and.to.contain('free');
    expect(out.ours.code).to.equal('E_DISK');
    expect(out['parts']).to.deep.equal([]);
    expect(out['then']).to.equal(null);
    expect(out['built']).to.deep.equal([2, 1]);
  });
});
