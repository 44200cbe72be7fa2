/** Proxy variables that would catch what goes to the lab. */
import type { LabConfig } from '../../config/schema.js';
import { THIS_MACHINE, type Finding } from '../../finding.js';
import { redact } from '../../redact.js';

export function proxyFindings(
  { hosts, network }: Pick<LabConfig, 'hosts' | 'network'>,
  env: NodeJS.ProcessEnv,
): Finding[] {
  const proxies = Object.entries(env).filter(([name, value]) => /^(https?|all)_proxy$/i.test(name) && value);
  if (proxies.length === 0) return [];
  const past = Object.entries(env)
    .filter(([name]) => /^no_proxy$/i.test(name))
    .flatMap(([, value]) => (value ?? '').split(/[\s,]+/));
  const caught = hosts.map(({ ip }) => ip).filter((ip) => !past.some((entry) => covers(entry, ip)));
  if (caught.length === 0) return [];
  return [
    {
      id: 'proxy-catches-lab',
      severity: 'warning',
      where: THIS_MACHINE,
      what: "a proxy is set here, and what you start yourself would ask it for the lab's addresses",
      why: [
        ...proxies.map(([name, value]) => redact(`${name}=${value}`)),
        `no_proxy does not name ${caught.join(', ')}`,
      ].join('\n'),
      fix: `export no_proxy="\${no_proxy:+$no_proxy,}${[...hosts.map(({ ip }) => ip), network.gateway].join(',')}"\n(lab kubectl and lab curl go past it by themselves)`,
    },
  ];
}

/** As curl understands an entry: an address, a suffix, or everything. Ranges are understood by few programs. */
function covers(entry: string, ip: string): boolean {
  return entry === '*' || entry === ip;
}
