import {
  checks,
  containerOf,
  inPod,
  isPodReady,
  leadsTo,
  living,
  nameOf,
  podsOf,
  podState,
  ready,
  type CheckContext,
  type InPod,
  type V1Deployment,
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
    const [service, deployment, endpoints] = await Promise.all([
      theService(t, 'bookshop'),
      theDeployment(t, 'bookshop'),
      t.cluster.endpoints(t.namespace, 'bookshop', t),
    ]);
    if (!service) return t.fail('missing');
    if (!deployment) return t.fail('gone');
    const { problem, selector } = await leadsTo(t, service, deployment);
    if (problem !== undefined) return t.fail('selector', { selector });
    if (!endpoints?.subsets?.some(({ addresses = [] }) => addresses.length > 0)) return t.fail('nobody');
    const { shown, said } = await page(inPod(t, 'probe'), 'http://bookshop/', 'bookshop');
    if (!shown) return t.fail('silent', {}, said);
    return `${service.spec?.clusterIP}: ${said}`;
  },

  async 'old-name-gone'(t) {
    const old = await theService(t, 'books');
    if (old) return t.fail('there', { type: old.spec?.type ?? '-' });
    const { addresses, said } = await inPod(t, 'probe').resolve(`books.${t.namespace}.${SERVICES}`);
    // No answer at all is no proof.
    if (!/NXDOMAIN|can't resolve/.test(said)) return t.fail('remembered', {}, addresses.join(', ') || said);
    return said;
  },

  async moved(t) {
    const wanted = t.remembered['depot'] ?? '-';
    const [service, deployment] = await Promise.all([theService(t, 'stock', DEPOT), theDeployment(t, 'stock', DEPOT)]);
    if (!service) return t.fail('missing');
    const address = service.spec?.clusterIP ?? '-';
    if (address !== wanted) return t.fail('address', { address, wanted });
    if (!deployment) return t.fail('gone');
    const { problem, selector } = await leadsTo(t, service, deployment);
    if (problem !== undefined) return t.fail('selector', { selector });
    const probe = inPod(t, 'probe');
    const { addresses, said: answer } = await probe.resolve(`stock.${DEPOT}.${SERVICES}`);
    if (addresses.join() !== wanted) return t.fail('remembered', { wanted }, addresses.join(', ') || answer);
    const { shown, said } = await page(probe, `http://stock.${DEPOT}/`, 'stock');
    if (!shown) return t.fail('silent', {}, said);
    return `stock.${DEPOT} ${wanted}: ${said}`;
  },

  async configuration(t) {
    const deployment = await theDeployment(t, 'till');
    const [pod] = deployment ? ready(await podsOf(t, deployment)) : [];
    if (!pod) return t.fail('noPod');
    const till = inPod(t, nameOf(pod), t.namespace, containerOf(pod.spec, 'till')?.name);
    const own = await namesInFile(till);
    const addresses = await Promise.all(
      (['BOOKS_URL', 'STOCK_URL'] as const).map(async (variable) => {
        const url = (await till.run(['printenv', variable])).stdout.trim();
        const host = url.replace(/^\w+:\/\//, '').replace(/[:/].*$/, '');
        return { variable, url, host, ...(await page(till, url, variable === 'BOOKS_URL' ? 'bookshop' : 'stock')) };
      }),
    );
    for (const { variable, url, host, shown, said } of addresses) {
      if (!shown) return t.fail('silent', { variable, url: url || '-' }, said);
      // The name of a Service begins with a letter; that of a pod in DNS with its address.
      if (/^\d/.test(host)) return t.fail('address', { variable, url });
      if (own.includes(host)) return t.fail('hosts', { variable, host });
    }
    return addresses.map(({ url, said }) => `${url}: ${said}`).join(' · ');
  },

  async headless(t) {
    const [service, deployment] = await Promise.all([theService(t, 'bookshop-pods'), theDeployment(t, 'bookshop')]);
    if (!service) return t.fail('missing');
    if (!deployment) return t.fail('gone');
    const { addresses } = await inPod(t, 'probe').resolve(`bookshop-pods.${t.namespace}.${SERVICES}`);
    const own = addresses.find((address) => address === service.spec?.clusterIP);
    if (own) return t.fail('own', { address: own });
    const { problem, selector } = await leadsTo(t, service, deployment);
    if (problem !== undefined) return t.fail('selector', { selector });
    const wanted = ready(await podsOf(t, deployment)).map(({ status }) => status?.podIP ?? '');
    if (wanted.length === 0 || addresses.sort().join() !== wanted.sort().join())
      return t.fail('others', { addresses: addresses.join(', ') || '-', pods: wanted.join(', ') || '-' });
    return addresses.join(' · ');
  },

  async 'search-path'(t) {
    const [all, stock] = await Promise.all([t.cluster.pods({ namespace: t.namespace }, t), theService(t, 'stock')]);
    const pod = all.find(({ metadata }) => metadata?.name === 'clerk');
    if (!pod) return t.fail('missing');
    if (!isPodReady(pod)) return t.fail('notReady', {}, podState(pod));
    const container = containerOf(pod.spec, t.config.images.busybox);
    if (!container)
      return t.fail('image', { images: (pod.spec?.containers ?? []).map(({ image }) => image).join(', ') });
    if (stock) return t.fail('everybody');
    const others = living(all).filter((other) => other !== pod && other.spec?.dnsConfig?.searches?.some(isDepots));
    if (others.length > 0) return t.fail('others', { pods: others.map(nameOf).join(', ') });
    const clerk = inPod(t, 'clerk', t.namespace, container.name);
    const [own, usual, named] = await Promise.all([
      resolverOf(clerk),
      resolverOf(inPod(t, 'probe')),
      namesInFile(clerk),
    ]);
    const search = own.search.join(' ') || '-';
    if (own.nameserver !== usual.nameserver)
      return t.fail('resolver', { nameserver: own.nameserver, cluster: usual.nameserver });
    const hosts = ['stock', 'bookshop'].filter((name) => named.includes(name));
    if (hosts.length > 0) return t.fail('hosts', { names: hosts.join(', ') });
    if (!own.search.some(isDepots)) return t.fail('notSearched', { search });
    const answers = await Promise.all(
      (['stock', 'bookshop'] as const).map(async (name) => ({ name, ...(await page(clerk, `http://${name}/`, name)) })),
    );
    const silent = answers.find(({ shown }) => !shown);
    if (silent) return t.fail('silent', { name: silent.name, search }, silent.said);
    return search;
  },
});

function theService({ cluster, namespace, signal }: CheckContext, name: string, inNamespace = namespace) {
  return cluster.service(inNamespace, name, { signal });
}

function theDeployment({ cluster, namespace, signal }: CheckContext, name: string, inNamespace = namespace) {
  return cluster.read<V1Deployment>(
    { apiVersion: 'apps/v1', kind: 'Deployment', namespace: inNamespace, name },
    { signal },
  );
}

/** Whether a domain of a search path is that of the depot's namespace. */
function isDepots(domain: string): boolean {
  return domain.replace(/\.$/, '') === `${DEPOT}.${SERVICES}`;
}

/** The names that a pod has in a file of its own, so that it asks nobody for them. */
async function namesInFile(pod: InPod): Promise<string[]> {
  const { stdout } = await pod.run(['cat', '/etc/hosts']);
  return stdout.split('\n').flatMap((line) => line.replace(/#.*/, '').trim().split(/\s+/).slice(1));
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
