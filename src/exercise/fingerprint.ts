/** What an exercise must leave as it found it, as lines of text: two of them differ in what was left behind. */
import { createHash } from 'node:crypto';
import type { Cluster, KubernetesObject, V1Node } from '../cluster/cluster.js';
import { statusOf } from '../cluster/api-error.js';
import { LabError } from '../errors.js';
import type { Host } from '../host.js';
import type { Stage } from './stage.js';

/** A line per thing: what it is → its state. */
export type Fingerprint = ReadonlyMap<string, string>;

/** Kinds without a namespace: by their names. */
const CLUSTER_WIDE = [
  ['v1', 'Namespace'],
  ['v1', 'PersistentVolume'],
  ['storage.k8s.io/v1', 'StorageClass'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRole'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRoleBinding'],
  ['scheduling.k8s.io/v1', 'PriorityClass'],
  ['policy/v1beta1', 'PodSecurityPolicy'],
  ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'],
  ['apiregistration.k8s.io/v1', 'APIService'],
  ['admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration'],
  ['admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration'],
] as const;

/** Kinds in namespaces that are not an exercise's: by what was asked for. */
const SHARED = [
  ['apps/v1', 'Deployment'],
  ['apps/v1', 'DaemonSet'],
  ['apps/v1', 'StatefulSet'],
  ['v1', 'ConfigMap'],
  ['v1', 'Service'],
  ['v1', 'ReplicationController'],
  ['batch/v1', 'Job'],
  ['batch/v1beta1', 'CronJob'],
  ['v1', 'ServiceAccount'],
  ['autoscaling/v1', 'HorizontalPodAutoscaler'],
] as const;
const SHARED_NAMESPACES = ['default', 'kube-system'];

export async function fingerprint({ cluster, hosts, signal }: Stage): Promise<Fingerprint> {
  const api = await cluster();
  const parts = await Promise.all([
    nodes(api, signal),
    clusterWide(api, signal),
    shared(api, signal),
    ...hosts.map((host) => onHost(host, signal)),
  ]);
  return new Map(parts.flat());
}

/** What one has and the other has not, or has in another state. */
export function differences(before: Fingerprint, after: Fingerprint): string[] {
  const gone = [...before.keys()].filter((key) => !after.has(key)).map((key) => `gone: ${key}`);
  const changed = [...after].flatMap(([key, state]) => {
    const was = before.get(key);
    if (was === state) return [];
    return [
      was === undefined
        ? `new: ${key}${short(state)}`
        : `changed: ${key}${short(was)} →${short(state) || ' other content'}`,
    ];
  });
  return [...gone, ...changed].sort();
}

function short(state: string): string {
  return state === '' || /^[0-9a-f]{64}$/.test(state) ? '' : ` ${state}`;
}

type Line = readonly [what: string, state: string];

async function nodes(cluster: Cluster, signal: AbortSignal): Promise<Line[]> {
  const all = await cluster.list<V1Node>('v1', 'Node', {}, { signal });
  return all.flatMap(({ metadata, spec, status }) => {
    const node = `node ${metadata?.name}`;
    const ready = status?.conditions?.find(({ type }) => type === 'Ready')?.status;
    return [
      [node, ready === 'True' ? 'Ready' : 'NotReady'] as const,
      ...Object.entries(metadata?.labels ?? {}).map(([key, value]) => [`label ${key} of ${node}`, value] as const),
      ...(spec?.taints ?? []).map(
        ({ key, value, effect }) => [`taint ${key}=${value ?? ''}:${effect} of ${node}`, ''] as const,
      ),
      ...(spec?.unschedulable ? [[`${node} is cordoned`, ''] as const] : []),
    ];
  });
}

async function clusterWide(cluster: Cluster, signal: AbortSignal): Promise<Line[]> {
  const lists = await Promise.all(
    CLUSTER_WIDE.map(async ([apiVersion, kind]) =>
      (await listIfKnown(cluster, apiVersion, kind, undefined, signal)).map(
        ({ metadata }) => [`${kind} ${metadata?.name}`, ''] as const,
      ),
    ),
  );
  return lists.flat();
}

