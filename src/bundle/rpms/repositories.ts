/** Which package is in which repository, under the paths that the mirrors of the real ones have. */
import { VERSIONS } from '../versions.js';

export interface Repository {
  /** Below the mirror's HTTP root. */
  path: string;
  /** Files of bundle/rpms/, without .spec. */
  specs: readonly string[];
}

const VAULT = `centos-vault/${VERSIONS.centosVault}`;

/** The rpms that a CentOS 8 machine has before anybody installs anything, with the traps among them; the box is made with these. */
export const PREINSTALLED = [
  'stand-in-userland',
  'centos-gpg-keys',
  'centos-linux-repos',
  'centos-linux-release',
  'podman',
  'runc',
] as const;

export const REPOSITORIES: readonly Repository[] = [
  {
    path: `${VAULT}/BaseOS/x86_64/os`,
    specs: ['chrony', 'centos-gpg-keys', 'centos-linux-repos', 'centos-linux-release', 'stand-in-userland'],
  },
  { path: `${VAULT}/AppStream/x86_64/os`, specs: ['podman', 'runc'] },
  { path: `${VAULT}/extras/x86_64/os`, specs: [] },
  {
    path: 'docker-ce/linux/centos/8/x86_64/stable',
    specs: ['docker-ce', 'docker-ce-cli', 'docker-ce-rootless-extras', 'containerd.io', 'docker-ce-26'],
  },
  {
    path: 'kubernetes/yum/repos/kubernetes-el7-x86_64',
    specs: ['kubelet', 'kubeadm', 'kubectl', 'kubernetes-cni', 'cri-tools', 'kubernetes-cni-1.2', 'cri-tools-1.26'],
  },
];

/** Where the public key of the bundle is offered: the addresses that the real repositories' `gpgkey` lines name. */
export const KEY_PATHS = [
  'docker-ce/linux/centos/gpg',
  'kubernetes/yum/doc/yum-key.gpg',
  'kubernetes/yum/doc/rpm-package-key.gpg',
] as const;
