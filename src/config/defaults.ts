/**
 * The guide's lab, and what differs from it where the provider or another value in lab.yaml makes it differ.
 * All of it as layers: a later one is laid over the earlier ones, lab.yaml comes last (load.ts).
 */
import { formatAddress, parseAddress, parseCidr } from './ip.js';
import type { HostConfig, LabConfig, ProviderName } from './schema.js';

type DeepPartial<T> = T extends readonly unknown[] ? T : T extends object ? { [K in keyof T]?: DeepPartial<T[K]> } : T;

export interface Layer {
  /** Where its values come from, as `lab config` says it: `default`, `default for provider lxc`… */
  origin: string;
  values: DeepPartial<LabConfig>;
}

/** The values of lab.yaml that others follow, where lab.yaml has them. */
export interface Given {
  provider: ProviderName;
  subnet?: string | undefined;
  gateway?: string | undefined;
  boxName?: string | undefined;
  boxUrl?: string | null | undefined;
  imageRepository?: string | undefined;
}

/** What a host of lab.yaml has when it says no more than its name and address. */
export const HOST_DEFAULTS: Omit<HostConfig, 'name' | 'ip'> = { role: 'worker', cpus: 2, memory: 2048 };

const REGISTRY_PORT = 5000;
const METRICS_SERVER = 'metrics-server:v0.5.0';

/**
 * The guide's values; versions and addresses that it leaves open are pinned, because what a package manager picks by
 * itself today does not work with Kubernetes 1.20: Docker ≥ 25, kubernetes-cni ≥ 1.0, flannel's master branch.
 */
export const GUIDE = {
  name: 'k8s',
  domain: 'example.com',
  network: { subnet: '192.168.207.0/24', gateway: '192.168.207.1' },
  hosts: [
    { name: 'master', ip: '192.168.207.131', role: 'control-plane', cpus: 2, memory: 2048 },
    { name: 'node1', ip: '192.168.207.137', role: 'worker', cpus: 2, memory: 2048 },
    { name: 'node2', ip: '192.168.207.136', role: 'worker', cpus: 2, memory: 2048 },
  ],
  box: { name: 'generic/centos8', url: null, sha256: null },
  ssh: { user: 'root', port: 22, identityFile: null },
  centos: { vault: 'https://mirrors.aliyun.com/centos-vault' },
  docker: {
    version: '20.10.24',
    repo: {
      baseurl: 'https://mirrors.aliyun.com/docker-ce/linux/centos/8/x86_64/stable/',
      gpgcheck: true,
      repoGpgcheck: true,
      gpgkey: ['https://mirrors.aliyun.com/docker-ce/linux/centos/gpg'],
    },
    daemon: {
      'registry-mirrors': ['https://kmny1apu.mirror.aliyuncs.com'],
      'exec-opts': ['native.cgroupdriver=systemd'],
      'log-driver': 'json-file',
      'log-opts': { 'max-size': '100m' },
      'storage-driver': 'overlay2',
    },
  },
  kubernetes: {
    version: '1.20.0',
    repo: {
      baseurl: 'https://mirrors.aliyun.com/kubernetes/yum/repos/kubernetes-el7-x86_64',
      gpgcheck: false,
      repoGpgcheck: false,
      gpgkey: [
        'https://mirrors.aliyun.com/kubernetes/yum/doc/yum-key.gpg',
        'https://mirrors.aliyun.com/kubernetes/yum/doc/rpm-package-key.gpg',
      ],
    },
    cniVersion: '0.8.7',
    criToolsVersion: '1.13.0',
    imageRepository: 'registry.aliyuncs.com/google_containers',
    serviceCidr: '10.96.0.0/12',
    podCidr: '10.244.0.0/16',
  },
  flannel: { image: 'quay.io/coreos/flannel:v0.14.0' },
  metricsServer: { image: `registry.aliyuncs.com/google_containers/${METRICS_SERVER}` },
  images: { nginx: 'nginx', busybox: 'busybox' },
} satisfies Omit<LabConfig, 'provider'>;

/**
 * The last boxes that CentOS made of CentOS 8, published by the project itself, so no box registry is needed. The name is
 * not the usual centos/8: Vagrant would take any older box that it has kept under that name, whatever the address says.
 */