async function shared(cluster: Cluster, signal: AbortSignal): Promise<Line[]> {
  const lists = await Promise.all(
    SHARED_NAMESPACES.flatMap((namespace) =>
      SHARED.map(async ([apiVersion, kind]) =>
        (await listIfKnown(cluster, apiVersion, kind, namespace, signal)).map(
          (object) => [`${kind} ${namespace}/${object.metadata?.name}`, digest(wanted(object))] as const,
        ),
      ),
    ),
  );
  return lists.flat();
}

/** What somebody asked for, without what the API server and `kubectl rollout restart` write beside it. */
function wanted(object: KubernetesObject): unknown {
  const { spec, data } = object as { spec?: unknown; data?: unknown };
  const asked = without({ spec, data }, (key) => key === 'kubectl.kubernetes.io/restartedAt');
  // Also what has become empty by that.
  return without(asked, (_, value) => isEmpty(value));
}

function without(value: unknown, unwanted: (key: string, value: unknown) => boolean): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, inner: unknown) => (key !== '' && unwanted(key, inner) ? undefined : inner)),
  );
}

function isEmpty(value: unknown): boolean {
  return value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}

async function listIfKnown(
  cluster: Cluster,
  apiVersion: string,
  kind: string,
  namespace: string | undefined,
  signal: AbortSignal,
): Promise<KubernetesObject[]> {
  try {
    return await cluster.list(apiVersion, kind, { namespace }, { signal });
  } catch (error) {
    if (statusOf(error) === 404) return [];
    throw error;
  }
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

/**
 * Tab between what and state. Names of files where things are put; content of files that make a host what it is. /var/lib/cni
 * comes with the first pod that a node ever has, whosever it is.
 */
const HOST_SCRIPT = `export LC_ALL=C
for unit in docker kubelet containerd firewalld; do
  printf 'unit %s\\t%s %s\\n' $unit "$(systemctl is-enabled $unit 2>/dev/null)" "$(systemctl is-active $unit 2>/dev/null)"
done
find /etc/kubernetes /etc/cni /etc/docker /etc/sysconfig/kubelet /etc/systemd/system /etc/sysctl.d /etc/yum.repos.d /etc/hosts /etc/fstab /etc/resolv.conf \\
  /var/lib/kubelet/config.yaml /var/lib/kubelet/kubeadm-flags.env -type f -exec sha256sum {} + 2>/dev/null | awk '{ print "file " $2 "\\t" $1 }'
for dir in / /root /home /srv /mnt /opt /opt/cni/bin /tmp /var /var/tmp /var/lib /data; do
  ls -1 $dir 2>/dev/null | grep -v -e '^systemd-private' -e '^tmp\\.' | sed "s|^|in $dir: |; s|$|\\t|" | grep -v '^in /var/lib: cni'
done
for key in net/ipv4/ip_forward net/bridge/bridge-nf-call-iptables; do printf 'sysctl %s\\t%s\\n' $key "$(cat /proc/sys/$key 2>/dev/null)"; done
docker ps --all --format '{{.Names}}' 2>/dev/null | grep -v '^k8s_' | sed 's/^/container /; s/$/\\t/'
true
`;

async function onHost(host: Host, signal: AbortSignal): Promise<Line[]> {
  const { exitCode, stdout, stderr } = await host.script(HOST_SCRIPT, { timeoutMs: 30_000, signal });
  if (exitCode !== 0)
    throw new LabError({
      code: 'E_HOST_UNREAD',
      class: 'host',
      what: `${host.name}: its state could not be read`,
      why: stderr.trim(),
      fix: `lab ssh ${host.name}`,
    });
  return stdout
    .split('\n')
    .filter((line) => line.includes('\t'))
    .map((line) => {
      const tab = line.indexOf('\t');
      return [`${line.slice(0, tab)} on ${host.name}`, line.slice(tab + 1)] as const;
    });
}
