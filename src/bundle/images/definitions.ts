/** What each image of the bundle is made of: layers of Debian packages and built binaries, and how a container starts. */
import type { ImageName } from '../versions.js';

/** A set of files that images share; unpacked once, stored once, pulled once per host. */
export interface Layer {
  /** The folder of its recipe in bundle/images/, if it has one. */
  name: string;
  /** The layers it lies on: their packages are not in it again. */
  on?: readonly Layer[];
  /** Symbolic links that packages of this and later layers unpack through: merged /usr. */
  links?: Readonly<Record<string, string>>;
  /** Debian packages; what they depend on comes with them. */
  packages?: readonly string[];
  /** Built binaries: path in the image → `<part>/<file>`. */
  binaries?: Readonly<Record<string, string>>;
  /** C sources of its recipe, compiled statically: path in the image → source. */
  programs?: Readonly<Record<string, string>>;
}

export interface SmokeCheck {
  /** Run in the image's files as root, in a network and process namespace without anything. */
  run: readonly [string, ...string[]];
  /** Must end well, and standard output and error together hold this. */
  says: string;
  /** Send it this signal when it has started, and expect a good end. */
  end?: 'TERM';
}

export interface ImageDefinition {
  layers: readonly Layer[];
  /** As in the image configuration (`docker inspect`). */
  config: {
    Entrypoint?: readonly string[];
    Cmd?: readonly string[];
    ExposedPorts?: Readonly<Record<string, object>>;
    StopSignal?: string;
    User?: string;
    WorkingDir?: string;
  };
  smoke: readonly [SmokeCheck, ...SmokeCheck[]];
}

const base: Layer = {
  name: 'base',
  links: { bin: 'usr/bin', sbin: 'usr/sbin', lib: 'usr/lib', lib64: 'usr/lib64' },
  packages: [
    'base-files',
    'base-passwd',
    'bash',
    'coreutils',
    'dash',
    'findutils',
    'grep',
    'hostname',
    'libc-bin',
    'sed',
    'tar',
  ],
};
const net: Layer = { name: 'net', on: [base], packages: ['iptables', 'iproute2', 'conntrack', 'kmod'] };
const etcd: Layer = { name: 'etcd', on: [base], packages: ['etcd-server', 'etcd-client'] };
/** Debian's nginx depends on iproute2, and every host has the layer with it already. */
const nginx: Layer = { name: 'nginx', on: [net], packages: ['nginx-light', 'curl'] };
const busybox: Layer = { name: 'busybox', binaries: { '/bin/busybox': 'busybox/busybox' } };
const pause: Layer = { name: 'pause', programs: { '/pause': 'pause.c' } };

/** kubeadm's manifests start these by name, so they lie in PATH; they are static and need nothing else. */
function controlPlane(name: ImageName): ImageDefinition {
  const path = `/usr/local/bin/${name}`;
  return {
    layers: [{ name, binaries: { [path]: `kubernetes/${name}` } }],
    config: {},
    smoke: [{ run: [path, '--version'], says: 'Kubernetes v' }],
  };
}

const nftables = { run: ['iptables', '--version'], says: 'nf_tables' } as const;

export const DEFINITIONS: Readonly<Record<ImageName, ImageDefinition>> = {
  'kube-apiserver': controlPlane('kube-apiserver'),
  'kube-controller-manager': controlPlane('kube-controller-manager'),
  'kube-scheduler': controlPlane('kube-scheduler'),
  'kube-proxy': {
    layers: [
      base,
      net,
      { name: 'kube-proxy', on: [net], binaries: { '/usr/local/bin/kube-proxy': 'kubernetes/kube-proxy' } },
    ],
    config: {},
    smoke: [
      { run: ['kube-proxy', '--version'], says: 'Kubernetes v' },
      nftables,
      {
        run: [
          'sh',
          '-c',
          'iptables -t nat -N KUBE-SERVICES && iptables-save -t nat | iptables-restore && iptables-save -t nat',
        ],
        says: ':KUBE-SERVICES',
      },
      { run: ['conntrack', '--version'], says: 'conntrack v' },
    ],
  },
  etcd: {
    layers: [base, etcd],
    config: {},
    smoke: [
      { run: ['etcd', '--version'], says: 'etcd Version: 3.4' },
      { run: ['etcdctl', 'version'], says: 'etcdctl version: 3.4' },
    ],
  },
  pause: {
    layers: [pause],
    config: { Entrypoint: ['/pause'], User: '65535:65535' },
    smoke: [{ run: ['/pause'], says: 'not the first process', end: 'TERM' }],
  },
  coredns: {
    layers: [{ name: 'coredns', binaries: { '/coredns': 'coredns/coredns' } }],
    config: { Entrypoint: ['/coredns'], ExposedPorts: { '53/tcp': {}, '53/udp': {} } },
    smoke: [{ run: ['/coredns', '-plugins'], says: 'dns.kubernetes' }],
  },
  'metrics-server': {
    layers: [{ name: 'metrics-server', binaries: { '/metrics-server': 'metrics-server/metrics-server' } }],
    config: { Entrypoint: ['/metrics-server'], User: '65534' },
    smoke: [{ run: ['/metrics-server', '--help'], says: '--kubelet-insecure-tls' }],
  },
  flannel: {
    layers: [base, net, { name: 'flannel', on: [net], binaries: { '/opt/bin/flanneld': 'flannel/flannel' } }],
    config: { Entrypoint: ['/opt/bin/flanneld'] },
    smoke: [
      { run: ['/opt/bin/flanneld', '--version'], says: 'v0.' },
      nftables,
      { run: ['ip', '-V'], says: 'iproute2' },
    ],
  },
  nginx: {
    layers: [base, net, nginx],
    config: {
      Cmd: ['nginx', '-g', 'daemon off;'],
      ExposedPorts: { '80/tcp': {} },
      // Lets running requests finish; nginx takes SIGTERM for "at once".
      StopSignal: 'SIGQUIT',
    },
    smoke: [
      { run: ['nginx', '-t'], says: 'test is successful' },
      {
        run: ['sh', '-c', 'nginx -g "daemon off;" & until curl -sf http://127.0.0.1/; do sleep 0.1; done; kill $!'],
        says: 'Welcome to nginx!',
      },
    ],
  },
  busybox: {
    layers: [busybox],
    config: { Cmd: ['sh'] },
    smoke: [
      {
        run: ['sh', '-c', 'echo hello > /tmp/f && httpd -p 127.0.0.1:80 -h /tmp && wget -T 3 -qO- http://localhost/f'],
        says: 'hello',
      },
      { run: ['busybox', '--list'], says: 'nslookup' },
      { run: ['sh', '-c', 'sleep 0 && id -un'], says: 'root' },
    ],
  },
};
