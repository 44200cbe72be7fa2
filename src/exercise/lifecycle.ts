/** Begin an exercise, and take it away again: whatever state it is in, also after a crash in the middle. */
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Host } from '../host.js';
import type { Cluster, KubernetesObject, V1Namespace } from '../cluster/cluster.js';
import { silentApis, type Silent } from '../cluster/api-services.js';
import { endNamespace, foreignFinalizers, whyItStays, type Stays } from '../cluster/end-namespace.js';
import { eventually } from '../cluster/eventually.js';
import { serviceAccountReady } from '../cluster/service-account.js';
import { labCommand } from '../command-line.js';
import { LabError } from '../errors.js';
import { task, type TaskHandle } from '../events.js';
import { scriptEnvironment } from './environment.js';
import { EXERCISE_LABEL, namespacesOf, type Exercise } from './exercise.js';
import { exerciseFile, type Attempt } from './load.js';
import { requireOf } from './requirements.js';
import { runScript, type ScriptRun } from './scripts.js';
import type { Begun, Stage } from './stage.js';
import { fill } from './text.js';

/** Namespaces go when the last of their pods has gone. */
const GONE_WITHIN_MS = 150_000;
/** After a node or the API server has been broken and healed, it takes a while to answer again. */
const HEALED_WITHIN_MS = 120_000;
/** A program of the student's may be about to take its finalizers away; one that does needs no longer. */
const FINALIZER_GRACE_MS = 4_000;

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
 * What keeps an exercise from being begun and is known before anything of it is touched.
 * @throws LabError `E_LAB_LACKS`, `E_NAMESPACE_TAKEN`, `E_NAMESPACE_STUCK`
 */
export async function requireBeginnable(exercise: Exercise, stage: Stage): Promise<void> {
  if (exercise.spec.lab !== 'cluster') return;
  // Where the exercise itself has broken the lab, its reset.sh comes first.
  if (exercise.spec.breaks) return requireOf(exercise, stage, ['two-workers']);
  await requireOf(exercise, stage);
  const cluster = await stage.cluster();
  const there = await ownNamespaces(exercise, cluster, stage.signal);
  if (there.length > 0) await requireAnswers(there.map(nameOf), cluster, stage.signal);
}

/**
 * Everything of the exercise away, then its start state.
 * @throws LabError `E_LAB_LACKS`, `E_EXERCISE_SCRIPT`, `E_NAMESPACE_TAKEN`, `E_NAMESPACE_STUCK`, `E_EXERCISE_STUCK`,
 *   `E_NO_SERVICE_ACCOUNT`
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
    if (exercise.spec.lab !== 'cluster') return;
    const cluster = await stage.cluster();
    if (heal !== undefined) await answering(cluster, stage.signal);
    await removeNamespaces(exercise, cluster, stage, handle);
    await removeLabelled(exercise, cluster, stage, handle);
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

/** Run a script of answers/ or mistakes/ on the exercise as it is. */
export async function applyAttempt(
  exercise: Exercise,
  kind: 'answers' | 'mistakes',
  { name, text }: Attempt,
  stage: Stage,
): Promise<void> {
  const file = `${kind}/${name}.sh`;
  await task(stage.emit, { title: `${exercise.name}: ${file}` }, (handle) => run(exercise, file, text, stage, handle));
}

async function run(
  exercise: Exercise,
  file: string,
  text: string,
  { hosts, controlPlane, config, signal }: Stage,
  handle: TaskHandle,
): Promise<ScriptRun> {
  const on = (host: Host, variables: Record<string, string> = {}) =>
    runScript(exercise, file, text, { host, config, variables, signal, onLine: handle.progress });
  const first = await on(controlPlane);
  if (exercise.spec.lab !== 'hosts') return first;
  // Bare hosts do not know each other, so that the script runs on each. What the first has to tell is a variable for the others.
  const others = await Promise.allSettled(
    hosts.filter((host) => host !== controlPlane).map((host) => on(host, first.remembered)),
  );
  return others.reduce<ScriptRun>((all, one) => {
    if (one.status === 'rejected') throw one.reason;
    return { remembered: { ...all.remembered, ...one.value.remembered } };
  }, first);
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
    { within: HEALED_WITHIN_MS, signal, code: 'E_EXERCISE_STUCK', class: 'host', tryNext: ['lab status', 'lab up'] },
  );
}

