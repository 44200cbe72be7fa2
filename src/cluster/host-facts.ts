import type { Host } from '../host.js';
import { parseSections, sectionsScript } from '../sections.js';

/** What one round trip tells about a host when something is wrong. Text is as the commands print it; empty when they fail. */
export interface HostFacts {
  host: string;
  /** `active`, `inactive`, `failed`, `activating`; empty when systemd did not say. */
  kubelet: string;
  docker: string;
  kubeletStatus: string;
  /** The last lines of the journal. */
  kubeletJournal: string;
  dockerJournal: string;
  dockerCgroupDriver: string;
  kubeletCgroupDriver: string;
  /** Rules in either backend; undefined where its tool is not installed. */
  nftRules: number | undefined;
  legacyRules: number | undefined;
  /** `ACCEPT` or `DROP`, by backend. */
  forwardPolicies: string;
  ipForward: string;
  /** Lines of /proc/swaps below its heading. */
  swaps: string;
  cniPlugins: string[];
  cniConfigs: string[];
  addresses: string;
  containers: string;
}

const SECTIONS: Record<string, string> = {
  kubelet: 'systemctl is-active kubelet',
  docker: 'systemctl is-active docker',
  kubeletStatus: 'systemctl status kubelet --no-pager --lines=0',
  kubeletJournal: 'journalctl -u kubelet --no-pager --lines=80',
  dockerJournal: 'journalctl -u docker --no-pager --lines=20',
  dockerCgroupDriver: "timeout 3 docker info --format '{{.CgroupDriver}}'",
  kubeletCgroupDriver: "sed -n 's/^cgroupDriver: *//p' /var/lib/kubelet/config.yaml",
  // The tool named plain iptables is one of the two; which, its version says.
  nftRules: countRules('nft', 'nf_tables'),
  legacyRules: countRules('legacy', 'legacy'),
  forwardPolicies:
    'for t in iptables iptables-nft iptables-legacy; do command -v $t >/dev/null && $t -S FORWARD | head -1; done',
  ipForward: 'cat /proc/sys/net/ipv4/ip_forward',
  swaps: 'tail -n +2 /proc/swaps',
  cniPlugins: 'ls /opt/cni/bin',
  cniConfigs: 'ls /etc/cni/net.d',
  addresses: 'ip -brief address',
  containers: "timeout 3 docker ps --all --format '{{.Names}}\\t{{.Status}}' | grep -v k8s_POD_",
};

function countRules(backend: string, saysVersion: string): string {
  const tool = `iptables-${backend}-save`;
  return `if command -v ${tool} >/dev/null; then ${tool} | grep -c '^-A'
elif iptables --version | grep -q ${saysVersion}; then iptables-save | grep -c '^-A'; fi`;
}

/** Reads only. */
export function factsScript(): string {
  return sectionsScript(SECTIONS);
}

export function parseFacts(host: string, output: string): HostFacts {
  const text = parseSections(output);
  const words = (name: string) => text(name).split('\n').filter(Boolean);
  return {
    host,
    kubelet: text('kubelet'),
    docker: text('docker'),
    kubeletStatus: text('kubeletStatus'),
    kubeletJournal: text('kubeletJournal'),
    dockerJournal: text('dockerJournal'),
    dockerCgroupDriver: text('dockerCgroupDriver'),
    kubeletCgroupDriver: text('kubeletCgroupDriver'),
    nftRules: count(text('nftRules')),
    legacyRules: count(text('legacyRules')),
    forwardPolicies: text('forwardPolicies'),
    ipForward: text('ipForward'),
    swaps: text('swaps'),
    cniPlugins: words('cniPlugins'),
    cniConfigs: words('cniConfigs'),
    addresses: text('addresses'),
    containers: text('containers'),
  };
}

export async function readFacts(host: Host, signal: AbortSignal): Promise<HostFacts> {
  const { stdout } = await host.script(factsScript(), { timeoutMs: 8000, signal });
  return parseFacts(host.name, stdout);
}

function count(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined;
}
