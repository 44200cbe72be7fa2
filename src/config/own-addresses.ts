import type { LabConfig } from './schema.js';

/**
 * What must be reached without a proxy, as no_proxy wants it. The hosts are named beside their network: curl before 7.86
 * and Python do not understand a network.
 */
export function ownAddresses({ hosts, domain, network, kubernetes }: LabConfig): string[] {
  return [
    'localhost',
    '127.0.0.1',
    '::1',
    ...hosts.flatMap(({ name, ip }) => [ip, name, `${name}.${domain}`]),
    `.${domain}`,
    network.gateway,
    network.subnet,
    kubernetes.podCidr,
    kubernetes.serviceCidr,
  ];
}
