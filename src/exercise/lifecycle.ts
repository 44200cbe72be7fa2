/** Begin an exercise, and take it away again: whatever state it is in, also after a crash in the middle. */
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Cluster, KubernetesObject, V1Namespace } from '../cluster/cluster.js';
import { endNamespace } from '../cluster/end-namespace.js';
import { eventually } from '../cluster/eventually.js';
import { serviceAccountReady } from '../cluster/service-account.js';
import { LabError } from '../errors.js';
import { task, type TaskHandle } from '../events.js';
import { scriptEnvironment } from './environment.js';
import { EXERCISE_LABEL, namespacesOf, type Exercise } from './exercise.js';
import { exerciseFile } from './load.js';
import { requireOf } from './requirements.js';
import { runScript } from './scripts.js';
import type { Begun, Stage } from './stage.js';
import { fill } from './text.js';

/** Namespaces go when the last of their pods has gone. */
const GONE_WITHIN_MS = 150_000;
/** After a node or the API server has been broken and healed, it takes a while to answer again. */
const HEALED_WITHIN_MS = 120_000;

/** Kinds without a namespace that an exercise may make with `mine` of labs/lib.sh. */
const CLUSTER_KINDS = [
  ['v1', 'PersistentVolume'],
  ['storage.k8s.io/v1', 'StorageClass'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRole'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRoleBinding'],
  ['scheduling.k8s.io/v1', 'PriorityClass'],
  ['policy/v1beta1', 'PodSecurityPolicy'],
  ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'],
] as const;

/**
 * Everything of the exercise away, then its start state.
 * @throws LabError `E_LAB_LACKS`, `E_EXERCISE_SCRIPT`, `E_EXERCISE_STUCK`
 */
export async function begin(exercise: Exercise, stage: Stage): Promise<Begun> {
  await clean(exercise, stage);
  if (exercise.spec.lab === 'cluster') await requireOf(exercise, stage);
  return task(stage.emit, { title: `${exercise.name}: set up` }, async (handle) => {
    const startedAt = new Date().toISOString();
    const namespaces = namespacesOf(exercise);
    if (namespaces.length > 0) await makeNamespaces(exercise, namespaces, stage);
    const [script, manifest] = await Promise.all([
      exerciseFile(exercise, 'setup.sh'),
      exerciseFile(exercise, 'setup.yaml'),
    ]);
    if (manifest !== undefined) await applyManifest(exercise, manifest, stage);
    const { remembered } =
      script === undefined ? { remembered: {} } : await run(exercise, 'setup.sh', script, stage, handle);
    return { startedAt, remembered };
  });
}

/** Take away everything of the exercise, and undo what it did to the lab. */
export async function clean(exercise: Exercise, stage: Stage): Promise<void> {
  await task(stage.emit, { title: `${exercise.name}: clear away` }, async (handle) => {
    const heal = await exerciseFile(exercise, 'reset.sh');
    if (heal !== undefined) await run(exercise, 'reset.sh', heal, stage, handle);
    if (exercise.spec.lab === 'docker') return;
    const cluster = await stage.cluster();
    if (heal !== undefined) await answering(cluster, stage.signal);
    await removeNamespaces(exercise, cluster, stage, handle);
    await removeLabelled(exercise, cluster, stage);
    handle.finish('ok');
  });
}

/** Run solution.sh on the exercise as it is. */
export async function applySolution(exercise: Exercise, stage: Stage): Promise<void> {
  const text = await exerciseFile(exercise, 'solution.sh');
  if (text === undefined)
    throw new LabError({
      code: 'E_NO_SOLUTION',
      class: 'usage',
      what: `${exercise.name} has no solution.sh`,
      fix: `write ${join(exercise.dir, 'solution.sh')}`,
    });
  await task(stage.emit, { title: `${exercise.name}: solution.sh` }, (handle) =>
    run(exercise, 'solution.sh', text, stage, handle),
  );
}

export async function applyMistake(
  exercise: Exercise,
  mistake: { name: string; text: string },
  stage: Stage,
): Promise<void> {
  const file = `mistakes/${mistake.name}.sh`;
  await task(stage.emit, { title: `${exercise.name}: ${file}` }, (handle) =>
    run(exercise, file, mistake.text, stage, handle),
  );
}

function run(
  exercise: Exercise,
  file: string,
  text: string,
  { controlPlane, config, signal }: Stage,
  handle: TaskHandle,
) {
  return runScript(exercise, file, text, { controlPlane, config, signal, onLine: handle.progress });
}

async function makeNamespaces(
  exercise: Exercise,
  namespaces: readonly string[],
  { cluster, signal }: Stage,
): Promise<void> {
  const api = await cluster();
  await api.apply(
    namespaces.map((name) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: { [EXERCISE_LABEL]: exercise.name } },
    })),
    { signal },
  );
  await Promise.all(namespaces.map((namespace) => serviceAccountReady(api, namespace, { signal })));
}

async function applyManifest(exercise: Exercise, manifest: string, { cluster, config, signal }: Stage): Promise<void> {
  const text = fill(manifest, scriptEnvironment(exercise, config));
  const documents = parseAllDocuments(text);
  const broken = documents.flatMap(({ errors }) => errors);
  if (broken.length > 0) {
    throw new LabError({
      code: 'E_EXERCISE_INVALID',
      class: 'usage',
      what: `${exercise.name}/setup.yaml is not valid YAML`,
      why: broken.map(({ message }) => message).join('\n'),
    });
  }
  const objects = documents
    .map((document) => document.toJS() as KubernetesObject | null)
    .filter((object) => object !== null);
  await (
    await cluster()
  ).apply(
    objects.map((object) => ({ ...object, metadata: { namespace: exercise.spec.namespace, ...object.metadata } })),
    { signal },
  );
}

