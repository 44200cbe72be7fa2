import { expect } from 'chai';
import type { Cluster, KubernetesObject, V1Pod } from '../../../src/cluster/cluster.js';
import type { CheckContext } from '../../../src/exercise/check.js';
import { containerOf, helperPod, inPod } from '../../../src/exercise/helpers.js';
import { Unseen } from '../../../src/exercise/unseen.js';

const NAMESPACE = 'shop';

function object(kind: string, name: string, more: object = {}, owner?: KubernetesObject): KubernetesObject {
  const ownerReferences = owner && [
    { uid: owner.metadata!.uid!, controller: true, kind: owner.kind!, name: '', apiVersion: '' },
  ];
  const { labels, ...rest } = more as { labels?: Record<string, string> };
  return {
    kind,
    metadata: {
      name,
      namespace: NAMESPACE,
      uid: `uid of ${name}`,
      labels,
      ...(ownerReferences && { ownerReferences }),
    },
    ...rest,
  };
}

/** A context in which the API has these objects. */
function context(objects: readonly KubernetesObject[], remembered: Record<string, string> = {}) {
  const executed: string[] = [];
  const cluster = {
    pods: async () => objects.filter((one) => one.kind === 'Pod'),
    exec: async ({ name }: { name: string }) => (executed.push(name), { exitCode: 0, stdout: '', stderr: '', ms: 1 }),
  } as unknown as Cluster;
  return { t: { cluster, namespace: NAMESPACE, remembered } as unknown as CheckContext, executed };
}

const running = { status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] } };

describe('a pod that checks look from', () => {
  const labels = { 'kube-classroom/helper': 'probe' };
  const made = object('ReplicaSet', 'probe-1', {});
  const successor = object('Pod', 'probe-1-b', { labels, ...running }, made) as V1Pod;

  it('is found by its name, and its successors by their label', async () => {
    const { t, executed } = context([successor], { 'helper-probe': 'uid of probe-1' });
    await inPod(t, 'probe').run(['true']);
    expect(executed).to.deep.equal(['probe-1-b']);
  });

  it('is a reason in words when it is gone, or another has taken its place', async () => {
    const why = async (objects: readonly KubernetesObject[]) => {
      const { t } = context(objects, { 'helper-probe': 'uid of probe-1' });
      return helperPod(t, 'probe').catch((error: unknown) => error);
    };
    const gone = await why([]);
    expect(gone).to.be.instanceOf(Unseen);
    expect((gone as Unseen).why.zh).to.contain('没有在运行');
    const replaced = await why([object('Pod', 'probe', { labels, ...running })]);
    expect((replaced as Unseen).why.en).to.contain('not the one that the exercise made');
  });
});

describe('containerOf', () => {
  it('finds by name, else by image, wherever it stands', () => {
    const pod = {
      containers: [
        { name: 'sidecar', image: 'busybox' },
        { name: 'x', image: 'docker.io/library/nginx' },
      ],
    };
    expect(containerOf(pod, 'nginx')?.name).to.equal('x');
    expect(containerOf(pod, 'sidecar')?.image).to.equal('busybox');
    expect(containerOf(pod, 'none')).to.equal(undefined);
  });
});
