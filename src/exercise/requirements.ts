/** What an exercise asks of the lab, looked for before it starts: better no exercise than one that cannot be done. */
import { eventually, type Sample } from '../cluster/eventually.js';
import type { Cluster } from '../cluster/cluster.js';
import { statusOf } from '../cluster/api-error.js';
import { nobodyBehind } from '../cluster/api-services.js';
import { ObservationError } from '../cluster/failure.js';
import { LabError } from '../errors.js';
import { task } from '../events.js';
import type { Exercise } from './exercise.js';
import type { Stage } from './stage.js';
import { REQUIREMENTS } from './schema.js';

type Requirement = keyof typeof REQUIREMENTS;

/** The exercise before may just have healed what this one needs. */
const WITHIN_MS = 60_000;

/**
 * @param among only these of its requirements
 * @throws LabError `E_LAB_LACKS`
 */
export async function requireOf(
  { name, spec }: Exercise,
  { config, cluster, signal, emit }: Stage,
  among: readonly Requirement[] = spec.requires,
): Promise<void> {
  const requirements = spec.requires.filter((requirement) => among.includes(requirement));
  if (requirements.length === 0) return;
  const api = await cluster();
  const workers = config.hosts.filter(({ role }) => role === 'worker').length;
  const asked = requirements.map((requirement) => ({
    requirement,
    probe: (ended: AbortSignal) => PROBES[requirement](api, ended, workers),
  }));
  // Nearly always all is there, and nothing is to be told.
  const first = await Promise.all(asked.map(({ probe }) => probe(signal).catch(() => undefined)));
  if (first.every((seen) => seen?.ok)) return;
  await task(emit, { title: `${name}: wait for what it needs` }, async (handle) => {
    await Promise.all(
      asked.map(async ({ requirement, probe }) => {
        let fix: string | undefined;
        await eventually(
          REQUIREMENTS[requirement],
          async (ended) => {
            const seen = await probe(ended);
            handle.progress(seen.observed);
            fix = seen.fix;
            return seen;
          },
          { within: WITHIN_MS, signal },
        ).catch((error: unknown) => {
          throw error instanceof ObservationError ? lacks(name, requirement, error, fix) : error;
        });
      }),
    );
    handle.finish('ok');
  });
}

function lacks(name: string, requirement: Requirement, error: ObservationError, fix: string | undefined): LabError {
  return new LabError({
    code: 'E_LAB_LACKS',
    class: 'environment',
    what: `${name} cannot be done on this lab: it needs that ${REQUIREMENTS[requirement]}`,
    why: error.failure.observed,
    fix: fix ?? 'lab test   says what is wrong with the lab',
    cause: error,
  });
}

type Seen = Sample & { fix?: string | undefined };

const PROBES: Record<Requirement, (cluster: Cluster, signal: AbortSignal, workers: number) => Promise<Seen>> = {
  async dns(cluster, signal) {
    const endpoints = await cluster.endpoints('kube-system', 'kube-dns', { signal });
    const count = (endpoints?.subsets ?? []).flatMap(({ addresses }) => addresses ?? []).length;
    if (count > 0) return { ok: true, observed: `${count} endpoints` };
    const nobody = await nobodyBehind(cluster, 'kube-system', 'kube-dns', { signal });
    return { ok: false, ...missing('CoreDNS has no endpoints', nobody) };
  },
  async metrics(cluster, signal) {
    try {
      const nodes = await cluster.nodeMetrics({ signal });
      return nodes.length > 0
        ? { ok: true, observed: `${nodes.length} nodes` }
        : { ok: false, observed: 'no metrics of any node' };
    } catch (error) {
      // Not installed, or installed a moment ago, or nobody answers.
      const status = statusOf(error);
      if (status !== 404 && status !== 503) throw error;
      const nobody = await nobodyBehind(cluster, 'kube-system', 'metrics-server', { signal });
      return { ok: false, ...missing(`metrics.k8s.io: HTTP ${status}`, nobody) };
    }
  },
  async 'two-workers'(_cluster, _signal, workers) {
    return workers >= 2
      ? { ok: true, observed: `${workers} workers` }
      : { ok: false, observed: `the lab has ${workers}`, final: 'lab.yaml says so' };
  },
};

/** Where nobody is there who could answer, waiting is of no use. */
function missing(seen: string, nobody: Awaited<ReturnType<typeof nobodyBehind>>) {
  if (nobody === undefined) return { observed: seen };
  const { why, fix = 'lab up   installs it again' } = nobody;
  return { observed: `${seen}: ${why}`, final: why, fix };
}
