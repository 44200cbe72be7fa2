/** What the guide sets on each machine, and what it forgets to: how to read it, and what it must be. */
import { isDeepStrictEqual } from 'node:util';
import { fullName } from '../../src/config/names.js';
import type { HostConfig, LabConfig } from '../../src/config/schema.js';
import { quote } from '../../src/shell.js';

export interface Setting {
  title: string;
  /** Reads only; bash with the helpers of provision/lib.sh, as root. What it prints is judged. */
  command: string;
  expected: string;
  holds: (output: string) => boolean;
  /** The systemd unit that it is about. */
  unit?: string;
}

/** The settings of one machine in the guide's order; those about docker's daemon.json follow the config's keys. */
export function settingsOf(config: LabConfig, host: HostConfig): Setting[] {
  return [
    ...environment(config, host),
    ...(host.role === 'control-plane' ? config.hosts.map((other) => sshTo(config, other)) : []),
    ...docker(config),
    ...kubernetes(config, host),
  ];
}

function environment(config: LabConfig, host: HostConfig): Setting[] {
  const name = fullName(config, host);
  const names = config.hosts.flatMap((h) => [h.name, fullName(config, h)].map((n) => [n, h.ip] as const));
  return [
    is(
      'firewalld is off and stays off',
      'systemctl is-active firewalld; systemctl is-enabled firewalld 2>/dev/null || true',
      'inactive, disabled',
      (out) => !lines(out).some((l) => l === 'active' || l === 'enabled'),
    ),
    is(
      'SELinux is off and stays off',
      "if [ -e /etc/selinux/config ]; then sed -n 's/^SELINUX=//p' /etc/selinux/config; else echo disabled; fi; command -v getenforce >/dev/null && getenforce",
      'disabled, not Enforcing',
      (out) => lines(out)[0] === 'disabled' && !lines(out).includes('Enforcing'),
    ),
    // /proc/swaps of a container is that of the machine below it: not this host's to set.
    is(
      'no swap is in use',
      'systemd-detect-virt --quiet --container || swapon --noheadings --show=NAME',
      'none',
      (out) => out === '',
    ),
    is(
      'no swap comes back at boot',
      `awk '$1 !~ /^#/ && $3 == "swap"' /etc/fstab`,
      'none in /etc/fstab',
      (out) => out === '',
    ),
    same('its name is the full one', 'cat /etc/hostname; uname -n', `${name}\n${name}`),
    same(
      'all names lead to their addresses',
      names.map(([n]) => `echo ${quote(n)} $(getent ahostsv4 ${quote(n)} | awk 'NR == 1 { print $1 }')`).join('\n'),
      names.map(([n, ip]) => `${n} ${ip}`).join('\n'),
    ),
    ...['net.bridge.bridge-nf-call-ip6tables', 'net.bridge.bridge-nf-call-iptables', 'net.ipv4.ip_forward'].map((key) =>
      same(
        `${key} is 1, now and after a boot`,
        // One setting may have two names, and any of many files the last word.
        `cat /proc/sys/${key.replaceAll('.', '/')}; after_boot ${key}${key === 'net.ipv4.ip_forward' ? ' net.ipv4.conf.all.forwarding' : ''}`,
        '1\n1',
      ),
    ),
    // Built into some kernels; then, and in a container, modinfo names no file, and nothing is to be loaded.
    is(
      'br_netfilter is there, also after a boot',
      "modinfo -F filename br_netfilter 2>/dev/null | grep '^/' || { echo built in; exit; }; grep -hx br_netfilter /etc/modules-load.d/*.conf | head -1",
      'built in, or named in /etc/modules-load.d',
      (out) => out === 'built in' || lines(out).includes('br_netfilter'),
    ),
    running('chronyd'),
  ];
}

function sshTo(config: LabConfig, other: HostConfig): Setting {
  return same(
    `root reaches ${other.name} by name without a password`,
    `ssh_to ${quote(other.name)}`,
    fullName(config, other),
  );
}