/** Those that are there. Those that carry the label too: exercise.yaml may have had others before. */
async function ownNamespaces(exercise: Exercise, cluster: Cluster, signal: AbortSignal): Promise<V1Namespace[]> {
  const labels = `${EXERCISE_LABEL}=${exercise.name}`;
  const labelled = await cluster.list<V1Namespace>('v1', 'Namespace', { labels }, { signal });
  const names = [...new Set([...namespacesOf(exercise), ...labelled.map(nameOf)])];
  const there = await readNamespaces(names, cluster, signal);
  const foreign = there.find(({ metadata }) => metadata?.labels?.[EXERCISE_LABEL] !== exercise.name);
  if (foreign) throw notOurs(exercise, nameOf(foreign));
  return there;
}

/** A namespace ends only when every part of the API has said what of it is in there. */
async function requireAnswers(names: readonly string[], cluster: Cluster, signal: AbortSignal): Promise<void> {
  const silent = await silentApis(cluster, { signal });
  if (silent.length > 0) throw stuck(names, silent);
}

async function removeNamespaces(
  exercise: Exercise,
  cluster: Cluster,
  { controlPlane, signal }: Stage,
  { progress }: TaskHandle,
): Promise<void> {
  const there = await ownNamespaces(exercise, cluster, signal);
  if (there.length === 0) return;
  const names = there.map(nameOf);
  await requireAnswers(names, cluster, signal);
  await Promise.all(
    names.map(async (name) => {
      progress(`deleting the namespace ${name}`);
      await endNamespace(cluster, name, { signal });
    }),
  );
  await gone(exercise, names, cluster, controlPlane, signal, progress);
}

async function gone(
  exercise: Exercise,
  names: readonly string[],
  cluster: Cluster,
  controlPlane: Stage['controlPlane'],
  signal: AbortSignal,
  progress: TaskHandle['progress'],
): Promise<void> {
  let heldSince: number | undefined;
  let reason: LabError | undefined;
  await eventually(
    `the namespaces of ${exercise.name} are gone`,
    async (probe) => {
      const left = await readNamespaces(names, cluster, probe);
      if (left.length === 0) return { ok: true, observed: 'gone' };
      const said = left.flatMap(
        ({ status }) =>
          status?.conditions?.filter(({ status: holds }) => holds === 'True').map(({ message }) => message) ?? [],
      );
      const observed = said.join(' · ') || `${left.map(nameOf).join(', ')} still there`;
      progress(observed);
      const kept = await Promise.all(
        left.map(async (namespace) => ({ namespace, stays: await whyItStays(cluster, namespace, { signal: probe }) })),
      );
      const silent = kept.flatMap(({ stays }) => stays?.silent ?? []);
      const held = kept.filter(({ stays }) => (stays?.finalizers.length ?? 0) > 0);
      heldSince = held.length > 0 ? (heldSince ?? performance.now()) : undefined;
      if (silent.length > 0) reason = stuck(left.map(nameOf), silent);
      else if (heldSince !== undefined && performance.now() - heldSince >= FINALIZER_GRACE_MS) {
        const { namespace, stays } = held[0]!;
        reason = heldBack(namespace, stays!, await holders(namespace, stays!, controlPlane, probe), said);
      }
      return { ok: false, observed, ...(reason && { final: reason.what }) };
    },
    {
      within: GONE_WITHIN_MS,
      signal,
      interval: { first: 250, longest: 1000 },
      code: 'E_NAMESPACE_STUCK',
      class: 'host',
      tryNext: [
        labCommand(['kubectl', 'get', 'namespace', names[0]!, '-o', 'yaml']),
        'lab test   says what is wrong with the lab',
        `lab reset ${exercise.name}   then tries again`,
      ],
    },
  ).catch((error: unknown) => {
    throw reason ?? error;
  });
}

