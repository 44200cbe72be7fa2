import {
  askEveryNode,
  checks,
  living,
  nameOf,
  nodeOf,
  notReadyReason,
  podState,
  ready,
  sameAddress,
  sameImage,
  selects,
  yumRepositories,
  type CheckContext,
  type ClusterReader,
  type Host,
  type V1Node,
  type V1Pod,
  type V1Service,
} from 'kube-classroom/exercise';

const TOOLS = ['kubelet', 'kubeadm', 'kubectl'];
/** Made by setup.sh. */
const READER = 'reader';
/** Where kubeadm leaves the administrator's key. */
const ADMIN_CONF = '/etc/kubernetes/admin.conf';

export default checks({
  async repository(t) {
    const wanted = sameAddress(t.config.kubernetes.repo.baseurl);
    const found = await onEach(t.hosts, (host) => yumRepositories(t, host));
    const without = found.filter(({ seen }) => !seen.some(({ addresses }) => addresses.includes(wanted)));
    if (without.length > 0) return t.fail('missing', { hosts: without.map(({ host }) => host.name).join(', ') });
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
    const seen = await answers(cluster, t);
    const { server } = cluster;
    if (!seen) return fail('silent', { server });
    const { version, advertised, services, pods, nodes } = seen;
    if (version !== `v${config.kubernetes.version}`) return fail('version', { version });
    if (!advertised.includes(controlPlane.ip)) return fail('address', { address: advertised.join(', ') || '-' });
    if (!sameRange(services, config.kubernetes.serviceCidr)) return fail('services', { range: services || '-' });
    const without = nodes.find(({ spec }) => !spec?.podCIDR);
    if (!pods || without) return fail('noRange', { node: without?.metadata?.name ?? nodeOf(t, controlPlane) });
    if (!sameRange(pods, config.kubernetes.podCidr)) return fail('range', { range: pods });
    return `${server} ${version} · ${services} · ${pods}`;
  },

  async kubectl(t) {
    const [login, plain, uid] = await Promise.all([
      // As somebody would come: with all that a shell reads when it starts, from ssh or su on the one hand, and from a
      // terminal or a script on the other.
      t.controlPlane.script(`bash -lic "${ASK}" </dev/null`, { timeoutMs: 15_000, signal: t.signal }),
      t.controlPlane.script(`bash -ic "${ASK}" </dev/null`, { timeoutMs: 15_000, signal: t.signal }),
      uidOfCluster(t),
    ]);
    for (const [shell, { exitCode, stdout, stderr }] of [['bash -l', login] as const, ['bash', plain] as const]) {
      if (exitCode === TIMED_OUT) throw new Error(`kubectl got no answer in a shell of ${shell}`);
      const said = lastLine(stderr);
      if (stdout.includes(uid)) continue;
      if (NO_CONFIG.test(said)) return t.fail('noConfig', { shell }, said);
      if (stdout.includes('uid=')) return t.fail('another', { shell }, lastLine(stdout));
      return t.fail('fails', { shell }, said);
    }
    return `kube-system ${uid}`;
  },

  async 'other-user'(t) {
    const [{ exitCode, stdout, stderr }, uid] = await Promise.all([
      t.controlPlane.script(`runuser -l ${READER} -c "${ASK}" </dev/null`, { timeoutMs: 15_000, signal: t.signal }),
      uidOfCluster(t),
    ]);
    if (exitCode === TIMED_OUT) throw new Error(`kubectl of ${READER} got no answer`);
    const said = lastLine(stderr);
    if (NO_CONFIG.test(said)) return t.fail('noConfig', {}, said);
    if (/permission denied/i.test(said)) return t.fail('notTheirs', {}, said);
    if (!stdout.includes(uid)) return t.fail('fails', {}, said || lastLine(stdout));
    const open = (await t.controlPlane.script(OPEN_FILES, { signal: t.signal })).stdout
      .trim()
      .split('\n')
      .filter(Boolean);
    if (open.length > 0) return t.fail('open', { files: open.join(', ') });
    return `${READER}: kube-system ${uid}`;
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
    // flanneld writes on the node where the others find it.
    const told = first?.metadata?.annotations?.['flannel.alpha.coreos.com/public-ip'];
    if (told === undefined) return t.fail('notFlannel', { node: first?.metadata?.name ?? '-' });
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
    const cluster = await theCluster(t);
    const [services, pods] = await Promise.all([cluster.list<V1Service>('v1', 'Service', {}, t), cluster.pods({}, t)]);
    const open = services.filter(({ spec }) => spec?.ports?.some(({ nodePort }) => nodePort !== undefined));
    if (open.length === 0) return t.fail('none');
    const image = t.config.images.nginx;
    const leading = open.filter(({ metadata, spec }) =>
      ready(pods).some(
        (pod) =>
          pod.metadata?.namespace === metadata?.namespace &&
          selects(spec?.selector, pod.metadata?.labels) &&
          pod.spec?.containers.some((container) => sameImage(container.image, image)),
      ),
    );
    if (leading.length === 0) return t.fail('nowhere', { services: open.map(nameOf).join(', ') });
    const ports = leading
      .flatMap(({ spec }) => spec?.ports ?? [])
      .flatMap(({ nodePort }) => (nodePort === undefined ? [] : [nodePort]));
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

/** Names the cluster that kubectl reaches. In double quotes for the shell around it, hence no single ones and no `$`. */
const ASK = 'timeout 9 kubectl get namespace kube-system -o jsonpath=uid={.metadata.uid}';
/** What timeout(1) ends with: the cluster answers, and yet not here and now. That is a busy machine's fault. */
const TIMED_OUT = 124;
/** Without a config kubectl asks the port where, long ago, an API server listened without asking who comes. */
const NO_CONFIG = /localhost:8080|no configuration has been provided/i;
/** Of the files with an administrator's key, those that anybody on this host can read. */
const OPEN_FILES = `{ runuser -l ${READER} -c 'echo "\${KUBECONFIG:-$HOME/.kube/config}"' 2>/dev/null
echo /root/.kube/config:${ADMIN_CONF}; } | tr : '\\n' | sort -u | while read -r file; do
  if [ -e "$file" ] && runuser -u nobody -- test -r "$file"; then echo "$file"; fi
done`;

const PACKAGES = `rpm -qa --queryformat '%{NAME} %{VERSION}\\n' ${TOOLS.join(' ')} kubernetes-cni cri-tools | sort
if [ -x /opt/cni/bin/flannel ]; then echo plugin; fi`;

async function onEach<T>(hosts: readonly Host[], look: (host: Host) => Promise<T>): Promise<{ host: Host; seen: T }[]> {
  return Promise.all(hosts.map(async (host) => ({ host, seen: await look(host) })));
}

function installed(said: string): { versions: Map<string, string>; plugin: boolean } {
  const lines = said.split('\n').map((line) => line.trim().split(' '));
  const versions = new Map(lines.filter((words) => words.length === 2).map(([name, version]) => [name!, version!]));
  return { versions, plugin: lines.some(([word]) => word === 'plugin') };
}

interface ControlPlane {
  version: string;
  advertised: string[];
  /** The ranges that it gives Services and nodes addresses from; empty when it was told none. */
  services: string;
  pods: string;
  nodes: V1Node[];
}

/** The control plane as it describes itself; undefined when it does not answer, which is nobody's fault but the student's. */
async function answers(cluster: ClusterReader, t: CheckContext): Promise<ControlPlane | undefined> {
  try {
    const [version, endpoints, pods, nodes] = await Promise.all([
      cluster.version(t),
      cluster.endpoints('default', 'kubernetes', t),
      cluster.pods({ namespace: 'kube-system' }, t),
      cluster.nodes(t),
    ]);
    const flag = (part: string, name: string) =>
      living(pods)
        .filter(({ metadata }) => metadata?.labels?.['component'] === part)
        .flatMap(({ spec }) => spec?.containers ?? [])
        .flatMap(({ command = [], args = [] }) => [...command, ...args])
        .flatMap((word) => (word.startsWith(`--${name}=`) ? [word.slice(name.length + 3)] : []))
        .at(-1) ?? '';
    return {
      version,
      advertised: (endpoints?.subsets ?? []).flatMap(({ addresses }) => addresses ?? []).map(({ ip }) => ip),
      services: flag('kube-apiserver', 'service-cluster-ip-range'),
      pods: flag('kube-controller-manager', 'cluster-cidr'),
      nodes,
    };
  } catch (error) {
    if (t.signal.aborted) throw error;
    return undefined;
  }
}

async function uidOfCluster(t: CheckContext): Promise<string> {
  const system = await (await theCluster(t)).read({ apiVersion: 'v1', kind: 'Namespace', name: 'kube-system' }, t);
  return `uid=${system?.metadata?.uid ?? '?'}`;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
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

/** `10.100.0.0/12` is 10.96.0.0/12. */
function sameRange(a: string, b: string): boolean {
  return a.split('/')[1] === b.split('/')[1] && within(a.split('/')[0]!, b);
}

function numberOf(ip: string): number {
  return ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