function docker(config: LabConfig): Setting[] {
  const { daemon, repo, version } = config.docker;
  const execOpts = Array.isArray(daemon['exec-opts']) ? (daemon['exec-opts'] as unknown[]).map(String) : [];
  const cgroupDriver = execOpts.find((o) => o.startsWith('native.cgroupdriver='))?.split('=')[1];
  const mirrors = Array.isArray(daemon['registry-mirrors'])
    ? (daemon['registry-mirrors'] as unknown[]).map(String)
    : [];
  const info = (field: string) => `docker info --format '{{${field}}}'`;
  const live: [string, string, unknown][] = [
    ['cgroup driver', '.CgroupDriver', cgroupDriver],
    ['storage driver', '.Driver', daemon['storage-driver']],
    ['log driver', '.LoggingDriver', daemon['log-driver']],
  ];
  return [
    baseurl('docker', '/etc/yum.repos.d/docker-ce.repo', repo.baseurl),
    // What follows a + says who built it.
    same(`docker is ${version}`, "docker version --format '{{.Server.Version}}' | cut -d + -f 1", version),
    running('docker'),
    ...live
      .filter(([, , value]) => typeof value === 'string')
      .map(([what, field, value]) => same(`docker's ${what} is ${String(value)}`, info(field), String(value))),
    ...(mirrors.length === 0
      ? []
      : [
          is('docker uses the registry mirror', info('json .RegistryConfig.Mirrors'), mirrors.join(', '), (out) =>
            mirrors.every((m) => parsed<string[]>(out)?.some((has) => unslashed(has) === unslashed(m))),
          ),
        ]),
    // Not only what docker shows: log-opts, for one, it keeps to itself.
    is('daemon.json has what lab.yaml says', 'cat /etc/docker/daemon.json', JSON.stringify(daemon), (out) =>
      includes(parsed(out), daemon),
    ),
  ];
}

function kubernetes(config: LabConfig, host: HostConfig): Setting[] {
  const { version, cniVersion, criToolsVersion, repo } = config.kubernetes;
  const packages = {
    kubelet: version,
    kubeadm: version,
    kubectl: version,
    'kubernetes-cni': cniVersion,
    'cri-tools': criToolsVersion,
  };
  return [
    baseurl('kubernetes', '/etc/yum.repos.d/kubernetes.repo', repo.baseurl),
    ...Object.entries(packages).map(([name, wanted]) =>
      same(`${name} is ${wanted}`, `rpm -q --qf '%{VERSION}\\n' ${name}`, wanted),
    ),
    is('the CNI plugin flannel is there', 'ls /opt/cni/bin', 'flannel in /opt/cni/bin', (out) =>
      lines(out).includes('flannel'),
    ),
    running('kubelet'),
    same(
      `kubelet's --node-ip is ${host.ip}`,
      // In the order in which the kubelet gets them: the last one counts.
      "cat /var/lib/kubelet/kubeadm-flags.env /etc/sysconfig/kubelet 2>/dev/null | grep -oE -e '--node-ip=[0-9.]+' | tail -1",
      `--node-ip=${host.ip}`,
    ),
    ...(host.role === 'control-plane' ? [same('kubectl works for root', ROOTS_KUBECTL, 'ok')] : []),
  ];
}

/** By the names that kubeadm gives: which context is the current one is its user's choice. */
const ROOTS_KUBECTL = 'kubectl --cluster=kubernetes --user=kubernetes-admin get --raw /healthz';

function is(title: string, command: string, expected: string, holds: (output: string) => boolean): Setting {
  return { title, command, expected, holds };
}

function same(title: string, command: string, expected: string): Setting {
  return { title, command, expected, holds: (output) => output === expected };
}

function running(unit: string): Setting {
  return {
    ...same(
      `${unit} runs and starts at boot`,
      `systemctl is-active ${unit}; systemctl is-enabled ${unit}`,
      'active\nenabled',
    ),
    unit,
  };
}

function baseurl(name: string, file: string, url: string): Setting {
  return is(
    `the ${name} packages come from lab.yaml's repository`,
    `sed -nE 's/^baseurl *= *//p' ${file}`,
    url,
    (out) => unslashed(out) === unslashed(url),
  );
}

/** Whether `whole` has everything that `part` has; lists may have more, since the box may bring its own. */
function includes(whole: unknown, part: unknown): boolean {
  if (Array.isArray(part)) return Array.isArray(whole) && part.every((p) => whole.some((w) => includes(w, p)));
  if (typeof part !== 'object' || part === null) return isDeepStrictEqual(whole, part);
  return (
    typeof whole === 'object' &&
    whole !== null &&
    Object.entries(part).every(([k, v]) => includes((whole as Record<string, unknown>)[k], v))
  );
}

function parsed<T>(json: string): T | undefined {
  try {
    return JSON.parse(json) as T;
  } catch {
    return undefined;
  }
}

function lines(text: string): string[] {
  return text
    .split('\n')
    .map((l) => l.trim())
    .filter(Boolean);
}

function unslashed(url: string): string {
  return url.trim().replace(/\/+$/, '');
}
