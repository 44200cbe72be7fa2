/**
 * Docker's own configuration file, as far as a mistake in it keeps Docker from starting: it would be seen minutes later, on
 * every host. https://docs.docker.com/reference/cli/dockerd/#daemon-configuration-file
 */
import { z } from 'zod';
import { closest } from './closest.js';

type Kind = keyof typeof KINDS;

const isText = (value: unknown): value is string => typeof value === 'string';
const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isList = (value: unknown, each: RegExp): boolean =>
  Array.isArray(value) && value.every((item) => isText(item) && each.test(item));

/** What a value must be: in words, and whether it is. */
const KINDS = {
  flag: ['true or false', (value: unknown) => typeof value === 'boolean'],
  text: ['text', isText],
  whole: ['a whole number', (value: unknown) => Number.isInteger(value)],
  list: ['a list of texts', (value: unknown) => isList(value, /^/)],
  options: ['a list of texts such as native.cgroupdriver=systemd', (value: unknown) => isList(value, /^[^=]+=/)],
  mirrors: [
    'a list of addresses of registries such as https://mirror.example.com, without a path',
    (value: unknown) => isList(value, /^https?:\/\/[^\s/?#]+\/?$/),
  ],
  registries: [
    'a list of registries such as registry.example.com:5000, without http://',
    (value: unknown) => isList(value, /^[^\s/]+(\/\d{1,2})?$/),
  ],
  texts: [
    'a section whose values are texts, numbers in quotes, such as {max-size: 100m, max-file: "3"}',
    (value: unknown) => isMap(value) && Object.values(value).every(isText),
  ],
  map: ['a section of its own (`key: value` lines below it)', isMap],
  maps: ['a list of sections', (value: unknown) => Array.isArray(value) && value.every(isMap)],
} as const satisfies Record<string, readonly [words: string, is: (value: unknown) => boolean]>;

const KEYS: Record<Kind, string> = {
  flag:
    'debug experimental icc init ip-forward ip-masq ip6tables iptables ipv6 live-restore no-new-privileges ' +
    'raw-logs selinux-enabled tls tlsverify userland-proxy',
  text:
    'bip bridge cgroup-parent cluster-advertise cluster-store containerd ' +
    'containerd-namespace containerd-plugin-namespace data-root default-cgroupns-mode default-gateway default-gateway-v6 ' +
    'default-ipc-mode default-runtime default-shm-size exec-root fixed-cidr fixed-cidr-v6 group host-gateway-ip http-proxy ' +
    'https-proxy init-path ip log-driver log-format log-level metrics-addr no-proxy pidfile seccomp-profile ' +
    'storage-driver swarm-default-advertise-addr tlscacert tlscert tlskey userland-proxy-path userns-remap',
  whole:
    'max-concurrent-downloads max-concurrent-uploads max-download-attempts mtu network-control-plane-mtu ' +
    'network-diagnostic-port oom-score-adjust shutdown-timeout',
  list: 'authorization-plugins dns dns-opts dns-search labels node-generic-resources storage-opts',
  options: 'exec-opts',
  mirrors: 'registry-mirrors',
  registries: 'insecure-registries allow-nondistributable-artifacts',
  texts: 'log-opts',
  map: 'builder cluster-store-opts default-network-opts default-ulimits features proxies runtimes',
  maps: 'default-address-pools',
};
const KIND_OF = new Map<string, Kind>(
  (Object.keys(KEYS) as Kind[]).flatMap((kind) => KEYS[kind].split(' ').map((key) => [key, kind] as const)),
);

/** What is wrong with a key of daemon.json; undefined where nothing is known to be. */
function problem(key: string, value: unknown): string | undefined {
  if (value === null) return undefined;
  if (key === 'hosts')
    return 'cannot be set here: the unit of Docker gives -H on its command line, and Docker does not start with both';
  const kind = KIND_OF.get(key);
  if (kind !== undefined) {
    const [words, is] = KINDS[kind];
    return is(value) ? undefined : `must be ${words}: Docker does not start otherwise`;
  }
  const near = closest(key, [...KIND_OF.keys()]);
  return near === undefined
    ? undefined
    : `unknown key of Docker, which does not start with one; did you mean \`${near}\`?`;
}

/** null takes a key away. Keys that are not known here are Docker's business. */
export const daemonSchema = z.record(z.string(), z.unknown()).superRefine((daemon, context) => {
  for (const [key, value] of Object.entries(daemon)) {
    const message = problem(key, value);
    if (message !== undefined) context.addIssue({ code: 'custom', path: [key], message });
  }
});
