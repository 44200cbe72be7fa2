/** The guide's last page: nginx as a deployment, exposed on a port of every node. The commands are the guide's, on the control plane. */
import type { Cluster } from '../../src/cluster/cluster.js';
import { diagnoseNodePort, diagnosePods } from '../../src/cluster/diagnose.js';
import { isPodReady, podState } from '../../src/cluster/findings.js';
import { httpGet, outcomeLabel } from '../../src/cluster/http.js';
import { config, controlPlane, fail, hopeless, lab, sampleOf, scene, theCluster, wait } from './context.js';
import { dropNamespace, makeNamespace } from './namespace.js';

const NAME = 'nginx';
const PAGE = /Welcome to nginx/i;

describe('nginx', () => {
  let cluster: Cluster;
  let namespace: string;

  before('make a namespace', async () => {
    cluster = await theCluster();
    namespace = await makeNamespace(cluster);
  });

  after('remove nginx', () => dropNamespace(namespace));

  // Each of these is done once, by the first test that needs it: every test can be run alone.
  const createdOnce = once(() => kubectl('create', 'deployment', NAME, `--image=${config.images.nginx}`));
  const exposedOnce = once(async () => {
    await createdOnce();
    return kubectl('expose', 'deployment', NAME, '--port=80', '--type=NodePort');
  });
  const readyOnce = once(async () => {
    await exposedOnce();
    await wait(
      'its pod becomes Ready',
      async (signal) => {
        const pods = await cluster.pods({ namespace, labels: `app=${NAME}` }, { signal });
        const ready = pods.filter(isPodReady);
        if (ready.length > 0) return { ok: true, observed: 'Running' };
        const final = await hopeless(cluster, pods, signal);
        return {
          ok: false,
          observed: pods.map(podState).join(' · ') || 'no pod',
          ...(final !== undefined && { final }),
        };
      },
      {
        within: 120_000,
        expected: 'a pod Running and ready',
        diagnose: diagnosePods(scene(cluster), { namespace, labels: `app=${NAME}` }),
      },
    );
  });

  it('kubectl create deployment nginx', async () => {
    expectSaid(await createdOnce(), /^deployment\.apps\/nginx created$/m, 'deployment.apps/nginx created');
  });

  it('kubectl expose deployment nginx --port=80 --type=NodePort', async () => {
    expectSaid(await exposedOnce(), /^service\/nginx exposed$/m, 'service/nginx exposed');
  });

  it('its pod becomes Ready', readyOnce);

  it('kubectl get pod,svc shows both', async () => {
    await requirePod();
    const said = await kubectl('get', 'pod,svc');
    expectSaid(said, /^pod\/nginx-[a-z0-9]+-[a-z0-9]{5} +1\/1 +Running +\d+ +\S+$/m, 'pod/nginx-… 1/1 Running');
    expectSaid(
      said,
      /^service\/nginx +NodePort +[\d.]+ +<none> +80:\d+\/TCP +\S+$/m,
      'service/nginx NodePort … 80:…/TCP',
    );
  });

  it("nginx's page comes from the NodePort of every node", async () => {
    await requirePod();
    const port = (await cluster.service(namespace, NAME))?.spec?.ports?.[0]?.nodePort;
    let dead: string[] = [];
    const tries = new Map(lab.hosts.map((h) => [h.name, { good: 0, all: 0 }]));
    await wait(
      `NodePort ${port} answers on every node`,
      async (signal) => {
        if (port === undefined)
          return { ok: false, observed: 'Service nginx has no NodePort', final: 'nobody is about to give it one' };
        const seen = await Promise.all(
          lab.hosts.map(async (host) => {
            const outcome = await httpGet(`http://${host.ip}:${port}/`, { timeoutMs: 3000, signal });
            const isPage = outcome.kind === 'ok' && PAGE.test(outcome.body);
            const label =
              outcome.kind === 'ok' && !isPage ? `${outcome.status}, but not nginx's page` : outcomeLabel(outcome);
            const count = tries.get(host.name)!;
            count.all++;
            if (isPage) count.good++;
            return { host, isPage, label, ms: outcome.ms };
          }),
        );
        const bad = seen.filter((s) => !s.isPage);
        dead = bad.map((s) => s.host.name);
        return sampleOf(
          bad.map(
            ({ host, label }) =>
              `${host.name} ${host.ip} ${label} ${tries.get(host.name)!.all - tries.get(host.name)!.good}/${tries.get(host.name)!.all}`,
          ),
          seen
            .filter((s) => s.isPage)
            .map(({ host, label, ms }) => `${host.name} ${host.ip} ${label} (${ms.toFixed(0)} ms)`),
          bad.map((s) => `${s.host.name} ${s.label}`).join(', '),
        );
      },
      {
        within: 60_000,
        expected: `HTTP 200 and nginx's page from ${lab.hosts.map((h) => h.ip).join(', ')}`,
        diagnose: diagnoseNodePort(scene(cluster), { namespace, service: NAME, dead: () => dead }),
      },
    );
  });

  /** Without a pod every node refuses, and another two minutes of waiting would not say anything new. */
  async function requirePod(): Promise<void> {
    try {
      await readyOnce();
    } catch {
      const pods = await cluster.pods({ namespace, labels: `app=${NAME}` });
      const observed = pods.map(podState).join(' · ') || 'no pod';
      fail({
        message: `nginx does not run: ${observed}`,
        expected: 'a pod Running and ready',
        observed,
        notes: ['see “its pod becomes Ready”'],
      });
    }
  }

  /** As an administrator types it: root's kubectl on the control plane. */
  async function kubectl(...args: string[]): Promise<string> {
    const command = ['kubectl', '--kubeconfig', '/etc/kubernetes/admin.conf', '-n', namespace, ...args];
    const result = await controlPlane.run(command, { timeoutMs: 30_000, signal: lab.signal });
    if (result.exitCode === 0) return result.stdout;
    const said = (result.stderr || result.stdout).trim();
    return fail({
      message: `kubectl ${args.join(' ')}: ${said}`,
      expected: 'exit code 0',
      observed: `exit code ${result.exitCode}: ${said}`,
      ms: result.ms,
    });
  }

  function expectSaid(said: string, pattern: RegExp, expected: string): void {
    if (!pattern.test(said))
      fail({ message: `kubectl did not say ${expected}`, expected, observed: said.trim() || 'nothing' });
  }
});

/** `work`, done at the first call; later calls have its outcome. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let outcome: Promise<T> | undefined;
  return () => (outcome ??= work());
}
