import { quoteAll } from '../shell.js';
import { fullName } from '../config/names.js';
import type { LabConfig } from '../config/schema.js';
import { controlPlaneOf, type Host } from '../host.js';
import type { Cluster, CoreV1Event, V1Pod } from './cluster.js';
import type { Diagnose } from './diagnosis.js';
import { EvidenceFolder } from './evidence.js';
import type { Diagnosis } from './failure.js';
import { hostFindings, isPodReady, notReadyReason, podFindings, podState, quote, trafficFindings } from './findings.js';
import { readFacts, type HostFacts } from './host-facts.js';

/** What a diagnosis may look at. */
export interface Scene {
  config: LabConfig;
  cluster: Cluster;
  hosts: readonly Host[];
  /** Folder below which evidence is kept. */
  logDir: string;
}

interface Looking extends Scene {
  found: Diagnosis;
  evidence: EvidenceFolder;
  signal: AbortSignal;
}

/** Why nodes are not what they should be. */
export function diagnoseNodes(scene: Scene, bad: () => readonly string[]): Diagnose {
  return looking(scene, 'nodes', async (look) => {
    const names = bad();
    const hosts = hostsOf(look, names);
    await Promise.all([
      note(look, 'events', async () => look.evidence.keep('events', eventLines(await look.cluster.events({}, look)))),
      ...hosts.map((host) => describe(look, 'node', fullName(look.config, host), host.name)),
      inspectHosts(look, hosts),
    ]);
    look.found.tryNext.push(...hosts.map(({ name }) => `lab doctor ${name}`));
  });
}

/** Why pods do not run: their status and events, then the hosts that they are on. */
export function diagnosePods(scene: Scene, selection: { namespace?: string; labels?: string }): Diagnose {
  return looking(scene, 'pods', (look) => inspectPods(look, selection));
}

/** Where the way to a NodePort ends: pod, endpoints, Service, kube-proxy of each node that does not answer. */
export function diagnoseNodePort(
  scene: Scene,
  target: { namespace: string; service: string; dead: () => readonly string[] },
): Diagnose {
  return looking(scene, `nodeport-${target.service}`, async (look) => {
    const { cluster, found } = look;
    const { namespace, service: name } = target;
    const [service, endpoints, all] = await Promise.all([
      cluster.service(namespace, name, look),
      cluster.endpoints(namespace, name, look),
      cluster.pods({}, look),
    ]);
    const selector = Object.entries(service?.spec?.selector ?? {});
    const pods = all.filter(
      (p) => p.metadata?.namespace === namespace && selector.every(([k, v]) => p.metadata?.labels?.[k] === v),
    );
    const ready = pods.filter(isPodReady);
    const addresses = (endpoints?.subsets ?? []).flatMap((s) => s.addresses ?? []);
    const port = service?.spec?.ports?.[0];

    const link = (ok: boolean, text: string) => found.chain.push(`${text} ${ok ? '✓' : '✗'}`) > 0 && ok;
    const podOk = link(
      ready.length > 0,
      pods.length === 0 ? 'no pod' : `pod ${ready.length > 0 ? 'Ready' : podState(pods[0]!)}`,
    );
    const endpointsOk = link(addresses.length > 0, `endpoints ${addresses.length}`);
    const serviceOk = link(
      port?.nodePort !== undefined,
      service ? `Service ${port?.nodePort ?? 'without NodePort'}→${port?.port ?? '?'}` : `no Service ${name}`,
    );

    if (!podOk) return inspectPods(look, { namespace, labels: selector.map(([k, v]) => `${k}=${v}`).join(',') });
    if (!endpointsOk) {
      const labels = ready[0]?.metadata?.labels ?? {};
      found.likely.push(
        `the Service selects ${JSON.stringify(service?.spec?.selector ?? {})} and no Ready pod matches; a pod has ${JSON.stringify(labels)}`,
      );
      return;
    }
    if (!serviceOk) return;

    const dead = hostsOf(look, target.dead());
    for (const host of dead) {
      const proxy = all.find((p) => isProxyOn(p, fullName(look.config, host)));
      const ok = proxy !== undefined && isPodReady(proxy);
      const state = proxy ? (ok ? '' : ` ${podState(proxy)}`) : ' no pod';
      found.chain.push(`kube-proxy on ${host.name} ${ok ? '✓' : `✗${state}`}`);
      if (!ok) found.likely.push(`traffic stops at kube-proxy on ${host.name}, not in ${name}:${state}`);
      if (proxy && !ok) found.likely.push(...podFindings(proxy, await eventsOf(look, proxy), host.name));
      found.tryNext.push(`lab doctor ${host.name}`, onHost(host, ['iptables-save', '-t', 'nat']));
    }
    await Promise.all([
      inspectHosts(look, dead, trafficFindings),
      ...dead.map((host) => note(look, `rules of ${host.name}`, () => keepRules(look, host, port?.nodePort))),
      note(look, 'events', async () =>
        look.evidence.keep('events', eventLines(await cluster.events({ namespace }, look))),
      ),
    ]);
  });
}