const centosBox = (provider: string, sha256: string): LabConfig['box'] => ({
  name: 'kube-classroom/centos-8.4.2105',
  url: `https://cloud.centos.org/centos/8/x86_64/images/CentOS-8-Vagrant-8.4.2105-20210603.0.x86_64.vagrant-${provider}.box`,
  sha256,
});

const BY_PROVIDER: Record<ProviderName, (gateway: string) => DeepPartial<LabConfig>> = {
  virtualbox: () => ({
    box: centosBox('virtualbox', 'dfe4a34e59eb3056a6fe67625454c3607cbc52ae941aeba0498c29ee7cb9ac22'),
  }),
  libvirt: () => ({ box: centosBox('libvirt', '37cc017738bf12cafce3a97c4de73526452da6332cc5c0516723988644e62620') }),
  vmware_desktop: () => ({}), // CentOS made no VMware box of CentOS 8; generic/centos8 has one
  existing: () => ({}),
  lxc: sealed,
};

/** A sealed lab has no internet: everything that the guide downloads is at the lab's own mirror, on the gateway. */
function sealed(gateway: string): DeepPartial<LabConfig> {
  const http = `http://${gateway}`;
  const registry = `${gateway}:${REGISTRY_PORT}`;
  const imageRepository = `${registry}/google_containers`;
  return {
    box: { name: 'kube-classroom/el8-stand-in' },
    centos: { vault: `${http}/centos-vault` },
    docker: {
      repo: {
        baseurl: `${http}/docker-ce/linux/centos/8/x86_64/stable/`,
        gpgkey: [`${http}/docker-ce/linux/centos/gpg`],
      },
      daemon: { 'registry-mirrors': [`http://${registry}`], 'insecure-registries': [registry] },
    },
    kubernetes: {
      version: '1.20.2', // the bundle's; the source of 1.20.0 cannot be had from Debian
      repo: {
        baseurl: `${http}/kubernetes/yum/repos/kubernetes-el7-x86_64/`,
        gpgcheck: true, // the bundle's rpms are signed
        gpgkey: [`${http}/kubernetes/yum/doc/yum-key.gpg`, `${http}/kubernetes/yum/doc/rpm-package-key.gpg`],
      },
      imageRepository,
    },
    flannel: { image: `${registry}/coreos/flannel:v0.14.0` },
    metricsServer: { image: `${imageRepository}/${METRICS_SERVER}` },
  };
}

/** Every key of the configuration gets a value here, and each layer says why its values are as they are. */
export function defaultLayers(given: Given): Layer[] {
  const { provider } = given;
  const network = inSubnet(given.subnet);
  return [
    { origin: 'default', values: GUIDE },
    { origin: 'default from network.subnet', values: network },
    {
      origin: `default for provider ${provider}`,
      values: BY_PROVIDER[provider](given.gateway ?? network.network?.gateway ?? GUIDE.network.gateway),
    },
    ...followers(given),
  ];
}

/** Another subnet takes the guide's gateway and hosts with it: they keep their places in it. */
function inSubnet(subnet: string | undefined): DeepPartial<LabConfig> {
  const to = subnet === undefined ? undefined : parseCidr(subnet);
  if (!to || subnet === GUIDE.network.subnet) return {};
  const from = parseCidr(GUIDE.network.subnet)!;
  const move = (address: string) => formatAddress(parseAddress(address)! - from.first + to.first);
  return {
    network: { gateway: move(GUIDE.network.gateway) },
    hosts: GUIDE.hosts.map((host) => ({ ...host, role: host.role, ip: move(host.ip) })),
  };
}

/** Defaults that would be wrong beside another value: the sum of another box, the name under which Vagrant has kept one. */
function followers({ boxName, boxUrl, imageRepository }: Given): Layer[] {
  const layers: Layer[] = [];
  if (boxName !== undefined)
    layers.push({ origin: 'default from box.name', values: { box: { url: null, sha256: null } } });
  if (boxUrl !== undefined) {
    const name = boxUrl
      ?.replace(/^.*[\\/]/, '')
      .replace(/\.box$/, '')
      .replace(/\s+/g, '-');
    layers.push({ origin: 'default from box.url', values: { box: { sha256: null, ...(name && { name }) } } });
  }
  if (imageRepository !== undefined) {
    layers.push({
      origin: 'default from kubernetes.imageRepository',
      values: { metricsServer: { image: `${imageRepository}/${METRICS_SERVER}` } },
    });
  }
  return layers;
}
