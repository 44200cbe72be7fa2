/** From machines that run to a cluster that is ready; runs where the lab's addresses can be reached. */
import { join } from 'node:path';
import { LabError } from '../errors.js';
import { task, type Emit } from '../events.js';
import { controlPlaneOf, type Host } from '../host.js';
import type { HostFacts } from '../provision/facts.js';
import type { HostPlan, Plan, PlanOptions } from '../provision/plan.js';
import type { ProvisionResult } from '../provision/run.js';
import type { Step } from '../provision/steps.js';
import type { SshHost } from '../ssh/ssh-host.js';
import type { Lab } from '../config/lab.js';
import { driftOf, refuseDrift, type Drift } from './drift.js';
import { knownTargets, labDown, lastTargets, requireTargets, withHosts, type OpenLab } from './open.js';
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
/** Machines that lab does not start have to be up; what they are at (sshd is being restarted) is soon over. */
const RUNNING_MS = 20_000;
/** What no `lab up` can change. */
const FOR_THE_USER = new Set(['E_SSH_HOST_KEY', 'E_SSH_SUDO', 'E_SSH_NOT_SSH']);
/** The sshd of a lab that is ready answers at once; the login may take longer. */
const READY_MS = 4_000;

/**
 * The lab, if there is nothing to do for it.
 * @returns undefined when something is to be done, or a host does not answer
 * @throws LabError `E_LAB_DRIFT`
 */
export async function readyLab(io: Io, lab: OpenLab): Promise<ProvisionedLab | undefined> {
  // Other machines in lab.yaml than those that were made: something is to be done, unless it cannot be.
  const sameMachines = (await knownTargets(lab)) !== undefined;
  return withHosts(lab, (await lastTargets(lab)) ?? [], async (hosts, former) => {
    const ready = await task(io.emit, { title: 'Read the state of the hosts' }, async (handle) => {
      const plan = await planOfThoseAnswering(lab, hosts, former, io.signal);
      handle.finish('ok');
      if (plan === undefined) return false;
      refuseDrift(plan.drift, io.emit);
      const { isDone } = await import('../provision/plan.js');
      return sameMachines && plan.hosts.length === lab.config.hosts.length && isDone(plan);
    });
    return ready ? stateOf(lab, hosts, [], io.signal) : undefined;
  });
}

/**
 * Run the steps that are not done, on every host.
 * @throws LabError `E_LAB_DRIFT` before the first of them, and of the steps
 */
export async function provisionLab({ emit, signal }: Io, lab: OpenLab): Promise<ProvisionedLab> {
  const [{ provision, readPlan }, { Journal, lastRun }, { waitForSsh }] = await Promise.all([
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
    const patience = lab.provider.targets ? RUNNING_MS : BOOT_MS;
    await Promise.all(
      hosts.map((host) =>
        task(emit, { title: 'Log in', host: host.name }, async (handle) => {
          await waitForSsh(host, { timeoutMs: patience, signal, onProgress: handle.progress });
          handle.finish('ok');
        }),
      ),
    );
    const logDir = join(lab.paths.logs, `up-${new Date().toISOString().replace(/[:.]/g, '-')}`);
    const options = { ...(await planOptions(hosts, lab)), emit, signal };
    const plan = await readPlan(options);
    refuseDrift(
      driftOf(
        lab,
        factsOf(plan),
        hosts.map(({ name }) => name),
      ),
      emit,
    );
    const { changed } = await provision({
      ...options,
      plan,
      journal: new Journal(lab.paths.journal),
      logDir,
    });
    return stateOf(lab, hosts, changed, signal);
  });
}

/** What there is to do, and where lab.yaml has changed in what was made for good; plain data, as `lab plan --json` prints it. */
export interface LabPlan extends Plan {
  readonly drift: readonly Drift[];
}

/** Hosts to look at. */
interface Answering {
  hosts: readonly Host[];
  /** Hosts that were made and that lab.yaml no longer has. */
  former: readonly Host[];
  /** The names of all that were made, whether they answer or not. */
  made: readonly string[];
}

