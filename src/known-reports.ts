/** Messages that hundreds of people have searched for, and what each of them means for Kubernetes 1.20 on EL8. */
export interface KnownReport {
  id: string;
  pattern: RegExp;
  /** One line: what is wrong. */
  means: string;
  /** One line: what to do. */
  advice: string;
}

export const KNOWN_REPORTS: readonly KnownReport[] = [
  {
    id: 'centos-mirrorlist-gone',
    pattern:
      /(mirrorlist\.centos\.org.*(resolve|not known)|resolve host.*mirrorlist\.centos\.org|No URLs in mirrorlist)/i,
    means: 'CentOS 8 is past its end of life and its mirror list is gone',
    advice: 'point the CentOS repos at the vault (centos.vault in lab.yaml)',
  },
  {
    id: 'containerd-conflicts-runc',
    pattern: /containerd\.io.*conflicts with.*runc|package podman.*requires runc/i,
    means: 'podman, buildah and runc of EL8 conflict with containerd.io',
    advice: 'remove podman, buildah and runc, then install docker-ce',
  },
  {
    id: 'docker-too-new',
    pattern: /Id or size of image .* is not set/i,
    means: 'Docker 25 and later break the dockershim of Kubernetes 1.20',
    advice: 'install Docker 24 or older (docker.version in lab.yaml)',
  },
  {
    id: 'cgroup-driver',
    pattern: /kubelet cgroup driver: \\?"?\w+\\?"? is different from docker cgroup driver: \\?"?\w+/i,
    means: 'kubelet and Docker use different cgroup drivers',
    advice: 'set native.cgroupdriver=systemd in /etc/docker/daemon.json, restart docker, then kubelet',
  },
  {
    id: 'yum-repo-broken',
    pattern: /repomd\.xml signature could not be verified|Status code: 404 for .*repomd\.xml|repomd\.xml.*404/i,
    means: 'a yum repository is gone or its signature does not hold',
    advice: 'check the baseurl and repoGpgcheck of the repo in lab.yaml',
  },
  {
    id: 'mirror-unreachable',
    pattern:
      /Curl error \(\d+\):(?!.*mirrorlist\.centos\.org).* for https?:\/\/|Status code: (?!404)[45]\d\d for https?:\/\/|(Get|Head) "?https?:\/\/[^/\s]+\/v2\/\S*: (dial tcp(?!: lookup)|net\/http: request canceled|context deadline)/,
    means: 'a yum mirror or an image registry cannot be reached, or answers with an error',
    advice:
      'try the address in that line with curl from the host; name another mirror in lab.yaml (centos.vault, docker.repo, kubernetes.repo, imageRepository, registry-mirrors);\na sealed lab starts its own mirror again with `lab up`',
  },
  {
    id: 'download-altered',
    pattern:
      /Downloading successful, but checksum doesn't match|filesystem layer verification failed for digest|(Package|Header) digest.*: BAD/i,
    means:
      'what arrives is not what the mirror has in its list: it was changed or cut on the way, or the mirror is broken',
    advice:
      'look for a proxy or a virus scanner between; or name another mirror in lab.yaml (centos.vault, docker.repo, kubernetes.repo, imageRepository, registry-mirrors)',
  },
  {
    id: 'br-netfilter',
    pattern: /bridge-nf-call-iptables.*(does not exist|No such file)/i,
    means: 'the br_netfilter module is not loaded',
    advice: 'modprobe br_netfilter, and name it in /etc/modules-load.d',
  },
  {
    id: 'too-small-or-swap',
    pattern:
      /running with swap on is not supported|\[ERROR (Swap|NumCPU|Mem)\]|number of available CPUs \d+ is less than|system RAM .* is less than/i,
    means: 'the machine has swap on, or too few CPUs or too little memory',
    advice: 'swapoff -a and take swap out of /etc/fstab; 2 CPUs and 1700 MB at the least',
  },
  {
    id: 'raw-githubusercontent',
    pattern: /raw\.githubusercontent\.com.*(refused|timed out|timeout|resolve|no such host)/i,
    means: 'raw.githubusercontent.com cannot be reached from here',
    advice: 'apply the manifest that comes with the lab',
  },
  {
    id: 'cni-missing',
    pattern: /failed to find plugin \\?"[\w-]+\\?" in path|cni config uninitialized|cni plugin not initialized/i,
    means: 'the pod network is not set up: a CNI plugin or its configuration is missing',
    advice:
      'install kubernetes-cni 0.8.7 (1.0 and later have no flannel plugin) and look at the flannel pod of the node',
  },
  {
    id: 'vxlan-blocked',
    pattern: /bad udp cksum|vxlan.*(bad checksum|port 8472)/i,
    means: 'VXLAN packets between the nodes are dropped',
    advice:
      'let UDP 8472 pass; ethtool -K flannel.1 tx-checksum-ip-generic off; check --iface of flannel and --node-ip',
  },
  {
    id: 'token-expired',
    pattern:
      /could not find a JWS signature in the cluster-info ConfigMap|token id \\?"?\w+\\?"? is (expired|invalid for this cluster)|there is no JWS signed token in the cluster-info/i,
    means: 'the join token has expired, or the clocks differ',
    advice: 'kubeadm token create --print-join-command on the control plane; chronyc tracking',
  },
  {
    id: 'stale-cni',
    pattern: /"?cni0"? already has an IP address different from|subnet\.env: no such file/i,
    means: 'the bridge cni0 or flannel is left over from an earlier cluster',
    advice: 'ip link delete cni0, then delete the flannel pod of the node',
  },
  {
    id: 'registry-speaks-http',
    pattern: /server gave HTTP response to HTTPS client/,
    means: 'the registry speaks http, and Docker was not told that it may',
    advice:
      'name its host:port in insecure-registries of /etc/docker/daemon.json (docker.daemon in lab.yaml), then restart docker',
  },
  {
    id: 'pull-limit',
    pattern: /toomanyrequests:|You have reached your (unauthenticated )?pull rate limit/i,
    means: 'the registry lets no more images be pulled from this address for now (Docker Hub: 100 in 6 hours)',
    advice: 'wait, name a mirror in registry-mirrors (docker.daemon in lab.yaml), or docker login on the host',
  },
  {
    id: 'image-not-found',
    pattern:
      /manifest for \S+ not found|manifest unknown|pull access denied for|repository does not exist or may require|InvalidImageName|couldn't parse image reference|invalid reference format/i,
    means: 'the registry has no image of that name and tag, or does not show it to you',
    advice: 'compare name and tag with what the registry has: docker pull IMAGE on the host',
  },
  {
    id: 'name-not-resolved',
    pattern:
      /lookup (?!raw\.githubusercontent)[\w.-]+( on \S+)?: (no such host|server misbehaving|i\/o timeout|Temporary failure|read udp .*(refused|timeout))|dial tcp: lookup (?!raw\.githubusercontent)\S+.*(i\/o timeout|no such host)/i,
    means: 'a name cannot be resolved',
    advice: 'look at /etc/resolv.conf of the host and whether its nameserver answers; getent hosts NAME',
  },
  {
    id: 'coredns-loop',
    pattern: /plugin\/loop: (Loop \(|Seen "HINFO)/,
    means: 'CoreDNS asks itself: it forwards to a nameserver of the host that leads back to it',
    advice:
      'name a real nameserver in /etc/resolv.conf of the host, or with systemd-resolved give the kubelet --resolv-conf=/run/systemd/resolve/resolv.conf;\nthen kubectl -n kube-system delete pod -l k8s-app=kube-dns',
  },
  {
    id: 'certificate-expired',
    pattern:
      /x509: certificate has expired or is not yet valid|part of the existing bootstrap client certificate.*expired/,
    means: 'a certificate is past its end, or the clocks differ',
    advice:
      'date on both sides; on the control plane kubeadm certs check-expiration, kubeadm certs renew all, then restart the kubelet and the static pods',
  },
  {
    id: 'certificate-unknown',
    pattern: /x509: certificate (signed by unknown authority|is valid for .*, not )/,
    means: 'a certificate is of another authority or for another name: often a kubeconfig of an earlier cluster',
    advice:
      'copy /etc/kubernetes/admin.conf to ~/.kube/config again; on a worker that was in another cluster: kubeadm reset -f, then join anew',
  },
  {
    id: 'pleg-not-healthy',
    pattern: /PLEG is not healthy: pleg was last seen/,
    means: 'Docker answers the kubelet too slowly, or not at all',
    advice: 'docker ps on the host; where it hangs, systemctl restart docker, and look at load, memory and disk',
  },
  {
    id: 'disk-full',
    pattern:
      /no space left on device|must evict pod\(s\) to reclaim ephemeral-storage|node has conditions: \[.*DiskPressure/,
    means: 'the disk of a host is full, or nearly',
    advice:
      'df -h on the host; docker system prune and old logs make room (the kubelet wants 10 % free, for images 15 %)',
  },
  {
    id: 'out-of-memory',
    pattern: /Out of memory: Kill(ed)? process|oom-kill:|Memory cgroup out of memory/i,
    means: 'a program was killed because memory ran out',
    advice:
      'free -m on the host; give the host more memory in lab.yaml (hosts[].memory), or the container a higher limit',
  },
  {
    id: 'port-in-use',
    pattern: /\[ERROR Port-\d+\]|listen tcp \S*:(6443|10250|2379|2380): bind: address already in use/,
    means: 'another program, or an earlier cluster, listens on a port that Kubernetes needs',
    advice: 'ss -ltnp on the host shows which; after an earlier cluster kubeadm reset -f',
  },
  {
    id: 'left-from-earlier-cluster',
    pattern: /\[ERROR (FileAvailable|DirAvailable)-[\w.-]+\]/,
    means: 'the host was a part of a cluster before',
    advice: 'kubeadm reset -f on that host, then lab up',
  },
  {
    id: 'docker-not-running',
    pattern: /Cannot connect to the Docker daemon at|failed to get docker version: Cannot connect/,
    means: 'Docker does not run',
    advice: 'systemctl start docker; journalctl -u docker says why it does not',
  },
  {
    id: 'daemon-json-broken',
    pattern: /unable to configure the Docker daemon with file .*daemon\.json/,
    means: '/etc/docker/daemon.json is not what Docker understands',
    advice: 'mend what the line says (a comma, a key twice or also given as a flag); docker info afterwards',
  },
  {
    id: 'too-many-open-files',
    pattern: /too many open files|inotify_init.*(EMFILE|too many)|failed to create fsnotify watcher/i,
    means: 'the machine has no inotify instances or file handles left',
    advice: 'sysctl fs.inotify.max_user_instances=8192 (in a sealed lab: on the machine below it)',
  },
  {
    id: 'pod-cidr-missing',
    pattern: /pod cidr not assi?gned/,
    means: 'the node got no addresses for its pods: kubeadm init ran without --pod-network-cidr, or with another one',
    advice: 'kubernetes.podCidr in lab.yaml, kubeadm and flannel must say the same: lab plan',
  },
  {
    id: 'flannel-interface',
    pattern:
      /Failed to find any valid interface to use|failed to find IPv4 address for interface|Could not find valid interface matching/,
    means: 'flannel finds no interface to send the pods’ packets through',
    advice: 'ip -br addr on the host; --iface of flannel must name one that has the host’s address in the lab',
  },
  {
    id: 'login-to-registry',
    pattern: /no basic auth credentials|unauthorized: (authentication required|incorrect username)/,
    means: 'the registry wants a login',
    advice: 'docker login REGISTRY on each host, or an imagePullSecret in the namespace',
  },
];

/** A known report with the line that it was recognised by. */
export interface Recognised extends KnownReport {
  line: string;
}

/** Every known report in a text, once each, in the order of the list. */
export function recognise(text: string): Recognised[] {
  const lines = text.split('\n');
  return KNOWN_REPORTS.flatMap((report) => {
    // The last one: logs grow downwards, and what was said last is what holds.
    const line = lines.findLast((l) => report.pattern.test(l));
    return line === undefined ? [] : [{ ...report, line: line.trim() }];
  });
}
