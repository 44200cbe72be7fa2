/** From what a host told to what is wrong with it. Pure. */
import { quote, usesTwoBackends } from '../../cluster/findings.js';
import type { HostConfig } from '../../config/schema.js';
import type { Finding, Severity } from '../../finding.js';
import { recognise } from '../../known-reports.js';
import type { HostSeen } from './host-look.js';
import { mirrorFinding } from './mirrors.js';

/** What else is known when a host is judged. */
export interface Beside {
  host: HostConfig;
  /** Whether its node is Ready, and since when (seconds since 1970); undefined where the cluster could not be asked or has no such node. */
  ready: { since: number } | undefined;
}

const DAY_MS = 86_400_000;
/** kubeadm's certificates last a year; who has a month left can choose the day. */
const SOON_MS = 30 * DAY_MS;
/** Below this the kubelet evicts pods (nodefs.available), and removes images at 85 % (its defaults in 1.20). */
const EVICTS_AT = 0.1;
const COLLECTS_AT = 0.15;
/** Beyond the first, logs of two hosts are hard to compare; beyond the second, tokens and fresh certificates are refused. Milliseconds. */
const CLOCK_ODD_MS = 10_000;
const CLOCK_BAD_MS = 300_000;

export function hostFindings(seen: HostSeen, beside: Beside): Finding[] {
  return [
    ...units(seen),
    ...settings(seen),
    ...disks(seen),
    ...certificates(seen),
    ...network(seen, beside),
    ...clock(seen),
    ...reports(seen, beside),
    ...mirrors(seen),
  ];
}

/** What Docker said of a host that is not well counts for so long, in seconds. */
const RECENT_S = 600;

type About = Pick<HostSeen, 'facts'>;

function finding({ facts }: About, id: string, severity: Severity, what: string, why?: string, fix?: string): Finding {
  return { id, severity, where: facts.host, what, why, fix };
}

function units(seen: HostSeen): Finding[] {
  const { facts, missingPackages } = seen;
  if (missingPackages.length > 0) {
    const why = recognise(seen.dnfLog).map(({ means, line }) => `${means}: ${quote(line)}`);
    const advice = recognise(seen.dnfLog).map((report) => report.advice);
    return [
      finding(
        seen,
        'packages-missing',
        'error',
        `not installed: ${missingPackages.join(', ')}`,
        why.join('\n') || undefined,
        [...advice, 'lab up'].join('\n'),
      ),
    ];
  }
  const found: Finding[] = [];
  if (!['active', ''].includes(facts.docker)) {
    const known = recognise(lastMinute(seen.dockerLog))[0];
    const said =
      (known && withoutTime(known.line)) ??
      lastLine(
        seen.dockerLog,
        /level=(fatal|error)|failed to start|unable to configure|Failed with result|Stopped Docker/i,
      );
    found.push(
      finding(
        seen,
        'docker-not-running',
        'error',
        `docker.service is ${facts.docker}`,
        said && quote(said),
        `lab ssh ${facts.host} -- systemctl start docker\nlab ssh ${facts.host} -- journalctl -u docker -n 50 --no-pager`,
      ),
    );
  }
  const kubelet = kubeletState(seen);
  if (!['active', ''].includes(kubelet)) {
    const died = lastLine(
      seen.kubeletLog,
      /failed to run Kubelet|command failed|panic:|Failed with result|Failed to start/i,
    );
    const stopped = lastLine(seen.kubeletLog, /Stopped kubelet|Deactivated successfully|kubelet\.service: Succeeded/);
    const known = recognise(lastMinute(seen.kubeletLog))[0];
    const said = kubelet === 'inactive' ? (stopped ?? died) : known ? withoutTime(known.line) : died;
    const state = { inactive: 'stopped', failed: 'failed', activating: 'starting again and again' }[kubelet];
    found.push(
      finding(
        seen,
        'kubelet-not-running',
        'error',
        `kubelet.service is ${state ?? kubelet}`,
        said && quote(said),
        `lab ssh ${facts.host} -- systemctl start kubelet\nlab ssh ${facts.host} -- journalctl -u kubelet -n 50 --no-pager`,
      ),
    );
  }
  return found;
}

