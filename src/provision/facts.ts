/**
 * What of a host was made for good, as it is now: read together with the checks of its steps, in the same command.
 * The cluster's own values are read from what its components were started with (the static pods' manifests): that is in
 * force, and it can be read while the API does not answer.
 */
import { quote } from '../shell.js';

export interface HostFacts {
  /** `192.168.207.131/24`; loopback is left out. */
  readonly addresses: readonly string[];
  /** Address of the default gateway; null without one. */
  readonly gateway: string | null;
  readonly cpus: number;
  /** MiB that the kernel has: less than the machine was given. */
  readonly memory: number;
  /** Of the cluster that this host is in; null for a host in none. */
  readonly kubelet: { readonly server: string | null; readonly cgroupDriver: string | null } | null;
  /** Of the cluster whose control plane this host is; null for any other host. */
  readonly cluster: ClusterFacts | null;
}

/** A value is null where the host did not say it. */
export interface ClusterFacts {
  readonly address: string | null;
  /** Without the v. */
  readonly version: string | null;
  readonly imageRepository: string | null;
  readonly serviceCidr: string | null;
  readonly podCidr: string | null;
  /** null while the API does not answer. `ip` is empty for a node that has not reported yet. */
  readonly nodes: readonly { readonly name: string; readonly ip: string }[] | null;
}

/** Lines `key value…`. A cluster counts from the moment from which kubeadm-init's step takes it for one: before, nothing is for good. */
const FACTS = String.raw`
export LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
ip -4 -o address show scope global | awk '{ print "address", $4 }'
ip -4 route show default | awk '{ print "gateway", $3; exit }'
echo "cpus $(nproc)"
awk '$1 == "MemTotal:" { print "memory", int($2 / 1024) }' /proc/meminfo
cd /etc/kubernetes && [ -s kubelet.conf ] || exit 0
echo kubelet
sed -nE 's|^ *server: *https://([0-9.]+):.*|server \1|p' kubelet.conf
sed -nE 's|^cgroupDriver: *|cgroup-driver |p' /var/lib/kubelet/config.yaml
grep -q kubelet-client-current.pem kubelet.conf && [ -s admin.conf ] || exit 0
echo cluster
sed -nE -e 's#^ *- --(advertise-address|service-cluster-ip-range)=#\1 #p' -e 's#^ *image: *(.*)/kube-apiserver:v(.*)#image-repository \1\nversion \2#p' manifests/kube-apiserver.yaml
sed -nE 's|^ *- --cluster-cidr=|cluster-cidr |p' manifests/kube-controller-manager.yaml
nodes='{range .items[*]}node {.metadata.name} {.status.addresses[?(@.type=="InternalIP")].address}{"\n"}{end}'
kubectl --kubeconfig admin.conf --request-timeout 5s get nodes -o jsonpath="$nodes" && echo nodes
`;

const WITHIN_SECONDS = 20;

/** `script` with the facts read beside it, and printed after it on a line that starts with the nonce. */
export function withFacts(script: string, nonce: string): string {
  return [
    `exec 3< <(timeout ${WITHIN_SECONDS} bash -c ${quote(FACTS)} </dev/null 2>/dev/null | base64 -w 0)`,
    script,
    `printf '%s facts %s\\n' ${quote(nonce)} "$(cat <&3)"`,
    '',
  ].join('\n');
}

/** @returns undefined when the host did not print them */
export function parseFacts(nonce: string, stdout: string): HostFacts | undefined {
  const line = stdout.split('\n').find((text) => text.startsWith(`${nonce} facts `));
  if (line === undefined) return undefined;
  const said = Buffer.from(line.split(' ')[2] ?? '', 'base64')
    .toString()
    .split('\n')
    .map((text) => text.trim().split(/\s+/));
  const all = (key: string) => said.filter(([word]) => word === key).map(([, ...values]) => values);
  const one = (key: string) => all(key)[0]?.[0] ?? null;
  return {
    addresses: all('address').flat(),
    gateway: one('gateway'),
    cpus: Number(one('cpus')),
    memory: Number(one('memory')),
    kubelet: all('kubelet').length === 0 ? null : { server: one('server'), cgroupDriver: one('cgroup-driver') },
    cluster:
      all('cluster').length === 0
        ? null
        : {
            address: one('advertise-address'),
            version: one('version'),
            imageRepository: one('image-repository'),
            serviceCidr: one('service-cluster-ip-range'),
            podCidr: one('cluster-cidr'),
            nodes: all('nodes').length === 0 ? null : all('node').map(([name = '', ip = '']) => ({ name, ip })),
          },
  };
}
