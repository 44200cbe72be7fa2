/**
 * The Kubernetes API as suites and exercises see it: an interface, so that neither knows which client is behind it.
 * Every call has a deadline; what goes wrong is a LabError of api-error.ts.
 */
import type { KubernetesObject, V1Endpoints, V1Node, V1Pod, V1Service, CoreV1Event } from '@kubernetes/client-node';
import type { CommandResult } from '../host.js';

export type {
  CoreV1Event,
  V1APIService,
  KubernetesObject,
  V1ConfigMap,
  V1Container,
  V1ContainerStatus,
  V1CronJob,
  V1DaemonSet,
  V1Deployment,
  V1Endpoints,
  V1Job,
  V1Namespace,
  V1ServiceAccount,
  V1Node,
  V1PersistentVolume,
  V1PersistentVolumeClaim,
  V1Pod,
  V1PodSpec,
  V1PodTemplateSpec,
  V1ReplicaSet,
  V1ReplicationController,
  V1Service,
  V1StatefulSet,
  V2HorizontalPodAutoscaler,
} from '@kubernetes/client-node';

/** What it takes to name one object. `namespace` stays out for what has none. */
export interface ObjectRef {
  apiVersion: string;
  kind: string;
  name: string;
  namespace?: string | undefined;
}

export interface Selection {
  /** All namespaces when left out. */
  namespace?: string | undefined;
  /** `app=nginx,tier!=db` */
  labels?: string | undefined;
  /** `status.phase=Running` */
  fields?: string | undefined;
}

export interface NodeMetrics extends KubernetesObject {
  /** Quantities as the API writes them: cpu `123456789n`, memory `812345Ki`. */
  usage: { cpu: string; memory: string };
}

export interface CallOptions {
  signal?: AbortSignal | undefined;
}

export interface RemoveOptions extends CallOptions {
  /** 0 takes a pod off the list without waiting for its kubelet: for pods of a node that is dead. */
  graceSeconds?: number;
}

export interface ExecOptions extends CallOptions {
  /** Left out, it is the one that kubectl takes: the pod's default container, else its first. */
  container?: string;
  /** Deadline in milliseconds, default 15 000. */
  timeoutMs?: number;
}

export interface Cluster {
  /** `https://192.168.207.131:6443` */
  readonly server: string;
  /** `v1.20.2` */
  version(options?: CallOptions): Promise<string>;

  list<T extends KubernetesObject>(
    apiVersion: string,
    kind: string,
    selection?: Selection,
    options?: CallOptions,
  ): Promise<T[]>;
  /** @returns undefined when there is no such object */
  read<T extends KubernetesObject>(ref: ObjectRef, options?: CallOptions): Promise<T | undefined>;
  /** Server-side apply, object by object in the order given; makes or changes. */
  apply(objects: readonly KubernetesObject[], options?: CallOptions): Promise<void>;
  /** Ask for an object to be deleted, with what it owns, and return; content to find nothing. */
  remove(ref: ObjectRef, options?: RemoveOptions): Promise<void>;

  nodes(options?: CallOptions): Promise<V1Node[]>;
  pods(selection?: Selection, options?: CallOptions): Promise<V1Pod[]>;
  service(namespace: string, name: string, options?: CallOptions): Promise<V1Service | undefined>;
  endpoints(namespace: string, name: string, options?: CallOptions): Promise<V1Endpoints | undefined>;
  /** Oldest first. */
  events(selection?: Selection, options?: CallOptions): Promise<CoreV1Event[]>;
  /** From metrics-server, as `kubectl top nodes` shows them. */
  nodeMetrics(options?: CallOptions): Promise<NodeMetrics[]>;

  /** The end of a container's log: `lines` of it (default 50), of the last `seconds`. Without a container, as `exec` has it. */
  logs(
    pod: {
      namespace: string;
      name: string;
      container?: string;
      lines?: number;
      seconds?: number;
      previous?: boolean;
    },
    options?: CallOptions,
  ): Promise<string>;
  /**
   * Run a program in a container; a non-zero exit is a result, not an exception.
   * @throws LabError `E_API_*` when the program could not be started or its end was not seen in time
   */
  exec(
    pod: { namespace: string; name: string },
    argv: readonly string[],
    options?: ExecOptions,
  ): Promise<CommandResult>;
}
