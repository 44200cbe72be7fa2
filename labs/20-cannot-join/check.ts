import {
  checks,
  living,
  nameOf,
  nodeOf,
  notReadyReason,
  ownedBy,
  podState,
  ready,
  type CheckContext,
  type Host,
  type KubernetesObject,
  type V1Node,
  type V1Pod,
} from 'kube-classroom/exercise';

const PORT = 8080;
/** How setup.sh lets a page begin; the node's name comes after it. */
const PAGE = 'the page of';
/** The part of the wiki's token that names it. */
const PUBLISHED = 'dt63lv';
/** What `kubeadm token create` gives a token when it is told nothing else, and a little for the way. */
const LONGEST_H = 24.1;

export default checks({
  async member(t) {
    const nodes = await t.cluster.nodes(t);
    const host = theHost(t);
    const node = nodes.find((one) => nameOf(one) === nodeName(t));
    const other = nodes.find((one) => one !== node && addressOf(one) === host.ip);
    if (other) return t.fail('otherName', { name: nameOf(other) });
    if (!node) return t.fail('missing', { nodes: nodes.map(nameOf).join(', ') });
    const address = addressOf(node);
    if (address !== host.ip) return t.fail('address', { address });
    return `${nameOf(node)} ${address}`;
  },

  async identity(t) {
    // The API server has let this kubelet register a node: then it is that node, or somebody who may do more.
    const { stdout } = await theHost(t).script(MAY_READ_SECRETS, { signal: t.signal });
    const [file = '', may = ''] = stdout.trim().split(' ');
    if (file === '') return t.fail('stopped');
    if (may === 'yes') return t.fail('admin', { file });
    if (may !== 'no') throw new Error(`the API server does not say what ${file} may do`);
    return `${file}: list secrets ${may}`;
  },

  async works(t) {
    const node = (await t.cluster.nodes(t)).find((one) => nameOf(one) === nodeName(t));
    const reason = node ? notReadyReason(node) : '-';
    if (reason !== undefined) return t.fail('notReady', { reason });
    const pod = await pageOn(nodeName(t), t);
    if (!pod || ready([pod]).length === 0) return t.fail('noPod', { state: pod ? podState(pod) : '-' });
    const ip = pod.status?.podIP ?? '-';
    const page = await t.controlPlane.run(['curl', '--silent', '--max-time', '3', `http://${ip}:${PORT}/`], t);
    if (page.stdout.trim() !== `${PAGE} ${nodeName(t)}`) return t.fail('silent', { ip });
    return `${ip} ${page.stdout.trim()}`;
  },

  async tokens(t) {
    const tokens = await bootstrapTokens(t);
    const ids = (some: typeof tokens) => some.map(({ id }) => id).join(', ');
    const forever = tokens.filter(({ hours }) => hours === Infinity);
    if (forever.length > 0) return t.fail('forever', { tokens: ids(forever) });
    const published = tokens.filter(({ id }) => id === PUBLISHED);
    if (published.length > 0) return t.fail('published', { tokens: ids(published) });
    const [long] = tokens.filter(({ hours }) => hours > LONGEST_H);
    if (long) return t.fail('long', { tokens: long.id, hours: Math.round(long.hours) });
    return tokens.map(({ id, hours }) => `${id} ${Math.round(hours * 60)} min`).join(' · ') || 'no tokens';
  },
});

/** The file with the credentials of the kubelet that runs, and whether they open what only an administrator may open. */
const MAY_READ_SECRETS = `pid=$(systemctl show kubelet --property=MainPID --value)
[ "$pid" != 0 ] || exit 0
file=$(tr '\\0' ' ' <"/proc/$pid/cmdline" | sed -nE 's/.* --kubeconfig[= ]([^ ]+).*/\\1/p')
echo "$file" "$(kubectl --kubeconfig "$file" --request-timeout=5s auth can-i list secrets --all-namespaces)"`;

/** The second worker: setup.sh has taken it out. */
function theHost({ workers }: CheckContext): Host {
  return workers[1]!;
}

function nodeName(t: CheckContext): string {
  return nodeOf(t, theHost(t));
}

async function pageOn(node: string, { cluster, namespace, signal }: CheckContext): Promise<V1Pod | undefined> {
  const [set, pods] = await Promise.all([
    cluster.read({ apiVersion: 'apps/v1', kind: 'DaemonSet', namespace, name: 'page' }, { signal }),
    cluster.pods({ namespace }, { signal }),
  ]);
  return set && living(ownedBy(pods, set)).find(({ spec }) => spec?.nodeName === node);
}

interface Secret extends KubernetesObject {
  type?: string;
  /** base64 */
  data?: Record<string, string>;
}

/** The names of the tokens with which a host can join, and for how long; the secret part of a token is not looked at. */
async function bootstrapTokens({ cluster, signal }: CheckContext): Promise<{ id: string; hours: number }[]> {
  const secrets = await cluster.list<Secret>(
    'v1',
    'Secret',
    { namespace: 'kube-system', fields: 'type=bootstrap.kubernetes.io/token' },
    { signal },
  );
  return secrets.map(({ data = {} }) => {
    const [id = '?', expiration] = [data['token-id'], data['expiration']].map(
      (value) => value && Buffer.from(value, 'base64').toString(),
    );
    return { id, hours: expiration ? (Date.parse(expiration) - Date.now()) / 3_600_000 : Infinity };
  });
}

function addressOf({ status }: V1Node): string {
  return status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '-';
}
