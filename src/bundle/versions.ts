/** The one list of the versions a sealed bundle is made of. Parts take theirs from here; the manifest says them to users. */

export const VERSIONS = {
  debian: 'bookworm',
  /** Upstream version of Debian's source package. */
  kubernetes: '1.20.2',
  coredns: '1.7.0',
  flannel: '0.14.0',
  metricsServer: '0.5.0',
  cni: '0.8.7',
  /** The rpm's version number, as the guide's packages pin it; it stands in: kubeadm with Docker never calls crictl. */
  criTools: '1.13.0',
  docker: '20.10.24',
  /** The tag kubeadm 1.20 asks for; the content is Debian's etcd 3.4.23. */
  etcdTag: '3.4.13-0',
  pause: '3.2',
  centosVault: '8.5.2111',
} as const;

/** The Go that everything is compiled with; a newer one that may be first in PATH cannot build Kubernetes 1.20. */
export const GO_BIN = '/usr/lib/go-1.19/bin';

/** Image references without a registry, as the bundle's registry knows them. */
export const IMAGES = {
  'kube-apiserver': `google_containers/kube-apiserver:v${VERSIONS.kubernetes}`,
  'kube-controller-manager': `google_containers/kube-controller-manager:v${VERSIONS.kubernetes}`,
  'kube-scheduler': `google_containers/kube-scheduler:v${VERSIONS.kubernetes}`,
  'kube-proxy': `google_containers/kube-proxy:v${VERSIONS.kubernetes}`,
  etcd: `google_containers/etcd:${VERSIONS.etcdTag}`,
  pause: `google_containers/pause:${VERSIONS.pause}`,
  coredns: `google_containers/coredns:${VERSIONS.coredns}`,
  'metrics-server': `google_containers/metrics-server:v${VERSIONS.metricsServer}`,
  flannel: `coreos/flannel:v${VERSIONS.flannel}`,
  nginx: 'library/nginx:latest',
  busybox: 'library/busybox:latest',
} as const;
export type ImageName = keyof typeof IMAGES;

/** What a config may ask of a bundle. */
export interface Offers {
  kubernetes: string;
  docker: string;
  cni: string;
  criTools: string;
  /** As in IMAGES. */
  images: readonly string[];
}

export const OFFERS: Offers = {
  kubernetes: VERSIONS.kubernetes,
  docker: VERSIONS.docker,
  cni: VERSIONS.cni,
  criTools: VERSIONS.criTools,
  images: Object.values(IMAGES),
};
