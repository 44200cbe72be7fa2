import type { V1Deployment } from 'kube-classroom/exercise';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Each value of an object by its path: `template.spec.containers[web].resources.requests.cpu`. */
export type Values = Map<string, string>;

/**
 * What was declared about a Deployment, and nothing that came to it otherwise: the part that another apply would restore.
 * @returns undefined when nobody has ever applied it
 */
export function declared(deployment: V1Deployment): Values | undefined {
  const { annotations, managedFields = [] } = deployment.metadata ?? {};
  const written = annotations?.[LAST_APPLIED];
  // `kubectl apply --server-side` leaves the record to the server, for each who applies a part.
  const applied = managedFields.filter(({ operation }) => operation === 'Apply');
  if (written === undefined && applied.length === 0) return undefined;
  const parts = applied.map(({ fieldsV1 }) => managedPart(deployment, fieldsV1 as ManagedFields) as V1Deployment);
  const first = written === undefined ? {} : (JSON.parse(written) as V1Deployment);
  return new Map([first, ...parts].flatMap(({ spec }) => [...values(spec)]));
}

/** Items of a list go by their names, where they have any. */
export function values(value: unknown, path = ''): Values {
  if (Array.isArray(value))
    return new Map(value.flatMap((item, i) => [...values(item, `${path}[${nameOfItem(item) ?? i}]`)]));
  if (typeof value === 'object' && value !== null)
    return new Map(Object.entries(value).flatMap(([key, item]) => [...values(item, path ? `${path}.${key}` : key)]));
  return new Map(
    value === undefined || value === null
      ? []
      : [[path, plain(typeof value === 'string' ? value : JSON.stringify(value))]],
  );
}

function nameOfItem(item: unknown): string | number | undefined {
  const { name, containerPort } = item as { name?: string; containerPort?: number };
  return name ?? containerPort;
}

const UNITS: Record<string, number> = { m: 1e-3, k: 1e3, M: 1e6, G: 1e9, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 };

/** A quantity can be spelled in several ways: 20m and 0.02 are the same. */
function plain(value: string): string {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(m|k|M|G|Ki|Mi|Gi)$/.exec(value) ?? [];
  if (number === undefined) return /^\d+\.\d+$/.test(value) ? String(Number(value)) : value;
  // So that no digit is lost on the way.
  return String(Math.round(Number(number) * UNITS[unit!]! * 1e6) / 1e6);
}

/** The server's record: `f:name` for a field, `k:{"name":"web"}` for an item of a list, `{}` for all that is below. */
interface ManagedFields {
  [key: string]: ManagedFields;
}

function managedPart(value: unknown, fields: ManagedFields): unknown {
  const entries = Object.entries(fields).filter(([key]) => key !== '.');
  if (entries.length === 0) return value;
  if (Array.isArray(value)) {
    return entries.map(([key, below]) => {
      const item = value.find((each) => isItem(each, key)) as object | undefined;
      // What an item goes by belongs to it, whoever else has named it.
      return item && { ...itemKey(key), ...(managedPart(item, below) as object) };
    });
  }
  const object = (value ?? {}) as Record<string, unknown>;
  return Object.fromEntries(entries.map(([key, below]) => [key.slice(2), managedPart(object[key.slice(2)], below)]));
}

function itemKey(key: string): Record<string, unknown> {
  return JSON.parse(key.slice(2)) as Record<string, unknown>;
}

function isItem(item: unknown, key: string): boolean {
  return Object.entries(itemKey(key)).every(([name, value]) => (item as Record<string, unknown>)[name] === value);
}
