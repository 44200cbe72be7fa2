/** One small web server in a pod on each node, and what each of them sees of the others. */
import type { Cluster, KubernetesObject, V1Pod } from '../../src/cluster/cluster.js';
import { quote } from '../../src/shell.js';
import { config, lab, nodeName } from './context.js';

export const SERVICE = 'hello';
const PORT = 8080;
const ANSWER_WITHIN_S = 4;
const LABELS = { app: 'kube-classroom-peer' };

export const PEER_SELECTION = 'app=kube-classroom-peer';

export function peerName(host: { name: string }): string {
  return `peer-${host.name}`;
}

/** A pod on each node, pinned there (the scheduler's choice is not what is tested), answering with its own name; and a Service over all. */
export function peerObjects(namespace: string): KubernetesObject[] {
  const serve = `mkdir -p /tmp/www && hostname > /tmp/www/index.html && exec httpd -f -p ${PORT} -h /tmp/www`;
  const pods = lab.hosts.map((host) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: peerName(host), namespace, labels: LABELS },
    spec: {
      nodeName: nodeName(host),
      // A shell as process 1 takes no notice of SIGTERM.
      terminationGracePeriodSeconds: 0,
      tolerations: [{ operator: 'Exists' }],
      containers: [
        {
          name: 'busybox',
          image: config.images.busybox,
          imagePullPolicy: 'IfNotPresent',
          command: ['sh', '-c', serve],
          readinessProbe: { httpGet: { path: '/', port: PORT }, periodSeconds: 1 },
        },
      ],
    },
  }));
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: SERVICE, namespace },
    spec: { selector: LABELS, ports: [{ port: 80, targetPort: PORT, protocol: 'TCP' }] },
  };
  return [...pods, service];
}

/** What a pod gets when it asks for some addresses, all at once: the page, or what wget says instead, or that it says nothing. */
export async function askFrom(
  cluster: Cluster,
  pod: V1Pod,
  urls: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, string>> {
  // Not wget's own -T: Debian's static busybox crashes with it.
  const asks = urls.map(
    (url) => `(echo ${quote(url)} "$(timeout ${ANSWER_WITHIN_S} wget -q -O - ${quote(url)} 2>&1 | tail -1)") &`,
  );
  const { stdout } = await cluster.exec(inPod(pod), ['sh', '-c', `${asks.join('\n')}\nwait`], { signal });
  return new Map(
    stdout
      .trim()
      .split('\n')
      .map((line) => {
        const blank = line.indexOf(' ');
        return [line.slice(0, blank), line.slice(blank + 1) || `no answer within ${ANSWER_WITHIN_S} s`];
      }),
  );
}

/** The addresses that a pod's resolver gives for a name; empty when it gives none. */
export async function resolveFrom(
  cluster: Cluster,
  pod: V1Pod,
  name: string,
  signal: AbortSignal,
): Promise<{ addresses: string[]; said: string }> {
  const { stdout, stderr } = await cluster.exec(inPod(pod), ['nslookup', name], { signal });
  // The first address is the name server's own: busybox prints it above the answer.
  const [, ...answer] = stdout.split(/^Name:/m);
  const addresses = answer.flatMap((part) => [...part.matchAll(/^Address(?: \d+)?:\s+([\d.]+)/gm)].map((m) => m[1]!));
  return { addresses, said: (stdout + stderr).trim().split('\n').at(-1) ?? '' };
}

export function urlOf(pod: V1Pod): string {
  return `http://${pod.status?.podIP}:${PORT}/`;
}

function inPod(pod: V1Pod) {
  return { namespace: pod.metadata!.namespace!, name: pod.metadata!.name! };
}
