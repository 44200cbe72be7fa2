import { expect } from 'chai';
import pc from 'picocolors';
import type { SuiteEvent } from '../../../src/cluster/suite-result.js';
import { suiteTerminal, type SuiteTerminalOptions } from '../../../src/report/suite-terminal.js';
import { FLAKY, NODES, NOT_RUN, PASSED, resultOf, SKIPPED, testOf } from './sample.js';

function render(events: SuiteEvent[], options: Partial<SuiteTerminalOptions> = {}): string {
  let text = '';
  const sink = suiteTerminal({ write: (t) => (text += t), paint: pc.createColors(false), tty: false, ...options });
  events.forEach(sink);
  return text;
}
const finished = (...tests: (typeof PASSED)[]): SuiteEvent[] => tests.map((test) => ({ type: 'test-finished', test }));
const waiting = (elapsedMs: number): SuiteEvent => ({
  type: 'test-waiting',
  path: ['cluster', 'all nodes Ready'],
  waiting: { what: 'x', observed: 'node2 Unknown', elapsedMs, withinMs: 60_000, probes: 3 },
});

describe('suites in a terminal', () => {
  it('has a line for each test, and the whole story of a failure', () => {
    const lines = render([
      { type: 'run-started', lab: 'k8s', planned: 4 },
      ...finished(PASSED, NODES, SKIPPED, NOT_RUN),
    ]).split('\n');
    expect(lines.slice(0, 3)).to.deep.equal([
      'k8s: 4 tests',
      '✓ cluster › CoreDNS runs',
      '✗ cluster › all nodes Ready  120.4 s · 61 probes',
    ]);
    expect(lines[3]).to.equal('  expected  node2 Ready=True');
    expect(lines.slice(-3)).to.deep.equal([
      '- cluster › later  skipped',
      '- nginx › shows both  not run: "before all" hook failed',
      '',
    ]);
  });

  it('calls a flake a flake, and says what went wrong first', () => {
    expect(render(finished(FLAKY))).to.equal(
      '~ cluster › metrics are there  flaky: passed at try 2  0.0 s\n  try 1     metrics: none of node1\n',
    );
  });

  it('counts what holds in a suite within a suite, and shows what does not', () => {
    const inner = (title: string, status: 'passed' | 'failed') =>
      testOf({ path: ['machines', 'node2', title], status });
    const events: SuiteEvent[] = [
      ...finished(inner('a', 'passed'), inner('b', 'failed'), inner('c', 'passed')),
      { type: 'suite-finished', path: ['machines', 'node2'] },
    ];
    expect(render(events)).to.equal('✗ machines › node2 › b  0.0 s\n✓ machines › node2  2 passed\n');
    expect(render(events, { verbose: true }))
      .to.contain('✓ machines › node2 › a\n')
      .and.not.contain('2 passed');
  });

  it('says what it waits for now and then where lines cannot be rewritten', () => {
    const text = render([
      { type: 'test-started', path: NODES.path },
      waiting(2000),
      waiting(4000),
      waiting(11_900),
      waiting(12_100),
    ]);
    expect(text).to.equal(
      '  … cluster › all nodes Ready  2 of 60 s  node2 Unknown\n  … cluster › all nodes Ready  12 of 60 s  node2 Unknown\n',
    );
  });

  it('rewrites one line in a terminal, no wider than it is', () => {
    const text = render(
      [{ type: 'test-started', path: NODES.path }, waiting(2000), waiting(4000), ...finished(PASSED)],
      { tty: true, columns: 40 },
    );
    expect(text).to.not.contain('\n  …');
    expect(text.endsWith('\r\u001b[2K✓ cluster › CoreDNS runs\n')).to.equal(true);
    for (const line of text.split(/\r\u001b\[2K/)) expect(line.trimEnd().length).to.be.at.most(40);
  });

  it('lets no control characters of a host through', () => {
    const evil = testOf({
      path: ['a', 'b'],
      status: 'failed',
      failure: {
        ...NODES.failure!,
        observed: '\u001b[31mred\u001b[0m \u0007\u001b]0;title\u0007 \u009b2J',
        tryNext: [],
      },
    });
    expect(render(finished(evil)))
      .to.contain('observed  red  2J')
      .and.not.match(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
  });

  it('ends with the sum, and names all that failed when there are several', () => {
    const end = (result: ReturnType<typeof resultOf>) => render([{ type: 'run-finished', result }]);
    expect(end(resultOf([PASSED, FLAKY]))).to.equal('\n✓ k8s: 2 passed · 1 of them flaky · 200.0 s\n');
    expect(end(resultOf([PASSED, NODES, NODES, NOT_RUN]))).to.contain(
      '✗ k8s: 1 passed · 2 failed · 1 not run · 200.0 s\n  ✗ cluster › all nodes Ready',
    );
    expect(end(resultOf([PASSED], true))).to.contain('■ k8s: interrupted · 1 passed');
  });
});