function readNamespace(cluster: Cluster, name: string, signal: AbortSignal): Promise<V1Namespace | undefined> {
  return cluster.read<V1Namespace>({ apiVersion: 'v1', kind: 'Namespace', name }, { signal });
}

async function readNamespaces(names: readonly string[], cluster: Cluster, signal: AbortSignal): Promise<V1Namespace[]> {
  const read = await Promise.all(names.map((name) => readNamespace(cluster, name, signal)));
  return read.filter((namespace) => namespace !== undefined);
}

/** The objects in a namespace that finalizers hold, as kubectl names them: `configmap/held`. */
async function holders(
  namespace: V1Namespace,
  { resources }: Stays,
  controlPlane: Stage['controlPlane'],
  signal: AbortSignal,
): Promise<string[]> {
  if (resources.length === 0) return [];
  const { exitCode, stdout } = await controlPlane.run(
    ['kubectl', 'get', resources.join(), '-n', nameOf(namespace), '-o', 'json'],
    { signal, timeoutMs: 10_000 },
  );
  if (exitCode !== 0) return [];
  const { items } = JSON.parse(stdout) as { items: KubernetesObject[] };
  return items
    .filter((item) => foreignFinalizers(item).length > 0)
    .map((item) => `${item.kind?.toLowerCase()}/${nameOf(item)}`);
}

async function removeLabelled(
  exercise: Exercise,
  cluster: Cluster,
  { controlPlane, signal }: Stage,
  { progress }: TaskHandle,
): Promise<void> {
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
        if (left.length === 0) return { ok: true, observed: 'gone' };
        const observed = `${left.map((object) => `${object.kind} ${nameOf(object)}${heldBy(object)}`).join(', ')} still there`;
        progress(observed);
        return { ok: false, observed };
      },
      {
        within: GONE_WITHIN_MS,
        signal,
        interval: { first: 250, longest: 1000 },
        code: 'E_EXERCISE_STUCK',
        class: 'host',
        tryNext: [`lab reset ${exercise.name}   tries again`],
      },
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

function nameOf({ metadata }: KubernetesObject): string {
  return metadata?.name ?? '';
}

function heldBy(object: KubernetesObject): string {
  const finalizers = foreignFinalizers(object);
  return finalizers.length === 0 ? '' : ` (held by the finalizer ${finalizers.join(', ')})`;
}

function stuck(namespaces: readonly string[], silent: readonly Silent[]): LabError {
  return new LabError({
    code: 'E_NAMESPACE_STUCK',
    class: 'host',
    what: `the namespace ${namespaces.join(', ')} cannot end while a part of the API does not answer`,
    why: silent.map(({ why }) => why).join('\n'),
    fix: [...new Set(silent.map(({ fix }) => fix)), 'then the same command again'].join('\n'),
    details: { namespaces },
  });
}

function heldBack(
  namespace: V1Namespace,
  { finalizers, resources }: Stays,
  objects: readonly string[],
  said: readonly (string | undefined)[],
): LabError {
  const name = nameOf(namespace);
  const free = (object: string) =>
    labCommand(['kubectl', 'patch', object, '-n', name, '--type=merge', '-p', '{"metadata":{"finalizers":null}}']);
  const own = foreignFinalizers(namespace).length > 0 ? [`namespace/${name}`] : [];
  const holding = [...own, ...objects];
  return new LabError({
    code: 'E_NAMESPACE_STUCK',
    class: 'host',
    what: `the namespace ${name} cannot end: the finalizer ${[...new Set(finalizers)].join(', ')} holds it`,
    why: [`held: ${(holding.length > 0 ? holding : resources).join(', ')}`, ...said].join('\n'),
    fix: [
      ...(holding.length > 0
        ? holding.slice(0, 5).map(free)
        : [labCommand(['kubectl', 'get', resources.join() || 'all', '-n', name, '-o', 'yaml'])]),
      'then the same command again',
    ].join('\n'),
    details: { namespace: name, finalizers },
  });
}