/** Why names do not resolve or services cannot be reached from pods: CoreDNS, kube-proxy, flannel. */
export function diagnoseNetwork(scene: Scene, involved: () => readonly string[]): Diagnose {
  return looking(scene, 'network', async (look) => {
    const { cluster, found } = look;
    const [pods, dns] = await Promise.all([cluster.pods({}, look), cluster.endpoints('kube-system', 'kube-dns', look)]);
    const names = new Set(involved());
    const hosts = hostsOf(look, [...names]);
    const dnsReady = (dns?.subsets ?? []).flatMap((s) => s.addresses ?? []).length;
    found.chain.push(`CoreDNS endpoints ${dnsReady} ${dnsReady > 0 ? '✓' : '✗'}`);
    for (const host of hosts) {
      const node = fullName(look.config, host);
      for (const [what, is] of [
        ['flannel', isFlannelOn],
        ['kube-proxy', isProxyOn],
      ] as const) {
        const pod = pods.find((p) => is(p, node));
        const ok = pod !== undefined && isPodReady(pod);
        const state = pod ? podState(pod) : 'no pod';
        found.chain.push(`${what} on ${host.name} ${ok ? '✓' : `✗ ${state}`}`);
        if (ok) continue;
        found.likely.push(`${what} does not run on ${host.name}: ${state}`);
        if (pod) found.likely.push(...podFindings(pod, await eventsOf(look, pod), host.name));
      }
    }
    if (dnsReady === 0) await inspectPods(look, { namespace: 'kube-system', labels: 'k8s-app=kube-dns' });
    await inspectHosts(look, hosts, trafficFindings);
  });
}

/** Why a host is not as it should be, without the API. */
export function diagnoseHost({ logDir }: Pick<Scene, 'logDir'>, host: Host): Diagnose {
  return (found, { signal }) =>
    inspectHosts({ found, signal, evidence: new EvidenceFolder(logDir, host.name, found) }, [host]);
}

function looking(scene: Scene, subject: string, work: (look: Looking) => Promise<void>): Diagnose {
  return (found, { signal }) =>
    work({ ...scene, found, signal, evidence: new EvidenceFolder(scene.logDir, subject, found) });
}

async function inspectPods(look: Looking, selection: { namespace?: string; labels?: string }): Promise<void> {
  const { cluster, found, evidence } = look;
  const [all, nodes] = await Promise.all([cluster.pods(selection, look), cluster.nodes(look)]);
  const pods = all.filter((p) => !isPodReady(p));
  const suspects = new Map<string, Host>();
  await Promise.all(
    pods.slice(0, 5).map((pod) =>
      note(look, `pod ${pod.metadata?.name}`, async () => {
        const { name = '', namespace = '' } = pod.metadata ?? {};
        const host = look.hosts.find((h) => fullName(look.config, h) === pod.spec?.nodeName);
        const events = await eventsOf(look, pod);
        const node = nodes.find((n) => n.metadata?.name === pod.spec?.nodeName);
        const notReady = node && notReadyReason(node);
        const reasons = notReady
          ? [`pod ${name} is bound to ${host?.name ?? pod.spec?.nodeName}, which is not Ready: ${notReady}`]
          : podFindings(pod, events, host?.name);
        found.likely.push(...reasons);
        await evidence.keep(`${name}.events`, eventLines(events));
        await evidence.keep(`${name}.status.json`, JSON.stringify(pod.status, null, 2));
        // A pod that says nothing itself waits for its host; one that crashes has said why in its log.
        if (host && (notReady || reasons.length === 0 || pod.status?.phase === 'Pending'))
          suspects.set(host.name, host);
        const crashed = pod.status?.containerStatuses?.find((c) => c.restartCount > 0);
        if (crashed) {
          const log = await cluster.logs({ namespace, name, container: crashed.name, previous: true, lines: 40 }, look);
          await evidence.keep(`${name}.log`, log);
          const last = log.trim().split('\n').at(-1);
          if (last) found.likely.push(`the last that ${crashed.name} said: ${quote(last)}`);
        }
        found.tryNext.push(`lab kubectl -n ${namespace} describe pod ${name}`);
      }),
    ),
  );
  await inspectHosts(look, [...suspects.values()]);
}

