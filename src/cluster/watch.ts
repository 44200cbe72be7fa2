/** Being told when something in the cluster changes, instead of asking again and again. */
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { KubeConfig, Watch } from './client.js';

/** What can be told apart in a namespace, by the API's paths below it. */
const IN_NAMESPACE: readonly (readonly [root: string, resources: readonly string[]])[] = [
  [
    '/api/v1',
    ['pods', 'services', 'endpoints', 'configmaps', 'secrets', 'replicationcontrollers', 'persistentvolumeclaims'],
  ],
  ['/apis/apps/v1', ['deployments', 'replicasets', 'daemonsets', 'statefulsets']],
  ['/apis/batch/v1', ['jobs']],
  ['/apis/batch/v1beta1', ['cronjobs']],
  ['/apis/autoscaling/v1', ['horizontalpodautoscalers']],
];
const WITHOUT_NAMESPACE = ['/api/v1/nodes', '/api/v1/persistentvolumes'];

/** The API server ends a watch now and then; until it is begun anew nothing is heard. Milliseconds. */
const AGAIN_AFTER_MS = 1_000;

/**
 * Call `onChange` whenever an object changes in these namespaces, or a node or persistent volume does; also soon after the
 * beginning and after a connection was lost, when it is not known what has changed. Never says more than that.
 * @returns when the signal is aborted; an API server that cannot be reached is asked again
 */
export async function watchChanges(
  kubeconfig: string,
  namespaces: readonly string[],
  onChange: () => void,
  signal: AbortSignal,
): Promise<void> {
  const config = new KubeConfig();
  config.loadFromString(await readFile(kubeconfig, 'utf8'));
  const paths = [
    ...namespaces.flatMap((namespace) =>
      IN_NAMESPACE.flatMap(([root, resources]) =>
        resources.map((resource) => `${root}/namespaces/${namespace}/${resource}`),
      ),
    ),
    ...WITHOUT_NAMESPACE,
  ];
  await Promise.all(paths.map((path) => watchOne(config, path, onChange, signal)));
}

async function watchOne(config: KubeConfig, path: string, onChange: () => void, signal: AbortSignal): Promise<void> {
  const seen = new Map<string, string>();
  while (!signal.aborted) {
    await untilItEnds(
      config,
      path,
      (type, { metadata: { uid = '', resourceVersion = '', annotations } = {} }) => {
        // Leader elections are written every two seconds (client-go's leader annotation) and mean nothing here.
        if (annotations?.['control-plane.alpha.kubernetes.io/leader'] !== undefined) return;
        // Every object is announced at the beginning, with the state that it has; what is known already is no change.
        if (type !== 'DELETED' && seen.get(uid) === resourceVersion) return;
        if (type === 'DELETED') seen.delete(uid);
        else seen.set(uid, resourceVersion);
        onChange();
      },
      signal,
    );
    await sleep(AGAIN_AFTER_MS, undefined, { signal }).catch(() => undefined);
  }
}

interface Watched {
  metadata?: { uid?: string; resourceVersion?: string; annotations?: Record<string, string> };
}

/** One watch, from its beginning to its end, whatever ends it. */
async function untilItEnds(
  config: KubeConfig,
  path: string,
  onEvent: (type: string, object: Watched) => void,
  signal: AbortSignal,
): Promise<void> {
  let stop = () => {};
  try {
    await new Promise<void>((resolve, reject) => {
      new Watch(config)
        .watch(path, {}, onEvent, () => resolve())
        .then((controller) => {
          stop = () => controller.abort();
          if (signal.aborted) stop();
          else signal.addEventListener('abort', stop, { once: true });
        }, reject);
    });
  } catch {
    // Not reached, this time.
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
