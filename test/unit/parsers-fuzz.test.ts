/** What comes from outside in any form: from Vagrant, from hosts, from files that somebody has edited. */
import { expect } from 'chai';
import fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProgressFile } from '../../src/exercise/progress.js';
import { asLabError, type LabError } from '../../src/errors.js';
import type { Host } from '../../src/host.js';
import { handedIn } from '../../src/lab/handed-in.js';
import { viewNodes } from '../../src/lab/view.js';
import { parseFacts } from '../../src/provision/facts.js';
import { lastRun } from '../../src/provision/journal.js';
import { parseHandOver, parseProbe } from '../../src/provision/script.js';
import type { Step } from '../../src/provision/steps.js';
import { KnownHosts } from '../../src/ssh/known-hosts.js';
import { readState } from '../../src/state/state.js';
import { parseMachineReadable } from '../../src/vagrant/machine-readable.js';
import { parseSshConfig } from '../../src/vagrant/ssh-config.js';
import { anyText, holds } from './fuzz.js';
import { lab } from './cli/run.js';

const json = fc.oneof(
  anyText,
  fc.json(),
  fc.json().map((text) => text.slice(0, -1)),
);

describe('fuzz: what comes from outside', () => {
  let file: string;
  before(() => {
    file = join(mkdtempSync(join(tmpdir(), 'lab-fuzz-')), 'file');
  });
  after(() => rmSync(join(file, '..'), { recursive: true }));

  /** Not thrown, or thrown with a code of its own. */
  async function told(work: () => unknown): Promise<LabError | undefined> {
    try {
      await work();
      return undefined;
    } catch (thrown) {
      const error = asLabError(thrown);
      expect(error.code, String(error.cause)).not.to.equal('E_BUG');
      return error;
    }
  }
  const written = (text: string) => writeFileSync(file, text);

  it("Vagrant's machine-readable text", () =>
    holds(
      300,
      fc.oneof(
        anyText,
        fc.array(anyText).map((fields) => `1700000000,${fields.join(',')}`),
      ),
      (line) => parseMachineReadable(line),
    ));

  it("Vagrant's ssh-config: whatever stands around them, the values are those that were written", () => {
    const value = anyText.map((text) => text.replace(/[\s"]+/g, ' ').trim() || 'x');
    const block = fc.record({ name: value, host: value, port: fc.nat(65535), keys: fc.array(value, { maxLength: 3 }) });
    const noise = fc.constantFrom(
      '',
      '#',
      '  # Host other',
      '  StrictHostKeyChecking no',
      '  hostname second',
      '  PORT 1',
    );
    const quoted = (text: string, quotes: boolean) => (quotes ? `"${text}"` : text);
    return holds(300, fc.tuple(fc.array(block, { maxLength: 4 }), noise, fc.boolean(), anyText), (values) => {
      const [blocks, between, quotes, before] = values;
      const lines = blocks.flatMap(({ name, host, port, keys }) => [
        `Host ${quoted(name, quotes)}`,
        `  HostName ${quoted(host, quotes)}`,
        `  Port ${port}`,
        ...keys.map((key) => `  IdentityFile ${quoted(key, quotes)}`),
        between,
      ]);
      const noBlock = before.replace(/^\s*host\s/gim, '');
      expect(parseSshConfig([noBlock, ...lines].join('\n'))).to.deep.equal(
        blocks.map(({ name, host, port, keys }) => ({ name, host, port, user: 'vagrant', identityFiles: keys })),
      );
    });
  });

  it("Vagrant's ssh-config of any lines", () =>
    holds(
      100,
      fc.array(fc.tuple(fc.constantFrom('Host', '  HostName', '  Port', '  IdentityFile', '', '#'), anyText)),
      (lines) => parseSshConfig(lines.map((words) => words.join(' ')).join('\n')),
    ));

  it("a grant's output: each value as it was printed, whatever a login prints around it", () => {
    const name = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,8}$/);
    const value = anyText.map((text) => text.replace(/[\r\n\u2028\u2029]/g, '') || 'x');
    const noise = fc.array(anyText.map((text) => text.replace(/^[A-Z][A-Z0-9_]*=/gm, '')));
    return holds(300, fc.tuple(fc.dictionary(name, value, { minKeys: 1, maxKeys: 4 }), noise), ([pairs, around]) => {
      const lines = Object.entries(pairs).map((pair) => pair.join('='));
      expect(parseHandOver([...around, ...lines, ...around].join('\n'))).to.deep.equal({ ...pairs });
      expect(parseHandOver([...lines, 'EMPTY='].join('\n'))).to.equal(undefined);
    });
  });

  it("a probe's output: each verdict as it was sent, whatever a login prints around it, or E_PROBE_FAILED", () => {
    const names = ['10-a', '20-b', '30-c'];
    const steps = names.map((step) => ({ name: step })) as Step[];
    const answer = fc.record({
      code: fc.constantFrom(0, 1, 2, 78, 124, 126, 127, 137),
      said: anyText,
      sent: fc.nat(9),
    });
    const status = new Map([
      [0, 'done'],
      [78, 'refused'],
      ...[124, 126, 127, 137].map((code) => [code, 'error'] as const),
    ] as [number, string][]);
    return holds(300, fc.tuple(fc.tuple(answer, answer, answer), fc.array(anyText)), async ([answers, around]) => {
      const sent = answers.flatMap(({ code, said, sent: known }, i) =>
        known === 0 ? [] : [`n0nce ${names[i]} ${code} ${code === 0 ? '' : Buffer.from(said).toString('base64')}`],
      );
      const parse = () => parseProbe('node1', steps, 'n0nce', [...around, ...sent, ...around].join('\n'), '');
      if (sent.length < names.length) return expect((await told(parse))?.code).to.equal('E_PROBE_FAILED');
      const verdicts = parse();
      answers.forEach(({ code, said }, i) => {
        const verdict = verdicts.get(names[i]!)!;
        expect(verdict.status).to.equal(status.get(code) ?? 'todo');
        if (code === 0) expect(verdict.output).to.equal('');
        else expect(verdict.output).to.contain(Buffer.from(said).toString().trim()).and.not.to.equal('');
      });
    });
  });

  it("a host's facts: each as it was sent, or none", () => {
    const word = anyText.map((text) => text.replace(/\s/g, '') || 'x');
    return holds(
      300,
      fc.tuple(word, word, fc.array(fc.tuple(word, word)), anyText),
      ([gateway, server, nodes, other]) => {
        const said = [
          ...[`gateway ${gateway}`, 'cpus 2', 'memory 1800', 'kubelet', `server ${server}`, 'cluster'],
          ...nodes.map((pair) => `node ${pair.join(' ')}`),
          'nodes',
        ].join('\n');
        const facts = parseFacts('n0nce', `${other}\nn0nce facts ${Buffer.from(said).toString('base64')}\n${other}`);
        const clean = (text: string) => Buffer.from(text).toString();
        expect(facts).to.deep.include({ gateway: clean(gateway), cpus: 2, memory: 1800, addresses: [] });
        expect(facts?.kubelet).to.deep.equal({ server: clean(server), cgroupDriver: null });
        expect(facts?.cluster?.nodes).to.deep.equal(nodes.map(([name, ip]) => ({ name: clean(name), ip: clean(ip) })));
        parseFacts('n0nce', `n0nce facts ${other}`);
        parseFacts('n0nce', `n0nce facts ${Buffer.from(other).toString('base64')}`);
      },
    );
  });

  it("kubectl's nodes: any answer is nodes, or said not to be one", () => {
    const any = fc.oneof(anyText, fc.constant(null), fc.integer(), fc.constant([]), fc.constant({}));
    const node = fc.record({
      metadata: fc.oneof(any, fc.record({ name: any, labels: any })),
      spec: fc.oneof(any, fc.record({ taints: fc.oneof(any, fc.array(any)) })),
      status: fc.oneof(any, fc.record({ addresses: any, conditions: fc.oneof(any, fc.array(any)), nodeInfo: any })),
    });
    const answer = fc.oneof(
      json,
      fc.oneof(any, fc.array(fc.oneof(any, node))).map((items) => JSON.stringify({ items })),
    );
    return holds(300, answer, async (stdout) => {
      const host = {
        name: 'master',
        script: () => Promise.resolve({ exitCode: 0, stdout, stderr: '', ms: 1 }),
      } as unknown as Host;
      const { nodes, cluster } = await viewNodes(host, new AbortController().signal);
      if (nodes === null) expect(cluster).to.contain('kubectl on master answers with what is no list of nodes');
      else expect(cluster).to.equal('answers');
    });
  });

  it('reports of a class: each file is a report, or has a reason why not', () => {
    const almost = fc.record({
      kind: fc.constant('kube-classroom report'),
      format: fc.oneof(fc.constant(1), fc.jsonValue()),
      student: fc.oneof(anyText, fc.jsonValue()),
      exercises: fc.oneof(fc.constant([]), fc.jsonValue()),
    });
    const content = fc.oneof(
      json.map((text) => Buffer.from(text)),
      almost.map((report) => Buffer.from(JSON.stringify(report))),
      fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
    );
    return holds(60, fc.array(content, { minLength: 1, maxLength: 4 }), async (contents) => {
      const dir = mkdtempSync(join(file, '..', 'class-'));
      contents.forEach((bytes, i) => writeFileSync(join(dir, `${i}.json`), bytes));
      let found = 0;
      const error = await told(async () => {
        const { reports, unread } = await handedIn(dir);
        found = reports.length;
        expect(reports.length + unread.length).to.equal(contents.length);
      });
      if (found === 0) expect(error?.code).to.equal('E_REPORTS');
      rmSync(dir, { recursive: true });
    });
  });

  it('state.json', () => holds(100, json, (text) => told(() => (written(text), readState(file)))));

  it('progress.json', () => holds(100, json, (text) => told(() => (written(text), new ProgressFile(file).read()))));

  it('journal.jsonl', () =>
    holds(
      100,
      fc.array(
        fc.oneof(
          json,
          fc
            .record({
              type: fc.constantFrom('run-started', 'step-started', 'step-finished', 'run-finished'),
              run: fc.constant('r'),
              status: json,
            })
            .map((entry) => JSON.stringify(entry)),
        ),
      ),
      (lines) => told(() => (written(lines.join('\n')), lastRun(file))),
    ));

  it('known_hosts', () =>
    holds(100, fc.array(anyText), (lines) =>
      told(() => (written(lines.join('\n')), new KnownHosts(file).pins('master'))),
    ));

  it('a command line: refused with exit code 2, or help', () =>
    holds(
      60,
      fc.array(
        fc.oneof(
          anyText,
          fc.constantFrom('--help', '--json', '--config', '--yes', '--', '-', '--grep', '--no-such', '-h'),
        ),
        { minLength: 1, maxLength: 5 },
      ),
      async (argv) => {
        // No word of these is a verb, so nothing is done.
        const { code, stderr } = await lab(argv);
        expect(code).to.be.oneOf([0, 2]);
        expect(stderr).not.to.match(/^ +at |E_BUG/m);
      },
    ));
});
