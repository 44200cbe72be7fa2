/** Laying values over values, and asking afterwards which layer a value is from. */
import { dotted, type Path } from './positions.js';

/**
 * `over` laid over `under`, key by key; a section left blank in YAML (null) changes nothing. Lists and the values in
 * docker.daemon are replaced as a whole: half of one is seldom what anybody means.
 */
export function overlay(under: unknown, over: unknown, path: Path = []): unknown {
  if (over === undefined) return under;
  if (!isSection(under) || isUnit(path)) return over;
  if (over === null) return under;
  if (!isSection(over)) return over;
  const keys = new Set([...Object.keys(under), ...Object.keys(over)]);
  return Object.fromEntries([...keys].map((key) => [key, overlay(own(under, key), own(over, key), [...path, key])]));
}

/** The paths of all values: what is neither a section nor a list of sections. */
export function leaves(value: unknown, path: Path = []): Path[] {
  if (isUnit(path) || typeof value !== 'object' || value === null) return [path];
  const children = Object.entries(value);
  if (children.length === 0 || (Array.isArray(value) && !value.every(isSection))) return [path];
  return children.flatMap(([key, child]) => leaves(child, [...path, Array.isArray(value) ? Number(key) : key]));
}

/** The value at `path`, undefined where there is none. */
export function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, key) => own(inner, String(key)), value);
}

export function isSection(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isUnit(path: Path): boolean {
  return path.length > 2 && dotted(path).startsWith('docker.daemon.');
}

function own(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}
