import { AsyncLocalStorage } from 'node:async_hooks';
import { readFile } from 'node:fs/promises';
import type { CoreV1Event, KubernetesObject, V1Endpoints, V1Node, V1Pod, V1Service } from '@kubernetes/client-node';
import { LabError } from '../errors.js';
import { apiError, statusOf } from './api-error.js';
import type { CallOptions, Cluster, ExecOptions, NodeMetrics, ObjectRef, RemoveOptions, Selection } from './cluster.js';
import {
  CoreV1Api,
  createConfiguration,
  KubeConfig,
  KubernetesObjectApi,
  PatchStrategy,
  ServerConfiguration,
  VersionApi,
} from './client.js';
import { Deadline } from './deadline.js';
import { podExec } from './pod-exec.js';

export interface OpenOptions {
  /** Ends every call of this cluster; a call's own signal comes on top. */
  signal?: AbortSignal | undefined;
  /** Deadline of a single request in milliseconds, default 10 000. */
  timeoutMs?: number;
}

const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';

/** Who did it, in `metadata.managedFields`. */
const FIELD_MANAGER = 'kube-classroom';

/**
 * @param path of a kubeconfig
 * @throws LabError `E_KUBECONFIG` when there is none or it is not one
 */
export async function openCluster(path: string, options: OpenOptions = {}): Promise<Cluster> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new LabError({
      code: 'E_KUBECONFIG',
      class: 'environment',
      what: `no kubeconfig at ${path}`,
      why: (error as Error).message,
      fix: 'bring the lab up first: lab up',
      cause: error,
    });
  }
  return clusterFromText(text, options);
}

/** @throws LabError `E_KUBECONFIG` when the text is not a kubeconfig with a current cluster */
export function clusterFromText(text: string, options: OpenOptions = {}): Cluster {
  const config = new KubeConfig();
  let server: string | undefined;
  try {
    config.loadFromString(text);
    server = config.getCurrentCluster()?.server;
  } catch (error) {
    throw badKubeconfig((error as Error).message, error);
  }
  if (!server) throw badKubeconfig('it names no current cluster');
  return new KubeCluster(config, server, options);
}

function badKubeconfig(why: string, cause?: unknown): LabError {
  return new LabError({
    code: 'E_KUBECONFIG',
    class: 'environment',
    what: 'this is not a usable kubeconfig',
    why,
    fix: 'make it anew: lab up',
    cause,
  });
}

class KubeCluster implements Cluster {
  private readonly objects: KubernetesObjectApi;
  private readonly core: CoreV1Api;
  private readonly versions: VersionApi;
  private readonly timeoutMs: number;
  private readonly signal: AbortSignal | undefined;
  /** The signal of the call under way: the client's methods take none, but what runs below them sees this. */
  private readonly current = new AsyncLocalStorage<AbortSignal>();

  constructor(
    private readonly config: KubeConfig,
    readonly server: string,
    options: OpenOptions,
  ) {
    this.timeoutMs = options.timeoutMs ?? 10_000;
    this.signal = options.signal;
    const configuration = createConfiguration({
      baseServer: new ServerConfiguration(server, {}),
      authMethods: { default: config },
      promiseMiddleware: [
        {
          pre: (request) => {
            const signal = this.current.getStore();
            if (signal) request.setSignal(signal);
            return Promise.resolve(request);
          },
          post: (response) => {
            // An empty log comes without a content type, which the client takes for a broken answer.
            response.headers['content-type'] ??= 'text/plain';
            return Promise.resolve(response);
          },
        },
      ],
    });
    this.objects = new KubernetesObjectApi(configuration);
    this.core = new CoreV1Api(configuration);
    this.versions = new VersionApi(configuration);
  }

  version(options?: CallOptions): Promise<string> {
    return this.call('get version', async () => (await this.versions.getCode()).gitVersion, options);
  }

  list<T extends KubernetesObject>(
    apiVersion: string,
    kind: string,
    selection: Selection = {},
    options?: CallOptions,
  ): Promise<T[]> {
    const { namespace, labels, fields } = selection;
    return this.call(
      `list ${kind}`,
      async () => {
        const list = await this.objects.list<T>(
          apiVersion,
          kind,
          namespace,
          undefined,
          undefined,
          undefined,
          fields,
          labels,
        );
        return list.items;
      },
      options,
    );
  }

