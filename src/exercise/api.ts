/**
 * What a check.ts imports, as `kube-classroom/exercise`.
 *
 *     import { checks } from 'kube-classroom/exercise';
 *
 *     export default checks({
 *       async 'two-replicas'({ cluster, namespace, fail }) {
 *         const pods = await cluster.pods({ namespace, labels: 'app=web' });
 *         if (pods.length !== 2) return fail('count', { count: pods.length });
 *         return `${pods.length} pods`;
 *       },
 *     });
 */
export type {
  CoreV1Event,
  KubernetesObject,
  V1ConfigMap,
  V1Container,
  V1ContainerStatus,
  V1CronJob,
  V1DaemonSet,
  V1Deployment,
  V1Endpoints,
  V1Job,
  V1Namespace,
  V1Node,
  V1PersistentVolume,
  V1PersistentVolumeClaim,
  V1Pod,
  V1PodSpec,
  V1PodTemplateSpec,
  V1ReplicaSet,
  V1ReplicationController,
  V1Service,
  V1StatefulSet,
  V2HorizontalPodAutoscaler,
} from '../cluster/cluster.js';
export type { CommandResult, Host } from '../host.js';
export { isPodReady, notReadyReason, podState } from '../cluster/findings.js';
export { httpGet, outcomeLabel, type HttpOutcome } from '../cluster/http.js';
export * from './check.js';
export * from './helpers.js';
export { sameAddress, yumRepositories, type YumRepository } from './yum-repositories.js';
