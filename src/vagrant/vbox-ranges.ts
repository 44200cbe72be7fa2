/** VirtualBox lets host-only networks have only some addresses; Vagrant refuses the others (its Action::Network). */
import { readFile } from 'node:fs/promises';
import { overlap, parseCidr, type Cidr } from '../config/ip.js';
import { LabError } from '../errors.js';
import { exec } from '../process.js';

/** VirtualBox manual, 6.7 “Host-Only Networking”. */
const CONF = '/etc/vbox/networks.conf';
const DEFAULT_RANGE = '192.168.56.0/21';

/** What is allowed: the lines that begin with an asterisk; without the file, VirtualBox's own range. */
export function allowedRanges(conf: string | undefined): string[] {
  if (conf === undefined) return [DEFAULT_RANGE];
  return conf
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('*'))
    .flatMap((line) => line.slice(1).trim().split(/\s+/))
    .filter(Boolean);
}

/** Whether VirtualBox looks at the file at all: since 6.1.28, not on Windows, on macOS no longer since 7. */
export function limitsRanges(version: string, platform: NodeJS.Platform): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split(/\D/).map(Number);
  if (platform === 'win32' || (platform === 'darwin' && major >= 7)) return false;
  return major > 6 || (major === 6 && (minor > 1 || (minor === 1 && patch >= 28)));
}

/** @throws LabError `E_VBOX_NETWORK_RANGE` with the line that allows the subnet */
export function assertAllowed(subnet: string, conf: string | undefined): void {
  const wanted = parseCidr(subnet);
  const ranges = allowedRanges(conf);
  const allowed = ranges.map(parseCidr).filter((range): range is Cidr => range !== undefined);
  if (!wanted || allowed.some((range) => overlap(range, wanted) && range.prefix <= wanted.prefix)) return;
  // The first line of one's own ends what is allowed without the file.
  const line = ['*', subnet, ...(conf === undefined ? [DEFAULT_RANGE] : [])].join(' ');
  throw new LabError({
    code: 'E_VBOX_NETWORK_RANGE',
    class: 'environment',
    what: `VirtualBox does not allow the lab's addresses, ${subnet}, on a host-only network`,
    why:
      conf === undefined
        ? `there is no ${CONF}, so it allows ${DEFAULT_RANGE}`
        : `${CONF} allows ${ranges.join(' ') || 'nothing'}`,
    fix: `add this line to ${CONF}:\n${line}\nfor example with\nsudo mkdir -p /etc/vbox && echo '${line}' | sudo tee -a ${CONF}`,
  });
}

/** @throws LabError `E_VBOX_NETWORK_RANGE` */
export async function requireAllowedRange(subnet: string, signal: AbortSignal): Promise<void> {
  const { stdout } = await exec(['VBoxManage', '--version'], { signal, timeoutMs: 30_000 });
  // Warnings may come before the version.
  const version = stdout.trim().split('\n').at(-1) ?? '';
  if (!limitsRanges(version, process.platform)) return;
  assertAllowed(subnet, await readFile(CONF, 'utf8').catch(() => undefined));
}
