/** What cannot be had here is a namespace that does not end: the cluster is a fake that says of it what a real one says. */
import { expect } from 'chai';
import type { KubernetesObject, V1APIService, V1Deployment, V1Namespace } from '../../../src/cluster/cluster.js';
import { LabError } from '../../../src/errors.js';
import { EXERCISE_LABEL } from '../../../src/exercise/exercise.js';
import { begin, clean, requireBeginnable } from '../../../src/exercise/lifecycle.js';
import type { Host } from '../../../src/host.js';
import { failureOf } from '../failure-of.js';
import { anExercise, bench, TWO_FILES, type Bench } from './bench.js';

const NAMESPACE: V1Namespace = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'two-files', labels: { [EXERCISE_LABEL]: '01-two-files' } },
};
const SELECTOR = { 'k8s-app': 'metrics-server' };
const SCALED_TO_0: KubernetesObject[] = [
  {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: 'v1beta1.metrics.k8s.io' },
    spec: { group: 'metrics.k8s.io', service: { namespace: 'kube-system', name: 'metrics-server' } },
    status: { conditions: [{ type: 'Available', status: 'False', reason: 'MissingEndpoints' }] },
  } as V1APIService,
  { kind: 'Service', metadata: { name: 'metrics-server' }, spec: { selector: SELECTOR } } as KubernetesObject,
  {
    kind: 'Deployment',
    metadata: { name: 'metrics-server' },
    spec: { replicas: 0, selector: {}, template: { metadata: { labels: SELECTOR } } },
  } as V1Deployment,
];

/** A namespace that stays, and says why as its controller does. */
function staying({ cluster }: Bench, conditions: Record<string, string>): void {
  const remove = cluster.remove.bind(cluster);
  cluster.remove = async (ref, options) => {
    if (ref.kind !== 'Namespace') return remove(ref, options);
    cluster.objects.set('Namespace two-files', {
      ...NAMESPACE,
      metadata: { ...NAMESPACE.metadata, deletionTimestamp: new Date() },
      status: {
        phase: 'Terminating',
        conditions: Object.entries(conditions).map(([type, message]) => ({ type, status: 'True', message })),
      },
    } as V1Namespace);
  };
}

describe('an exercise that cannot be begun', function () {
  this.timeout(20_000);

  it('is told at once, with nothing touched, while a part of the API is off', async () => {
    const table = await bench();
    await table.cluster.apply([NAMESPACE, ...SCALED_TO_0]);
    const exercise = await anExercise();
    for (const work of [requireBeginnable, begin, clean]) {
      const error = await failureOf(work(exercise, table.stage));
      expect(error).to.be.instanceOf(LabError).and.to.include({ code: 'E_NAMESPACE_STUCK', exitCode: 4 });
      expect(error.why).to.contain('v1beta1.metrics.k8s.io').and.to.contain('metrics-server is scaled to 0');
      expect(error.fix).to.contain('lab kubectl scale deployment/metrics-server -n kube-system --replicas=1');
    }
    expect([...table.cluster.objects.keys()]).to.include('Namespace two-files');
  });

  it('waits for a part of the API whose pod is on its way', async () => {
    const table = await bench();
    await table.cluster.apply([NAMESPACE, ...SCALED_TO_0, { kind: 'Pod', metadata: { name: 'metrics-server-1' } }]);
    await clean(await anExercise(), table.stage);
    expect([...table.cluster.objects.keys()]).not.to.include('Namespace two-files');
  });

  it('is told within seconds when a finalizer holds its namespace, with what holds and what frees it', async () => {
    const table = await bench();
    await table.cluster.apply([NAMESPACE]);
    staying(table, {
      NamespaceContentRemaining: 'Some resources are remaining: configmaps. has 1 resource instances',
      NamespaceFinalizersRemaining:
        'Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
    });
    const held = { kind: 'ConfigMap', metadata: { name: 'held', finalizers: ['example.com/hold'] } };
    const kubectl: string[][] = [];
    const controlPlane: Host = {
      ...table.stage.controlPlane,
      run: async (argv) => {
        kubectl.push([...argv]);
        return { exitCode: 0, stdout: JSON.stringify({ items: [held] }), stderr: '', ms: 1 };
      },
    };
    const error = await failureOf(clean(await anExercise({ 'reset.sh': undefined }), { ...table.stage, controlPlane }));
    expect(kubectl).to.deep.equal([['kubectl', 'get', 'configmaps', '-n', 'two-files', '-o', 'json']]);
    expect(error).to.include({ code: 'E_NAMESPACE_STUCK', class: 'host' });
    expect(error.what).to.contain('example.com/hold');
    expect(error.why).to.contain('configmap/held').and.to.contain('finalizers remaining');
    expect(error.fix).to.contain(
      `lab kubectl patch configmap/held -n two-files --type=merge -p '{"metadata":{"finalizers":null}}'`,
    );
  });

  it('is told before anything begins when the lab lacks what it needs', async () => {
    const table = await bench();
    await table.cluster.apply(SCALED_TO_0);
    table.cluster.nodeMetrics = async () => {
      throw new LabError({ code: 'E_API_STATUS', class: 'host', what: 'HTTP 503', details: { status: 503 } });
    };
    const exercise = await anExercise({
      'exercise.yaml': TWO_FILES['exercise.yaml']!.replace('minutes: 1', 'minutes: 1\nrequires: [metrics]'),
    });
    const error = await failureOf(requireBeginnable(exercise, table.stage));
    expect(error).to.include({ code: 'E_LAB_LACKS', exitCode: 3 });
    expect(error.why).to.contain('metrics-server is scaled to 0');
    expect(error.fix).to.contain('--replicas=1');
  });
});
