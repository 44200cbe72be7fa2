/** From evidence to reasons. Pure: the same evidence, the same words. No evidence, no reason. */
import type { CoreV1Event, V1Node, V1Pod } from './cluster.js';
import type { HostFacts } from './host-facts.js';
import { recognise } from '../known-reports.js';

/** Why a host may not run pods, the deepest cause first. */
export function hostFindings(facts: HostFacts): string[] {
  return [...kubeletFindings(facts), ...dockerFindings(facts), ...cniFindings(facts)];
}

/** Why packets may not pass a host: its state first, since a dead kubelet explains dead rules and not the other way round. */
export function trafficFindings(facts: HostFacts): string[] {
  return [...hostFindings(facts), ...iptablesFindings(facts)];
}

function kubeletFindings({ host, kubelet, kubeletStatus, kubeletJournal }: HostFacts): string[] {
  if (kubelet === 'active' || kubelet === '') return [];
  const died = lastMatch(
    kubeletJournal,
    /failed to run Kubelet|command failed|panic:|Main process exited|Failed to start|Failed with result/i,
  );
  const known = recognise(kubeletJournal)[0];
  const state = { inactive: 'dead', failed: 'failed', activating: 'starting again and again' }[kubelet] ?? kubelet;
  const stopped = lastMatch(kubeletJournal, /Stopped kubelet|Deactivated successfully|kubelet\.service: Succeeded/);
  const active = lastMatch(kubeletStatus, /^\s*Active:/)?.trim();
  // A unit that was stopped on purpose may have older errors in its journal: those are not the reason.
  const quoted = kubelet === 'inactive' ? (stopped ?? active) : (known?.line ?? died ?? active);
  const advice = kubelet !== 'inactive' && known ? ` (${known.means}: ${known.advice})` : '';
  return [`kubelet.service on ${host} is ${state}${quoted ? `: ${quote(quoted)}` : ''}${advice}`];
}

function dockerFindings({ host, docker, dockerJournal, dockerCgroupDriver, kubeletCgroupDriver }: HostFacts): string[] {
  const found: string[] = [];
  if (docker !== 'active' && docker !== '') {
    const said = lastMatch(
      dockerJournal,
      /level=(fatal|error)|failed to start daemon|unable to configure|Stopped Docker|Failed with result/i,
    );
    found.push(`docker.service on ${host} is ${docker}${said ? `: ${quote(said)}` : ''}`);
  }
  if (dockerCgroupDriver && kubeletCgroupDriver && dockerCgroupDriver !== kubeletCgroupDriver) {
    found.push(
      `cgroup drivers differ on ${host}: kubelet ${quote(kubeletCgroupDriver)}, docker ${quote(dockerCgroupDriver)}`,
    );
  }
  return found;
}

function cniFindings({ host, kubelet, kubeletJournal, cniPlugins, cniConfigs }: HostFacts): string[] {
  const found: string[] = [];
  const said = recognise(kubeletJournal).find((r) => r.id === 'cni-missing' || r.id === 'stale-cni');
  if (cniPlugins.length > 0 && !cniPlugins.includes('flannel')) {
    found.push(`the CNI plugin flannel is missing on ${host}: /opt/cni/bin has ${cniPlugins.join(', ')}`);
  } else if (kubelet === 'active' && cniConfigs.length === 0 && said) {
    found.push(`no pod network on ${host}: /etc/cni/net.d is empty: ${quote(said.line)}`);
  } else if (said?.id === 'stale-cni') {
    found.push(`${said.means}, on ${host}: ${quote(said.line)} (${said.advice})`);
  }
  return found;
}

function iptablesFindings({ host, nftRules, legacyRules, forwardPolicies, ipForward }: HostFacts): string[] {
  const found: string[] = [];
  if (usesTwoBackends({ nftRules, legacyRules })) {
    const drop = forwardPolicies.includes('DROP')
      ? `, FORWARD policies ${quote(forwardPolicies.replaceAll('\n', '; '))}`
      : '';
    found.push(
      `two iptables backends are in use on ${host}: ${nftRules} nft rules, ${legacyRules} legacy rules${drop}; an accept in one does not help against a drop in the other`,
    );
  }
  if (ipForward === '0') found.push(`${host} does not forward packets: net.ipv4.ip_forward = 0`);
  return found;
}

/** A handful of rules is what a distribution leaves behind; docker and kube-proxy write dozens. */
export function usesTwoBackends({
  nftRules = 0,
  legacyRules = 0,
}: Pick<HostFacts, 'nftRules' | 'legacyRules'>): boolean {
  return nftRules > 5 && legacyRules > 5;
}

/** Why a node is not Ready, as the API knows it; undefined for one that is. */
export function notReadyReason(node: V1Node): string | undefined {
  const ready = node.status?.conditions?.find((c) => c.type === 'Ready');
  if (ready?.status === 'True') return undefined;
  if (!ready) return 'has no Ready condition yet';
  const since = ready.lastTransitionTime ? ` since ${clock(new Date(ready.lastTransitionTime))}` : '';
  return `Ready=${ready.status} ${quote(ready.message ?? ready.reason ?? '')}${since}`;
}

