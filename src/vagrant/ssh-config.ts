import type { Target } from '../target.js';

/**
 * The targets in the output of `vagrant ssh-config`. A value may be quoted; a key such as IdentityFile may repeat, and then
 * the first one counts, as it does for ssh.
 */
export function parseSshConfig(text: string): Target[] {
  const blocks: Map<string, string>[] = [];
  for (const line of text.split('\n')) {
    const match = /^\s*(\S+)\s+(.+?)\s*$/.exec(line);
    if (!match) continue;
    const [, key = '', raw = ''] = match;
    const value = /^"(.*)"$/.exec(raw)?.[1] ?? raw;
    if (key === 'Host') blocks.push(new Map([[key, value]]));
    else if (!blocks.at(-1)?.has(key)) blocks.at(-1)?.set(key, value);
  }
  return blocks.map((block) => ({
    name: block.get('Host') ?? '',
    host: block.get('HostName') ?? '',
    port: Number(block.get('Port') ?? 22),
    user: block.get('User') ?? 'vagrant',
    identityFile: block.get('IdentityFile') ?? null,
  }));
}
