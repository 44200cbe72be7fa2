/** lab.schema.json, from which editors complete and check lab.yaml. Run as a program it prints the file. */
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { GUIDE, HOST_DEFAULTS } from './defaults.js';
import { at } from './layers.js';
import { configSchema } from './schema.js';

/** As it must be in a file: sections may be left out or blank, and only a host has keys that nothing can stand in for. */
export function jsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(configSchema, {
    override({ jsonSchema: node, path }) {
      const key = path.filter((_, i) => path[i - 1] === 'properties');
      if (node.type === 'object' && node.properties) {
        delete node.required;
        if (path.at(-1) === 'items') node.required = ['name', 'ip'];
        else node.type = ['object', 'null'] as unknown as 'object'; // the type does not know of lists of types, JSON Schema does
      }
      if (node.maximum === Number.MAX_SAFE_INTEGER) delete node.maximum;
      if (node.format === 'cidrv4') delete node.format; // not one that JSON Schema has; the pattern says it
      const value = path.includes('items') ? at(HOST_DEFAULTS, key.slice(-1)) : at(GUIDE, key);
      if (value !== undefined && !node.properties && !path.includes('anyOf')) node.default = value;
    },
  });
  const { $schema, ...rest } = schema;
  return {
    $schema,
    title: 'lab.yaml',
    description:
      "A Kubernetes lab. Every key has a default, the defaults are the guide's lab (some differ with the provider), and an empty file is valid.",
    ...rest,
  };
}

export function jsonSchemaText(): string {
  return `${JSON.stringify(jsonSchema(), null, 2)}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.stdout.write(jsonSchemaText());
