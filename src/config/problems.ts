/** What is wrong with a lab.yaml, in words: shapes (from zod's issues) here, agreement of values in rules.ts. */
import { z } from 'zod';
import { closest } from './closest.js';
import { dotted, type Path } from './positions.js';
import { configSchema } from './schema.js';

/** A problem before its place in the file is looked up. */
export interface Finding {
  path: Path;
  message: string;
  /** The key is wrong, not its value. */
  unknownKey?: boolean;
  /** Further paths that may be the cause, when `path` has its default value and the user did not write it. */
  orBecauseOf?: Path[];
}

/** Everything about `values` that does not have the shape of the schema, which is lab.yaml's unless said otherwise. */
export function shapeFindings(values: unknown, schema: z.ZodObject = configSchema): Finding[] {
  const result = schema.safeParse(values, { error: message, reportInput: true });
  return result.success ? [] : result.error.issues.flatMap((issue) => findings(issue, schema));
}

function findings(issue: z.core.$ZodIssue, schema: z.ZodObject): Finding[] {
  const path = issue.path.map((key) => (typeof key === 'number' ? key : String(key)));
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
  return issue.keys.map((key) => ({ path: [...path, key], unknownKey: true, message: unknownKey(key, path, schema) }));
}

function unknownKey(key: string, path: Path, schema: z.ZodObject): string {
  const allowed = keysAt(path, schema);
  const near = closest(key, allowed);
  const home = Object.keys(schema.shape).find((name) => keysAt([name], schema).includes(key));
  const advice =
    near !== undefined ? `did you mean \`${near}\`? ` : home !== undefined ? `\`${key}\` belongs in \`${home}\`; ` : '';
  return `unknown key; ${advice}allowed ${path.length === 0 ? 'at the top level' : `in ${dotted(path)}`}: ${allowed.join(', ')}`;
}

const TYPES: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list (lines that begin with `- `)',
  object: 'a section of its own (`key: value` lines below it)',
  record: 'a section of its own (`key: value` lines below it)',
};

/** Messages of the checks that have none of their own; those in schema.ts come first. */
function message(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${TYPES[issue.expected] ?? issue.expected}`;
    case 'invalid_value': {
      if (issue.input === undefined) return 'is missing';
      const allowed = issue.values.map(String);
      const near = typeof issue.input === 'string' ? closest(issue.input, allowed) : undefined;
      return `must be one of ${allowed.join(', ')}${near === undefined ? '' : `; did you mean ${near}?`}`;
    }
    case 'too_small':
      return issue.origin === 'array'
        ? `must have at least ${issue.minimum} item${issue.minimum === 1 ? '' : 's'}`
        : `must be at least ${issue.minimum}`;
    case 'too_big':
      return `must be at most ${issue.maximum}`;
    default:
      return undefined;
  }
}

/** The keys that the schema has in the section at `path`. */
function keysAt(path: Path, root: z.ZodObject): string[] {
  let schema: z.core.$ZodType = root;
  for (const key of path) {
    if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional) schema = schema.unwrap();
    if (schema instanceof z.ZodObject) schema = schema.shape[String(key)] as z.core.$ZodType;
    else if (schema instanceof z.ZodArray) schema = schema.element;
    else if (schema instanceof z.ZodRecord) schema = schema.valueType;
  }
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}
