import type { LabConfig } from '../config/schema.js';

/** A host's name as a node of the cluster: kubeadm takes the host name, which the guide sets to the full one. */
export function nodeNameOf(config: LabConfig, host: { name: string }): string {
  return `${host.name}.${config.domain}`;
}
