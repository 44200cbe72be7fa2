/** Results as a run produces them: the two failures that FAILURES are explained by, and one of each other outcome. */
import { failure } from '../../../src/cluster/failure.js';
import { suiteResult, type SuiteResult, type TestResult } from '../../../src/cluster/suite-result.js';

export function testOf(fields: Partial<TestResult> & Pick<TestResult, 'path' | 'status'>): TestResult {
  return { file: 'cluster.test.js', ms: 12, attempts: 1, earlier: [], ...fields };
}

export const NODES = testOf({
  path: ['cluster', 'all nodes Ready'],
  status: 'failed',
  ms: 120_400,
  failure: failure({
    message: 'all nodes Ready: node2 Ready=Unknown',
    expected: 'node2 Ready=True',
    observed: 'Ready=Unknown "Kubelet stopped posting node status" since 14:02:11',
    others: ['master Ready', 'node1 Ready'],
    history: [
      { observed: 'True', fromMs: 0, toMs: 38_000, samples: 20 },
      { observed: 'Unknown', fromMs: 38_000, toMs: 119_900, samples: 41 },
    ],
    transient: [{ error: 'ECONNREFUSED :6443', count: 2 }],
    recovered: true,
    probes: 61,
    ms: 120_400,
    likely: ['kubelet.service on node2 is dead: "running with swap on is not supported"'],
    evidence: [
      '/lab/.lab/k8s/logs/1/node2.describe',
      '/lab/.lab/k8s/logs/1/events',
      '/lab/.lab/k8s/logs/1/kubelet.journal',
    ],
    tryNext: ['lab ssh node2'],
  }),
});

export const NODEPORT = testOf({
  path: ['nginx', 'NodePort answers on every node'],
  status: 'failed',
  ms: 60_200,
  file: 'nginx.test.js',
  failure: failure({
    message: 'NodePort 31040 answers on every node: .136 refused',
    expected: 'HTTP 200',
    observed: '.136 refused 30/30',
    probes: 30,
    ms: 60_200,
    chain: ['pod Ready ✓', 'endpoints 1 ✓', 'kube-proxy on node2 ✗ CrashLoopBackOff'],
    likely: ['traffic stops at kube-proxy on node2, not in nginx'],
  }),
});

export const PASSED = testOf({ path: ['cluster', 'CoreDNS runs'], status: 'passed' });
export const FLAKY = testOf({
  path: ['cluster', 'metrics are there'],
  status: 'flaky',
  attempts: 2,
  earlier: [failure({ message: 'metrics: none of node1', expected: 'all', observed: 'none of node1' })],
});
export const SKIPPED = testOf({ path: ['cluster', 'later'], status: 'skipped', attempts: 0 });
export const NOT_RUN = testOf({
  path: ['nginx', 'shows both'],
  status: 'not-run',
  attempts: 0,
  reason: '"before all" hook failed',
});

export function resultOf(tests: TestResult[], interrupted = false): SuiteResult {
  return suiteResult({ lab: 'k8s', startedAt: '2026-11-23T14:00:00.000Z', ms: 200_000, tests, interrupted });
}
