/** A namespace of its own for each suite that makes objects, gone when the run is over, however it ends. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { endNamespace } from '../../src/cluster/end-namespace.js';
import { eventually } from '../../src/cluster/eventually.js';
import type { Cluster, V1Namespace } from '../../src/cluster/cluster.js';
import { notReadyReason } from '../../src/cluster/findings.js';
import { openCluster } from '../../src/cluster/kube-cluster.js';
import { serviceAccountReady } from '../../src/cluster/service-account.js';
import { lab } from './context.js';

const LABEL = 'kube-classroom/made-by';
const MADE_BY = 'lab-test';
/** `machine pid`: whether the run that made it is still alive can only be asked on its own machine. */
const OWNER = 'kube-classroom/owner';
const STALE_AFTER_MS = 15 * 60_000;
/** On a loaded machine the kubelet of 1.20 takes a minute to report that a pod has ended. */
const GONE_WITHIN_MS = 180_000;

const mine = new Set<string>();

/** Make one, after removing what a killed run has left behind. */
export async function makeNamespace(cluster: Cluster): Promise<string> {
  const others = await cluster.list<V1Namespace>('v1', 'Namespace', { labels: `${LABEL}=${MADE_BY}` });
  await Promise.all(others.filter(isLeftOver).map((left) => cluster.remove(ref(left.metadata!.name!))));
  const name = `lab-test-${randomBytes(3).toString('hex')}`;
  // Known before it exists: a run that is interrupted in between removes it all the same.
  mine.add(name);
  const metadata = { name, labels: { [LABEL]: MADE_BY }, annotations: { [OWNER]: `${hostname()} ${process.pid}` } };
  await cluster.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata }]);
  await serviceAccountReady(cluster, name, { signal: lab.signal, onProgress: lab.onWaiting });
  return name;
}

/** Ask for it to go and return; that it went is waited for once, at the end of the run. */
export async function dropNamespace(name: string | undefined): Promise<void> {
  if (name !== undefined) await endNamespace(await cleaner(), name);
}

// Outside every describe: runs once, after all suites, also after failures and Ctrl-C.
after('remove the namespaces of this run', async () => {
  if (mine.size === 0) return;
  const cluster = await cleaner();
  await Promise.all([...mine].map((name) => endNamespace(cluster, name)));
  await eventually(
    'the namespaces of this run are gone, or going and empty',
    async () => {
      const left = (await Promise.all([...mine].map((name) => cluster.read<V1Namespace>(ref(name))))).filter(
        (n) => n !== undefined,
      );
      await Promise.all(left.map((n) => forceFromDeadNodes(cluster, n.metadata!.name!)));
      const pods = (await Promise.all(left.map((n) => cluster.pods({ namespace: n.metadata!.name! })))).flat();
      const said = left.flatMap(
        (n) => n.status?.conditions?.filter((c) => c.status === 'True').map((c) => c.message) ?? [],
      );
      const observed = left.map((n) => `${n.metadata?.name} ${n.status?.phase}`).join(' · ');
      // The namespace controller looks again only after a time that it guesses, a minute or more; what it then removes is an empty shell.
      const isEmpty = pods.length === 0 && left.every((n) => n.status?.phase === 'Terminating');
      return isEmpty
        ? { ok: true, observed: 'gone' }
        : { ok: false, observed, others: said.filter((s) => s !== undefined) };
    },
    {
      within: GONE_WITHIN_MS,
      expected: `${[...mine].join(', ')} deleted`,
      onProgress: lab.onWaiting,
      tryNext: ['lab kubectl get namespaces'],
    },
  );
});

/** Cleaning up goes on when the run is interrupted: it does not listen to the run's signal. */
function cleaner(): Promise<Cluster> {
  return openCluster(lab.kubeconfig, { timeoutMs: 5000 });
}

/** Only a kubelet can say that a pod has ended; that of a dead node never will, and the namespace would stay with it. */
async function forceFromDeadNodes(cluster: Cluster, namespace: string): Promise<void> {
  const [pods, nodes] = await Promise.all([cluster.pods({ namespace }), cluster.nodes()]);
  const alive = new Set(nodes.filter((n) => notReadyReason(n) === undefined).map((n) => n.metadata?.name));
  const stuck = pods.filter((p) => p.metadata?.deletionTimestamp && !alive.has(p.spec?.nodeName));
  await Promise.all(
    stuck.map((p) =>
      cluster.remove({ apiVersion: 'v1', kind: 'Pod', namespace, name: p.metadata!.name! }, { graceSeconds: 0 }),
    ),
  );
}

function isLeftOver({ metadata }: V1Namespace): boolean {
  if (metadata?.deletionTimestamp || mine.has(metadata?.name ?? '')) return false;
  const [machine, pid] = (metadata?.annotations?.[OWNER] ?? '').split(' ');
  if (machine === hostname()) return !isAlive(Number(pid));
  return Date.now() - new Date(metadata?.creationTimestamp ?? 0).getTime() > STALE_AFTER_MS;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function ref(name: string) {
  return { apiVersion: 'v1', kind: 'Namespace', name };
}
