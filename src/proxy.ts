/**
 * Proxies and a lab: what the user has set stays for the internet (boxes, packages), the lab's own addresses go past it,
 * and in a network namespace, from which no proxy can be reached, there is none.
 */

export type Environment = Readonly<Record<string, string | undefined>>;

const PROXY = /^(https?|ftp|all|socks)_proxy$/i;
const EXCEPTIONS = /^no_proxy$/i;

/** An environment in which these addresses go past any proxy. */
export function pastProxies(env: Environment, own: readonly string[]): Record<'no_proxy' | 'NO_PROXY', string> {
  const given = Object.entries(env).flatMap(([name, value]) => (EXCEPTIONS.test(name) ? (value ?? '').split(',') : []));
  const all = [...new Set([...given.map((word) => word.trim()).filter(Boolean), ...own])];
  // curl takes the star for everything only where it stands alone.
  const list = all.includes('*') ? '*' : all.join(',');
  // curl reads the small one first, Go the other: whoever finds one must find the same.
  return { no_proxy: list, NO_PROXY: list };
}

/** The environment of a program that this process starts, whole: its own, `extra` laid over it, no proxy where there is none. */
export function environmentOf(
  argv: readonly string[],
  extra: Environment = {},
  ours: Environment = process.env,
): Record<string, string> {
  const sealed = argv.slice(0, 3).join(' ') === 'ip netns exec';
  return Object.fromEntries(
    Object.entries({ ...ours, ...extra }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && !(sealed && PROXY.test(entry[0])),
    ),
  );
}
