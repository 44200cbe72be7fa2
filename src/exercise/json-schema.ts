/** labs/exercise.schema.json, from which editors complete and check exercise.yaml. Run as a program it prints the file. */
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { exerciseSchema } from './schema.js';

export function exerciseJsonSchema(): string {
  const { $schema, ...rest } = z.toJSONSchema(exerciseSchema, { io: 'input' });
  return `${JSON.stringify({ $schema, title: 'exercise.yaml', ...rest }, null, 2)}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.stdout.write(exerciseJsonSchema());
