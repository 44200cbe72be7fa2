import {
  checks,
  inPod,
  isPodReady,
  podState,
  ready,
  type CheckContext,
  type InPod,
  type V1Pod,
} from 'kube-classroom/exercise';

const DEPOT = 'dns-depot';
/** kubeadm's domain of all Services. */
const SERVICES = 'svc.cluster.local';
/** What setup.sh lets the two applications say. */
const PAGES = { bookshop: 'all our books', stock: 'all our stock' };
/** Seconds. A name that is found nowhere is asked for outside the cluster as well, and that takes its time. */
const WITHIN = 6;

/*
 * DNS remembers what it says for up to 30 s, also that there is no such name. So a name is only asked for when the API has
 * what must be there for it: a look that comes too early does not spoil the next one.
 */
export default checks({
  async renamed(t) {
    const [service, endpoints] = await Promise.all([
      theService(t, 'bookshop'),
      t.cluster.endpoints(t.namespace, 'bookshop', t),
    ]);
    if (!service) return t.fail('missing');
    if (!endpoints?.subsets?.some(({ addresses = [] }) => addresses.length > 0)) return t.fail('nobody');
    const { shown, said } = await page(inPod(t, 'probe'), 'http://bookshop/', 'bookshop');
    if (!shown) return t.fail('silent', { said });
    return `${service.spec?.clusterIP}: ${said}`;
  },

  async 'old-name-gone'(t) {
    const old = await theService(t, 'books');
    if (old) return t.fail('there', { type: old.spec?.type ?? '-' });
    const { addresses, said } = await inPod(t, 'probe').resolve(`books.${t.namespace}.${SERVICES}`);
    // No answer at all is no proof.
    if (!/NXDOMAIN|can't resolve/.test(said)) return t.fail('remembered', { said: addresses.join(', ') || said });
    return said;
  },

  async configuration(t) {
    const [pod] = ready(await t.cluster.pods({ namespace: t.namespace, labels: 'app=till' }, t));
    if (!pod) return t.fail('noPod');
    const till = inPod(t, pod.metadata?.name ?? '');
    const addresses = await Promise.all(
      (['BOOKS_URL', 'STOCK_URL'] as const).map(async (variable) => {
        const url = (await till.run(['printenv', variable])).stdout.trim();
        return { variable, url, ...(await page(till, url, variable === 'BOOKS_URL' ? 'bookshop' : 'stock')) };
      }),
    );
    for (const { variable, url, shown, said } of addresses) {
      if (!shown) return t.fail('silent', { variable, url: url || '-', said });
      if (/^https?:\/\/[\d.]+[:/]/.test(`${url}/`)) return t.fail('address', { variable, url });
    }
    return addresses.map(({ url, said }) => `${url}: ${said}`).join(' · ');
  },

  async headless(t) {
    const [service, pods] = await Promise.all([
      theService(t, 'bookshop-pods'),
      t.cluster.pods({ namespace: t.namespace, labels: 'app=bookshop' }, t),
    ]);
    if (!service) return t.fail('missing');
    const { addresses } = await inPod(t, 'probe').resolve(`bookshop-pods.${t.namespace}.${SERVICES}`);
    const own = addresses.find((address) => address === service.spec?.clusterIP);
    if (own) return t.fail('own', { address: own });
    const wanted = ready(pods).map(({ status }) => status?.podIP ?? '');
    if (addresses.sort().join() !== wanted.sort().join())
      return t.fail('others', { addresses: addresses.join(', ') || '-', pods: wanted.join(', ') || '-' });
    return addresses.join(' · ');
  },

  async 'search-path'(t) {
    const [pod, stock] = await Promise.all([thePod(t, 'clerk'), theService(t, 'stock')]);
    if (!pod) return t.fail('missing');
    if (!isPodReady(pod)) return t.fail('notReady', { state: podState(pod) });
    if (stock) return t.fail('everybody');
    const clerk = inPod(t, 'clerk');
    const [own, usual] = await Promise.all([resolverOf(clerk), resolverOf(inPod(t, 'probe'))]);
    const search = own.search.join(' ') || '-';
    if (own.nameserver !== usual.nameserver)
      return t.fail('resolver', { nameserver: own.nameserver, cluster: usual.nameserver });
    if (!own.search.includes(`${DEPOT}.${SERVICES}`)) return t.fail('notSearched', { search });
    const answers = await Promise.all(
      (['stock', 'bookshop'] as const).map(async (name) => ({ name, ...(await page(clerk, `http://${name}/`, name)) })),
    );
    const silent = answers.find(({ shown }) => !shown);
    if (silent) return t.fail('silent', { name: silent.name, said: silent.said, search });
    return search;
  },
});

function theService({ cluster, namespace, signal }: CheckContext, name: string) {
  return cluster.service(namespace, name, { signal });
}

function thePod({ cluster, namespace, signal }: CheckContext, name: string) {
  return cluster.read<V1Pod>({ apiVersion: 'v1', kind: 'Pod', namespace, name }, { signal });
}

/** Whether a pod gets the application's page, and what it gets. */
async function page(
  from: InPod,
  url: string,
  application: keyof typeof PAGES,
): Promise<{ shown: boolean; said: string }> {
  const { body, said } = await from.get(url, WITHIN);
  return { shown: body.startsWith(PAGES[application]), said: said || body.trim() };
}

/** Whom a pod asks first, and where names are looked for, in this order. */
async function resolverOf(pod: InPod): Promise<{ nameserver: string; search: string[] }> {
  const lines = (await pod.run(['cat', '/etc/resolv.conf'])).stdout.split('\n').map((line) => line.split(/\s+/));
  const valuesOf = (key: string) => lines.find(([first]) => first === key)?.slice(1) ?? [];
  return { nameserver: valuesOf('nameserver')[0] ?? '-', search: valuesOf('search').filter((domain) => domain !== '') };
}
