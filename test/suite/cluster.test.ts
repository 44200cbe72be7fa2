/** The machines are one cluster: nodes, system pods, traffic between pods, names, metrics. */
import { statusOf } from '../../src/cluster/api-error.js';
import type { Cluster, V1Deployment, V1Node, V1Pod } from '../../src/cluster/cluster.js';
import { diagnoseNetwork, diagnoseNodes, diagnosePods } from '../../src/cluster/diagnose.js';
import type { Sample } from '../../src/cluster/eventually.js';
import { isPodReady, notReadyReason, podState } from '../../src/cluster/findings.js';
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

  it('the nodes are the machines of lab.yaml, by their full names', async () => {
    const found = (await cluster.nodes()).map((n) => n.metadata!.name!).sort();
    expectSame('nodes', lab.hosts.map(nodeName).sort().join(' · '), found.join(' · '));
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

  it('every node has its role', () =>
    expectOfNodes('role', (host) => (host.role === 'control-plane' ? 'control-plane,master' : '<none>'), rolesOf));

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
    return lab.hosts.map((host) => ({ name: host.name, pod: pods.find((p) => p.spec?.nodeName === nodeName(host)) }));
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
    );
  }
});

function expectSame(what: string, expected: string, observed: string): void {
  if (expected !== observed)
    fail({
      message: `${what}: ${observed}`,
      expected,
      observed,
      tryNext: ['lab kubectl get nodes -o wide'],
    });
}

/** As `kubectl get nodes` shows them. */
function rolesOf(node: V1Node): string {
  const prefix = 'node-role.kubernetes.io/';
  const roles = Object.keys(node.metadata?.labels ?? {})
    .filter((l) => l.startsWith(prefix))
    .map((l) => l.slice(prefix.length));
  return roles.sort().join(',') || '<none>';
}

function hostOf(pod: V1Pod): string {
  return hostName(pod.spec?.nodeName ?? '?');
}
