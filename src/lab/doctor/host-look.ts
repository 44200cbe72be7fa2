/** What a host tells in one round trip. */
import { factsScript, parseFacts, type HostFacts } from '../../cluster/host-facts.js';
import type { LabConfig } from '../../config/schema.js';
import type { Host } from '../../host.js';
import { parseSections, sectionsScript } from '../../sections.js';
import { curlScript, mirrorUrls, parseCurlLines, type Answer, type MirrorUrl } from './mirrors.js';

export interface Certificate {
  file: string;
  /** Milliseconds since 1970. */
  endsAt: number;
}

export interface FileSystem {
  mount: string;
  /** Bytes. */
  size: number;
  available: number;
}

export interface HostSeen {
  facts: HostFacts;
  /** By the host's clock, in milliseconds since 1970; and by ours, when it was asked and when it had answered. */
  clock: { host: number; before: number; after: number };
  /** Seconds since 1970; when the kubelet became active last. */
  kubeletSince: number | undefined;
  /** How often systemd has started the kubelet again by itself. */
  kubeletRestarts: number;
  /** Lines of the journals that begin with seconds since 1970. */
  kubeletLog: string;
  dockerLog: string;
  /** What the last dnf or yum said. */
  dnfLog: string;
  /** Of docker-ce, kubelet, kubeadm and kubectl those that are not installed. */
  missingPackages: string[];
  dockerVersion: string;
  firewalld: string;
  selinux: string;
  fileSystems: FileSystem[];
  /** What the kernel said of programs that it killed for memory; empty in a container, whose kernel is not its own. */
  killed: string;
  /** Name servers in the file that the kubelet gives to pods. */
  nameservers: string[];
  resolvConf: string;
  certificates: Certificate[];
  /** Address of each interface: `['eth1', '192.168.207.131/24']`. */
  addresses: [dev: string, cidr: string][];
  kubeletNodeIp: string | undefined;
  bridgeNetfilter: string;
  /** `FLANNEL_SUBNET` of the host; the interface below flannel.1. */
  flannelSubnet: string;
  flannelDev: string;
  /** What the API server's and etcd's last containers said last; only on the control plane. */
  controlPlaneLog: string;
  /** The last lines of containers that ended with an error, by `namespace/pod`. */
  containerLogs: Map<string, string>;
  mirrors: { mirror: MirrorUrl; answer: Answer }[];
}

/** Seconds for one mirror. */
const MIRROR_SECONDS = 5;

const CERTIFICATES = `for f in /etc/kubernetes/pki/*.crt /etc/kubernetes/pki/etcd/*.crt /var/lib/kubelet/pki/kubelet-client-current.pem; do
  [ -e "$f" ] && echo "$f $(openssl x509 -noout -enddate -in "$f")"
done
for f in /etc/kubernetes/*.conf; do
  [ -e "$f" ] && grep -q client-certificate-data "$f" &&
    echo "$f $(sed -n 's/.*client-certificate-data: *//p' "$f" | base64 -d | openssl x509 -noout -enddate)"
done`;

const SECTIONS: Record<string, string> = {
  now: 'date +%s.%N',
  kubeletSince: 'date -d "$(TZ=UTC systemctl show kubelet --property=ActiveEnterTimestamp --value)" +%s',
  kubeletRestarts: 'systemctl show kubelet --property=NRestarts --value',
  kubeletLog: 'journalctl -u kubelet -o short-unix --no-pager --since=-30min | tail -n 400',
  dockerLog: 'journalctl -u docker -o short-unix --no-pager --since=-30min | tail -n 200',
  // Each run of dnf begins with this line.
  dnfLog: "tac /var/log/dnf.log | sed '/logging initialized/q' | head -n 400 | tac",
  missingPackages: 'for p in docker-ce kubelet kubeadm kubectl; do rpm -q $p >/dev/null || echo $p; done',
  dockerVersion: "timeout 3 docker version --format '{{.Server.Version}}'",
  firewalld: 'systemctl is-active firewalld',
  selinux: 'getenforce',
  fileSystems: 'df -Pk / /var/lib/docker /var/lib/kubelet /var/log | tail -n +2 | sort -u',
  killed: "systemd-detect-virt --quiet --container || dmesg | grep -iE 'out of memory: kill|oom-kill:' | tail -n 3",
  resolvConf: "sed -n 's/^resolvConf: *//p' /var/lib/kubelet/config.yaml",
  nameservers: `f=$(sed -n 's/^resolvConf: *//p' /var/lib/kubelet/config.yaml); sed -n 's/^nameserver *//p' "\${f:-/etc/resolv.conf}"`,
  certificates: CERTIFICATES,
  interfaces: `ip -o -4 address show | awk '{ print $2, $4 }'`,
  nodeIp: "sed -nE 's/^KUBELET_EXTRA_ARGS=.*--node-ip=([0-9.]+).*/\\1/p' /etc/sysconfig/kubelet",
  bridgeNetfilter: 'cat /proc/sys/net/bridge/bridge-nf-call-iptables',
  flannelSubnet: "sed -n 's/^FLANNEL_SUBNET=//p' /run/flannel/subnet.env",
  flannelDev: "ip -d link show flannel.1 | sed -nE 's/.* dev ([^ ]+) .*/\\1/p' | head -n 1",
};

