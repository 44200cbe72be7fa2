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
      /Curl error \(\d+\):(?!.*mirrorlist\.centos\.org).* for https?:\/\/|(Get|Head) "?https?:\/\/[^/\s]+\/v2\/\S*: (dial tcp|net\/http: request canceled|context deadline)/,
    means: 'a yum mirror or an image registry cannot be reached',
    advice:
      'try the address in that line with curl from the host; name another mirror in lab.yaml (centos.vault, docker.repo, kubernetes.repo, imageRepository, registry-mirrors);\na sealed lab starts its own mirror again with `lab up`',
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
    pattern: /could not find a JWS signature in the cluster-info ConfigMap/i,
    means: 'the join token has expired, or the clocks differ',
    advice: 'kubeadm token create --print-join-command on the control plane; chronyc tracking',
  },
  {
    id: 'stale-cni',
    pattern: /"?cni0"? already has an IP address different from|subnet\.env: no such file/i,
    means: 'the bridge cni0 or flannel is left over from an earlier cluster',
    advice: 'ip link delete cni0, then delete the flannel pod of the node',
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