/** Why a node takes no ordinary pod, one that tolerates nothing; undefined for one that does. */
export function refusal(node: V1Node): string | undefined {
  if (node.spec?.unschedulable) return 'is cordoned';
  const taint = node.spec?.taints?.find(({ effect }) => effect === 'NoSchedule' || effect === 'NoExecute');
  return taint && `has the taint ${taint.key}${taint.value ? `=${taint.value}` : ''}:${taint.effect}`;
}

/** Time of day, as the reader's own clock shows it. */
function clock(time: Date): string {
  return time.toTimeString().slice(0, 8);
}

export function isPodReady(pod: V1Pod): boolean {
  return (
    pod.status?.phase === 'Running' &&
    pod.status.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') === true
  );
}

/** A pod's state in a word or two, as `kubectl get pods` shows it: `Running`, `ContainerCreating`, `CrashLoopBackOff`. */
export function podState(pod: V1Pod): string {
  if (pod.metadata?.deletionTimestamp) return 'Terminating';
  for (const container of [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])]) {
    const { waiting, terminated } = container.state ?? {};
    if (waiting?.reason && waiting.reason !== 'PodInitializing') return waiting.reason;
    if (terminated?.reason && terminated.reason !== 'Completed') return terminated.reason;
  }
  const phase = pod.status?.phase ?? 'Unknown';
  return phase === 'Running' && !isPodReady(pod) ? 'Running, not ready' : phase;
}

/**
 * Why a pod does not run, from its status and its events.
 * @param events of this pod
 * @param on name of the host it is bound to, if any
 */
export function podFindings(pod: V1Pod, events: readonly CoreV1Event[], on: string | undefined): string[] {
  if (isPodReady(pod)) return [];
  const name = pod.metadata?.name ?? '?';
  const where = on ? ` on ${on}` : '';
  const unschedulable = pod.status?.conditions?.find((c) => c.type === 'PodScheduled' && c.status === 'False');
  if (unschedulable)
    return [`no node takes pod ${name}: ${quote(unschedulable.message ?? unschedulable.reason ?? '')}`];

  const found: string[] = [];
  for (const container of [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])]) {
    const { waiting, terminated } = container.state ?? {};
    const reason = waiting?.reason ?? '';
    if (/^(ErrImagePull|ImagePullBackOff|InvalidImageName|ErrImageNeverPull)$/.test(reason)) {
      // `Back-off pulling image` only repeats the name; the event before it has the registry's own words.
      const pull =
        events.findLast((e) => e.reason === 'Failed' && /Failed to pull image/.test(e.message ?? ''))?.message ??
        waiting?.message ??
        reason;
      const known = recognise(pull)[0];
      found.push(
        `image ${container.image} cannot be pulled${where}: ${quote(registryWords(pull))}${known ? ` (${known.means}: ${known.advice})` : ''}`,
      );
    } else if (reason === 'CrashLoopBackOff' || terminated?.reason === 'Error') {
      const end = container.lastState?.terminated ?? terminated;
      const said = end?.message ? `: ${quote(end.message)}` : '';
      found.push(
        `container ${container.name} of pod ${name}${where} crashes, exit code ${end?.exitCode ?? '?'}, ${container.restartCount} restarts${said}`,
      );
    } else if (/^(CreateContainer|RunContainer)/.test(reason)) {
      found.push(
        `container ${container.name} of pod ${name} cannot be started${where}: ${quote(waiting?.message ?? reason)}`,
      );
    }
  }
  if (found.length > 0) return found;
  const sandbox = events.findLast((e) =>
    /^(FailedCreatePodSandBox|FailedMount|FailedCreatePodContainer|NetworkNotReady)$/.test(e.reason ?? ''),
  );
  if (sandbox?.message) {
    const known = recognise(sandbox.message)[0];
    found.push(
      `pod ${name} cannot start${where}: ${quote(known?.line ?? sandbox.message)}${known ? ` (${known.means}: ${known.advice})` : ''}`,
    );
  }
  const unhealthy = events.findLast((e) => e.reason === 'Unhealthy');
  if (unhealthy?.message) found.push(`pod ${name}${where} fails its probe: ${quote(unhealthy.message)}`);
  return found;
}

/** `Failed to pull image "x": rpc error: code = Unknown desc = Error response from daemon: Get …` → from `Get` on. */
function registryWords(message: string): string {
  return message
    .replace(/^Failed to pull image "[^"]*": /, '')
    .replace(/^rpc error: code = \w+ desc = /, '')
    .replace(/^Error response from daemon: /, '');
}

function lastMatch(text: string, pattern: RegExp): string | undefined {
  return text
    .split('\n')
    .findLast((line) => pattern.test(line))
    ?.trim();
}

/** Quoted as evidence: without the journal's and klog's prefixes, on one line, and not endless. */
export function quote(text: string): string {
  const bare = text
    .replace(/^[A-Z][a-z]{2} +\d+ [\d:]+ \S+ [\w.-]+(\[\d+\])?: /, '')
    .replace(/^[IWEF]\d{4} [\d:.]+ +\d+ \S+\] /, '')
    .replace(/\s+/g, ' ')
    .trim();
  return `"${bare.length > 300 ? `${bare.slice(0, 299)}…` : bare}"`;
}
