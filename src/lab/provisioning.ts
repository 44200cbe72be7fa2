/** From machines that run to a cluster that is ready; runs where the lab's addresses can be reached. */
import { join } from 'node:path';
import { LabError } from '../errors.js';
import { task, type Emit } from '../events.js';
import { controlPlaneOf, type Host } from '../host.js';
import type { Plan, PlanOptions } from '../provision/plan.js';
import type { ProvisionResult } from '../provision/run.js';
import type { SshHost } from '../ssh/ssh-host.js';
import type { Lab } from '../config/lab.js';
import { requireTargets, withHosts, type OpenLab } from './open.js';
import { viewNodes, type NodeView } from './view.js';

interface Io {
  emit: Emit;
  signal: AbortSignal;
}

/** A lab after its steps. */
export interface ProvisionedLab {
  /** The steps that were applied. */
  changed: ProvisionResult['changed'];
  /** null when the cluster cannot be asked; then `cluster` says why. */
  nodes: NodeView[] | null;
  cluster: string;
}

/** A machine that has just been started may take this long to let us in, in milliseconds. */
const BOOT_MS = 180_000;
/** A host of a lab that is ready answers at once. */
const READY_MS = 4_000;

/**
 * The lab, if there is nothing to do for it.
 * @returns undefined when something is to be done, or a host does not answer
 */
export async function readyLab(io: Io, lab: OpenLab): Promise<ProvisionedLab | undefined> {
  return withHosts(lab, await requireTargets(lab), async (hosts) => {
    const ready = await task(io.emit, { title: 'Read the state of the hosts' }, async (handle) => {
      const plan = await planIfAnswering(hosts, lab, io.signal);
      handle.finish('ok');
      return plan !== undefined && (await import('../provision/plan.js')).isDone(plan);
    });
    return ready ? stateOf(lab, hosts, [], io.signal) : undefined;
  });
}

/** Run the steps that are not done, on every host. */
export async function provisionLab({ emit, signal }: Io, lab: OpenLab): Promise<ProvisionedLab> {
  const [{ provision }, { Journal, lastRun }, { waitForSsh }] = await Promise.all([
    import('../provision/run.js'),
    import('../provision/journal.js'),
    import('../ssh/wait.js'),
  ]);
  return withHosts(lab, await requireTargets(lab), async (hosts) => {
    emit({ type: 'phase', title: 'Provision' });
    const before = lastRun(lab.paths.journal);
    if (before?.status === 'killed') {
      const where = before.unfinished.map(({ host, step }) => `${host} ${step}`).join(', ') || 'between two steps';
      emit({ type: 'notice', level: 'info', text: `an earlier run was killed at: ${where}` });
    }
    await Promise.all(
      hosts.map((host) =>
        task(emit, { title: 'Log in', host: host.name }, async (handle) => {
          await waitForSsh(host, { timeoutMs: BOOT_MS, signal, onProgress: handle.progress });
          handle.finish('ok');
        }),
      ),
    );
    const logDir = join(lab.paths.logs, `up-${new Date().toISOString().replace(/[:.]/g, '-')}`);
    const { changed } = await provision({
      ...(await planOptions(hosts, lab)),
      emit,
      signal,
      journal: new Journal(lab.paths.journal),
      logDir,
    });
    return stateOf(lab, hosts, changed, signal);
  });
}

/** The plan for these hosts, from live probes. */
export async function planHosts(hosts: readonly Host[], lab: Lab, signal: AbortSignal): Promise<Plan> {
  const { planLab } = await import('../provision/plan.js');
  return planLab({ ...(await planOptions(hosts, lab)), signal });
}

async function planOptions(hosts: readonly Host[], { config }: Lab): Promise<Omit<PlanOptions, 'signal'>> {
  const [{ readSteps }, { stepEnvironment }] = await Promise.all([
    import('../provision/steps.js'),
    import('../config/environment.js'),
  ]);
  return { hosts, book: await readSteps(), envFor: ({ name }) => stepEnvironment(config, name) };
}

async function planIfAnswering(hosts: readonly SshHost[], lab: Lab, signal: AbortSignal): Promise<Plan | undefined> {
  try {
    await Promise.all(hosts.map((host) => host.connect({ signal, connectTimeoutMs: READY_MS })));
    return await planHosts(hosts, lab, signal);
  } catch (error) {
    // A host that is off or half made is what `lab up` is for; a changed host key is for the user to judge.
    if (error instanceof LabError && error.class === 'host' && error.code !== 'E_SSH_HOST_KEY') return undefined;
    throw error;
  }
}

/** How the lab is now; its kubeconfig is fetched on the way. */
async function stateOf(
  lab: Lab,
  hosts: readonly Host[],
  changed: ProvisionResult['changed'],
  signal: AbortSignal,
): Promise<ProvisionedLab> {
  const controlPlane = controlPlaneOf(hosts);
  const [seen] = await Promise.all([viewNodes(controlPlane, signal), fetchKubeconfig(controlPlane, lab, signal)]);
  return { changed, ...seen };
}

async function fetchKubeconfig(controlPlane: Host, { paths }: Lab, signal: AbortSignal): Promise<void> {
  const { exitCode, stdout, stderr } = await controlPlane.run(['cat', '/etc/kubernetes/admin.conf'], { signal });
  if (exitCode !== 0) {
    throw new LabError({
      code: 'E_NO_KUBECONFIG',
      class: 'host',
      what: `${controlPlane.name}: the cluster’s kubeconfig cannot be read`,
      why: stderr.trim(),
      fix: 'lab plan   shows what is not done there',
    });
  }
  const { writeAtomically } = await import('../state/atomic.js');
  await writeAtomically(paths.kubeconfig, stdout);
}
