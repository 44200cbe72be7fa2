import { expect } from 'chai';
import type { Cluster, KubernetesObject, V1Pod, V1Service } from '../../../src/cluster/cluster.js';
import type { CheckContext } from '../../../src/exercise/check.js';
import { containerOf, helperPod, inPod, leadsTo, type Workload } from '../../../src/exercise/helpers.js';
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
    list: async (_: string, kind: string) => objects.filter((one) => one.kind === kind),
    pods: async () => objects.filter((one) => one.kind === 'Pod'),
    exec: async ({ name }: { name: string }) => (executed.push(name), { exitCode: 0, stdout: '', stderr: '', ms: 1 }),
  } as unknown as Cluster;
  return { t: { cluster, namespace: NAMESPACE, remembered } as unknown as CheckContext, executed };
}

const running = { status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] } };
const deployment = (name: string, labels: Record<string, string>) =>
  object('Deployment', name, { spec: { template: { metadata: { labels } } } }) as Workload;
const service = (selector?: Record<string, string>) => object('Service', 'web', { spec: { selector } }) as V1Service;

describe('leadsTo', () => {
  const labels = { app: 'web', tier: 'front' };
  const web = deployment('web', labels);
  const set = object('ReplicaSet', 'web-1', { spec: { template: { metadata: { labels } } } }, web);
  const pod = object('Pod', 'web-1-a', { labels, ...running }, set);
  const own = [web, set, pod];
  const slice = (manager: string) =>
    object('EndpointSlice', 'web-x', { labels: { 'endpointslice.kubernetes.io/managed-by': manager } });
  const problem = async (selector: Record<string, string> | undefined, others: readonly KubernetesObject[] = []) => {
    const { problem: found, others: named } = await leadsTo(context([...own, ...others]).t, service(selector), web);
    return [found, ...named];
  };

  it('is content with what selects the workload alone, today and tomorrow', async () => {
    expect(await problem({ app: 'web' }, [slice('endpointslice-controller.k8s.io')])).to.deep.equal([undefined]);
    expect(await problem(labels, [deployment('db', { app: 'db' })])).to.deep.equal([undefined]);
  });

  it('takes no selector for a selector that fits', async () => {
    expect(await problem(undefined)).to.deep.equal(['noSelector']);
    expect(await problem({})).to.deep.equal(['noSelector']);
  });

  it('sees that it misses', async () => {
    expect(await problem({ app: 'web', tier: 'back' })).to.deep.equal(['misses', 'web']);
  });

  it('sees a neighbour that has no pods at the moment', async () => {
    const canary = deployment('canary', { app: 'web', tier: 'canary' });
    expect(await problem({ app: 'web' }, [canary])).to.deep.equal(['tooWide', 'Deployment canary']);
  });

  it('names a pod of nobody once, and a pod of a neighbour by the neighbour', async () => {
    const canary = deployment('canary', { app: 'web' });
    const theirs = object(
      'ReplicaSet',
      'canary-1',
      { spec: { template: { metadata: { labels: { app: 'web' } } } } },
      canary,
    );
    const pods = [object('Pod', 'canary-1-a', { labels: { app: 'web' } }, theirs), object('Pod', 'bare', { labels })];
    expect(await problem({ app: 'web' }, [canary, theirs, ...pods])).to.deep.equal([
      'tooWide',
      'Deployment canary',
      'Pod bare',
    ]);
  });

  it('sees addresses that somebody has written', async () => {
    expect(await problem({ app: 'web' }, [slice('me')])).to.deep.equal(['byHand', 'EndpointSlice web-x']);
  });
});

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
