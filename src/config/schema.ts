/**
 * The shape of lab.yaml once everything is filled in: every other part of the project sees this and nothing else.
 * Each key is a value of the guide or of something the guide leaves out; defaults are in defaults.ts. What one value must
 * look like is said here, how values must agree in rules.ts.
 */
import { z } from 'zod';
import { daemonSchema } from './daemon.js';
import { formatCidr, parseCidr } from './ip.js';

export const PROVIDERS = ['virtualbox', 'libvirt', 'vmware_desktop', 'lxc', 'existing'] as const;
export type ProviderName = (typeof PROVIDERS)[number];

/** One message for a wrong type and a wrong form: what is allowed. */
const must =
  (allowed: string) =>
  ({ input }: { input?: unknown }) =>
    input === undefined ? 'is missing' : `must be ${allowed}`;

/** YAML takes 1.20 and true for a number and a flag; who wrote them meant text. */
const mustBeText =
  (allowed: string) =>
  ({ input }: { input?: unknown }) =>
    must(allowed)({ input }) +
    (typeof input === 'number' || typeof input === 'boolean'
      ? `; it is read as a ${typeof input}: put it in quotes`
      : '');

const text = (pattern: RegExp, allowed: string) =>
  z.string({ error: mustBeText(allowed) }).regex(pattern, { error: mustBeText(allowed), abort: true });

const wholeNumber = (allowed: string) =>
  z.int({ error: (issue) => (issue.code === 'invalid_type' ? must(allowed)(issue) : undefined) });

const LABEL = '[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?';
/** RFC 1123, lower case, as Kubernetes wants it. */
const dnsLabel = () =>
  text(new RegExp(`^${LABEL}$`), 'a DNS label: 1–63 lower-case letters, digits and inner hyphens, such as node1');

const address = (example: string) => z.ipv4({ error: must(`an IPv4 address such as ${example}`) });

const cidr = (example: string) =>
  z
    .cidrv4({ error: must(`an IPv4 network such as ${example}`), abort: true })
    .refine((value) => formatCidr(parseCidr(value)!) === value, {
      error: ({ input }) => `must be the network's own address: ${formatCidr(parseCidr(String(input))!)}`,
    });

const url = (example: string) => {
  const allowed = `an http://, https:// or file:// address such as ${example}`;
  return text(/^(https?|file):\/\/[^\s\p{Cc}\p{Cf}]+$/u, allowed).refine((value) => URL.canParse(value), {
    error: must(allowed),
  });
};

/** Any name of a file or folder but those that a shell would have made another of: here nothing is replaced. */
const file = (allowed: string) =>
  text(/^(?=.*\S)[^\p{Cc}\u2028\u2029]+$/u, allowed).regex(/^(?!\$\{?\w+\}?([\\/]|$)|%\w+%|~[^\\/])/, {
    error: 'must be a file: variables such as ${HOME} and ~user are not replaced here, only ~/ is',
  });

const VERSION = /^(0|[1-9]\d{0,3})\.\d{1,2}\.(0|[1-9]\d{0,3})$/;
const version = (example: string) =>
  text(VERSION, `a version of three numbers such as ${example}, without a leading v`);

// https://pkg.go.dev/github.com/docker/distribution/reference: capitals only in the name of a registry.
const COMPONENT = String.raw`[a-z0-9]+((\.|__?|-+)[a-z0-9]+)*`;
const REGISTRY = String.raw`[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d{1,5})?`;
const IMAGE = String.raw`(${REGISTRY}\/)?${COMPONENT}(\/${COMPONENT})*`;
const image = (example: string) =>
  text(new RegExp(String.raw`^${IMAGE}(:\w[\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$`), `an image such as ${example}`);

