import { expect } from 'chai';
import { failure, historyText } from '../../../src/cluster/failure.js';
import { againCommand, effort, failureLines } from '../../../src/report/failure-text.js';
import { NODEPORT, NODES, testOf } from './sample.js';

describe('the text of a failure', () => {
  it('answers: expected, seen, how it got there, why with the evidence, what to type next', () => {
    expect(failureLines(NODES, { cwd: '/lab' }).join('\n')).to.equal(
      `
  expected  node2 Ready=True
  observed  Ready=Unknown "Kubelet stopped posting node status" since 14:02:11
  others    master Ready · node1 Ready
  history   0–38 s True → 38–120 s Unknown · 2 transient errors (ECONNREFUSED :6443), recovered
  likely    kubelet.service on node2 is dead: "running with swap on is not supported"
  evidence  .lab/k8s/logs/1/{events,kubelet.journal,node2.describe}
  try       lab ssh node2
  again     lab test --grep "all nodes Ready"`.slice(1),
    );
    expect(effort(NODES)).to.equal('120.4 s · 61 probes');
  });

  it('shows the chain, and leaves out what there is nothing to say about', () => {
    expect(failureLines(NODEPORT).join('\n')).to.equal(
      `
  expected  HTTP 200
  observed  .136 refused 30/30
  chain     pod Ready ✓ → endpoints 1 ✓ → kube-proxy on node2 ✗ CrashLoopBackOff
  likely    traffic stops at kube-proxy on node2, not in nginx
  again     lab test --grep "NodePort answers on every node"`.slice(1),
    );
  });

  it('puts further lines below the first', () => {
    const test = testOf({
      path: ['a', 'b'],
      status: 'failed',
      failure: failure({
        message: 'x',
        expected: 'a table',
        observed: 'NAME\npod/nginx',
        likely: ['one', 'two', 'one'],
      }),
    });
    expect(failureLines(test)).to.deep.equal([
      '  expected  a table',
      '  observed  NAME',
      '            pod/nginx',
      '  likely    one',
      '            two',
      '  again     lab test --grep "b"',
    ]);
  });

  it('says of a suite that broke where it did', () => {
    const broken = failure({
      message: 'x is not a function',
      stack: 'TypeError: x is not a function\n    at cluster.test.js:7:1\n    at node:internal',
    });
    expect(failureLines(testOf({ path: ['a', 'b'], status: 'failed', failure: broken })).slice(0, 2)).to.deep.equal([
      '  error     x is not a function',
      '  at        at cluster.test.js:7:1',
    ]);
  });

  it('tells a flapping history by its ends', () => {
    const history = Array.from({ length: 40 }, (_, i) => ({
      observed: i % 2 ? 'no' : 'yes',
      fromMs: i * 1000,
      toMs: (i + 1) * 1000,
      samples: 1,
    }));
    expect(historyText(failure({ message: '', history }))).to.equal(
      '0–1 s yes → 1–2 s no → … 35 more … → 37–38 s no → 38–39 s yes → 39–40 s no',
    );
  });

  it('says nothing of a history that never changed, and counts each kind of error', () => {
    const still = { observed: 'no', fromMs: 0, toMs: 9000, samples: 9 };
    expect(historyText(failure({ message: '', history: [still] }))).to.equal('');
    expect(
      historyText(
        failure({
          message: '',
          history: [still],
          transient: [
            { error: 'HTTP 503', count: 2 },
            { error: 'EOF', count: 1 },
          ],
        }),
      ),
    ).to.equal('3 transient errors (2× HTTP 503, EOF), not recovered');
  });

  it('quotes the title for the shell, and runs the suite of a hook', () => {
    const again = (...path: string[]) => againCommand(testOf({ path, status: 'failed' }));
    expect(again('nginx', "nginx's page")).to.equal('lab test --grep "nginx\'s page"');
    expect(again('a', 'costs $5')).to.equal("lab test --grep 'costs $5'");
    expect(again('machines', 'node2', 'kubelet runs')).to.equal('lab test --grep "node2 › kubelet runs"');
    expect(again('nginx', '"before all" hook: make a namespace')).to.equal('lab test --grep "nginx"');
    expect(again('"after all" hook: remove')).to.equal('lab test');
  });
});
