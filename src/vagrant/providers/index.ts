import type { ProviderName } from '../../config/schema.js';
import { LabError } from '../../errors.js';
import type { Provider } from '../provider.js';
import { existing } from './existing.js';
import { lxc, sealedLabObstacle } from './lxc.js';
import { detectHypervisor, machineProviders } from './machines.js';

const PROVIDERS: readonly Provider[] = [...machineProviders, lxc, existing];

export function providerNamed(name: ProviderName): Provider {
  const provider = PROVIDERS.find((candidate) => candidate.name === name);
  if (!provider) throw new TypeError(`no provider ${name}`);
  return provider;
}

/**
 * The provider for a lab.yaml that names none: a hypervisor that is installed, else the sealed lab where it can run.
 * @throws LabError E_NO_PROVIDER
 */
export async function detectProvider(signal: AbortSignal): Promise<ProviderName> {
  const hypervisor = await detectHypervisor(signal);
  if (hypervisor) return hypervisor;
  const obstacle = await sealedLabObstacle();
  if (obstacle === undefined) return 'lxc';
  throw new LabError({
    code: 'E_NO_PROVIDER',
    class: 'environment',
    what: "nothing here can make the lab's machines",
    why: `neither VirtualBox nor libvirt nor VMware is installed; ${obstacle}`,
    fix: 'install VirtualBox (https://www.virtualbox.org) or libvirt, or name the machines you have: `provider: existing` in lab.yaml',
  });
}
