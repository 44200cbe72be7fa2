/** The machines are one cluster: nodes, system pods, traffic between pods, names, metrics. */
import { statusOf } from '../../src/cluster/api-error.js';
import { parse } from 'yaml';
import type { Cluster, V1ConfigMap, V1Deployment, V1Node, V1Pod } from '../../src/cluster/cluster.js';
import { diagnoseNetwork, diagnoseNodes, diagnosePods } from '../../src/cluster/diagnose.js';
import type { Sample } from '../../src/cluster/eventually.js';
import { isPodReady, notReadyReason, podState, refusal } from '../../src/cluster/findings.js';
import { parseCidr } from '../../src/config/ip.js';
import {
  config,
  controlPlane,
  fail,
  hopeless,
  hostName,
  lab,
  nodeName,
  sampleOf,
  scene,
  theCluster,
  wait,
} from './context.js';
import { dropNamespace, makeNamespace } from './namespace.js';
import { askFrom, peerName, peerObjects, PEER_SELECTION, resolveFrom, SERVICE, urlOf } from './peers.js';

const everyHost = lab.hosts.map((h) => h.name).join(', ');

const CONTROL_PLANE_ROLES = ['control-plane', 'master'];
/** Says which value of lab.yaml it is, and what to do. */
const MADE_FOR_GOOD = 'lab plan';

