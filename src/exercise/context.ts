import { clusterFromText } from '../cluster/kube-cluster.js';
import { LabError } from '../errors.js';
import type { CheckContext, ClusterReader } from './check.js';
import type { Exercise } from './exercise.js';
import type { Begun, Stage } from './stage.js';

/** The file that kubeadm leaves on the control plane, with the credentials of the cluster's administrator. */
const ADMIN_CONF = '/etc/kubernetes/admin.conf';
/** A cluster that a student is building may be half there: it is not waited for. Milliseconds. */
const STUDENT_CLUSTER_MS = 4_000;

/** What the checks of an exercise look at. */
export async function checkContext(
  exercise: Exercise,
  stage: Stage,
  begun: Begun,
): Promise<Omit<CheckContext, 'fail'>> {
  const { hosts, controlPlane, config, signal } = stage;
  const cluster = exercise.spec.lab === 'cluster' ? await stage.cluster() : nobody(exercise);
  return {
    cluster,
    findCluster: once(() => findCluster(stage)),
    namespace: exercise.spec.namespace ?? '',
    hosts,
    controlPlane,
    workers: hosts.filter(({ role }) => role === 'worker'),
    config,
    startedAt: new Date(begun.startedAt),
    remembered: begun.remembered,
    signal,
  };
}

async function findCluster({ controlPlane, signal }: Stage): Promise<ClusterReader | undefined> {
  const { exitCode, stdout } = await controlPlane.run(['cat', ADMIN_CONF], { signal, timeoutMs: 10_000 });
  return exitCode === 0 ? clusterFromText(stdout, { signal, timeoutMs: STUDENT_CLUSTER_MS }) : undefined;
}

function nobody({ spec }: Exercise): ClusterReader {
  return new Proxy({} as ClusterReader, {
    get(_, name) {
      throw new LabError({
        code: 'E_NO_CLUSTER',
        class: 'bug',
        what: `check.ts asks cluster.${String(name)}, and an exercise with \`lab: ${spec.lab}\` has no cluster`,
        fix: 'use findCluster()',
      });
    },
  });
}

/** The checks of one run share one answer. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => (answer ??= work());
}
