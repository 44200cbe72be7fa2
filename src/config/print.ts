/** What `lab config` prints: the configuration in force, and where each value is from. */
import { Document, isCollection, isNode, Scalar, visit } from 'yaml';
import { leaves } from './layers.js';
import type { LoadedConfig } from './load.js';
import { dotted } from './positions.js';

/** YAML that `--config` takes back to the same configuration, each value with its origin as a comment. */
export function configYaml(loaded: LoadedConfig): string {
  const values = withRemovedKeys(loaded);
  const document = new Document(values);
  document.commentBefore = ` The configuration in force; ${loaded.path} is laid over the defaults.`;
  for (const path of leaves(values)) {
    const node = document.getIn(path, true);
    if (!isNode(node)) continue;
    if (isCollection(node)) node.flow = true; // so that a comment fits at the end of its line
    node.comment = ` ${loaded.origins.get(dotted(path)) ?? 'default'}`;
  }
  // What YAML has no place for, and what a terminal would obey, is escaped: only double quotes can do that. Without
  // quotes, << would be YAML's merge.
  visit(document, {
    Scalar: (_, node) => {
      if (node.value === '<<' || (typeof node.value === 'string' && node.value.search(UNPRINTABLE) >= 0))
        node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  const text = document.toString({ lineWidth: 0, flowCollectionPadding: true });
  return text.replace(UNPRINTABLE, (found) =>
    [...Array(found.length).keys()].map((i) => `\\u${hex(found, i)}`).join(''),
  );
}

const UNPRINTABLE = /(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/gu;

function hex(text: string, at: number): string {
  return text.charCodeAt(at).toString(16).padStart(4, '0');
}

/** The same for programs: the configuration and the origins by dotted path. */
export function configJson({ config, origins, path }: LoadedConfig): Record<string, unknown> {
  return { path, config, origins: Object.fromEntries(origins) };
}

/** A default of docker.daemon that lab.yaml takes away must be taken away again when the output is read. */
function withRemovedKeys({ config, origins }: LoadedConfig): unknown {
  const prefix = 'docker.daemon.';
  const removed = [...origins.keys()]
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length))
    .filter((key) => !Object.hasOwn(config.docker.daemon, key));
  const daemon = { ...config.docker.daemon, ...Object.fromEntries(removed.map((key) => [key, null])) };
  return { ...config, docker: { ...config.docker, daemon } };
}