/** Asked of Docker: kubectl logs needs an API server and a way to the kubelet. */
const CONTAINER_LOGS = `timeout 5 docker ps --all --filter status=exited --last 30 --format '{{.ID}} {{.Names}}' | grep -v ' k8s_POD_' | head -n 8 |
while read -r id name; do
  [ "$(timeout 2 docker inspect --format '{{.State.ExitCode}}' "$id")" = 0 ] && continue
  echo "## $name"
  timeout 2 docker logs --tail 12 "$id" 2>&1 </dev/null
done`;

const CONTROL_PLANE_LOG = `for c in kube-apiserver etcd; do
  id=$(timeout 3 docker ps --all --quiet --last 1 --filter "name=k8s_\${c}_"); [ -n "$id" ] && timeout 3 docker logs --tail 15 "$id" 2>&1
done`;

/** Reads only. */
export async function lookAtHost(host: Host, config: LabConfig, signal: AbortSignal): Promise<HostSeen> {
  const mirrors = mirrorUrls(config);
  const script = [
    factsScript(),
    sectionsScript({
      ...SECTIONS,
      containerLogs: CONTAINER_LOGS,
      ...(host.role === 'control-plane' && { controlPlaneLog: CONTROL_PLANE_LOG }),
      mirrors: curlScript(mirrors, MIRROR_SECONDS),
    }),
  ].join('\n');
  await host.run(['true'], { signal, timeoutMs: 15_000 }); // the login is not the clock's fault
  const before = Date.now();
  const { stdout } = await host.script(script, { signal, timeoutMs: 22_000 });
  return parseHost(host.name, stdout, mirrors, { before, after: Date.now() });
}

export function parseHost(
  name: string,
  output: string,
  mirrors: readonly MirrorUrl[],
  { before, after }: { before: number; after: number },
): HostSeen {
  const text = parseSections(output);
  const lines = (section: string) => text(section).split('\n').filter(Boolean);
  const answers = parseCurlLines(text('mirrors'));
  return {
    facts: parseFacts(name, output),
    clock: { host: Number(text('now')) * 1000, before, after },
    kubeletSince: Number(text('kubeletSince')) || undefined,
    kubeletRestarts: Number(text('kubeletRestarts')),
    kubeletLog: text('kubeletLog'),
    dockerLog: text('dockerLog'),
    dnfLog: text('dnfLog'),
    missingPackages: lines('missingPackages'),
    dockerVersion: text('dockerVersion'),
    firewalld: text('firewalld'),
    selinux: text('selinux'),
    fileSystems: lines('fileSystems').flatMap((line) => fileSystem(line)),
    killed: text('killed'),
    nameservers: lines('nameservers'),
    resolvConf: text('resolvConf') || '/etc/resolv.conf',
    certificates: lines('certificates').flatMap((line) => certificate(line)),
    addresses: lines('interfaces').map((line): [string, string] => [
      line.split(' ')[0] ?? '',
      line.split(' ')[1] ?? '',
    ]),
    kubeletNodeIp: text('nodeIp') || undefined,
    bridgeNetfilter: text('bridgeNetfilter'),
    flannelSubnet: text('flannelSubnet'),
    flannelDev: text('flannelDev'),
    controlPlaneLog: text('controlPlaneLog'),
    containerLogs: containerLogs(text('containerLogs')),
    mirrors: mirrors.flatMap((mirror, i) => {
      const answer = answers.get(i);
      return answer ? [{ mirror, answer }] : [];
    }),
  };
}

/** Docker lists the newest container of a pod first. The names are the kubelet's: `k8s_coredns_coredns-868bdbc757-66hlw_kube-system_uid_3`. */
function containerLogs(text: string): Map<string, string> {
  const logs = new Map<string, string>();
  for (const part of `\n${text}`.split('\n## k8s_').slice(1)) {
    const [name = '', ...lines] = part.split('\n');
    const [, pod, namespace] = name.split('_');
    const key = `${namespace}/${pod}`;
    if (!logs.has(key)) logs.set(key, lines.join('\n'));
  }
  return logs;
}

/** `/dev/sda1 41931756 9876543 32055213 24% /` */
function fileSystem(line: string): FileSystem[] {
  const [, size, , available, , mount] = line.split(/\s+/);
  if (mount === undefined) return [];
  return [{ mount, size: Number(size) * 1024, available: Number(available) * 1024 }];
}

/** `/etc/kubernetes/pki/ca.crt notAfter=Nov 23 17:40:00 2036 GMT` */
function certificate(line: string): Certificate[] {
  const [, file = '', date = ''] = /^(\S+) notAfter=(.*)$/.exec(line) ?? [];
  const endsAt = Date.parse(date);
  return Number.isNaN(endsAt) ? [] : [{ file, endsAt }];
}