  async read<T extends KubernetesObject>(ref: ObjectRef, options?: CallOptions): Promise<T | undefined> {
    try {
      return await this.call(`get ${ref.kind} ${ref.name}`, () => this.objects.read<T>(header<T>(ref)), options);
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  }

  async apply(objects: readonly KubernetesObject[], options?: CallOptions): Promise<void> {
    for (const object of objects) {
      // The client fills in a default namespace where there is none; the caller's object stays as it is.
      const copy = structuredClone(object);
      await this.call(
        `apply ${object.kind} ${object.metadata?.name}`,
        () => this.objects.patch(copy, undefined, undefined, FIELD_MANAGER, true, PatchStrategy.ServerSideApply),
        options,
      );
    }
  }

  async remove(ref: ObjectRef, options?: RemoveOptions): Promise<void> {
    try {
      await this.call(
        `delete ${ref.kind} ${ref.name}`,
        () => this.objects.delete(header(ref), undefined, undefined, options?.graceSeconds, undefined, 'Background'),
        options,
      );
    } catch (error) {
      if (statusOf(error) !== 404) throw error;
    }
  }

  nodes(options?: CallOptions): Promise<V1Node[]> {
    return this.list<V1Node>('v1', 'Node', {}, options);
  }

  pods(selection?: Selection, options?: CallOptions): Promise<V1Pod[]> {
    return this.list<V1Pod>('v1', 'Pod', selection, options);
  }

  service(namespace: string, name: string, options?: CallOptions): Promise<V1Service | undefined> {
    return this.read<V1Service>({ apiVersion: 'v1', kind: 'Service', namespace, name }, options);
  }

  endpoints(namespace: string, name: string, options?: CallOptions): Promise<V1Endpoints | undefined> {
    return this.read<V1Endpoints>({ apiVersion: 'v1', kind: 'Endpoints', namespace, name }, options);
  }

  async events(selection?: Selection, options?: CallOptions): Promise<CoreV1Event[]> {
    const events = await this.list<CoreV1Event>('v1', 'Event', selection, options);
    return events.sort((a, b) => eventTime(a) - eventTime(b));
  }

  nodeMetrics(options?: CallOptions): Promise<NodeMetrics[]> {
    return this.list<NodeMetrics>('metrics.k8s.io/v1beta1', 'NodeMetrics', {}, options);
  }

  async logs(
    { namespace, name, container, lines = 50, seconds, previous = false }: Parameters<Cluster['logs']>[0],
    options?: CallOptions,
  ): Promise<string> {
    const from = container ?? (await this.defaultContainer(namespace, name, options));
    return this.call(
      `logs of ${name}`,
      () =>
        this.core.readNamespacedPodLog({
          namespace,
          name,
          ...(from !== undefined && { container: from }),
          tailLines: lines,
          ...(seconds !== undefined && { sinceSeconds: seconds }),
          previous,
        }),
      options,
    );
  }

  async exec(pod: { namespace: string; name: string }, argv: readonly string[], options: ExecOptions = {}) {
    const container = options.container ?? (await this.defaultContainer(pod.namespace, pod.name, options));
    return this.call(`exec in pod ${pod.name}`, (signal) => podExec(this.config, { ...pod, container }, argv, signal), {
      timeoutMs: 15_000,
      ...options,
    });
  }

  /** What kubectl takes when it is told none; the API itself refuses where there are several. */
  private async defaultContainer(
    namespace: string,
    name: string,
    { signal }: CallOptions = {},
  ): Promise<string | undefined> {
    const pod = await this.read<V1Pod>({ apiVersion: 'v1', kind: 'Pod', namespace, name }, { signal });
    const containers = pod?.spec?.containers ?? [];
    const wanted = pod?.metadata?.annotations?.[DEFAULT_CONTAINER];
    return (containers.find((container) => container.name === wanted) ?? containers[0])?.name;
  }

  /** One call with its deadline and its signals; every error leaves as a LabError. */
  private async call<T>(
    what: string,
    work: (signal: AbortSignal) => Promise<T>,
    options: CallOptions & { timeoutMs?: number } = {},
  ): Promise<T> {
    const parent =
      options.signal && this.signal ? AbortSignal.any([options.signal, this.signal]) : (options.signal ?? this.signal);
    const deadline = new Deadline(options.timeoutMs ?? this.timeoutMs, parent);
    try {
      return await deadline.race(this.current.run(deadline.signal, () => work(deadline.signal)));
    } catch (error) {
      throw apiError(error, {
        what,
        server: this.server,
        gaveUpAfterMs: deadline.passed ? deadline.ms : undefined,
        interrupted: parent?.aborted === true && !deadline.passed,
      });
    } finally {
      deadline.clear();
    }
  }
}

function header<T extends KubernetesObject>({ apiVersion, kind, name, namespace }: ObjectRef) {
  const metadata = { name, ...(namespace !== undefined && { namespace }) };
  return { apiVersion, kind, metadata } as Pick<T, 'apiVersion' | 'kind'> & {
    metadata: { name: string; namespace?: string };
  };
}

function eventTime(event: CoreV1Event): number {
  const time = event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp;
  return time ? new Date(time).getTime() : 0;
}
