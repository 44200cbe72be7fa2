/** What is still to do on each host, read from the live hosts: one command per host, all hosts at once, nothing changed. */
import { randomUUID } from 'node:crypto';
import { LabError } from '../errors.js';
import type { Host } from '../host.js';
import { parseFacts, withFacts, type HostFacts } from './facts.js';
import {
  PROBE_MS,
  handOverScript,
  parseHandOver,
  parseProbe,
  probeScript,
  type Environment,
  type Verdict,
} from './script.js';
import { stepsFor, type Step, type StepBook } from './steps.js';

/** How long the control plane may take to tell something or to grant it, in milliseconds. */
export const HAND_OVER_MS = 60_000;

export interface PlannedStep extends Verdict {
  readonly name: string;
  readonly title: string;
  readonly file: string;
  readonly reboots: boolean;
}

export interface HostPlan {
  readonly host: string;
  readonly steps: readonly PlannedStep[];
  /** Undefined when the host did not say. */
  readonly facts?: HostFacts | undefined;
}

/** Hosts in the order given, steps in file order. */
export interface Plan {
  readonly hosts: readonly HostPlan[];
}

export interface PlanOptions {
  hosts: readonly Host[];
  book: StepBook;
  /** The variables that steps see on that host (config/environment.ts). */
  envFor: (host: Host) => Environment;
  signal?: AbortSignal | undefined;
}

/** @throws LabError what the host throws (E_SSH_*…) and E_PROBE_FAILED */
export async function planLab(options: PlanOptions): Promise<Plan> {
  const { hosts, book, envFor, signal } = options;
  const told = await listen(options, book.steps);
  return { hosts: await Promise.all(hosts.map((host) => planHost(host, book, { ...envFor(host), ...told }, signal))) };
}

/**
 * What the control plane tells the checks of these steps: as variables, none where it has nothing to tell yet.
 * @throws LabError what the host throws (E_SSH_*…)
 */
export async function listen(
  { hosts, book, envFor, signal }: PlanOptions,
  steps: readonly Step[],
): Promise<Environment> {
  const from = hosts.find(({ role }) => role === 'control-plane');
  if (from === undefined) return {};
  const told = steps
    .filter(({ tells }) => tells)
    .map(async (step) => {
      const script = handOverScript(book.library, step, envFor(from), 'tell');
      const { exitCode, stdout } = await from.script(script, { timeoutMs: HAND_OVER_MS, signal });
      return exitCode === 0 ? parseHandOver(stdout) : undefined;
    });
  return Object.assign({}, ...(await Promise.all(told))) as Environment;
}

/** The first thing in the plan that no step can change; undefined where everything can be done. */
export function refusalOf({ hosts }: Plan): LabError | undefined {
  const refused = hosts.flatMap(({ host, steps }) =>
    steps.filter(({ status }) => status === 'refused').map((step) => ({ host, ...step })),
  );
  const [first] = refused;
  if (!first) return undefined;
  return new LabError({
    code: 'E_HOST_REFUSES',
    class: 'host',
    what: `${[...new Set(refused.map(({ host }) => host))].join(', ')}: "${first.title}" cannot be done; nothing was changed`,
    why: refused.map(({ host, output }) => `${host}: ${output.split('\n').slice(0, -1).join(' ')}`).join('\n'),
    fix: [...new Set(refused.map(({ output }) => output.split('\n').at(-1))), 'then run lab up again'].join('\n'),
    details: { refused: refused.map(({ host, name }) => ({ host, step: name })) },
  });
}

/** Is there nothing left to do? */
export function isDone(plan: Plan): boolean {
  return plan.hosts.every(({ steps }) => steps.every(({ status }) => status === 'done'));
}

async function planHost(host: Host, book: StepBook, env: Environment, signal?: AbortSignal): Promise<HostPlan> {
  const steps = stepsFor(book.steps, host.role);
  const { verdicts, facts } = await look(host, book.library, steps, env, signal);
  let unfinished = false;
  return {
    host: host.name,
    facts,
    steps: steps.map(({ name, title, file, reboots }) => {
      const { status, output } = verdicts.get(name)!;
      // A check may stumble over what an earlier step has yet to make: then it is simply not done.
      const planned = {
        name,
        title,
        file,
        reboots,
        status: status === 'error' && unfinished ? 'todo' : status,
        output,
      } as const;
      unfinished ||= planned.status !== 'done';
      return planned;
    }),
  };
}

/** The verdicts of these steps' checks, by step name, in one command. */
export async function probe(
  host: Host,
  library: string,
  steps: readonly Step[],
  env: Environment,
  signal?: AbortSignal,
): Promise<Map<string, Verdict>> {
  const nonce = randomUUID();
  const { stdout, stderr } = await host.script(probeScript(library, steps, env, nonce), {
    timeoutMs: PROBE_MS,
    signal,
  });
  return parseProbe(host.name, steps, nonce, stdout, stderr);
}

/** As probe, and what of the host was made for good. */
async function look(
  host: Host,
  library: string,
  steps: readonly Step[],
  env: Environment,
  signal?: AbortSignal,
): Promise<{ verdicts: Map<string, Verdict>; facts: HostFacts | undefined }> {
  const nonce = randomUUID();
  const { stdout, stderr } = await host.script(withFacts(probeScript(library, steps, env, nonce), nonce), {
    timeoutMs: PROBE_MS,
    signal,
  });
  return { verdicts: parseProbe(host.name, steps, nonce, stdout, stderr), facts: parseFacts(nonce, stdout) };
}

/** Only what of a host was made for good. */
export async function readFacts(host: Host, signal?: AbortSignal): Promise<HostFacts | undefined> {
  const nonce = randomUUID();
  const { stdout } = await host.script(withFacts('', nonce), { timeoutMs: PROBE_MS, signal });
  return parseFacts(nonce, stdout);
}
