import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildParts, partDigests } from '../../../src/bundle/build.js';
import type { Part } from '../../../src/bundle/part.js';
import { PartStore } from '../../../src/bundle/store.js';
import { LabError } from '../../../src/errors.js';
import { failure, fakePart, makeWorkshop, removeWorkshop, type Workshop } from './parts.js';

/** The state letter of a process; what nobody has waited for yet is Z and no longer runs. */
async function state(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') gone');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[0]!;
}

/** The first result of `probe` that is no error and not 0, within three seconds. */
async function eventually<T>(probe: () => Promise<T>): Promise<T> {
  for (const deadline = Date.now() + 15_000; ; await sleep(20)) {
    try {
      const result = await probe();
      if (result !== 0) return result;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}

describe('building parts', () => {
  let shop: Workshop;
  let store: PartStore;
  const build = (parts: readonly Part[]) => buildParts(parts, store, shop);

  beforeEach(async () => {
    shop = await makeWorkshop();
    store = new PartStore(shop.root);
  });
  afterEach(() => removeWorkshop(shop));

  it('builds a part once and takes it from the cache afterwards', async () => {
    const part = fakePart('a');
    const first = await build([part]);
    const second = await build([part]);
    expect(part.builds).to.equal(1);
    expect(second.get('a')).to.deep.equal(first.get('a'));
    const statuses = shop.events.filter((event) => event.type === 'task-finished').map(({ status }) => status);
    expect(statuses).to.deep.equal(['changed', 'ok']);
  });

  it('keeps what it is made of: files with size and digest, links, about.json', async () => {
    const part = fakePart('a', {
      build: async ({ out, exec }) => {
        await writeFile(join(out, 'hello'), 'hello\n');
        await writeFile(join(out, 'about.json'), '{"from":"here"}');
        await exec('ln', ['-s', 'hello', join(out, 'link')]);
      },
    });
    const { record } = (await build([part])).get('a')!;
    expect(record.about).to.deep.equal({ from: 'here' });
    expect(record.files.slice(1)).to.deep.equal([
      { path: 'hello', size: 6, sha256: '5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03' },
      { path: 'link', link: 'hello' },
    ]);
  });

  it('gives a part the finished folders of its needs, whatever the order of the list', async () => {
    let seen = '';
    const b = fakePart('b', {
      needs: ['a'],
      build: async ({ inputs }) => void (seen = await readFile(join(inputs['a']!, 'content'), 'utf8')),
    });
    await build([b, fakePart('a')]);
    expect(seen).to.equal('content of a\n');
  });

  it('builds again what an input changed for, and what is made of it, and nothing else', async () => {
    const other = fakePart('other');
    const b = fakePart('b', { needs: ['a'] });
    await build([fakePart('a', { input: { version: 1 } }), b, other]);
    await build([fakePart('a', { input: { version: 2 } }), b, other]);
    expect([b.builds, other.builds]).to.deep.equal([2, 1]);
  });

  it('does not mind the order of keys in an input', async () => {
    const digest = async (input: unknown) => (await partDigests([fakePart('a', { input })])).get('a');
    expect(await digest({ x: 1, y: [{ p: 1, q: 2 }] })).to.equal(await digest({ y: [{ q: 2, p: 1 }], x: 1 }));
    expect(await digest({ x: 1 })).not.to.equal(await digest({ x: 2 }));
  });

  it('leaves nothing of a failed build but its log', async () => {
    const broken = fakePart('a', {
      build: async ({ out, exec }) => {
        await writeFile(join(out, 'half'), '');
        await exec('sh', ['-c', 'echo compiling; echo no such header >&2; exit 3']);
      },
    });
    const error = (await failure(build([broken]))) as LabError;
    expect(error).to.be.instanceOf(LabError);
    expect(error.code).to.equal('E_BUNDLE_COMMAND');
    expect(error.what).to.include('exit code 3');
    expect(error.why).to.include('no such header');
    expect(await readdir(store.partsDir)).to.deep.equal([]);
    const log = await readFile(String(error.details['logFile']), 'utf8');
    expect(log).to.include('compiling').and.to.include('no such header');
  });

  it('removes what a killed build left, also read-only folders', async () => {
    const left = store.tempDir('a', '0123456789abcdef');
    await mkdir(join(left, 'work/mod'), { recursive: true });
    await writeFile(join(left, 'work/mod/file'), '');
    await mkdir(join(left, 'work/mod/deep'), { mode: 0o500 });
    await build([fakePart('a')]);
    expect(existsSync(left)).to.equal(false);
  });

  it('builds two parts at a time and never two heavy ones', async () => {
    const at = { all: 0, heavy: 0, mostAll: 0, mostHeavy: 0 };
    const part = (name: string, heavy: boolean) =>
      fakePart(name, {
        heavy,
        build: async () => {
          at.mostAll = Math.max(at.mostAll, ++at.all);
          if (heavy) at.mostHeavy = Math.max(at.mostHeavy, ++at.heavy);
          await sleep(20);
          at.all--;
          if (heavy) at.heavy--;
        },
      });
    await build([part('h1', true), part('h2', true), part('l1', false), part('l2', false), part('l3', false)]);
    expect([at.mostAll, at.mostHeavy]).to.deep.equal([2, 1]);
  });

  it('stops the others when one fails, and reports that one', async () => {
    const started = performance.now();
    const slow = fakePart('slow', { build: async ({ exec }) => void (await exec('sh', ['-c', 'sleep 30 & wait'])) });
    const broken = fakePart('broken', {
      build: async () => {
        await sleep(50);
        throw new Error('no luck');
      },
    });
    const later = fakePart('later');
    expect(await failure(build([slow, broken, later]))).to.have.property('message', 'no luck');
    const titles = shop.events.filter((event) => event.type === 'task-started').map(({ title }) => title);
    expect(titles).to.deep.equal(['Part slow', 'Part broken']);
    expect(performance.now() - started).to.be.lessThan(5_000);
  });

  it('ends a command and its children when it is interrupted', async () => {
    const part = fakePart('a', {
      build: async ({ exec }) => {
        setTimeout(() => shop.controller.abort(), 100);
        await exec('sh', ['-c', `sleep 30 & echo $! > ${join(shop.root, 'pid')}; wait`]);
      },
    });
    expect(await failure(build([part]))).to.have.property('code', 'E_INTERRUPTED');
    const pid = Number(await readFile(join(shop.root, 'pid'), 'utf8'));
    expect(await state(pid)).to.be.oneOf(['gone', 'Z']);
    expect(await readdir(store.partsDir)).to.deep.equal([]);
  });

  it('leaves no command running when the builder is killed, and the next one starts clean', async () => {
    const modules = new URL('../../../src/bundle/', import.meta.url);
    const script = `
      const { buildParts } = await import('${modules.href}build.js');
      const { PartStore } = await import('${modules.href}store.js');
      const part = { name: 'a', title: 'a', needs: [], inputs: async () => 'a', build: ({ exec, out }) =>
        exec('sh', ['-c', 'echo $$ > "$0"; exec sleep 30', '${join(shop.root, 'pid')}']) };
      await buildParts([part], new PartStore('${shop.root}'), { emit() {}, signal: new AbortController().signal });`;
    const builder = spawn(process.execPath, ['--input-type=module', '-e', script]);
    const pid = await eventually(() => readFile(join(shop.root, 'pid'), 'utf8').then(Number));
    // The shell writes its id a moment before it becomes what sleeps.
    await eventually(async () => expect(await state(pid)).to.equal('S'));
    builder.kill('SIGKILL');
    await eventually(async () => expect(await state(pid)).to.be.oneOf(['gone', 'Z']));
    await build([fakePart('a')]);
    expect(await readdir(store.partsDir)).to.have.length(1);
  });

  it('says so when there is no such program', async () => {
    const part = fakePart('a', { build: async ({ exec }) => void (await exec('no-such-compiler', ['x'])) });
    expect(await failure(build([part]))).to.have.property('what', 'no-such-compiler x: no such program');
  });

  it('lets a second builder wait, saying for whom, and then find the work done', async () => {
    const part = fakePart('a', { build: ({ out }) => sleep(900).then(() => writeFile(join(out, 'x'), '')) });
    await Promise.all([build([part]), build([part])]);
    expect(part.builds).to.equal(1);
    const titles = shop.events.filter((event) => event.type === 'task-started').map(({ title }) => title);
    expect(titles).to.include(`Waiting for another build (process ${process.pid})`);
  });

  it('refuses parts that need each other or what is not there', async () => {
    const a = fakePart('a', { needs: ['b'] });
    expect(await failure(build([a, fakePart('b', { needs: ['a'] })]))).to.have.property(
      'message',
      'parts need each other: a → b → a',
    );
    expect(await failure(build([a]))).to.have.property('message', 'part a needs b, which is not there');
  });
});
