/** What an exercise's scripts find in their environment; its texts may name the same as {PLACEHOLDERS}. */
import { stepEnvironment } from '../config/environment.js';
import { fullName } from '../config/names.js';
import { controlPlaneOf } from '../host.js';
import type { LabConfig } from '../config/schema.js';
import type { Exercise } from './exercise.js';

/** Values are raw; whoever puts them into a shell line quotes them. */
export function scriptEnvironment(
  exercise: Exercise,
  config: LabConfig,
  /** That the script runs on. */
  host = controlPlaneOf(config.hosts).name,
): Record<string, string> {
  const first = controlPlaneOf(config.hosts);
  const workers = config.hosts.filter(({ role }) => role === 'worker');
  return {
    ...stepEnvironment(config, host),
    EXERCISE: exercise.name,
    NAMESPACE: exercise.spec.namespace ?? '',
    CONTROL_PLANE: first.name,
    CONTROL_PLANE_NODE: fullName(config, first),
    ...Object.fromEntries(
      workers.flatMap((worker, i) => [
        [`WORKER_${i + 1}`, worker.name],
        [`WORKER_${i + 1}_IP`, worker.ip],
        [`WORKER_${i + 1}_NODE`, fullName(config, worker)],
      ]),
    ),
    WORKERS: workers.map(({ name }) => name).join(' '),
    NODES: config.hosts.map((host) => fullName(config, host)).join(' '),
    ...Object.fromEntries(
      Object.entries(config.images).map(([name, image]) => [`IMAGE_${name.toUpperCase().replaceAll('-', '_')}`, image]),
    ),
  };
}

const VARIABLE =
  /^(EXERCISE|NAMESPACE|NODES|WORKERS|HOSTS|DOMAIN|CONTROL_PLANE(_IP|_NODE|_NAME|_FQDN)?|WORKER_[1-9](_IP|_NODE)?|IMAGE_[A-Z_]+|KUBERNETES_VERSION|POD_CIDR|SERVICE_CIDR|DOCKER_VERSION)$/;

/** Whether a text may name it. How many workers a lab has is not known before there is one. */
export function isVariable(name: string): boolean {
  return VARIABLE.test(name);
}
