/** Parts of the API that a program in the cluster answers for: metrics.k8s.io, by metrics-server. While one is silent, no namespace can end. */
import { labCommand } from '../command-line.js';
import type { CallOptions, Cluster, V1APIService, V1Deployment } from './cluster.js';

/** Nobody answers, and nobody will by himself. */
export interface Silent {
  why: string;
  /** What to do, one line. */
  fix: string;
}

/** The parts that are silent for good; one whose pods are on their way is not among them. */
export async function silentApis(cluster: Cluster, options?: CallOptions): Promise<Silent[]> {
  const all = await cluster.list<V1APIService>('apiregistration.k8s.io/v1', 'APIService', {}, options);
  const unavailable = all.filter(
    ({ spec, status }) =>
      spec?.service && !status?.conditions?.some((c) => c.type === 'Available' && c.status === 'True'),
  );
  const silent = await Promise.all(
    unavailable.map(async ({ metadata, spec }): Promise<Silent[]> => {
      const api = metadata?.name ?? '';
      const { namespace = '', name = '' } = spec?.service ?? {};
      const nobody = await nobodyBehind(cluster, namespace, name, options);
      if (nobody === undefined) return [];
      const fix =
        nobody.fix ??
        (spec?.group === 'metrics.k8s.io'
          ? 'lab up   installs metrics-server again'
          : `${labCommand(['kubectl', 'delete', 'apiservice', api])}   if nothing needs it`);
      return [{ why: `${api} does not answer: ${nobody.why}`, fix }];
    }),
  );
  return silent.flat();
}

/**
 * Why no pod stands, or is on its way, behind a Service.
 * @returns undefined where there is one; `fix` where it is known what brings it back
 */
export async function nobodyBehind(
  cluster: Cluster,
  namespace: string,
  name: string,
  options?: CallOptions,
): Promise<{ why: string; fix?: string } | undefined> {
  const service = await cluster.service(namespace, name, options);
  if (service === undefined) return { why: `there is no Service ${namespace}/${name}` };
  const selector = Object.entries(service.spec?.selector ?? {});
  const labels = selector.map(([key, value]) => `${key}=${value}`).join(',');
  // A Service without a selector has its endpoints from elsewhere.
  if (labels === '') return undefined;
  const pods = await cluster.pods({ namespace, labels }, options);
  if (pods.some(({ metadata }) => !metadata?.deletionTimestamp)) return undefined;
  const deployments = await cluster.list<V1Deployment>('apps/v1', 'Deployment', { namespace }, options);
  const off = deployments.find(
    ({ spec }) =>
      spec?.replicas === 0 && selector.every(([key, value]) => spec.template.metadata?.labels?.[key] === value),
  )?.metadata?.name;
  if (off === undefined) return { why: `no pod stands behind the Service ${namespace}/${name}` };
  return {
    why: `the Deployment ${namespace}/${off} is scaled to 0`,
    fix: labCommand(['kubectl', 'scale', `deployment/${off}`, '-n', namespace, '--replicas=1']),
  };
}