/** Facts of hosts, in parallel; deepest causes first in `likely`. */
async function inspectHosts(
  look: Pick<Looking, 'found' | 'evidence' | 'signal'>,
  hosts: readonly Host[],
  find = hostFindings,
): Promise<void> {
  const { found, evidence, signal } = look;
  await Promise.all(
    hosts.map((host) =>
      note(look, host.name, async () => {
        const facts = await readFacts(host, signal);
        found.likely.unshift(...find(facts));
        await evidence.keep(`${host.name}.kubelet.journal`, facts.kubeletJournal);
        await evidence.keep(`${host.name}.facts`, factLines(facts));
      }),
    ),
  );
}

async function keepRules(look: Looking, host: Host, nodePort: number | undefined): Promise<void> {
  const { stdout } = await host.run(['iptables-save', '-t', 'nat'], { timeoutMs: 5000, signal: look.signal });
  await look.evidence.keep(`${host.name}.nat`, stdout);
  if (nodePort !== undefined && stdout !== '' && !stdout.includes(`--dport ${nodePort}`)) {
    look.found.likely.push(
      `${host.name} has no iptables rule for port ${nodePort}: its kube-proxy did not write the Service's rules`,
    );
  }
}

/** `kubectl describe` as an administrator would read it, from the control plane itself. */
async function describe(look: Looking, kind: string, name: string, file: string): Promise<void> {
  await note(look, `describe ${kind} ${name}`, async () => {
    const control = controlPlaneOf(look.hosts);
    const argv = [
      'kubectl',
      '--kubeconfig',
      '/etc/kubernetes/admin.conf',
      '--request-timeout=5s',
      'describe',
      kind,
      name,
    ];
    const result = await control?.run(argv, { timeoutMs: 7000, signal: look.signal });
    await look.evidence.keep(`${file}.describe`, result ? result.stdout || result.stderr : '');
  });
}

async function eventsOf(look: Looking, pod: V1Pod): Promise<CoreV1Event[]> {
  const { name, namespace } = pod.metadata ?? {};
  return look.cluster.events({ namespace, fields: `involvedObject.name=${name}` }, look);
}

/** Each part of a diagnosis stands alone: what goes wrong in one is noted and the others go on. */
async function note(look: Pick<Looking, 'found'>, about: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    look.found.notes.push(`diagnosis of ${about}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Hosts named by host or node name. */
function hostsOf(look: Looking, names: readonly string[]): Host[] {
  return look.hosts.filter((h) => names.includes(h.name) || names.includes(fullName(look.config, h)));
}

function isProxyOn(pod: V1Pod, node: string): boolean {
  return pod.metadata?.labels?.['k8s-app'] === 'kube-proxy' && pod.spec?.nodeName === node;
}

function isFlannelOn(pod: V1Pod, node: string): boolean {
  return pod.metadata?.labels?.['app'] === 'flannel' && pod.spec?.nodeName === node;
}

function onHost(host: Host, argv: string[]): string {
  return `lab ssh ${host.name} -- ${quoteAll(argv)}`;
}

function eventLines(events: readonly CoreV1Event[]): string {
  return events
    .map((e) => {
      const time = e.lastTimestamp ?? e.eventTime ?? e.metadata.creationTimestamp;
      const { kind, namespace, name } = e.involvedObject;
      return [
        time ? new Date(time).toISOString() : '-',
        e.type,
        e.reason,
        `${kind} ${namespace ? `${namespace}/` : ''}${name}`,
        e.message,
      ].join('  ');
    })
    .join('\n');
}

function factLines(facts: HostFacts): string {
  return Object.entries(facts)
    .filter(([name]) => !name.endsWith('Journal'))
    .map(([name, value]) => `## ${name}\n${Array.isArray(value) ? value.join(' ') : String(value ?? 'unknown')}\n`)
    .join('\n');
}
