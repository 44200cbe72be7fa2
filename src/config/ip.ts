/** IPv4 arithmetic on numbers, as far as a lab needs it. */

/** The first and the last address belong to the range; `prefix` is the length of its mask in bits. */
export interface Cidr {
  first: number;
  last: number;
  prefix: number;
}

/** @returns undefined for anything but four decimal bytes */
export function parseAddress(text: string): number | undefined {
  const bytes = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (!bytes || bytes.some((byte) => byte > 255)) return undefined;
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}

export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
}

/**
 * The range that `text` names, also where `text` is an address inside it (`10.0.0.7/24`): compare `formatCidr`.
 * @returns undefined for anything but address/prefix
 */
export function parseCidr(text: string): Cidr | undefined {
  const [, address = '', bits = ''] = /^([^/]+)\/(\d{1,2})$/.exec(text) ?? [];
  const inside = parseAddress(address);
  const prefix = Number(bits);
  if (inside === undefined || prefix > 32) return undefined;
  const size = 2 ** (32 - prefix);
  const first = Math.floor(inside / size) * size;
  return { first, last: first + size - 1, prefix };
}

export function formatCidr({ first, prefix }: Cidr): string {
  return `${formatAddress(first)}/${prefix}`;
}

export function netmask({ prefix }: Cidr): string {
  return formatAddress(2 ** 32 - 2 ** (32 - prefix));
}

export function overlap(a: Cidr, b: Cidr): boolean {
  return a.first <= b.last && b.first <= a.last;
}