function settings(seen: HostSeen): Finding[] {
  const { facts, firewalld, selinux, dockerVersion, bridgeNetfilter } = seen;
  const found: Finding[] = [];
  const [docker, kubelet] = [facts.dockerCgroupDriver, facts.kubeletCgroupDriver];
  if (docker && kubelet && docker !== kubelet) {
    found.push(
      finding(
        seen,
        'cgroup-driver',
        'error',
        `kubelet and Docker use different cgroup drivers`,
        `docker info: ${docker}; /var/lib/kubelet/config.yaml: ${kubelet}. A kubelet that is started now ends at once`,
        'lab up   (it puts native.cgroupdriver=systemd into /etc/docker/daemon.json and restarts Docker)',
      ),
    );
  }
  if (facts.swaps !== '') {
    found.push(
      finding(
        seen,
        'swap-on',
        'error',
        'swap is on, and the kubelet does not start with it',
        facts.swaps,
        'lab up   (it does swapoff -a and takes swap out of /etc/fstab)',
      ),
    );
  }
  if (firewalld === 'active') {
    found.push(
      finding(
        seen,
        'firewalld-active',
        'error',
        'firewalld runs: it drops what nodes and pods send each other',
        'systemctl is-active firewalld: active',
        'lab up   (it does systemctl disable --now firewalld)',
      ),
    );
  }
  if (selinux === 'Enforcing') {
    found.push(
      finding(
        seen,
        'selinux-enforcing',
        'warning',
        'SELinux is enforcing; the guide turns it off',
        'getenforce: Enforcing',
        'lab up',
      ),
    );
  }
  const major = Number(dockerVersion.split('.')[0]);
  if (major >= 25) {
    found.push(
      finding(
        seen,
        'docker-too-new',
        'error',
        `Docker ${dockerVersion} is too new: the kubelet of 1.20 cannot read its list of images`,
        'Id or size of image … is not set',
        'lab up   (it installs docker.version of lab.yaml)',
      ),
    );
  }
  if (facts.ipForward === '0')
    found.push(
      finding(seen, 'ip-forward-off', 'error', 'packets are not forwarded', 'net.ipv4.ip_forward = 0', 'lab up'),
    );
  if (bridgeNetfilter === '0' || (bridgeNetfilter === '' && facts.kubelet === 'active'))
    found.push(
      finding(
        seen,
        'bridge-netfilter-off',
        bridgeNetfilter === '0' ? 'error' : 'warning',
        'iptables do not see what passes bridges: Services are not reached from pods of the same node',
        bridgeNetfilter === '0'
          ? 'net.bridge.bridge-nf-call-iptables = 0'
          : '/proc/sys/net/bridge/bridge-nf-call-iptables cannot be read: br_netfilter is not loaded',
        'lab up',
      ),
    );
  return found;
}

function disks(seen: HostSeen): Finding[] {
  const found: Finding[] = [];
  for (const { mount, size, available } of seen.fileSystems) {
    const free = available / size;
    if (!(free < COLLECTS_AT)) continue;
    const gib = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
    found.push(
      finding(
        seen,
        'disk-nearly-full',
        free < EVICTS_AT / 2 ? 'error' : 'warning',
        `the disk at ${mount} is nearly full: ${gib(available)} of ${gib(size)} are left`,
        free < EVICTS_AT ? 'below 10 % the kubelet ends pods (DiskPressure)' : 'below 15 % the kubelet removes images',
        `lab ssh ${seen.facts.host} -- docker system df`,
      ),
    );
  }
  if (seen.killed !== '')
    found.push(
      finding(
        seen,
        'out-of-memory',
        'warning',
        'the kernel has killed programs because memory ran out',
        quote(seen.killed.split('\n').at(-1) ?? ''),
        'give the host more memory in lab.yaml: hosts[].memory',
      ),
    );
  return found;
}

