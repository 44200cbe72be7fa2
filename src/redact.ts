/**
 * Secrets out of a text that others will read. Too much is taken rather than too little: what is left must still tell what
 * happened, not be put to use.
 */

const GONE = '[redacted]';

/** What a key is called whose value is a secret; as a whole word or the end of one: `TOKEN`, `db_password`, `client-key-data`. */
const SECRET_KEY = String.raw`[\w.-]*(?:passw(?:or)?d|passphrase|secret|token|client-key-data|api[_-]?key|access[_-]?key|private[_-]?key|certificate-key|identitytoken|registrytoken)`;

interface Rule {
  pattern: RegExp;
  by: string;
}

const RULES: readonly Rule[] = [
  // Private keys in any armour; one that was cut off as well. `\\n` is how JSON has them on one line.
  {
    pattern:
      /-----BEGIN ([A-Z0-9 ]*)PRIVATE KEY-----(?:[\s\S]*?-----END [A-Z0-9 ]*PRIVATE KEY-----|(?:\s|\\[nr])*(?:[\w+/=:,. -]+(?:\s|\\[nr])*)*)/g,
    by: `-----BEGIN $1PRIVATE KEY----- ${GONE}`,
  },
  // The same in base64 (kubeconfig, Secret): `-----BEGIN ` at its three possible places. Certificates begin alike and go along.
  { pattern: /(?:LS0tLS1CRUdJTi|0tLS0tQkVHSU4g|tLS0tLUJFR0lOI)[A-Za-z0-9+/=]+/g, by: GONE },
  // A bootstrap token, wherever it stands (kubeadm: [a-z0-9]{6}\.[a-z0-9]{16}).
  { pattern: /(?<![\w.-])[a-z0-9]{6}\.[a-z0-9]{16}(?![\w-]|\.\w)/g, by: GONE },
  // A JSON web token: ServiceAccounts, OpenID.
  { pattern: /\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g, by: GONE },
  {
    pattern: /\b((?:proxy-)?authorization["']?[ \t]*[:=][ \t]*["']?)(?:(bearer|basic|negotiate|digest)\s+)?[^\s"',]+/gi,
    by: `$1$2 ${GONE}`,
  },
  { pattern: /\b(bearer|basic)\s+[A-Za-z0-9+/_.~-]{12,}=*/gi, by: `$1 ${GONE}` },
  // scheme://user:password@host and scheme://token@host; a user alone is none (ssh://git@…).
  { pattern: /\b([a-z][a-z0-9+.-]*:\/\/[^\s/:@"']*):[^\s/@"']+@/gi, by: `$1:${GONE}@` },
  // What docker login keeps.
  { pattern: /("auth"\s*:\s*")[^"]*"/g, by: `$1${GONE}"` },
  // --token x, --token=x, "--token", "x".
  {
    pattern: new RegExp(String.raw`((?<![\w-])--?${SECRET_KEY}(?:=|["']?,?\s+["']?))(?!-)[^\s"',]+`, 'gi'),
    by: `$1${GONE}`,
  },
  // key: value, key=value, "key": "value"; a value that is no word is none ("token: {").
  {
    pattern: new RegExp(
      String.raw`((?<![\w.-])(?!v\d)${SECRET_KEY}["']?[ \t]*[:=][ \t]*)("[^"\n]*"|'[^'\n]*'|[^\s"'{[,;}\])]+)`,
      'gi',
    ),
    by: `$1${GONE}`,
  },
];

/** @returns the text without private keys, tokens, passwords and the content of Secrets */
export function redact(text: string): string {
  return RULES.reduce((rest, { pattern, by }) => rest.replace(pattern, by), secretsEmptied(text));
}

/** The values below `data` and `stringData` of a Kubernetes Secret, in YAML and in JSON. */
function secretsEmptied(text: string): string {
  if (!/kind["']?\s*:\s*["']?Secret\b/.test(text)) return text;
  return text
    .split(/^(?=---\s*$)/m)
    .map((document) => (/kind["']?\s*:\s*["']?Secret\b/.test(document) ? withoutData(document) : document))
    .join('');
}

function withoutData(document: string): string {
  const lines: string[] = [];
  let below: number | undefined;
  for (const line of document.split('\n')) {
    const indent = line.search(/\S/);
    if (below !== undefined && indent > below) {
      lines.push(
        line.replace(/^(\s*[^\s:]+:).*/, `$1 ${GONE}`).replace(/^(\s*)(?!\S+: \[redacted\]$)\S.*/, `$1${GONE}`),
      );
      continue;
    }
    if (indent >= 0) below = /^\s*(?:- )?(?:data|stringData):\s*$/.test(line) ? indent : undefined;
    lines.push(line);
  }
  return lines.join('\n').replace(/("(?:data|stringData)"\s*:\s*)\{[^{}]*\}/g, `$1{"${GONE}":""}`);
}
