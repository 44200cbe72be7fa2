/** Whether the lab's addresses mean something else on this machine. Reads what the system knows; contacts nothing. */
import { formatCidr, overlap, parseAddress, parseCidr } from '../../config/ip.js';
import type { LabConfig } from '../../config/schema.js';
import { THIS_MACHINE, type Finding } from '../../finding.js';

export interface Interface {
  name: string;
  address: string;
  /** `192.168.207.1/24` */
  cidr: string;
}

/** A line of `ip -j route`. */
export interface Route {
  dst: string;
  dev?: string;
  gateway?: string;
}

/** Networks that a hypervisor has made for its machines, this lab's own among them. */
const HYPERVISORS = /^(vboxnet|virbr|vmnet|vnet|bridge1\d\d)|virtualbox|vmware/i;

/** @param routes empty where they cannot be read */
export function addressFindings(
  { network, kubernetes }: Pick<LabConfig, 'network' | 'kubernetes'>,
  interfaces: readonly Interface[],
  routes: readonly Route[],
): Finding[] {
  const subnet = parseCidr(network.subnet);
  if (!subnet) return [];
  const foreign = interfaces.filter(({ name }) => !HYPERVISORS.test(name) && name !== 'lo');
  const taken = foreign
    .filter(({ address }) => inside(address, network.subnet))
    .map(({ name, cidr }) => `${name} has ${cidr}`);
  if (taken.length > 0) {
    return [
      {
        id: 'addresses-taken',
        severity: 'error',
        where: THIS_MACHINE,
        what: `the lab's addresses, ${network.subnet}, are those of a network that this machine is in`,
        why: taken.join('\n'),
        fix: 'give the lab another subnet in lab.yaml: network.subnet',
      },
    ];
  }
  const found: Finding[] = [];
  const ways = routes.filter(({ dst, dev = '' }) => {
    const to = dst === 'default' ? undefined : parseCidr(dst.includes('/') ? dst : `${dst}/32`);
    return to && overlap(to, subnet) && !HYPERVISORS.test(dev);
  });
  for (const { dst, dev, gateway } of ways) {
    const to = parseCidr(dst.includes('/') ? dst : `${dst}/32`)!;
    const wins = to.prefix >= subnet.prefix;
    found.push({
      id: 'addresses-routed',
      severity: wins ? 'error' : 'warning',
      where: THIS_MACHINE,
      what: `a route of this machine leads ${wins ? "the lab's addresses" : 'addresses around the lab'} elsewhere`,
      why: `${formatCidr(to)}${gateway ? ` via ${gateway}` : ''}${dev ? ` dev ${dev}` : ''}; the lab is ${network.subnet}`,
      fix: `give the lab another subnet in lab.yaml (network.subnet), or end what made the route (a VPN?)${wins ? '' : ' if hosts do not answer'}`,
    });
  }
  // Hosts reach the pods and services first, so a name server or mirror behind such an address would be out of their reach.
  for (const [key, cidr] of Object.entries({ podCidr: kubernetes.podCidr, serviceCidr: kubernetes.serviceCidr })) {
    const within = foreign.filter(({ address }) => inside(address, cidr));
    if (within.length === 0) continue;
    found.push({
      id: 'addresses-shadowed',
      severity: 'warning',
      where: THIS_MACHINE,
      what: `this machine is in a network that lies in kubernetes.${key}, ${cidr}: the hosts cannot reach what is there`,
      why: within.map(({ name, cidr: own }) => `${name} has ${own}`).join('\n'),
      fix: `if mirrors or name servers are in that network, give kubernetes.${key} another range in lab.yaml before lab up`,
    });
  }
  return found;
}

function inside(address: string, cidr: string): boolean {
  const range = parseCidr(cidr);
  const at = parseAddress(address);
  return range !== undefined && at !== undefined && at >= range.first && at <= range.last;
}