function certificates(seen: HostSeen): Finding[] {
  const now = seen.clock.host || seen.clock.after;
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const list = (some: HostSeen['certificates']) =>
    some.map(({ file, endsAt }) => `${file} ends ${day(endsAt)}`).join('\n');
  const past = seen.certificates.filter(({ endsAt }) => endsAt <= now);
  const soon = seen.certificates.filter(({ endsAt }) => endsAt > now && endsAt - now < SOON_MS);
  const ca = past.some(({ file }) => file.endsWith('/ca.crt'));
  const worker = past.every(({ file }) => file.startsWith('/var/lib/kubelet/') || file.endsWith('/kubelet.conf'));
  const found: Finding[] = [];
  if (past.length > 0) {
    found.push(
      finding(
        seen,
        'certificates-expired',
        'error',
        `${past.length === 1 ? 'a certificate is' : `${past.length} certificates are`} past the end`,
        `${list(past)}\nthe host's clock says ${day(now)}`,
        ca
          ? 'the authority itself has ended: lab down --yes && lab up'
          : worker
            ? 'lab ssh CONTROL-PLANE -- kubeadm token create --print-join-command; on this host kubeadm reset -f, then lab up'
            : `lab ssh ${seen.facts.host} -- kubeadm certs renew all\nthen restart the static pods and the kubelet: lab ssh ${seen.facts.host} -- systemctl restart docker kubelet`,
      ),
    );
  }
  if (soon.length > 0) {
    found.push(
      finding(
        seen,
        'certificates-end-soon',
        'warning',
        `${soon.length === 1 ? 'a certificate ends' : `${soon.length} certificates end`} within 30 days`,
        list(soon),
        `lab ssh ${seen.facts.host} -- kubeadm certs renew all   (on the control plane)`,
      ),
    );
  }
  return found;
}

function network(seen: HostSeen, { host, ready }: Beside): Finding[] {
  const { facts, addresses, kubeletNodeIp, flannelDev, flannelSubnet, nameservers, resolvConf } = seen;
  const found: Finding[] = [];
  if (usesTwoBackends(facts)) {
    found.push(
      finding(
        seen,
        'two-iptables-backends',
        'error',
        'rules in both iptables backends: an accept in one does not help against a drop in the other',
        `${facts.nftRules} nft rules, ${facts.legacyRules} legacy rules; FORWARD policies ${quote(facts.forwardPolicies.replaceAll('\n', '; '))}`,
        'let Docker, kube-proxy and flannel use one: alternatives --set iptables, then restart the host',
      ),
    );
  }
  const own = addresses.filter(([, cidr]) => cidr.startsWith(`${host.ip}/`)).map(([dev]) => dev);
  if (addresses.length > 0 && own.length === 0) {
    found.push(
      finding(
        seen,
        'address-missing',
        'error',
        `the host does not have its address ${host.ip}`,
        addresses.map(([dev, cidr]) => `${dev} ${cidr}`).join('\n'),
        'on a virtual machine: nmcli con up the connection of the second interface; or correct hosts[].ip in lab.yaml',
      ),
    );
  }
  if (kubeletNodeIp !== undefined && kubeletNodeIp !== host.ip) {
    found.push(
      finding(
        seen,
        'node-ip-wrong',
        'error',
        `the kubelet was told --node-ip=${kubeletNodeIp}, and the host is ${host.ip}`,
        '/etc/sysconfig/kubelet',
        'lab up',
      ),
    );
  }
  if (flannelDev !== '' && own.length > 0 && !own.includes(flannelDev)) {
    found.push(
      finding(
        seen,
        'flannel-interface',
        'error',
        `flannel sends the pods' packets through ${flannelDev}, and the lab's network is ${own.join(', ')}`,
        'ip -d link show flannel.1',
        'give flannel --iface (the lab gives it the node’s address), then delete its pod on this host',
      ),
    );
  }
  const bridge = addresses.find(([dev]) => dev === 'cni0')?.[1];
  if (bridge !== undefined && flannelSubnet !== '' && bridge !== flannelSubnet) {
    found.push(
      finding(
        seen,
        'stale-cni',
        'error',
        'the bridge cni0 is left over from an earlier cluster: no pod starts here',
        `cni0 has ${bridge}, flannel has ${flannelSubnet} for this host`,
        `lab ssh ${facts.host} -- ip link delete cni0`,
      ),
    );
  }
  const loops = nameservers.filter((server) => /^127\.|^::1$/.test(server));
  if (loops.length > 0) {
    found.push(
      finding(
        seen,
        'resolv-conf-loop',
        ready ? 'warning' : 'error',
        `a CoreDNS on this host would ask itself: ${resolvConf} names ${loops.join(', ')}`,
        'pods get that file, and the loopback address in it is their own',
        `name a real name server in it; with systemd-resolved: resolvConf: /run/systemd/resolve/resolv.conf in /var/lib/kubelet/config.yaml, and restart the kubelet`,
      ),
    );
  }
  return found;
}

