import {
  askEveryNode,
  checks,
  living,
  nodeOf,
  notReadyReason,
  podState,
  ready,
  type CheckContext,
  type ClusterReader,
  type Host,
  type V1Node,
  type V1Pod,
  type V1Service,
} from 'kube-classroom/exercise';

const TOOLS = ['kubelet', 'kubeadm', 'kubectl'];

export default checks({
  async repository({ hosts, config, fail, signal }) {
    const wanted = address(config.kubernetes.repo.baseurl);
    const found = await onEach(hosts, async (host) =>
      enabledAddresses((await host.script(REPOSITORIES, { signal })).stdout),
    );
    const without = found.filter(({ seen }) => !seen.includes(wanted)).map(({ host }) => host.name);
    if (without.length > 0) return fail('missing', { hosts: without.join(', ') });
    return wanted;
  },

  async packages({ hosts, config, fail, signal }) {
    const found = await onEach(hosts, async (host) => installed((await host.script(PACKAGES, { signal })).stdout));
    for (const { host, seen } of found) {
      const missing = TOOLS.filter((name) => !seen.versions.has(name));
      if (missing.length > 0) return fail('missing', { host: host.name, packages: missing.join(', ') });
      const others = TOOLS.filter((name) => seen.versions.get(name) !== config.kubernetes.version).map(
        (name) => `${name} ${seen.versions.get(name)}`,
      );
      if (others.length > 0) return fail('version', { host: host.name, packages: others.join(', ') });
      // By hand, by a package or by a manifest that brings it along: it must be there when a pod wants an address.
      if (!seen.plugin)
        return fail('plugin', {
          host: host.name,
          package: `kubernetes-cni ${seen.versions.get('kubernetes-cni') ?? '-'}`,
        });
    }
    return found
      .map(
        ({ host, seen }) =>
          `${host.name} ${[...seen.versions].map(([name, version]) => `${name} ${version}`).join(' ')}`,
      )
      .join(' · ');
  },

  async kubelet({ hosts, fail, signal }) {
    const found = await onEach(hosts, async (host) =>
      (await host.run(['systemctl', 'is-enabled', 'kubelet'], { signal })).stdout.trim(),
    );
    const off = found.filter(({ seen }) => seen !== 'enabled');
    const said = found.map(({ host, seen }) => `${host.name} ${seen || '-'}`).join(' · ');
    if (off.length > 0) return fail('disabled', { hosts: off.map(({ host }) => host.name).join(', ') }, said);
    return said;
  },

  async 'control-plane'(t) {
    const { config, controlPlane, fail } = t;
    const cluster = await t.findCluster();
    if (!cluster) return fail('none');
    const [version, own, nodes] = await answers(cluster, t);
    const { server } = cluster;
    if (version === undefined) return fail('silent', { server });
    if (version !== `v${config.kubernetes.version}`) return fail('version', { version });
    if (!own.advertised.includes(controlPlane.ip))
      return fail('address', { address: own.advertised.join(', ') || '-' });
    if (!within(own.service, config.kubernetes.serviceCidr)) return fail('services', { address: own.service || '-' });
    for (const node of nodes) {
      const name = node.metadata?.name ?? '?';
      const range = node.spec?.podCIDR;
      if (!range) return fail('noRange', { node: name });
      if (!within(range.split('/')[0]!, config.kubernetes.podCidr)) return fail('range', { node: name, range });
    }
    return `${server} ${version} · ${own.service} · ${nodes.map(({ spec }) => spec?.podCIDR).join(', ')}`;
  },

  async kubectl(t) {
    // As a student would come: a login shell of root, whatever it reads when it starts.
    const ask = "bash -lic 'timeout 5 kubectl get namespace kube-system -o jsonpath={.metadata.uid}' </dev/null";
    const [{ stdout, stderr }, system] = await Promise.all([
      t.controlPlane.script(ask, { timeoutMs: 10_000, signal: t.signal }),
      (await theCluster(t)).read({ apiVersion: 'v1', kind: 'Namespace', name: 'kube-system' }, t),
    ]);
    const uid = system?.metadata?.uid ?? '?';
    if (!stdout.includes(uid))
      return t.fail('fails', {
        said: stdout.trim() === '' ? (stderr.trim().split('\n').at(-1) ?? '') : 'it reaches another one',
      });
    return `kube-system ${uid}`;
  },

  async 'pod-network'(t) {
    const cluster = await theCluster(t);
    const [nodes, pods] = await Promise.all([cluster.nodes(t), cluster.pods({ namespace: 'kube-system' }, t)]);
    // The workers may join later.
    const first =
      nodes.find((node) => node.metadata?.labels?.['node-role.kubernetes.io/master'] !== undefined) ?? nodes[0];
    const reason = first ? notReadyReason(first) : '-';
    if (reason !== undefined) return t.fail('notReady', { node: first?.metadata?.name ?? '-', reason });
    const proxies = component(pods, 'kube-proxy');
    const silent = proxies.find((pod) => !ready([pod]).length);
    if (silent || proxies.length === 0)
      return t.fail('kubeProxy', { node: silent?.spec?.nodeName ?? '-', state: silent ? podState(silent) : '-' });
    const dns = component(pods, 'kube-dns');
    const answering = ready(dns);
    if (answering.length === 0) return t.fail('coreDns', { state: dns.map(podState).join(', ') || '-' });
    const stranger = answering
      .map(({ status }) => status?.podIP ?? '')
      .find((ip) => !within(ip, t.config.kubernetes.podCidr));
    if (stranger !== undefined) return t.fail('addresses', { address: stranger });
    return answering.map(({ metadata, status }) => `${metadata?.name} ${status?.podIP}`).join(' · ');
  },

  async nodes(t) {
    const nodes = await (await theCluster(t)).nodes(t);
    const named = (host: Host) => nodes.find(({ metadata }) => metadata?.name === nodeOf(t, host));
    const missing = t.hosts.filter((host) => !named(host)).map((host) => nodeOf(t, host));
    if (missing.length > 0)
      return t.fail('missing', {
        names: missing.join(', '),
        nodes: nodes.map(({ metadata }) => metadata?.name).join(', '),
      });
    for (const host of t.hosts) {
      const node = nodeOf(t, host);
      const found = internalAddress(named(host)!);
      if (found !== host.ip) return t.fail('address', { node, address: found, ip: host.ip });
      const reason = notReadyReason(named(host)!);
      if (reason !== undefined) return t.fail('notReady', { node, reason });
    }
    return t.hosts.map((host) => `${nodeOf(t, host)} ${host.ip} Ready`).join(' · ');
  },

  async nginx(t) {
    const services = await (await theCluster(t)).list<V1Service>('v1', 'Service', {}, t);
    const ports = services
      .flatMap(({ spec }) => spec?.ports ?? [])
      .flatMap(({ nodePort }) => (nodePort === undefined ? [] : [nodePort]));
    if (ports.length === 0) return t.fail('none');
    const all = await Promise.all(ports.map(async (port) => ({ port, answers: await askEveryNode(t, port) })));
    // Any of them may be the one. If none is, what is said is about the one that comes nearest.
    const told = all.map(({ port, answers: got }) => ({
      port,
      got,
      silent: got.filter(({ body }) => !body.includes('Welcome to nginx')),
    }));
    const { port, got, silent } = told.reduce((best, one) => (one.silent.length < best.silent.length ? one : best));
    const seen = got.map(({ label }) => label).join(' · ');
    if (silent.length > 0)
      return t.fail('silent', { port, nodes: silent.map(({ host }) => host.name).join(', ') }, seen);
    return `${port}: ${seen}`;
  },
});

