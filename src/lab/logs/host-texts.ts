/** What a host can tell somebody who is to help, as texts by file name. Reads only; every part is bounded on the host already. */
import type { Host } from '../../host.js';
import { parseSections, sectionsScript } from '../../sections.js';

const LINES = 3000;
const journal = (unit: string) => `timeout 10 journalctl -u ${unit} --no-pager --lines=${LINES}`;

const SECTIONS: Record<string, string> = {
  'kubelet.log': journal('kubelet'),
  'docker.log': journal('docker'),
  'containerd.log': journal('containerd'),
  'dmesg.log': 'systemd-detect-virt --quiet --container || dmesg | tail -n 300',
  'dnf.log': 'tail -n 500 /var/log/dnf.log',
  'versions.txt':
    'cat /etc/os-release; uname -a; rpm -qa docker-ce containerd.io kubelet kubeadm kubectl kubernetes-cni cri-tools; timeout 5 docker version; kubelet --version',
  'network.txt':
    'ip address; ip route; ip -d link show flannel.1; cat /etc/hosts /etc/resolv.conf /run/flannel/subnet.env; ls -l /etc/cni/net.d /opt/cni/bin',
  'iptables.txt':
    'iptables --version; for t in iptables-save iptables-legacy-save iptables-nft-save; do echo "## $t"; $t | grep -c "^-A"; done; iptables-save | grep "^:"',
  'resources.txt':
    'date; uptime; df -h; df -i; free -m; cat /proc/swaps; ps -eo pid,rss,pcpu,comm --sort=-rss | head -n 25',
  'services.txt':
    'systemctl --failed --no-pager; systemctl status kubelet docker containerd firewalld chronyd --no-pager --lines=0; getenforce',
  'containers.txt': 'timeout 8 docker ps --all; timeout 8 docker info; timeout 8 docker images',
  'settings.txt':
    'head -n 100 /etc/docker/daemon.json /etc/sysconfig/kubelet /var/lib/kubelet/config.yaml /var/lib/kubelet/kubeadm-flags.env /etc/sysctl.d/*.conf; ls -l /etc/kubernetes /etc/kubernetes/pki /etc/kubernetes/manifests /etc/yum.repos.d',
};

/** Secrets are never asked for; `all` is kubectl's, which has none. */
const CLUSTER: Record<string, string> = {
  'cluster/all.txt': 'k get all -A -o wide; k get nodes -o wide',
  'cluster/nodes.txt': 'k describe nodes',
  'cluster/events.txt': 'k get events -A --sort-by=.lastTimestamp',
  'cluster/version.txt': 'k version',
  'cluster/pods.txt': `k get pods -A --no-headers | awk '{ split($3, r, "/"); if ($4 != "Completed" && ($4 != "Running" || r[1] != r[2])) print $1, $2 }' | head -n 20 |
while read -r ns pod; do k -n "$ns" describe pod "$pod"; echo; done`,
  'cluster/kube-system.log': `for pod in $(k -n kube-system get pods -o name); do
  echo "## $pod"; k -n kube-system logs "$pod" --all-containers --tail=300 2>&1
  k -n kube-system logs "$pod" --all-containers --tail=100 --previous 2>/dev/null | sed 's/^/previous: /'
done`,
};
const KUBECTL =
  'k() { timeout 15 kubectl --kubeconfig /etc/kubernetes/admin.conf --request-timeout=8s "$@" 2>&1 </dev/null; }\ntest -e /etc/kubernetes/admin.conf || exit 0';

/** @returns by file name within the host's folder; `cluster/…` from the control plane */
export async function hostTexts(host: Host, signal: AbortSignal): Promise<Map<string, string>> {
  const [own, cluster] = await Promise.all([
    host.script(sectionsScript(SECTIONS), { signal, timeoutMs: 60_000 }),
    host.role === 'control-plane'
      ? host.script(`${KUBECTL}\n${sectionsScript(CLUSTER)}`, { signal, timeoutMs: 90_000 })
      : undefined,
  ]);
  const texts = new Map<string, string>();
  const [ofHost, ofCluster] = [parseSections(own.stdout), parseSections(cluster?.stdout ?? '')];
  for (const name of Object.keys(SECTIONS)) texts.set(`hosts/${host.name}/${name}`, ofHost(name));
  if (cluster) for (const name of Object.keys(CLUSTER)) texts.set(name, ofCluster(name));
  return texts;
}