function clock(seen: HostSeen): Finding[] {
  const { host, before, after } = seen.clock;
  if (!host) return [];
  const ahead = host > after ? host - after : host < before ? host - before : 0;
  if (Math.abs(ahead) < CLOCK_ODD_MS) return [];
  return [
    finding(
      seen,
      'clock-differs',
      Math.abs(ahead) < CLOCK_BAD_MS ? 'warning' : 'error',
      `the clock is ${Math.round(Math.abs(ahead) / 1000)} s ${ahead > 0 ? 'ahead of' : 'behind'} this machine's`,
      `there ${new Date(host).toISOString()}, here ${new Date(after).toISOString()}; join tokens and fresh certificates are refused`,
      `lab ssh ${seen.facts.host} -- chronyc makestep\nlab ssh ${seen.facts.host} -- chronyc tracking`,
    ),
  ];
}

/** Known reports in the journals, as far as they are not history. */
function reports(seen: HostSeen, { ready }: Beside): Finding[] {
  const { facts, kubeletSince = 0 } = seen;
  // What a unit said before it was stopped on purpose is no reason for anything; one that fails again and again repeats it.
  const current = (state: string, log: string, from: number) =>
    state === 'inactive' ? '' : state === 'active' ? since(log, from) : lastMinute(log);
  const state = kubeletState(seen);
  const kubelet = current(state, seen.kubeletLog, Math.max(kubeletSince, ready?.since ?? 0));
  const docker = current(facts.docker, withoutInfo(seen.dockerLog), ready?.since ?? seen.clock.host / 1000 - RECENT_S);
  const severity: Severity = ready && state === 'active' && facts.docker === 'active' ? 'warning' : 'error';
  return Object.entries({
    kubelet,
    docker,
    'the control plane': state === 'active' && ready ? '' : seen.controlPlaneLog,
  }).flatMap(([who, log]) =>
    recognise(log).map(({ id, means, advice, line }) =>
      finding(seen, id, severity, means, `${who} says ${quote(withoutTime(line))}`, advice),
    ),
  );
}

function mirrors(seen: HostSeen): Finding[] {
  const severity = seen.missingPackages.length > 0 ? 'error' : 'warning';
  return seen.mirrors.flatMap(({ mirror, answer }) => mirrorFinding(mirror, answer, seen.facts.host, severity) ?? []);
}

/** Lines of a `journalctl -o short-unix` from a time on, in seconds since 1970. */
export function since(log: string, from: number): string {
  if (from === 0) return log;
  return log
    .split('\n')
    .filter((line) => (Number(/^(\d+\.\d+) /.exec(line)?.[1]) || Infinity) >= from)
    .join('\n');
}

/** What was said in the minute before the last line. */
function lastMinute(log: string): string {
  const last = Number(/^(\d+\.\d+) /.exec(log.slice(log.lastIndexOf('\n') + 1))?.[1] ?? 0);
  return since(log, Math.max(0, last - 60));
}

/** `activating` also while it runs for a moment between two failures. */
function kubeletState({ facts, kubeletRestarts, kubeletSince = 0, clock: { host } }: HostSeen): string {
  const young = host / 1000 - kubeletSince < 30;
  return facts.kubelet === 'active' && kubeletRestarts >= 3 && young ? 'activating' : facts.kubelet;
}

/** Docker says there what went wrong and what it tried next; what failed for good is said as an error. */
function withoutInfo(log: string): string {
  return log
    .split('\n')
    .filter((line) => !line.includes('level=info'))
    .join('\n');
}

function withoutTime(line: string): string {
  return line.replace(/^\d+\.\d+ \S+ [\w.-]+(\[\d+\])?: /, '');
}

function lastLine(log: string, pattern: RegExp): string | undefined {
  const line = log.split('\n').findLast((candidate) => pattern.test(candidate));
  return line === undefined ? undefined : withoutTime(line);
}
