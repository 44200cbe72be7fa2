/** The machine's own Debian sources, read from both formats apt knows, as lines of a sources.list that also offers sources. */
import { LabError } from '../errors.js';
import { VERSIONS } from './versions.js';

/** One archive of Debian's: a mirror, a suite. */
interface Source {
  /** Options of the one-line format, without brackets; may be empty. */
  options: string;
  uri: string;
  suite: string;
  components: readonly string[];
}

const { debian: RELEASE } = VERSIONS;
const SUITES = [RELEASE, `${RELEASE}-updates`, `${RELEASE}-security`];

/**
 * @param files content of /etc/apt/sources.list and sources.list.d/*, by file name
 * @returns a sources.list with `deb` and `deb-src` of every Debian archive of this release among them, component main; other vendors'
 *   archives are left out, so what is built does not depend on them
 * @throws LabError `E_NO_DEBIAN_SOURCES`
 */
export function debianSources(files: Readonly<Record<string, string>>): string {
  const lines = archives(files).flatMap(({ options, uri, suite }) =>
    ['deb', 'deb-src'].map((type) => [type, ...(options ? [`[${options}]`] : []), uri, suite, 'main'].join(' ')),
  );
  return `${[...new Set(lines)].join('\n')}\n`;
}

/**
 * @returns the first mirror of this release itself among the machine's sources, as debootstrap wants it
 * @throws LabError `E_NO_DEBIAN_SOURCES`
 */
export function debianMirror(files: Readonly<Record<string, string>>): string {
  const mirror = archives(files).find(({ suite }) => suite === RELEASE);
  if (!mirror) throw noSources();
  return mirror.uri;
}

function archives(files: Readonly<Record<string, string>>): readonly Source[] {
  const found = Object.entries(files)
    .flatMap(([name, text]) => (name.endsWith('.sources') ? fromDeb822(text) : fromLines(text)))
    .filter(({ uri, suite, components }) => isDebian(uri) && SUITES.includes(suite) && components.includes('main'));
  if (found.length === 0) throw noSources();
  return found;
}

function noSources(): LabError {
  return new LabError({
    code: 'E_NO_DEBIAN_SOURCES',
    class: 'environment',
    what: `apt on this machine knows no mirror of Debian ${RELEASE}, component main`,
    why: 'the bundle is built from packages and sources of the mirror that the machine itself uses',
    fix: `name one in /etc/apt/sources.list: \`deb http://MIRROR/debian ${RELEASE} main\``,
  });
}

/** Mirrors of Debian keep its path, others' archives for Debian name their components otherwise. */
function isDebian(uri: string): boolean {
  return /\/debian(-security)?(\/|$)/.test(uri);
}

/** `deb [signed-by=…] http://mirror.example.org/debian bookworm main contrib` */
function fromLines(text: string): Source[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+([^#]+)/.exec(line);
    if (!match) return [];
    const [, options = '', uri = '', suite = '', components = ''] = match;
    return [{ options: options.trim(), uri, suite, components: words(components) }];
  });
}

/** Stanzas of `Types: deb`, `URIs:`, `Suites:`, `Components:`, `Signed-By:` (deb822, sources.list(5)). */
function fromDeb822(text: string): Source[] {
  const withoutComments = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n');
  return withoutComments.split(/\n\s*\n/).flatMap((stanza) => {
    const fields = new Map(
      stanza
        .replace(/\n[ \t]+/g, ' ')
        .split('\n')
        .map((line) => /^([\w-]+):(.*)$/.exec(line))
        .filter((match) => match !== null)
        .map(([, key = '', value = '']) => [key.toLowerCase(), value.trim()] as const),
    );
    const list = (key: string) => words(fields.get(key) ?? '');
    if (fields.get('enabled') === 'no' || !list('types').includes('deb')) return [];
    // A key written out in the stanza does not fit on a line; Debian's own is trusted without being named.
    const key = fields.get('signed-by') ?? '';
    const options = key.startsWith('/') ? `signed-by=${words(key).join(',')}` : '';
    return list('uris').flatMap((uri) =>
      list('suites').map((suite) => ({ options, uri, suite, components: list('components') })),
    );
  });
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