export const hostSchema = z.strictObject({
  name: dnsLabel().describe(
    "Short name; with the domain it is the host's full name and the node's name in the cluster.",
  ),
  ip: address('192.168.207.131').describe('Address in network.subnet, on the network that the hosts share.'),
  role: z
    .enum(['control-plane', 'worker'])
    .describe('One host is the control plane, the others are workers (the default).'),
  cpus: wholeNumber('a whole number such as 2')
    .min(1)
    .max(64)
    .describe('Processors. kubeadm wants at least 2 for the control plane. Containers (lxc) use all there are.'),
  memory: wholeNumber('a whole number of MiB such as 2048, without unit and quotes')
    .min(512)
    .describe(
      'Memory in MiB. kubeadm wants at least 1700 for the control plane. Containers (lxc) share what there is.',
    ),
});

const repoSchema = (key: string) =>
  z.strictObject({
    baseurl: url('https://mirrors.aliyun.com/…').describe(
      `Address of the repository: repodata/repomd.xml must exist below it.`,
    ),
    gpgcheck: z.boolean().describe('Whether yum checks the signature of each package.'),
    repoGpgcheck: z.boolean().describe("Whether yum checks the signature of the repository's index (repo_gpgcheck)."),
    gpgkey: z.array(url(key)).describe('Addresses of the keys that sign it.'),
  });

