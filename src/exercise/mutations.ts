/**
 * What the proof does to a solved exercise, by machine: things that must not matter to a check, and things that must. They
 * are made with kubectl on the control plane, as somebody would make them.
 */
import type { Cluster, CoreV1Event, KubernetesObject, V1Pod, V1Service } from '../cluster/cluster.js';
import { LabError } from '../errors.js';
import { namespacesOf, type Exercise } from './exercise.js';
import { nameOf, selects, type Workload } from './helpers.js';
import { isStillToBeDoneOver } from './not-yet.js';
import { MUTATIONS, type MutationId, type MutationOutcome } from './schema.js';
import type { Stage } from './stage.js';

/** Marks what checks look with: not the student's, so that it is left as it is. */
const HELPER_ROLE = 'kube-classroom/role';
const BYSTANDER = 'bystander';
/** A port that nothing else here uses. */
const OTHER_PORT = 9753;
/** Who makes slices of Endpoints that are written by hand. */
const MIRROR = 'endpointslicemirroring-controller.k8s.io';

const TEMPLATES = [
  ['apps/v1', 'Deployment'],
  ['apps/v1', 'StatefulSet'],
  ['apps/v1', 'DaemonSet'],
] as const;
const CONTROLLERS = [
  ...TEMPLATES,
  ['apps/v1', 'ReplicaSet'],
  ['v1', 'ReplicationController'],
  ['batch/v1', 'Job'],
  ['batch/v1beta1', 'CronJob'],
] as const;

/** Takes a mutation back. */
type Undo = () => Promise<void>;

export interface MutationPlan {
  id: MutationId;
  expect: MutationOutcome;
}

/** Those that the exercise is tried with, in their order: without those that its author leaves out, with the outcomes that he says. */
export function mutationsFor(exercise: Exercise): MutationPlan[] {
  const { spec } = exercise;
  if (spec.lab !== 'cluster' || spec.namespace === undefined || isStillToBeDoneOver(exercise)) return [];
  return (Object.keys(MUTATIONS) as MutationId[]).flatMap((id) => {
    const expect = spec.mutations[id]?.expect ?? MUTATIONS[id].expect;
    return expect === 'left-out' ? [] : [{ id, expect }];
  });
}

export class Mutator {
  constructor(
    private readonly exercise: Exercise,
    private readonly stage: Stage,
  ) {}

  /**
   * @returns how to take it back; undefined when there is nothing here that it could be done to
   * @throws LabError `E_MUTATION` when the API refuses it
   */
  async make(id: Exclude<MutationId, 'forged-events'>): Promise<Undo | undefined> {
    switch (id) {
      case 'bystanders':
        return this.bystanders();
      case 'port-first':
        return this.portFirst();
      case 'pods-deleted':
        return this.deletePods((pod) => !isHelper(pod) && kept(pod));
      case 'helpers-deleted':
        return this.deletePods(isHelper);
      case 'sidecar-last':
        return this.sidecar('-');
      case 'sidecar-first':
        return this.sidecar('0');
      case 'frozen-endpoints':
        return this.freezeEndpoints();
      case 'widened-selector':
        return this.widenSelectors();
      case 'orphaned':
        return this.orphan();
    }
  }

  /** The Events of the exercise's namespaces, to be forged later. */
  async events(): Promise<CoreV1Event[]> {
    return (await this.each((cluster, namespace) => cluster.events({ namespace }, this.stage))).flat();
  }

