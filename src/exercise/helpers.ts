/** What many checks look at. Everything here reads only. */
import type {
  CoreV1Event,
  KubernetesObject,
  V1Container,
  V1Deployment,
  V1Pod,
  V1PodSpec,
  V1PodTemplateSpec,
  V1ReplicaSet,
  V1Service,
} from '../cluster/cluster.js';
import { isPodReady } from '../cluster/findings.js';
import { httpGet, outcomeLabel, type HttpOutcome } from '../cluster/http.js';
import { fullName } from '../config/names.js';
import type { CommandResult, Host } from '../host.js';
import { quote } from '../shell.js';
import type { CheckContext } from './check.js';
import { Unseen } from './unseen.js';

const REVISION = 'deployment.kubernetes.io/revision';
const CHANGE_CAUSE = 'kubernetes.io/change-cause';

/** As messages name an object. */
export function nameOf({ metadata }: KubernetesObject): string {
  return metadata?.name ?? '?';
}

/** The node that a host is in the cluster: its full name. */
export function nodeOf({ config }: Pick<CheckContext, 'config'>, host: Pick<Host, 'name'>): string {
  return fullName(config, host);
}

/** Labels or a selector as kubectl writes them: `app=web,tier=front`. */
export function pairs(labels: Readonly<Record<string, string>> = {}): string {
  return (
    Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .join(',') || '-'
  );
}

/** Pods that nobody has asked to go. */
export function living(pods: readonly V1Pod[]): V1Pod[] {
  return pods.filter((pod) => !pod.metadata?.deletionTimestamp);
}

/** Pods that are Running and Ready, and that nobody has asked to go. */
export function ready(pods: readonly V1Pod[]): V1Pod[] {
  return living(pods).filter(isPodReady);
}

/** Those of the objects whose controller is `owner`. */
export function ownedBy<T extends KubernetesObject>(objects: readonly T[], owner: KubernetesObject): T[] {
  const uid = owner.metadata?.uid;
  return objects.filter(
    (object) => uid !== undefined && object.metadata?.ownerReferences?.some((ref) => ref.controller && ref.uid === uid),
  );
}

/**
 * Who has written what an object is to be, by its managedFields: `kube-controller-manager` for what a controller has made,
 * `kubectl-create` and the like for what was made by hand, whomever it names as its owner.
 */
export function makerOf({ metadata }: KubernetesObject): string {
  return metadata?.managedFields?.find(({ fieldsV1 }) => fieldsV1 && 'f:spec' in fieldsV1)?.manager ?? '-';
}

/** The maker of what Kubernetes' controllers make. */
export const CONTROLLERS = 'kube-controller-manager';

/** The pods of a Deployment, which belong to its ReplicaSets; bare pods and those of others are not among them. */
export async function podsOf({ cluster, signal }: CheckContext, deployment: V1Deployment): Promise<V1Pod[]> {
  const namespace = deployment.metadata?.namespace;
  const [sets, pods] = await Promise.all([
    cluster.list<V1ReplicaSet>('apps/v1', 'ReplicaSet', { namespace }, { signal }),
    cluster.pods({ namespace }, { signal }),
  ]);
  return ownedBy(sets, deployment).flatMap((set) => ownedBy(pods, set));
}

/** `nginx`, `nginx:latest` and `docker.io/library/nginx:latest` are the same image. */
export function sameImage(a: string | undefined, b: string): boolean {
  return a !== undefined && fullImage(a) === fullImage(b);
}

