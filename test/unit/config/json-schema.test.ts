import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonSchema, jsonSchemaText } from '../../../src/config/json-schema.js';
import { PROJECT_ROOT } from '../../../src/paths.js';

interface Node {
  description?: string;
  required?: string[];
  properties?: Record<string, Node>;
  items?: Node;
}

function* nodes(node: Node, path = ''): Generator<[string, Node]> {
  yield [path, node];
  for (const [key, child] of Object.entries(node.properties ?? {})) yield* nodes(child, `${path}.${key}`);
  if (node.items) yield* nodes(node.items, `${path}[]`);
}

describe('config/json-schema', () => {
  it('is the committed lab.schema.json (to write it: npm run generate)', () => {
    expect(readFileSync(join(PROJECT_ROOT, 'lab.schema.json'), 'utf8')).to.equal(jsonSchemaText());
  });

  it('describes every key', () => {
    const undescribed = [...nodes(jsonSchema())].filter(
      ([path, { description }]) => !path.endsWith('[]') && !description,
    );
    expect(undescribed.map(([path]) => path)).to.deep.equal([]);
  });

  it('requires nothing but the name and address of a host', () => {
    const requiring = [...nodes(jsonSchema())]
      .filter(([, { required }]) => required)
      .map(([path, { required }]) => [path, required]);
    expect(requiring).to.deep.equal([['.hosts[]', ['name', 'ip']]]);
  });
});
