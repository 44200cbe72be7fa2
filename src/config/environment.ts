/**
 * The configuration as the steps of provision/ see it: environment variables, one set per host.
 * Values are raw; whoever puts them into a shell line quotes them (src/shell.ts).
 */
import { controlPlaneOf } from '../host.js';
import { fullName } from './names.js';
import type { LabConfig } from './schema.js';

/**
 * The variables that every step finds in its environment. Flags are `1` or `0`, lists of keys are parted by one space
 * (as a .repo file has them), versions have no leading `v`.
 * HOSTS has one line per host, `ip name fqdn`, in the order of lab.yaml: what the guide appends to /etc/hosts.
 * @throws Error when the config has no host of that name
 */
export function stepEnvironment(config: LabConfig, hostName: string): Record<string, string> {
  const host = config.hosts.find((h) => h.name === hostName);
  if (!host) throw new Error(`no host is called ${hostName}`);
  const { docker, kubernetes } = config;
  const first = controlPlaneOf(config.hosts);
  return {
    HOST_NAME: host.name,
    HOST_FQDN: fullName(config, host),
    HOST_IP: host.ip,
    HOST_ROLE: host.role,
    HOSTS: config.hosts.map((h) => `${h.ip} ${h.name} ${fullName(config, h)}`).join('\n'),
    DOMAIN: config.domain,
    CONTROL_PLANE_NAME: first.name,
    CONTROL_PLANE_FQDN: fullName(config, first),
    CONTROL_PLANE_IP: first.ip,
    SUBNET: config.network.subnet,
    // Machines that Vagrant makes have their sshd where everybody has it, however lab reaches them.
    SSH_PORT: String(config.provider === 'existing' ? config.ssh.port : 22),
    CENTOS_VAULT: config.centos.vault,
    DOCKER_VERSION: docker.version,
    ...repo('DOCKER', docker.repo),
    DOCKER_DAEMON_JSON: JSON.stringify(docker.daemon, null, 2),
    KUBERNETES_VERSION: kubernetes.version,
    ...repo('KUBERNETES', kubernetes.repo),
    KUBERNETES_CNI_VERSION: kubernetes.cniVersion,
    CRI_TOOLS_VERSION: kubernetes.criToolsVersion,
    IMAGE_REPOSITORY: kubernetes.imageRepository,
    SERVICE_CIDR: kubernetes.serviceCidr,
    POD_CIDR: kubernetes.podCidr,
    FLANNEL_IMAGE: config.flannel.image,
    METRICS_SERVER_IMAGE: config.metricsServer.image,
    NGINX_IMAGE: config.images.nginx,
    BUSYBOX_IMAGE: config.images.busybox,
  };
}

function repo(prefix: string, from: LabConfig['docker']['repo']): Record<string, string> {
  return {
    [`${prefix}_REPO_BASEURL`]: from.baseurl,
    [`${prefix}_REPO_GPGKEY`]: from.gpgkey.join(' '),
    [`${prefix}_REPO_GPGCHECK`]: from.gpgcheck ? '1' : '0',
    [`${prefix}_REPO_REPO_GPGCHECK`]: from.repoGpgcheck ? '1' : '0',
  };
}
