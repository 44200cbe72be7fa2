/** What an exercise asks of the lab, looked for before it starts: better no exercise than one that cannot be done. */
import { eventually, type Sample } from '../cluster/eventually.js';
import type { Cluster } from '../cluster/cluster.js';
import { statusOf } from '../cluster/api-error.js';
import { ObservationError } from '../cluster/failure.js';
import { LabError } from '../errors.js';
import type { Exercise } from './exercise.js';
import type { Stage } from './stage.js';
import { REQUIREMENTS } from './schema.js';

type Requirement = keyof typeof REQUIREMENTS;

/** The exercise before may just have healed what this one needs. */
const WITHIN_MS = 60_000;

/** @throws LabError `E_LAB_LACKS` */
export async function requireOf({ name, spec }: Exercise, { config, cluster, signal }: Stage): Promise<void> {
  const api = spec.requires.length > 0 ? await cluster() : undefined;
  await Promise.all(
    spec.requires.map(async (requirement) => {
      try {
        await eventually(
          REQUIREMENTS[requirement],
          (probe) => PROBES[requirement](api!, probe, config.hosts.filter(({ role }) => role === 'worker').length),
          { within: WITHIN_MS, signal },
        );
      } catch (error) {
        if (!(error instanceof ObservationError)) throw error;
        throw new LabError({
          code: 'E_LAB_LACKS',
          class: 'environment',
          what: `${name} cannot be done on this lab: it needs that ${REQUIREMENTS[requirement]}`,
          why: error.failure.observed,
          fix: 'lab test   says what is wrong with the lab',
          cause: error,
        });
      }
    }),
  );
}

const PROBES: Record<Requirement, (cluster: Cluster, signal: AbortSignal, workers: number) => Promise<Sample>> = {
  async dns(cluster, signal) {
    const endpoints = await cluster.endpoints('kube-system', 'kube-dns', { signal });
    const count = (endpoints?.subsets ?? []).flatMap(({ addresses }) => addresses ?? []).length;
    return count > 0
      ? { ok: true, observed: `${count} endpoints` }
      : { ok: false, observed: 'CoreDNS has no endpoints' };
  },
  async metrics(cluster, signal) {
    try {
      const nodes = await cluster.nodeMetrics({ signal });
      return nodes.length > 0
        ? { ok: true, observed: `${nodes.length} nodes` }
        : { ok: false, observed: 'no metrics of any node' };
    } catch (error) {
      // Not installed, or installed a moment ago.
      if (statusOf(error) === 404) return { ok: false, observed: 'the API has no metrics.k8s.io' };
      throw error;
    }
  },
  async 'two-workers'(_cluster, _signal, workers) {
    return workers >= 2
      ? { ok: true, observed: `${workers} workers` }
      : { ok: false, observed: `the lab has ${workers}`, final: 'lab.yaml says so' };
  },
};
