/** After everything else: what was said, written and passed on holds no secret. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Scenario } from '../scenario.js';
import { must } from '../verdict.js';
import { secretsIn, type ArgvWatcher } from '../watcher.js';

/** They hold the administrator's credentials, or Vagrant's own key to a machine, by their purpose. */
const HOLD_SECRETS = [/^kubeconfig$/, /^\.vagrant\//];

export function secrets(watcher: ArgvWatcher): Scenario {
  return {
    id: 'secrets',
    what: 'output, logs, state and the arguments of every process of the whole run hold no join token, key or certificate; files are private',
    quick: true,
    async run(victim) {
      must(watcher.looks > 100, 'somebody has looked at the arguments', `${watcher.looks} looks`);
      must(watcher.found.size === 0, 'no secret in arguments', [...watcher.found].join('\n'));
      must(
        secretsIn(victim.transcript).length === 0,
        'no secret in what was said',
        secretsIn(victim.transcript).join(', '),
      );
      const root = victim.paths.root;
      const files = readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(root, join(entry.parentPath, entry.name)));
      const telling = files
        .filter((file) => !HOLD_SECRETS.some((pattern) => pattern.test(file)))
        .flatMap((file) => secretsIn(readFileSync(join(root, file), 'utf8')).map((what) => `${what} in ${file}`));
      must(telling.length === 0, 'no secret in files', telling.join('\n'));
      const open = files
        .filter((file) => HOLD_SECRETS.some((pattern) => pattern.test(file)) || /log|json|journal/.test(file))
        .filter((file) => !file.startsWith('.vagrant/') && (statSync(join(root, file)).mode & 0o077) !== 0);
      must(open.length === 0, 'files are for their owner only', open.join(' '));
    },
  };
}