describe('cluster', () => {
  let cluster: Cluster;
  let namespace: string | undefined;
  let peersMade: Promise<void> | undefined;

  before('open the cluster', async () => {
    cluster = await theCluster();
    // Begun now and looked at last: images are pulled and pods start while the other tests run.
    peersMade = makePeers();
    peersMade.catch(() => undefined);
  });

  after('remove the peers', async () => {
    // What is still being made would be made after it was removed.
    await peersMade?.catch(() => undefined);
    await dropNamespace(namespace);
  });

  async function makePeers(): Promise<void> {
    namespace = await makeNamespace(cluster);
    await cluster.apply(peerObjects(namespace));
  }

  it('the API server answers', () =>
    wait(
      'the API server answers',
      async (signal) => {
        const version = await cluster.version({ signal });
        const wanted = `v${config.kubernetes.version}`;
        return version === wanted
          ? { ok: true, observed: version }
          : { ok: false, observed: version, final: 'it answers, with another version' };
      },
      { within: 30_000, expected: `v${config.kubernetes.version} at ${cluster.server}` },
    ));

  it('all nodes Ready', async () => {
    let bad: string[] = [];
    await wait(
      'all nodes Ready',
      async (signal) => {
        const nodes = await cluster.nodes({ signal });
        const reasons = new Map(
          lab.hosts.map((h) => {
            const node = nodes.find((n) => n.metadata?.name === nodeName(h));
            return [h.name, node ? notReadyReason(node) : 'is not a node of the cluster'];
          }),
        );
        bad = lab.hosts.map((h) => h.name).filter((name) => reasons.get(name) !== undefined);
        const good = lab.hosts.filter((h) => !bad.includes(h.name)).map((h) => `${h.name} Ready`);
        return sampleOf(
          bad.map((name) => `${name} ${reasons.get(name)}`),
          good,
          bad.length > 0 ? `${bad.join(', ')} not Ready` : 'Ready',
        );
      },
      {
        within: 60_000,
        expected: `${everyHost} Ready=True`,
        diagnose: diagnoseNodes(scene(cluster), () => bad),
        tryNext: ['lab status'],
      },
    );
  });

  it('every node takes new pods', async () => {
    const nodes = (await cluster.nodes()).filter((n) => lab.hosts.some((h) => nodeName(h) === n.metadata?.name));
    const cordoned = nodes.filter((n) => n.spec?.unschedulable).map((n) => n.metadata!.name!);
    if (cordoned.length > 0) {
      const observed = cordoned.map((name) => `${hostName(name)} is cordoned (SchedulingDisabled)`).join(' · ');
      const tryNext = cordoned.map((name) => `lab kubectl uncordon ${name}`);
      fail({ message: observed, expected: 'no node cordoned', observed, tryNext });
    }
    // A taint is somebody's wish, as long as it leaves a node to the pods that tolerate nothing.
    const reasons = nodes.map((n) => ({ name: hostName(n.metadata!.name!), reason: refusal(n) }));
    if (reasons.every(({ reason }) => reason !== undefined)) {
      const observed = reasons.map(({ name, reason }) => `${name} ${reason}`).join(' · ');
      fail({
        message: `no node takes pods: ${observed}`,
        expected: 'a node for pods that tolerate nothing',
        observed,
        tryNext: ['lab kubectl describe nodes'],
      });
    }
  });

  // A machine that somebody has joined besides is theirs; one that lab has made is not.
  it('the machines of lab.yaml are nodes by their full names, and none that lab.yaml no longer has', async () => {
    const found = (await cluster.nodes()).map((n) => n.metadata!.name!);
    const former = found.filter((name) => lab.former?.includes(name.split('.')[0] ?? ''));
    const wanted = lab.hosts.map(nodeName);
    const have = found.filter((name) => wanted.includes(name) || former.includes(name));
    expectSame('nodes', wanted.sort().join(' · '), have.sort().join(' · '));
  });

  it('every node has its INTERNAL-IP', () =>
    expectOfNodes(
      'INTERNAL-IP',
      (host) => host.ip,
      (node) => node.status?.addresses?.find((a) => a.type === 'InternalIP')?.address,
    ));

  it(`every node runs v${config.kubernetes.version}`, () =>
    expectOfNodes(
      'version',
      () => `v${config.kubernetes.version}`,
      (node) => node.status?.nodeInfo?.kubeletVersion,
    ));

  // Other roles are labels that anybody may set.
  it('the control plane has its roles, and no other node has them', () =>
    expectOfNodes(
      'roles',
      (host) => (host.role === 'control-plane' ? CONTROL_PLANE_ROLES.join(',') : 'none of them'),
      (node) =>
        rolesOf(node)
          .filter((role) => CONTROL_PLANE_ROLES.includes(role))
          .join(',') || 'none of them',
    ));

  it('the cluster was made with what lab.yaml says', async () => {
    const said = (await configMap('kubeadm-config'))['ClusterConfiguration'];
    const made = parse(said ?? '') as { kubernetesVersion?: string; networking?: Record<string, string> } | null;
    const { version, serviceCidr, podCidr } = config.kubernetes;
    expectSame(
      'ClusterConfiguration',
      `v${version} · services ${serviceCidr} · pods ${podCidr}`,
      `${made?.kubernetesVersion} · services ${made?.networking?.['serviceSubnet']} · pods ${made?.networking?.['podSubnet']}`,
      [MADE_FOR_GOOD],
    );
  });

  it('every node has its part of podCidr', () =>
    expectOfNodes(
      'podCIDR',
      () => `within ${config.kubernetes.podCidr}`,
      (node) => {
        const { podCIDR = 'none' } = node.spec ?? {};
        return lies(podCIDR, config.kubernetes.podCidr) ? `within ${config.kubernetes.podCidr}` : podCIDR;
      },
      [MADE_FOR_GOOD],
    ));

  it('flannel and kube-proxy know podCidr', async () => {
    const { podCidr } = config.kubernetes;
    const [flannel, proxy] = await Promise.all([configMap('kube-flannel-cfg'), configMap('kube-proxy')]);
    const net = parse(flannel['net-conf.json'] ?? '') as { Network?: string; Backend?: { Type?: string } } | null;
    const proxied = parse(proxy['config.conf'] ?? '') as { clusterCIDR?: string } | null;
    expectSame(
      'pod network',
      `flannel ${podCidr} by vxlan · kube-proxy ${podCidr}`,
      `flannel ${net?.Network} by ${net?.Backend?.Type} · kube-proxy ${proxied?.clusterCIDR}`,
      [MADE_FOR_GOOD],
    );
  });

  it('services have addresses of serviceCidr', async () => {
    const { serviceCidr } = config.kubernetes;
    const address = (await cluster.service('default', 'kubernetes'))?.spec?.clusterIP ?? 'none';
    const within = `kubernetes within ${serviceCidr}`;
    expectSame('services', within, lies(`${address}/32`, serviceCidr) ? within : `kubernetes ${address}`, [
      MADE_FOR_GOOD,
    ]);
  });

  it('the control plane runs', () =>
    waitForPods('the control plane runs', { namespace: 'kube-system', labels: 'tier=control-plane' }, (pods) =>
      ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'].map((component) => {
        const name = `${component}-${nodeName(controlPlane)}`;
        return { name: component, pod: pods.find((p) => p.metadata?.name === name) };
      }),
    ));

  it('CoreDNS runs', () =>
    wait(
      'CoreDNS runs',
      async (signal) => {
        const dns = await cluster.read<V1Deployment>(
          { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'kube-system', name: 'coredns' },
          { signal },
        );
        if (!dns)
          return {
            ok: false,
            observed: 'there is no Deployment coredns in kube-system',
            final: 'nobody is about to make one',
          };
        const observed = `${dns.status?.availableReplicas ?? 0} of ${dns.spec?.replicas ?? 0} replicas available`;
        return (dns.status?.availableReplicas ?? 0) >= Math.max(1, dns.spec?.replicas ?? 0)
          ? { ok: true, observed }
          : { ok: false, observed };
      },
      {
        within: 60_000,
        expected: 'all replicas available',
        diagnose: diagnosePods(scene(cluster), { namespace: 'kube-system', labels: 'k8s-app=kube-dns' }),
      },
    ));

  // Its namespace differs from version to version, its label does not.
  it('flannel runs on every node', () =>
    waitForPods('flannel runs on every node', { labels: 'app=flannel' }, onEveryNode));

  it('kube-proxy runs on every node', () =>
    waitForPods(
      'kube-proxy runs on every node',
      { namespace: 'kube-system', labels: 'k8s-app=kube-proxy' },
      onEveryNode,
    ));

  it('a pod starts on every node', async () => {
    await peersMade;
    await waitForPods('a pod starts on every node', { namespace: namespace!, labels: PEER_SELECTION }, (pods) =>
      lab.hosts.map((host) => ({ name: host.name, pod: pods.find((p) => p.metadata?.name === peerName(host)) })),
    );
  });

  it('pods on all nodes reach each other by address', async () => {
    const peers = await peersOf();
    let cut = new Set<string>();
    await wait(
      'pods on all nodes reach each other by address',
      async (signal) => {
        cut = new Set();
        const ways = await Promise.all(
          peers.map(async (from) => {
            const answers = await askFrom(cluster, from, peers.map(urlOf), signal);
            return peers.map((to) => {
              const answer = answers.get(urlOf(to)) ?? 'no answer';
              const [a, b] = [hostOf(from), hostOf(to)];
              if (answer === to.metadata?.name) return { ok: true, text: `${a} → ${b}` };
              cut.add(a).add(b);
              return { ok: false, text: `${a} → ${b} ${answer}` };
            });
          }),
        );
        const all = ways.flat();
        const bad = all.filter((w) => !w.ok);
        return sampleOf(
          bad.map((w) => w.text),
          all.filter((w) => w.ok).map((w) => w.text),
          `${bad.length} of ${all.length} ways cut`,
        );
      },
      {
        within: 45_000,
        expected: `each pod's own name from each of ${everyHost}`,
        diagnose: diagnoseNetwork(scene(cluster), () => [...cut]),
      },
    );
  });

  it('a Service is reached by its name from a pod on every node', async () => {
    const peers = await peersOf();
    const full = `${SERVICE}.${namespace}.svc.cluster.local`;
    const address = (await cluster.service(namespace!, SERVICE))?.spec?.clusterIP ?? '?';
    let cut: string[] = [];
    await wait(
      'a Service is reached by its name from a pod on every node',
      async (signal) => {
        const seen = await Promise.all(
          peers.map(async (from) => {
            const names = [SERVICE, full].map((name) => `http://${name}/`);
            const [answers, resolved] = await Promise.all([
              askFrom(cluster, from, names, signal),
              resolveFrom(cluster, from, full, signal),
            ]);
            const trouble = [
              ...(resolved.addresses.includes(address)
                ? []
                : [`nslookup ${full}: ${resolved.addresses.join(', ') || resolved.said || 'no answer'}`]),
              ...names
                .filter((n) => !answers.get(n)?.startsWith('peer-'))
                .map((n) => `${n} ${answers.get(n) ?? 'no answer'}`),
            ];
            return { host: hostOf(from), trouble };
          }),
        );
        cut = seen.filter((s) => s.trouble.length > 0).map((s) => s.host);
        return sampleOf(
          seen.filter((s) => s.trouble.length > 0).map((s) => `${s.host}: ${s.trouble.join(', ')}`),
          seen.filter((s) => s.trouble.length === 0).map((s) => `${s.host} ${address}`),
          `not from ${cut.join(', ')}`,
        );
      },
      {
        within: 45_000,
        expected: `${full} is ${address} and answers, from ${everyHost}`,
        diagnose: diagnoseNetwork(scene(cluster), () => [...new Set([...cut, controlPlane.name])]),
      },
    );
  });

  it('metrics of every node are there', () =>
    wait(
      'metrics of every node are there',
      async (signal) => {
        const metrics = await cluster
          .nodeMetrics({ signal })
          .catch((error: unknown) => (statusOf(error) === 404 ? undefined : Promise.reject(error as Error)));
        if (!metrics)
          return { ok: false, observed: 'the API has no metrics.k8s.io', final: 'metrics-server is not installed' };
        const usage = lab.hosts.map((h) => ({
          name: h.name,
          usage: metrics.find((m) => m.metadata?.name === nodeName(h))?.usage,
        }));
        return sampleOf(
          usage.filter((u) => !u.usage).map((u) => `none of ${u.name}`),
          usage.filter((u) => u.usage).map((u) => `${u.name} ${u.usage!.cpu} ${u.usage!.memory}`),
        );
      },
      {
        within: 90_000,
        expected: `cpu and memory of ${everyHost}`,
        diagnose: diagnosePods(scene(cluster), { namespace: 'kube-system', labels: 'k8s-app=metrics-server' }),
        tryNext: ['lab kubectl top nodes'],
      },
    ));

  interface WantedPod {
    name: string;
    pod: V1Pod | undefined;
  }

  function waitForPods(
    what: string,
    selection: { namespace?: string; labels: string },
    wanted: (pods: V1Pod[]) => WantedPod[],
  ): Promise<void> {
    return wait(
      what,
      async (signal): Promise<Sample> => {
        const pods = await cluster.pods(selection, { signal });
        const all = wanted(pods);
        const bad = all.filter(({ pod }) => !pod || !isPodReady(pod));
        const sample = sampleOf(
          bad.map(({ name, pod }) => `${name} ${pod ? podState(pod) : 'no pod'}`),
          all.filter((w) => !bad.includes(w)).map((w) => `${w.name} Ready`),
        );
        const final = sample.ok ? undefined : await hopeless(cluster, pods, signal);
        return final === undefined ? sample : ({ ...sample, final } as Sample);
      },
      { within: 60_000, expected: 'all Running and ready', diagnose: diagnosePods(scene(cluster), selection) },
    );
  }

  function onEveryNode(pods: V1Pod[]): WantedPod[] {
    // The one that is Ready, where there are more: evicted pods stay listed, and anybody may use a label.
    const best = [...pods].sort((a, b) => Number(isPodReady(b)) - Number(isPodReady(a)));
    return lab.hosts.map((host) => ({ name: host.name, pod: best.find((p) => p.spec?.nodeName === nodeName(host)) }));
  }

  async function configMap(name: string): Promise<Record<string, string>> {
    const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'kube-system', name };
    return (await cluster.read<V1ConfigMap>(ref))?.data ?? {};
  }

  /** @throws ObservationError when there is nothing to talk to: what comes after it would only say so in more words */
  async function peersOf(): Promise<V1Pod[]> {
    await peersMade;
    const pods = (await cluster.pods({ namespace: namespace!, labels: PEER_SELECTION })).filter(isPodReady);
    const missing = lab.hosts.filter((h) => !pods.some((p) => p.metadata?.name === peerName(h)));
    if (missing.length > 0) {
      const observed = missing.map((h) => `no Ready pod on ${h.name}`).join(' · ');
      fail({
        message: observed,
        expected: `a Ready pod on ${everyHost}`,
        observed,
        notes: ['see “a pod starts on every node”'],
      });
    }
    return pods;
  }

  async function expectOfNodes(
    what: string,
    expected: (host: (typeof lab.hosts)[number]) => string,
    seen: (node: V1Node) => string | undefined,
    tryNext?: string[],
  ): Promise<void> {
    const nodes = await cluster.nodes();
    const of = (host: (typeof lab.hosts)[number]) => {
      const node = nodes.find((n) => n.metadata?.name === nodeName(host));
      return node ? (seen(node) ?? 'none') : 'not a node';
    };
    expectSame(
      what,
      lab.hosts.map((h) => `${h.name} ${expected(h)}`).join(' · '),
      lab.hosts.map((h) => `${h.name} ${of(h)}`).join(' · '),
      tryNext,
    );
  }
});

function expectSame(
  what: string,
  expected: string,
  observed: string,
  tryNext = ['lab kubectl get nodes -o wide'],
): void {
  if (expected !== observed) fail({ message: `${what}: ${observed}`, expected, observed, tryNext });
}

/** In the order of `kubectl get nodes`. */
function rolesOf(node: V1Node): string[] {
  const prefix = 'node-role.kubernetes.io/';
  const labels = Object.keys(node.metadata?.labels ?? {}).filter((label) => label.startsWith(prefix));
  return labels.map((label) => label.slice(prefix.length)).sort();
}

/** Whether the network `inner` is a part of `outer`. */
function lies(inner: string, outer: string): boolean {
  const [small, large] = [parseCidr(inner), parseCidr(outer)];
  return small !== undefined && large !== undefined && small.first >= large.first && small.last <= large.last;
}

function hostOf(pod: V1Pod): string {
  return hostName(pod.spec?.nodeName ?? '?');
}
