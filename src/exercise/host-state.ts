import type { Host } from '../host.js';

/** Cheap enough to be asked every second: services, containers, and when files were last changed that make a host what it is. */
const SCRIPT = `export LC_ALL=C
systemctl is-active docker kubelet containerd
find /etc/kubernetes /etc/cni /etc/docker /etc/sysconfig/kubelet /etc/yum.repos.d /opt/cni/bin /var/lib/kubelet/config.yaml /var/lib/kubelet/kubeadm-flags.env -type f -printf '%p %T@\\n' 2>/dev/null | sort
timeout 3 docker ps --format '{{.ID}}' 2>/dev/null | sort
df --output=pcent / | tail -1
true
`;

/** What differs when something on the host has changed; it says nothing else. */
export async function hostState(host: Host, signal: AbortSignal): Promise<string> {
  const { stdout } = await host.script(SCRIPT, { timeoutMs: 8_000, signal });
  return stdout;
}