const REPOSITORIES = 'cat /etc/yum.repos.d/*.repo 2>/dev/null || true';
const PACKAGES = `rpm -qa --queryformat '%{NAME} %{VERSION}\\n' ${TOOLS.join(' ')} kubernetes-cni cri-tools | sort
if [ -x /opt/cni/bin/flannel ]; then echo plugin; fi`;

async function onEach<T>(hosts: readonly Host[], look: (host: Host) => Promise<T>): Promise<{ host: Host; seen: T }[]> {
  return Promise.all(hosts.map(async (host) => ({ host, seen: await look(host) })));
}

/** With or without a slash at the end is the same repository. */
function address(baseurl: string): string {
  return baseurl.trim().replace(/\/+$/, '');
}

/** What the sections of .repo files have as baseurl, those aside that are turned off. */
function enabledAddresses(repoFiles: string): string[] {
  const sections = repoFiles
    .split(/^(?=\[)/m)
    .filter((section) => !/^enabled\s*=\s*(0|no|false|off)\b/im.test(section));
  return sections.flatMap((section) =>
    [...section.matchAll(/^baseurl\s*=\s*(.+)$/gim)].flatMap((match) =>
      match[1]!
        .split(/[\s,]+/)
        .filter(Boolean)
        .map(address),
    ),
  );
}

function installed(said: string): { versions: Map<string, string>; plugin: boolean } {
  const lines = said.split('\n').map((line) => line.trim().split(' '));
  const versions = new Map(lines.filter((words) => words.length === 2).map(([name, version]) => [name!, version!]));
  return { versions, plugin: lines.some(([word]) => word === 'plugin') };
}

/** The control plane as it describes itself; no version when it does not answer, which is nobody's fault but the student's. */
async function answers(
  cluster: ClusterReader,
  t: CheckContext,
): Promise<[string | undefined, { advertised: string[]; service: string }, V1Node[]]> {
  try {
    const [version, endpoints, service, nodes] = await Promise.all([
      cluster.version(t),
      cluster.endpoints('default', 'kubernetes', t),
      cluster.service('default', 'kubernetes', t),
      cluster.nodes(t),
    ]);
    const advertised = (endpoints?.subsets ?? []).flatMap(({ addresses }) => addresses ?? []).map(({ ip }) => ip);
    return [version, { advertised, service: service?.spec?.clusterIP ?? '' }, nodes];
  } catch (error) {
    if (t.signal.aborted) throw error;
    return [undefined, { advertised: [], service: '' }, []];
  }
}

/** For checks that need the control plane's, so that there is one. */
async function theCluster(t: CheckContext): Promise<ClusterReader> {
  const cluster = await t.findCluster();
  if (!cluster) throw new Error('the admin.conf that was there a moment ago is gone');
  return cluster;
}

function component(pods: readonly V1Pod[], name: string): V1Pod[] {
  return living(pods).filter(({ metadata }) => metadata?.labels?.['k8s-app'] === name);
}

function internalAddress(node: V1Node): string {
  return node.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '-';
}

/** Whether an IPv4 address is in a range such as 10.96.0.0/12. */
function within(ip: string, range: string): boolean {
  const [base = '', bits = '32'] = range.split('/');
  const size = 2 ** (32 - Number(bits));
  return /^[\d.]+$/.test(ip) && Math.floor(numberOf(ip) / size) === Math.floor(numberOf(base) / size);
}

function numberOf(ip: string): number {
  return ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