  /** Write Events by hand, as if they had happened just now. */
  async forge(events: readonly CoreV1Event[]): Promise<void> {
    const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
    const cluster = await this.stage.cluster();
    const forged = events.map(({ involvedObject, reason, message, type, count, source, metadata }, i) => ({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: `forged-${i}`, namespace: metadata.namespace },
      involvedObject,
      reason,
      message,
      type,
      count,
      source,
      firstTimestamp: now,
      lastTimestamp: now,
    }));
    await cluster.apply(forged, this.stage);
  }

  private async bystanders(): Promise<Undo> {
    const labels = { app: BYSTANDER };
    const metadata = { name: BYSTANDER, namespace: this.exercise.spec.namespace };
    const spec = {
      terminationGracePeriodSeconds: 0,
      containers: [{ name: BYSTANDER, image: this.stage.config.images.busybox, command: ['sleep', '100000'] }],
    };
    const deployment = { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } };
    const objects = [
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: deployment },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata,
        spec: { selector: labels, ports: [{ port: OTHER_PORT, protocol: 'TCP' }] },
      },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { key: BYSTANDER } },
      { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, labels: { run: BYSTANDER } }, spec },
    ] as unknown as KubernetesObject[];
    await (await this.stage.cluster()).apply(objects, this.stage);
    return () =>
      this.kubectl(metadata.namespace, [
        'delete',
        ...['deployment', 'service', 'configmap', 'pod'].map((kind) => `${kind}/${BYSTANDER}`),
      ]);
  }

  private async portFirst(): Promise<Undo | undefined> {
    const services = (await this.services()).filter(
      ({ spec }) => spec?.clusterIP !== 'None' && (spec?.ports?.length ?? 0) > 0,
    );
    return this.together(
      services.map((service) => async () => {
        // With a second one, each port needs a name.
        const ports = service.spec!.ports!.map((port, i) => ({ ...port, name: port.name ?? `port-${i}` }));
        const first = { name: 'first', port: OTHER_PORT, targetPort: OTHER_PORT };
        await this.patch('service', service, [{ op: 'replace', path: '/spec/ports', value: [first, ...ports] }]);
        return () =>
          this.patch('service', service, [{ op: 'replace', path: '/spec/ports', value: service.spec!.ports }]);
      }),
    );
  }

  private async deletePods(which: (pod: V1Pod) => boolean): Promise<Undo | undefined> {
    const pods = (await this.each((cluster, namespace) => cluster.pods({ namespace }, this.stage)))
      .flat()
      .filter(which);
    return this.together(
      pods.map((pod) => async () => {
        await this.kubectl(pod.metadata?.namespace, ['delete', 'pod', nameOf(pod), '--wait=false']);
        return () => Promise.resolve();
      }),
    );
  }

  private async sidecar(at: '0' | '-'): Promise<Undo | undefined> {
    const container = {
      name: at === '0' ? 'sidecar-first' : 'sidecar-last',
      image: this.stage.config.images.busybox,
      // As a sidecar does that minds nobody: it ends as soon as it is told to.
      command: ['sh', '-c', 'trap exit TERM; while :; do sleep 1; done'],
    };
    return this.together(
      (await this.workloads(TEMPLATES)).map((workload) => async () => {
        const path = '/spec/template/spec/containers';
        await this.patch(workload.kind!, workload, [{ op: 'add', path: `${path}/${at}`, value: container }]);
        const before = (workload.spec?.template?.spec?.containers ?? []) as unknown;
        return () => this.patch(workload.kind!, workload, [{ op: 'replace', path, value: before }]);
      }),
    );
  }

  private async freezeEndpoints(): Promise<Undo | undefined> {
    const selecting = (await this.services()).filter(({ spec }) => Object.keys(spec?.selector ?? {}).length > 0);
    return this.together(
      selecting.map((service) => async () => {
        // The controller then leaves the addresses as they are.
        await this.patch('service', service, [{ op: 'remove', path: '/spec/selector' }]);
        return async () => {
          await this.select(service, service.spec!.selector!);
          // What the API has made of the written addresses meanwhile it leaves there for ever (kubernetes#91072).
          await this.kubectl(namespaceOf(service), [
            'delete',
            'endpointslices',
            `--selector=kubernetes.io/service-name=${nameOf(service)},endpointslice.kubernetes.io/managed-by=${MIRROR}`,
          ]);
        };
      }),
    );
  }

  private async widenSelectors(): Promise<Undo | undefined> {
    const [services, workloads] = await Promise.all([this.services(), this.workloads(TEMPLATES.slice(0, 2))]);
    const changes = services.flatMap((service) => {
      const selector = service.spec?.selector ?? {};
      for (const neighbour of workloads) {
        const labels = neighbour.spec?.template?.metadata?.labels ?? {};
        const same = namespaceOf(neighbour) === namespaceOf(service);
        const shared = Object.fromEntries(Object.entries(selector).filter(([key, value]) => labels[key] === value));
        if (same && !selects(selector, labels) && Object.keys(shared).length > 0)
          return [{ service, neighbour, shared }];
      }
      return [];
    });
    return this.together(
      changes.map(({ service, neighbour, shared }) => async () => {
        await this.scale(neighbour, 0);
        await this.select(service, shared);
        return async () => {
          await this.select(service, service.spec!.selector!);
          await this.scale(neighbour, (neighbour.spec as { replicas?: number }).replicas ?? 1);
        };
      }),
    );
  }

  private async orphan(): Promise<Undo | undefined> {
    const independent = (await this.workloads(CONTROLLERS)).filter(
      ({ metadata }) => !metadata?.ownerReferences?.length,
    );
    return this.together(
      independent.map((controller) => async () => {
        await this.kubectl(namespaceOf(controller), [
          'delete',
          controller.kind!,
          nameOf(controller),
          '--cascade=orphan',
        ]);
        return () => Promise.resolve();
      }),
    );
  }

  private async services(): Promise<V1Service[]> {
    const found = await this.each((cluster, namespace) =>
      cluster.list<V1Service>('v1', 'Service', { namespace }, this.stage),
    );
    return found.flat().filter(isStudents);
  }

  private async workloads(kinds: readonly (readonly [string, string])[]): Promise<Workload[]> {
    const found = await Promise.all(
      kinds.map(([apiVersion, kind]) =>
        this.each(async (cluster, namespace) =>
          (await cluster.list<Workload>(apiVersion, kind, { namespace }, this.stage)).map((one) => ({ ...one, kind })),
        ),
      ),
    );
    return found.flat(2).filter(isStudents);
  }

  private async each<T>(ask: (cluster: Cluster, namespace: string) => Promise<T>): Promise<T[]> {
    const cluster = await this.stage.cluster();
    return Promise.all(namespacesOf(this.exercise).map((namespace) => ask(cluster, namespace)));
  }

  /** @returns undefined when there is nothing to do */
  private async together(changes: readonly (() => Promise<Undo>)[]): Promise<Undo | undefined> {
    if (changes.length === 0) return undefined;
    const undo = await Promise.all(changes.map((change) => change()));
    return async () => void (await Promise.all(undo.map((one) => one())));
  }

  private select(service: V1Service, selector: Record<string, string>): Promise<void> {
    return this.patch('service', service, [{ op: 'add', path: '/spec/selector', value: selector }]);
  }

  private scale(workload: Workload, replicas: number): Promise<void> {
    return this.patch(workload.kind!, workload, [{ op: 'add', path: '/spec/replicas', value: replicas }]);
  }

  private patch(kind: string, object: KubernetesObject, operations: readonly unknown[]): Promise<void> {
    return this.kubectl(namespaceOf(object), [
      'patch',
      kind,
      nameOf(object),
      '--type=json',
      '--patch',
      JSON.stringify(operations),
    ]);
  }

  private async kubectl(namespace: string | undefined, argv: readonly string[]): Promise<void> {
    const { controlPlane, signal } = this.stage;
    const words = ['kubectl', ...(namespace === undefined ? [] : ['--namespace', namespace]), ...argv];
    const { exitCode, stderr } = await controlPlane.run(words, { signal, timeoutMs: 90_000 });
    if (exitCode !== 0)
      throw new LabError({
        code: 'E_MUTATION',
        class: 'host',
        what: `${this.exercise.name}: a mutation could not be made`,
        why: `${words.join(' ')}\n${stderr.trim()}`,
        fix: 'where it cannot be made to this exercise, say so under mutations in exercise.yaml',
      });
  }
}

function namespaceOf({ metadata }: KubernetesObject): string | undefined {
  return metadata?.namespace;
}

function isHelper({ metadata }: KubernetesObject): boolean {
  return metadata?.labels?.[HELPER_ROLE] !== undefined;
}

function isStudents(object: KubernetesObject): boolean {
  return !isHelper(object) && nameOf(object) !== BYSTANDER;
}

/** Whether a controller makes another in its place: the work of a Job is done, and stays so. */
function kept({ metadata }: V1Pod): boolean {
  return metadata?.ownerReferences?.some(({ controller, kind }) => controller && kind !== 'Job') === true;
}