async function answering(cluster: Cluster, signal: AbortSignal): Promise<void> {
  await eventually(
    'the API server answers',
    async (probe) => ({ ok: true, observed: await cluster.version({ signal: probe }) }),
    { within: HEALED_WITHIN_MS, signal },
  );
}

async function removeNamespaces(
  exercise: Exercise,
  cluster: Cluster,
  { signal }: Stage,
  { progress }: TaskHandle,
): Promise<void> {
  // Those that carry the label too: exercise.yaml may have had others before.
  const labelled = await cluster.list<V1Namespace>(
    'v1',
    'Namespace',
    { labels: `${EXERCISE_LABEL}=${exercise.name}` },
    { signal },
  );
  const names = [...new Set([...namespacesOf(exercise), ...labelled.map(({ metadata }) => metadata!.name!)])];
  const there = (await Promise.all(names.map((name) => readNamespace(cluster, name, signal)))).filter(
    (namespace) => namespace !== undefined,
  );
  const foreign = there.find(({ metadata }) => metadata?.labels?.[EXERCISE_LABEL] !== exercise.name);
  if (foreign) throw notOurs(exercise, foreign.metadata?.name ?? '');
  await Promise.all(
    there.map(async ({ metadata }) => {
      const name = metadata!.name!;
      progress(`deleting the namespace ${name}`);
      await endNamespace(cluster, name, { signal });
    }),
  );
  await gone(exercise, names, cluster, signal);
}

async function gone(
  exercise: Exercise,
  names: readonly string[],
  cluster: Cluster,
  signal: AbortSignal,
): Promise<void> {
  await eventually(
    `the namespaces of ${exercise.name} are gone`,
    async (probe) => {
      const left = (await Promise.all(names.map((name) => readNamespace(cluster, name, probe)))).filter(
        (namespace) => namespace !== undefined,
      );
      const said = left.flatMap(
        ({ status }) =>
          status?.conditions?.filter(({ status: holds }) => holds === 'True').map(({ message }) => message) ?? [],
      );
      return left.length === 0
        ? { ok: true, observed: 'gone' }
        : {
            ok: false,
            observed: said.join(' · ') || `${left.map(({ metadata }) => metadata?.name).join(', ')} still there`,
          };
    },
    { within: GONE_WITHIN_MS, signal, interval: { first: 250, longest: 1000 } },
  );
}

function readNamespace(cluster: Cluster, name: string, signal: AbortSignal): Promise<V1Namespace | undefined> {
  return cluster.read<V1Namespace>({ apiVersion: 'v1', kind: 'Namespace', name }, { signal });
}

async function removeLabelled(exercise: Exercise, cluster: Cluster, { controlPlane, signal }: Stage): Promise<void> {
  const labelled = await labelledObjects(exercise, cluster, signal);
  await Promise.all(
    labelled.map(({ apiVersion, kind, metadata }) =>
      cluster.remove({ apiVersion: apiVersion!, kind: kind!, name: metadata!.name! }, { signal }),
    ),
  );
  // A volume that was bound goes only after its claim has.
  if (labelled.length > 0) {
    await eventually(
      `what ${exercise.name} has made outside its namespaces is gone`,
      async (probe) => {
        const left = await labelledObjects(exercise, cluster, probe);
        return left.length === 0
          ? { ok: true, observed: 'gone' }
          : {
              ok: false,
              observed: `${left.map(({ kind, metadata }) => `${kind} ${metadata?.name}`).join(', ')} still there`,
            };
      },
      { within: GONE_WITHIN_MS, signal, interval: { first: 250, longest: 1000 } },
    );
  }
  const { removes } = exercise.spec;
  if (removes.length === 0) return;
  const result = await controlPlane.run(['kubectl', 'delete', '--ignore-not-found', '--timeout=60s', ...removes], {
    signal,
    timeoutMs: 90_000,
  });
  if (result.exitCode !== 0) {
    throw new LabError({
      code: 'E_EXERCISE_STUCK',
      class: 'host',
      what: `${exercise.name}: could not remove ${removes.join(', ')}`,
      why: result.stderr.trim(),
      fix: `lab reset ${exercise.name}   tries again`,
    });
  }
}

/** What the exercise has made outside namespaces, by its label. */
export async function labelledObjects(
  exercise: Exercise,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<KubernetesObject[]> {
  const lists = await Promise.all(
    CLUSTER_KINDS.map(async ([apiVersion, kind]) => {
      const found = await cluster.list(apiVersion, kind, { labels: `${EXERCISE_LABEL}=${exercise.name}` }, { signal });
      return found.map((object) => ({ ...object, apiVersion, kind }));
    }),
  );
  return lists.flat();
}

function notOurs({ name }: Exercise, namespace: string): LabError {
  return new LabError({
    code: 'E_NAMESPACE_TAKEN',
    class: 'usage',
    what: `the namespace ${namespace} was not made by ${name}`,
    why: 'an exercise deletes its namespace when it is reset, so it must not be one that somebody else uses',
    fix: `if nothing in it is needed: lab kubectl delete namespace ${namespace}`,
  });
}