export const configSchema = z.strictObject({
  name: dnsLabel().describe('Name of the lab; its files are in .lab/<name>/.'),
  provider: z
    .enum(PROVIDERS)
    .describe(
      'What makes the hosts: virtual machines (virtualbox, libvirt, vmware_desktop), containers in a network of their own ' +
        'without internet (lxc: the sealed lab), or nothing because they are there (existing). Without this key: what this machine has.',
    ),
  domain: text(new RegExp(String.raw`^${LABEL}(\.${LABEL})*$`), 'a DNS domain in lower case such as example.com')
    .regex(/(^|\.)[0-9-]*[a-z][a-z0-9-]*$/, { error: 'must not end in a number: that is how addresses look' })
    .regex(/^(?!(.*\.)?(localhost|cluster\.local)$)/, {
      error:
        "must not be localhost or cluster.local, or end so: these names are every machine's and every cluster's own",
    })
    .describe('Domain of the hosts: master of example.com is master.example.com.'),
  network: z
    .strictObject({
      subnet: cidr('192.168.207.0/24')
        .refine((value) => parseCidr(value)!.prefix <= 29, {
          error: 'is too small: /29 is the least for a gateway and two hosts',
        })
        .describe('Network that the hosts share. Another one moves the default gateway and the default hosts into it.'),
      gateway: address('192.168.207.1').describe(
        "The machine that runs the lab, as the hosts see it. Default: the first address of the subnet. The sealed lab's mirror is there.",
      ),
    })
    .describe('The network that the hosts share.'),
  hosts: z
    .array(hostSchema)
    .min(1)
    .describe(
      "The machines, in the guide's order. A list here replaces the default one; name and ip are needed, the rest has defaults.",
    ),
  box: z
    .strictObject({
      name: text(/^[^\s\p{Cc}\p{Cf}]+$/u, 'a name without blanks such as centos/8').describe(
        "Name of the box. A name without url is looked up in Vagrant's registry.",
      ),
      url: file('an address or a file, or null')
        .nullable()
        .meta({
          description:
            "Address or file of the .box (a relative one counts from lab.yaml), or null to ask Vagrant's registry for the name.",
          examples: ['https://boxes.example.com/centos8.box', 'boxes/centos8.box'],
        }),
      sha256: text(/^[0-9a-f]{64}$/i, 'a SHA-256 sum, 64 hexadecimal digits, or null')
        .nullable()
        .describe('SHA-256 of the file at url, or null to trust it.'),
    })
    .describe('The Vagrant box. The sealed lab brings its own, machines that are there need none.'),
  ssh: z
    .strictObject({
      user: text(/^[a-z_][a-z0-9_.-]*$/i, 'a user name such as root').describe(
        'User to log in as: root, or one who may sudo without a password.',
      ),
      port: wholeNumber('a whole number such as 22').min(1).max(65535).describe('Port of the SSH server.'),
      identityFile: file('a file, or null')
        .nullable()
        .meta({
          description:
            'Private key file (`~/` and names relative to lab.yaml are understood), or null for the SSH agent. It is read in place, never copied.',
          examples: ['~/.ssh/id_ed25519'],
        }),
    })
    .describe('How to reach machines that are there already (provider existing); Vagrant knows how to reach its own.'),
  centos: z
    .strictObject({
      vault: url('https://vault.centos.org').describe(
        'Where CentOS 8 lives since its mirrors are gone; 8.5.2111/BaseOS/x86_64/os/ must exist below it.',
      ),
    })
    .describe("The operating system's own packages."),
  docker: z
    .strictObject({
      version: version('20.10.24')
        .regex(/^(19\.03|20\.10|23\.0|24\.0)\./, {
          error:
            'must be 19.03.x, 20.10.x, 23.0.x or 24.0.x: Kubernetes 1.20 cannot read the image list of Docker 25 and later ' +
            '("Id or size of image … is not set")',
        })
        .describe('Version of Docker to install, below 25.'),
      repo: repoSchema('https://mirrors.aliyun.com/docker-ce/linux/centos/gpg').describe(
        'Where docker-ce comes from (/etc/yum.repos.d/docker-ce.repo).',
      ),
      daemon: daemonSchema.describe(
        'Content of /etc/docker/daemon.json, registry-mirrors included. Keys here are laid over the default ones, null takes one away. ' +
          'What the box brings in that file is kept.',
      ),
    })
    .describe('The container engine.'),
  kubernetes: z
    .strictObject({
      version: version('1.20.0')
        .regex(/^1\.20\./, {
          error: 'must be 1.20.x: the steps, the manifests and the exercises are made for Kubernetes 1.20',
          abort: true,
        })
        .regex(/\.(\d|1[0-5])$/, { error: 'must be 1.20.0 to 1.20.15: there are no others' })
        .describe('Version of kubelet, kubeadm, kubectl and of the control plane.'),
      repo: repoSchema('https://mirrors.aliyun.com/kubernetes/yum/doc/yum-key.gpg').describe(
        'Where kubelet, kubeadm and kubectl come from (/etc/yum.repos.d/kubernetes.repo).',
      ),
      cniVersion: version('0.8.7')
        .regex(/^0\./, {
          error:
            'must be 0.x: the kubernetes-cni packages from 1.0 on lack the plugin `flannel` (failed to find plugin "flannel" in path)',
        })
        .describe(
          'Version of the package kubernetes-cni; left open, yum would take one that flannel does not work with.',
        ),
      criToolsVersion: version('1.13.0').describe('Version of the package cri-tools.'),
      imageRepository: text(
        new RegExp(String.raw`^${REGISTRY}(\/${COMPONENT})*$`),
        'a registry and path without scheme or tag such as registry.aliyuncs.com/google_containers',
      ).describe('Where kubeadm pulls the control plane from (--image-repository).'),
      serviceCidr: cidr('10.96.0.0/12').describe('Addresses of services (--service-cidr).'),
      podCidr: cidr('10.244.0.0/16').describe('Addresses of pods (--pod-network-cidr); every host takes a /24 of it.'),
    })
    .describe('The cluster.'),
  flannel: z
    .strictObject({
      image: image('quay.io/coreos/flannel:v0.14.0').describe('Image of the network plugin.'),
    })
    .describe('The pod network.'),
  metricsServer: z
    .strictObject({
      image: image('registry.aliyuncs.com/google_containers/metrics-server:v0.5.0').describe(
        'Image of the metrics server. Default: the one in kubernetes.imageRepository.',
      ),
    })
    .describe('What `kubectl top` and autoscaling need.'),
  images: z
    .strictObject({
      nginx: image('nginx').describe('Web server that the tests and the exercises run.'),
      busybox: image('busybox').describe('Small shell that the tests and the exercises run.'),
    })
    .describe('What the tests and the exercises run.'),
});

export type LabConfig = z.infer<typeof configSchema>;
export type HostConfig = z.infer<typeof hostSchema>;
