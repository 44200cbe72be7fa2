import type { Cluster, V1ServiceAccount } from './cluster.js';
import { eventually, type EventuallyOptions } from './eventually.js';

/**
 * Wait until pods may be made in a new namespace: Kubernetes 1.20 refuses them until its service account has a token.
 * @throws ObservationError `E_NO_SERVICE_ACCOUNT` after a minute; LabError `E_INTERRUPTED`
 */
export async function serviceAccountReady(
  cluster: Cluster,
  namespace: string,
  waiting: Pick<EventuallyOptions, 'signal' | 'onProgress'>,
): Promise<void> {
  await eventually(
    `the namespace ${namespace} has its service account`,
    async (signal) => {
      const account = await cluster.read<V1ServiceAccount>(
        { apiVersion: 'v1', kind: 'ServiceAccount', namespace, name: 'default' },
        { signal },
      );
      const ok = (account?.secrets?.length ?? 0) > 0;
      return { ok, observed: ok ? 'it has a token' : account ? 'it has no token yet' : 'none yet' };
    },
    {
      within: 60_000,
      interval: { first: 50, longest: 500 },
      code: 'E_NO_SERVICE_ACCOUNT',
      class: 'host',
      tryNext: [
        'lab kubectl get pods -n kube-system -l component=kube-controller-manager   it makes the tokens',
        'lab test   says what is wrong with the lab',
      ],
      ...waiting,
    },
  );
}
