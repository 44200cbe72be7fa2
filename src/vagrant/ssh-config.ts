import type { Target } from '../target.js';

/**
 * The targets in the output of `vagrant ssh-config`. A value may be quoted. The first of repeated keys counts, as it does
 * for ssh, but for IdentityFile: all of them are tried (Vagrant ≥ 2.4 names a key of each kind).
 */
export function parseSshConfig(text: string): Target[] {
  const blocks: Map<string, string[]>[] = [];
  for (const line of text.split('\n')) {
    const match = /^\s*(\S+)\s+(.+?)\s*$/.exec(line);
    if (!match) continue;
    const [, word = '', raw = ''] = match;
    const key = word.toLowerCase();
    const value = /^"(.*)"$/.exec(raw)?.[1] ?? raw;
    if (key === 'host') blocks.push(new Map());
    const block = blocks.at(-1);
    block?.set(key, [...(block.get(key) ?? []), value]);
  }
  return blocks.map((block) => {
    const first = (key: string) => block.get(key)?.[0];
    return {
      name: first('host') ?? '',
      host: first('hostname') ?? '',
      port: Number(first('port') ?? 22),
      user: first('user') ?? 'vagrant',
      identityFiles: block.get('identityfile') ?? [],
    };
  });
}