/** Read from the live hosts. */
async function planHosts({ hosts, former, made }: Answering, lab: OpenLab, signal: AbortSignal): Promise<LabPlan> {
  const { planLab, readFacts } = await import('../provision/plan.js');
  const [plan, others] = await Promise.all([
    planLab({ ...(await planOptions(hosts, lab)), signal }),
    Promise.all(former.map(async (host) => [host.name, await readFacts(host, signal)] as const)),
  ]);
  const seen = factsOf(plan);
  for (const [name, facts] of others) if (facts) seen.set(name, facts);
  return { hosts: plan.hosts.map(({ host, steps }) => ({ host, steps })), drift: driftOf(lab, seen, made) };
}

/**
 * What `lab plan` shows: also of hosts that are still to be made.
 * @throws LabError `E_LAB_DOWN`, E_SSH_*
 */
export async function readLabPlan({ emit, signal }: Io, lab: OpenLab): Promise<LabPlan> {
  const targets = (await lastTargets(lab)) ?? [];
  if (!lab.config.hosts.some(({ name }) => targets.some((target) => target.name === name)))
    throw labDown(lab, 'nothing is known of its machines');
  const { readSteps, stepsFor } = await import('../provision/steps.js');
  const { steps } = await readSteps();
  return withHosts(lab, targets, (hosts, former) =>
    task(emit, { title: 'Read the state of the hosts' }, async (handle) => {
      const made = targets.map(({ name }) => name);
      const plan = await planHosts({ hosts, former: await thoseAnswering(former, signal), made }, lab, signal);
      handle.finish('ok');
      const all = lab.config.hosts.map(({ name, role }): HostPlan => {
        const toBeMade = () =>
          stepsFor(steps, role).map((step) => ({
            ...pick(step),
            status: 'todo' as const,
            output: 'it is still to be made',
          }));
        return plan.hosts.find(({ host }) => host === name) ?? { host: name, steps: toBeMade() };
      });
      return { ...plan, hosts: all };
    }),
  );
}

function pick({ name, title, file, reboots }: Step): Pick<Step, 'name' | 'title' | 'file' | 'reboots'> {
  return { name, title, file, reboots };
}

function factsOf({ hosts }: Plan): Map<string, HostFacts> {
  return new Map(hosts.flatMap(({ host, facts }) => (facts ? [[host, facts]] : [])));
}

async function planOptions(hosts: readonly Host[], { config }: Lab): Promise<Omit<PlanOptions, 'signal'>> {
  const [{ readSteps }, { stepEnvironment }] = await Promise.all([
    import('../provision/steps.js'),
    import('../config/environment.js'),
  ]);
  return { hosts, book: await readSteps(), envFor: ({ name }) => stepEnvironment(config, name) };
}

async function planOfThoseAnswering(
  lab: OpenLab,
  hosts: readonly SshHost[],
  former: readonly SshHost[],
  signal: AbortSignal,
): Promise<LabPlan | undefined> {
  try {
    const [some, others] = await Promise.all([thoseAnswering(hosts, signal), thoseAnswering(former, signal)]);
    const made = [...hosts, ...former].map(({ name }) => name);
    return await planHosts({ hosts: some, former: others, made }, lab, signal);
  } catch (error) {
    if (isHostTrouble(error)) return undefined;
    throw error;
  }
}

async function thoseAnswering(hosts: readonly SshHost[], signal: AbortSignal): Promise<SshHost[]> {
  const answers = await Promise.all(
    hosts.map((host) =>
      host.connect({ signal, answerMs: READY_MS }).then(
        () => true,
        (error: unknown) => (isHostTrouble(error) ? false : Promise.reject(error as Error)),
      ),
    ),
  );
  return hosts.filter((_, i) => answers[i]);
}

/** A host that is off or half made is what `lab up` is for; a changed host key is for the user to judge. */
function isHostTrouble(error: unknown): boolean {
  return error instanceof LabError && error.class === 'host' && !FOR_THE_USER.has(error.code);
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
