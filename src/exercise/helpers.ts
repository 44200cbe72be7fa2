/** What many checks look at. Everything here reads only. */
import type { CoreV1Event, KubernetesObject, V1Deployment, V1Pod, V1ReplicaSet } from '../cluster/cluster.js';
import { isPodReady } from '../cluster/findings.js';
import { httpGet, outcomeLabel, type HttpOutcome } from '../cluster/http.js';
import { fullName } from '../config/names.js';
import type { CommandResult, Host } from '../host.js';
import { quote } from '../shell.js';
import type { CheckContext } from './check.js';

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

export interface Revision {
  /** As `kubectl rollout history` numbers it. */
  number: number;
  replicaSet: V1ReplicaSet;
  /** Of the first container. */
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

export interface InPod {
  /** Run a program; a non-zero exit is a result. It must only read. */
  run(argv: readonly string[], options?: { container?: string; timeoutMs?: number }): Promise<CommandResult>;
  /** GET with the pod's own wget, by its network and its resolver. */
  get(url: string, withinSeconds?: number): Promise<{ ok: boolean; body: string; said: string }>;
  /** The addresses of a name; none when it does not resolve. `said` is the last line of nslookup. */
  resolve(name: string): Promise<{ addresses: string[]; said: string }>;
}

/** Look at things from inside a pod (of busybox, for get and resolve). */
export function inPod({ cluster, namespace, signal }: CheckContext, name: string, inNamespace = namespace): InPod {
  const run: InPod['run'] = (argv, options) =>
    cluster.exec({ namespace: inNamespace, name }, argv, { ...options, signal });
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
