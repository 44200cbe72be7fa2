import type { V1Deployment } from 'kube-classroom/exercise';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * What was declared about a Deployment, and nothing that came to it otherwise: the part that another apply would restore.
 * @returns undefined when nobody has ever applied it
 */
export function declaration(deployment: V1Deployment): V1Deployment | undefined {
  const written = deployment.metadata?.annotations?.[LAST_APPLIED];
  if (written !== undefined) return JSON.parse(written) as V1Deployment;
  // `kubectl apply --server-side` leaves the record to the server.
  const applied = deployment.metadata?.managedFields?.find(({ operation }) => operation === 'Apply');
  return applied && (managedPart(deployment, applied.fieldsV1 as ManagedFields) as V1Deployment);
}

/** The server's record: `f:name` for a field, `k:{"name":"web"}` for an item of a list, `{}` for all that is below. */
interface ManagedFields {
  [key: string]: ManagedFields;
}

function managedPart(value: unknown, fields: ManagedFields): unknown {
  const entries = Object.entries(fields).filter(([key]) => key !== '.');
  if (entries.length === 0) return value;
  if (Array.isArray(value)) {
    return entries.map(([key, below]) =>
      managedPart(
        value.find((item) => isItem(item, key)),
        below,
      ),
    );
  }
  const object = (value ?? {}) as Record<string, unknown>;
  return Object.fromEntries(entries.map(([key, below]) => [key.slice(2), managedPart(object[key.slice(2)], below)]));
}

function isItem(item: unknown, key: string): boolean {
  const wanted = JSON.parse(key.slice(2)) as Record<string, unknown>;
  return Object.entries(wanted).every(([name, value]) => (item as Record<string, unknown>)[name] === value);
}
