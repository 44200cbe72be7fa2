import { expect } from 'chai';
import type { KubernetesObject, V1Service } from '../../../src/cluster/cluster.js';
import type { CheckContext } from '../../../src/exercise/check.js';
import { leadsTo, type Workload } from '../../../src/exercise/helpers.js';

type Labels = Record<string, string>;

const owner = (uid: string) => ({
  ownerReferences: [{ apiVersion: 'v1', kind: 'X', name: uid, uid, controller: true }],
});
const workload = (name: string, labels: Labels, above?: string): Workload => ({
  metadata: { name, uid: name, ...(above !== undefined && owner(above)) },
  spec: { template: { metadata: { labels } } },
});
const pod = (name: string, labels: Labels, above?: string): KubernetesObject => ({
  metadata: { name, uid: name, labels, ...(above !== undefined && owner(above)) },
});
const slice = (name: string, by: string): KubernetesObject => ({
  metadata: { name, labels: { 'endpointslice.kubernetes.io/managed-by': by } },
});
const service = (selector?: Labels): V1Service => ({
  metadata: { name: 'shop', namespace: 'n' },
  spec: { ...(selector && { selector }) },
});

const SHOP = workload('shop', { app: 'shop', tier: 'front' });
const OFFICE = workload('office', { app: 'shop', tier: 'back' });

/** The judgement of a Service on a namespace with the shop, its pod, and what else there is. */
async function judge(
  selector: Labels | undefined,
  {
    others = [],
    sets = [],
    pods = [],
    slices = [],
    wanted = [SHOP],
  }: Partial<Record<'others' | 'sets' | 'wanted', Workload[]>> &
    Partial<Record<'pods' | 'slices', KubernetesObject[]>> = {},
) {
  const kinds: Record<string, KubernetesObject[]> = {
    Deployment: [SHOP, ...others],
    ReplicaSet: [workload('shop-1', { app: 'shop', tier: 'front' }, 'shop'), ...sets],
    EndpointSlice: [slice('shop-a', 'endpointslice-controller.k8s.io'), ...slices],
  };
  const cluster = {
    list: async (_: string, kind: string) => kinds[kind] ?? [],
    pods: async () => [pod('shop-1-a', { app: 'shop', tier: 'front' }, 'shop-1'), ...pods],
  };
  const { problem, others: named } = await leadsTo(
    { cluster } as unknown as CheckContext,
    service(selector),
    ...wanted,
  );
  return { problem, others: named };
}

describe('where a Service leads', () => {
  it('is right when it selects what the workload makes, and nothing else', async () => {
    expect(await judge({ tier: 'front' }, { others: [OFFICE] })).to.deep.equal({ problem: undefined, others: [] });
    const db = { others: [workload('db', { app: 'db' })] };
    expect(await judge({ app: 'shop', tier: 'front' }, db)).to.deep.equal({ problem: undefined, others: [] });
    expect(await judge({ app: 'shop' })).to.deep.equal({ problem: undefined, others: [] });
  });

  it('is nowhere without a selector, whatever addresses it has', async () => {
    expect(await judge(undefined)).to.deep.equal({ problem: 'noSelector', others: [] });
    expect(await judge({})).to.deep.equal({ problem: 'noSelector', others: [] });
  });

  it('misses what is labelled otherwise, even if a pod has been given the label', async () => {
    const pods = [pod('shop-1-b', { tier: 'fronted' }, 'shop-1')];
    expect(await judge({ tier: 'fronted' }, { pods })).to.deep.equal({ problem: 'misses', others: ['shop'] });
    expect(await judge({ app: 'shop', tier: 'back' })).to.deep.equal({ problem: 'misses', others: ['shop'] });
  });

  it('is too wide when it fits a neighbour that has no pod at the moment', async () => {
    expect(await judge({ app: 'shop' }, { others: [OFFICE] })).to.deep.equal({
      problem: 'tooWide',
      others: ['Deployment office'],
    });
  });

  it('is too wide when it fits a pod that nobody keeps', async () => {
    expect(await judge({ app: 'shop' }, { pods: [pod('test', { app: 'shop' })] })).to.deep.equal({
      problem: 'tooWide',
      others: ['Pod test'],
    });
  });

  it('names a pod of nobody once, and the pods of a neighbour by the neighbour', async () => {
    const sets = [workload('office-1', { app: 'shop', tier: 'back' }, 'office')];
    const pods = [
      pod('office-1-a', { app: 'shop', tier: 'back' }, 'office-1'),
      pod('test', { app: 'shop', tier: 'front' }),
    ];
    expect(await judge({ app: 'shop' }, { others: [OFFICE], sets, pods })).to.deep.equal({
      problem: 'tooWide',
      others: ['Deployment office', 'Pod test'],
    });
  });

  it('may be several workloads, and misses those that it does not fit', async () => {
    const both = { others: [OFFICE], wanted: [SHOP, OFFICE] };
    expect(await judge({ app: 'shop' }, both)).to.include({ problem: undefined });
    expect(await judge({ tier: 'front' }, both)).to.deep.equal({ problem: 'misses', others: ['office'] });
  });

  it('is not only its own when somebody has written addresses beside', async () => {
    const slices = [slice('more', 'me')];
    expect(await judge({ tier: 'front' }, { slices })).to.deep.equal({
      problem: 'byHand',
      others: ['EndpointSlice more'],
    });
  });
});
