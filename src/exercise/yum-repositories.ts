/** Where yum of a host looks for packages, as the .repo files say it. */
import type { Host } from '../host.js';
import type { CheckContext } from './check.js';

/** A repository that is turned on. */
export interface YumRepository {
  id: string;
  /** Without a slash at the end, and with yum's variables put in. */
  addresses: string[];
  /** Whether the signature of packages is looked at. */
  gpgcheck: boolean;
}

// `[main]` holds for those that say nothing themselves.
const READ = `sed -n '/^\\[main\\]/,/^\\[[^m]/p' /etc/dnf/dnf.conf 2>/dev/null || true
for file in /etc/yum.repos.d/*.repo; do if [ -e "$file" ]; then echo; cat "$file"; fi; done
echo; echo '[ variables ]'; echo "basearch=$(uname -m)"
echo "releasever=$(. /etc/os-release; echo "\${VERSION_ID%%.*}")"`;

export async function yumRepositories({ signal }: Pick<CheckContext, 'signal'>, host: Host): Promise<YumRepository[]> {
  return repositoriesOf((await host.script(READ, { signal })).stdout);
}

/** @param text `[main]` if there is one, the .repo files, and a section `[ variables ]`: no repository can have that name */
export function repositoriesOf(text: string): YumRepository[] {
  const sections = text
    .split(/^(?=\[)/m)
    .filter((part) => part.startsWith('['))
    .map(sectionOf);
  const valuesOf = (id: string) => sections.find((section) => section.id === id)?.values ?? {};
  const variables = valuesOf(' variables ');
  const { gpgcheck: everywhere } = valuesOf('main');
  return sections
    .filter(({ id, values }) => ![' variables ', 'main'].includes(id) && isOn(values['enabled'] ?? '1'))
    .map(({ id, values }) => ({
      id,
      addresses: (values['baseurl'] ?? '')
        .split(/[\s,]+/)
        .filter(Boolean)
        .map((address) =>
          sameAddress(address.replace(/\$\{?(\w+)\}?/g, (all, name: string) => variables[name] ?? all)),
        ),
      gpgcheck: isOn(values['gpgcheck'] ?? everywhere ?? '0'),
    }));
}

/** With or without a slash at the end is the same repository. */
export function sameAddress(baseurl: string): string {
  return baseurl.trim().replace(/\/+$/, '');
}

function sectionOf(text: string): { id: string; values: Record<string, string> } {
  const [head = '', ...lines] = text.split('\n');
  const values: Record<string, string> = {};
  let key: string | undefined;
  for (const line of lines) {
    if (/^\s*([#;]|$)/.test(line)) continue;
    const [, name, value] = /^(\w+)\s*=\s*(.*)$/.exec(line) ?? [];
    // A line that begins with a blank goes on with the value before it.
    if (name !== undefined) values[(key = name.toLowerCase())] = value!.trim();
    else if (key !== undefined && /^\s/.test(line)) values[key] += ` ${line.trim()}`;
  }
  return { id: head.slice(1, head.indexOf(']')), values };
}

function isOn(value: string): boolean {
  return /^(1|yes|true|on)$/i.test(value);
}