function fullImage(image: string): string {
  const tagged = /(:[\w.-]+|@\S+)$/.test(image.slice(image.lastIndexOf('/') + 1)) ? image : `${image}:latest`;
  return tagged.replace(/^(index\.)?docker\.io\//, '').replace(/^library\//, '');
}

/** The container of this name, or else the first that runs this image: a pod may have others beside it, before and after. */
export function containerOf(pod: V1PodSpec | undefined, nameOrImage: string): V1Container | undefined {
  const containers = pod?.containers ?? [];
  return (
    containers.find(({ name }) => name === nameOrImage) ?? containers.find(({ image }) => sameImage(image, nameOrImage))
  );
}

/** Whether an object with these labels is selected. An empty selector selects nothing, as that of a Service does. */
export function selects(
  selector: Readonly<Record<string, string>> = {},
  labels: Readonly<Record<string, string>> = {},
) {
  const wanted = Object.entries(selector);
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}

/** What keeps pods running by a template. */
export interface Workload extends KubernetesObject {
  spec?: { template?: V1PodTemplateSpec };
}

const WORKLOADS = [
  ['apps/v1', 'Deployment'],
  ['apps/v1', 'StatefulSet'],
  ['apps/v1', 'DaemonSet'],
  ['apps/v1', 'ReplicaSet'],
  ['v1', 'ReplicationController'],
] as const;

/** Where a Service leads, today and tomorrow. */
export interface Lead {
  /**
   * Why it does not lead to the workloads' pods and to them alone; undefined when it does.
   * - `noSelector`: it has none, so that nobody keeps its endpoints
   * - `misses`: it does not select what one of the workloads makes
   * - `tooWide`: it selects what others make as well, whether they have pods at the moment or not
   * - `byHand`: there are addresses behind it that somebody has written
   */
  problem: 'noSelector' | 'misses' | 'tooWide' | 'byHand' | undefined;
  /** `app=web` */
  selector: string;
  /** Who is missed (`web`), is selected as well (`Deployment web-canary`, `Pod probe`), or was written (`EndpointSlice web-1`). */
  others: string[];
}

/**
 * Judge a Service by whom it selects, and not by the addresses that it has at the moment: those can be written by hand, and
 * whom they leave out may only be away.
 */
export async function leadsTo(t: CheckContext, service: V1Service, ...workloads: readonly Workload[]): Promise<Lead> {
  const { cluster, signal } = t;
  const namespace = service.metadata?.namespace;
  const selector = service.spec?.selector ?? {};
  const lead = (problem: Lead['problem'], others: string[] = []): Lead => ({
    problem,
    selector: pairs(selector),
    others,
  });
  if (Object.keys(selector).length === 0) return lead('noSelector');
  const missed = workloads.filter(({ spec }) => !selects(selector, spec?.template?.metadata?.labels));
  if (missed.length > 0) return lead('misses', missed.map(nameOf));

  const [kept, pods, slices] = await Promise.all([
    Promise.all(
      WORKLOADS.map(async ([apiVersion, kind]) => {
        const found = await cluster.list<Workload>(apiVersion, kind, { namespace }, { signal });
        return found.map((object) => ({ ...object, kind }));
      }),
    ),
    cluster.pods({ namespace }, { signal }),
    cluster.list(
      'discovery.k8s.io/v1beta1',
      'EndpointSlice',
      { namespace, labels: `kubernetes.io/service-name=${nameOf(service)}` },
      { signal },
    ),
  ]);
  const all = kept.flat();
  // Those that belong to another are spoken of by its name.
  const others = all.filter(
    ({ metadata, spec }) =>
      controllerOf({ metadata }) === undefined &&
      !workloads.some((wanted) => wanted.metadata?.uid === metadata?.uid) &&
      selects(selector, spec?.template?.metadata?.labels),
  );
  const known = new Set([...workloads, ...others].map(({ metadata }) => metadata?.uid));
  const strangers = living(pods).filter((pod) => {
    const controller = controllerOf(pod);
    const above = all.find(({ metadata }) => metadata?.uid === controller);
    const named = [controller, above && controllerOf(above)].some((uid) => uid !== undefined && known.has(uid));
    return selects(selector, pod.metadata?.labels) && !named;
  });
  if (others.length + strangers.length > 0)
    return lead('tooWide', [
      ...others.map((object) => `${object.kind} ${nameOf(object)}`),
      ...strangers.map((pod) => `Pod ${nameOf(pod)}`),
    ]);

  const written = slices
    .filter(({ metadata }) => metadata?.labels?.['endpointslice.kubernetes.io/managed-by'] !== SLICE_CONTROLLER)
    .map((slice) => `EndpointSlice ${nameOf(slice)}`);
  return written.length > 0 ? lead('byHand', written) : lead(undefined);
}

/** The uid of what keeps an object. */
function controllerOf({ metadata }: KubernetesObject): string | undefined {
  return metadata?.ownerReferences?.find(({ controller }) => controller)?.uid;
}

const SLICE_CONTROLLER = 'endpointslice-controller.k8s.io';

export interface Revision {
  /** As `kubectl rollout history` numbers it. */
  number: number;
  replicaSet: V1ReplicaSet;
  /** Of the first container. Where there may be others, ask `containerOf(replicaSet.spec?.template?.spec, …)`. */
  image: string;
  changeCause: string | undefined;
}

/** The history of a Deployment, oldest first: a ReplicaSet per revision. A rollback gives an old one a new number. */
export async function revisions({ cluster, signal }: CheckContext, deployment: V1Deployment): Promise<Revision[]> {
  const all = await cluster.list<V1ReplicaSet>(
    'apps/v1',
    'ReplicaSet',
    { namespace: deployment.metadata?.namespace },
    { signal },
  );
  return ownedBy(all, deployment)
    .map((replicaSet) => ({
      number: Number(replicaSet.metadata?.annotations?.[REVISION] ?? 0),
      replicaSet,
      image: replicaSet.spec?.template?.spec?.containers[0]?.image ?? '',
      changeCause: replicaSet.metadata?.annotations?.[CHANGE_CAUSE],
    }))
    .sort((a, b) => a.number - b.number);
}

/** What has happened to an object since the exercise began, oldest first. Kubernetes keeps events for an hour. */
export async function eventsOf(
  { cluster, namespace, startedAt, signal }: CheckContext,
  object: { kind: string; name: string },
): Promise<CoreV1Event[]> {
  const fields = `involvedObject.kind=${object.kind},involvedObject.name=${object.name}`;
  const events = await cluster.events({ namespace, fields }, { signal });
  return events.filter(
    (event) => new Date(event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp ?? 0) >= startedAt,
  );
}

export interface NodeAnswer {
  host: Host;
  url: string;
  outcome: HttpOutcome;
  /** Only for an answer of status 2xx. */
  body: string;
  /** `node1 192.168.207.137 200`, `node2 192.168.207.136 refused` */
  label: string;
}

/** What a port of every node answers, asked from outside the cluster. */
export function askEveryNode({ hosts, signal }: CheckContext, port: number, path = '/'): Promise<NodeAnswer[]> {
  return Promise.all(
    hosts.map(async (host) => {
      const url = `http://${host.ip}:${port}${path}`;
      const outcome = await httpGet(url, { timeoutMs: 3000, signal });
      return {
        host,
        url,
        outcome,
        body: outcome.kind === 'ok' ? outcome.body : '',
        label: `${host.name} ${host.ip} ${outcomeLabel(outcome)}`,
      };
    }),
  );
}

/** A port that a Service has on the nodes, and what they answer there. */
export interface PortAnswers {
  port: number;
  answers: NodeAnswer[];
  /** Those of other contents than wanted. */
  silent: NodeAnswer[];
}

/** Of a Service's ports on the nodes, which may be several, the one at which most nodes answer what is wanted; undefined when it has none. */
export async function askService(
  t: CheckContext,
  service: V1Service | undefined,
  wanted: (body: string) => boolean,
): Promise<PortAnswers | undefined> {
  const ports = (service?.spec?.ports ?? []).flatMap(({ nodePort }) => nodePort ?? []);
  const asked = await Promise.all(
    ports.map(async (port) => {
      const answers = await askEveryNode(t, port);
      return { port, answers, silent: answers.filter(({ body }) => !wanted(body)) };
    }),
  );
  return asked.sort((a, b) => a.silent.length - b.silent.length)[0];
}

export interface InPod {
  /** Run a program; a non-zero exit is a result. It must only read. */
  run(argv: readonly string[], options?: { container?: string; timeoutMs?: number }): Promise<CommandResult>;
  /** GET with the pod's own wget, by its network and its resolver. */
  get(url: string, withinSeconds?: number): Promise<{ ok: boolean; body: string; said: string }>;
  /** The addresses of a name; none when it does not resolve. `said` is the last line of nslookup. */
  resolve(name: string): Promise<{ addresses: string[]; said: string }>;
}

/** What labs/lib.sh marks the pods of its helpers with, so that their successors are found. */
const HELPER = 'kube-classroom/helper';

/**
 * The pod of this name, or one of the helper of this name, that runs at the moment.
 * @throws Unseen when there is none, or the helper is not the one that the exercise made: somebody else's says what it likes
 */
export async function helperPod(
  { cluster, namespace, remembered, signal }: CheckContext,
  name: string,
  inNamespace = namespace,
): Promise<V1Pod> {
  const pods = living(await cluster.pods({ namespace: inNamespace }, { signal }));
  const running = pods.filter(isPodReady);
  const found =
    running.find(({ metadata }) => metadata?.name === name) ??
    running.find(({ metadata }) => metadata?.labels?.[HELPER] === name);
  if (!found) throw new Unseen(GONE, { helper: name });
  // Of a Deployment's pods the ReplicaSet is remembered: it is another one as soon as the template is.
  const made = remembered[`helper-${name}`];
  const owners = (found.metadata?.ownerReferences ?? []).map(({ uid }) => uid);
  if (made !== undefined && ![found.metadata?.uid, ...owners].includes(made))
    throw new Unseen(REPLACED, { helper: name });
  return found;
}

const GONE = {
  en: 'this is looked at from the pod “{helper}”, which is not running; if it does not come back by itself within a minute, `lab reset {EXERCISE}` brings it back and begins anew',
  zh: '这一项要从 Pod “{helper}” 里查看，而它没有在运行；如果一分钟内它没有自行恢复，可用 `lab reset {EXERCISE}` 恢复它并重新开始',
};
const REPLACED = {
  en: 'this is looked at from the pod “{helper}”, and the one that there is now is not the one that the exercise made; `lab reset {EXERCISE}` brings that back and begins anew',
  zh: '这一项要从 Pod “{helper}” 里查看，而现在的这个不是练习创建的那个；可用 `lab reset {EXERCISE}` 恢复它并重新开始',
};

/**
 * Look at things from inside a pod (of busybox, for get and resolve), found as `helperPod` does.
 * @param container when it is not the one that kubectl takes
 * @throws Unseen by its methods, when there is no such pod
 */
export function inPod(t: CheckContext, name: string, inNamespace = t.namespace, container?: string): InPod {
  let pod: Promise<V1Pod> | undefined;
  const run: InPod['run'] = async (argv, options) => {
    pod ??= helperPod(t, name, inNamespace);
    const found = { namespace: inNamespace, name: nameOf(await pod) };
    return t.cluster.exec(found, argv, { ...(container !== undefined && { container }), ...options, signal: t.signal });
  };
  return {
    run,
    async get(url, withinSeconds = 6) {
      // timeout(1) around it: wget's own -T does not cover the resolver.
      const { exitCode, stdout, stderr } = await run([
        'sh',
        '-c',
        `timeout ${withinSeconds} wget -q -O - ${quote(url)}`,
      ]);
      return {
        ok: exitCode === 0,
        body: stdout,
        said: stderr.trim().split('\n').at(-1) || (exitCode === 0 ? '' : `no answer within ${withinSeconds} s`),
      };
    },
    async resolve(dnsName) {
      const { stdout, stderr } = await run(['nslookup', dnsName]);
      // The first address is the name server's own: busybox prints it above the answer.
      const [, ...answer] = stdout.split(/^Name:/m);
      const addresses = answer.flatMap((part) =>
        [...part.matchAll(/^Address(?: \d+)?:\s+([\d.]+)/gm)].map((match) => match[1]!),
      );
      return { addresses: [...new Set(addresses)], said: (stdout + stderr).trim().split('\n').at(-1) ?? '' };
    },
  };
}

/** The kubelet of a host, as systemd and the kubelet itself tell of it. */
export interface KubeletService {
  /** `active`, `inactive`, `activating`, … */
  state: string;
  /** `active (running)` */
  said: string;
  /** `enabled`, `disabled`, … */
  atBoot: string;
  /** systemd was told to start it, and a condition of the unit did not hold. */
  skipped: boolean;
  /** The kubelets that run there, whoever has started them. */
  processes: string;
  /** Whether it answers that it is well. */
  answers: boolean;
  /** Files that it starts from and that are younger than the one that runs; blanks between. */
  changed: string;
  /** Settings of its unit that are gone after the next boot; blanks between. */
  passing: string;
}

const KUBELET = `systemctl show kubelet --property=ActiveState,SubState,UnitFileState,ConditionResult
echo "Processes=$(pgrep -d ' ' -x kubelet)"
echo "Healthz=$(curl --silent --max-time 2 http://127.0.0.1:10248/healthz)"
unit=$(systemctl show kubelet --property=FragmentPath,DropInPaths --value | xargs -n 1 | grep /kubelet.service)
echo "Passing=$(grep ^/run/ <<<"$unit" | xargs)"
started=$(date -d "$(TZ=UTC systemctl show kubelet --property=ExecMainStartTimestamp --value)" +%s)
echo "Changed=$(find $unit /etc/sysconfig/kubelet /var/lib/kubelet/config.yaml /var/lib/kubelet/kubeadm-flags.env /etc/systemd/system/kubelet.service.d \\
  -type f -newermt "@$((started + 1))" 2>/dev/null | sort -u | xargs)"`;

export async function kubeletOf({ signal }: CheckContext, host: Host): Promise<KubeletService> {
  const told = await linesOf(host, KUBELET, signal);
  const { ActiveState = '-', SubState = '-', UnitFileState = '' } = told;
  return {
    state: ActiveState,
    said: `${ActiveState} (${SubState})`,
    atBoot: UnitFileState || '-',
    skipped: told['ConditionResult'] === 'no',
    processes: told['Processes'] ?? '',
    answers: told['Healthz'] === 'ok',
    changed: told['Changed'] ?? '',
    passing: told['Passing'] ?? '',
  };
}

/** What a script on a host says as `Name=value`, a line each. It must only read. */
export async function linesOf(
  host: Host,
  script: string,
  signal: AbortSignal,
): Promise<Partial<Record<string, string>>> {
  const { stdout } = await host.script(script, { signal });
  return Object.fromEntries(
    stdout
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}
