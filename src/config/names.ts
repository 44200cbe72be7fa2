import type { LabConfig } from './schema.js';

/**
 * A host's full name, which is also its name as a node: kubeadm takes the host name, and the guide sets that to the full one.
 * `master` of domain `example.com` is `master.example.com`.
 */
export function fullName({ domain }: Pick<LabConfig, 'domain'>, { name }: { name: string }): string {
  return `${name}.${domain}`;
}
