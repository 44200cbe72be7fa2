/**
 * Bring every host through its steps. Hosts advance on their own, in file order; a step waits only for what it needs.
 * The runner adds what steps do not do themselves: titles, time, retries, logs, the journal, what to do after a failure.
 */
import { LabError, asLabError } from '../errors.js';
import { task, type Emit, type TaskHandle } from '../events.js';
import { saysDiskFull } from '../full-disk.js';
import type { Host } from '../host.js';
import { recognise } from '../known-reports.js';
import { Conditions } from './conditions.js';
import type { Journal } from './journal.js';
import { HAND_OVER_MS, listen, planLab, probe, refusalOf, type Plan, type PlanOptions } from './plan.js';
import { reboot } from './reboot.js';
import { applyScript, handOverScript, parseHandOver, type Environment, type Verdict } from './script.js';
import { StepLog } from './step-log.js';
import { stepsFor, type Step, type StepBook } from './steps.js';

const BETWEEN_TRIES = 'trying again';

export interface ProvisionOptions {
  hosts: readonly Host[];
  book: StepBook;
  /** The variables that steps see on that host (config/environment.ts). */
  envFor: (host: Host) => Environment;
  emit: Emit;
  signal?: AbortSignal | undefined;
  journal: Journal;
  /** The folder of this run's log files, one per host and step that ran. */
  logDir: string;
  /** A plan read just now; without it one is read. */
  plan?: Plan | undefined;
}

export interface ProvisionResult {
  /** What was not so before, in the order in which it was done. Empty: nothing was changed. */
  changed: { host: string; step: string; title: string }[];
}

/**
      why === '' ? `${step.file} said nothing more` : `${step.file}, in its last lines:\n${why}`,
      ...(full ? [`likely: a disk of ${host.name} is full`] : []),
 */
export async function provision(options: ProvisionOptions): Promise<ProvisionResult> {
  const plan = options.plan ?? (await readPlan(options));
  const refusal = refusalOf(plan);
  if (refusal) throw refusal;
  return new Run(options).through(plan);
}

/** The plan, said to be read. */
export function readPlan(options: PlanOptions & Pick<ProvisionOptions, 'emit'>): Promise<Plan> {
  return task(options.emit, { title: 'Read the state of the hosts' }, async (handle) => {
    const plan = await planLab(options);
    const steps = plan.hosts.flatMap((host) => host.steps);
    handle.finish('ok', `${steps.filter(({ status }) => status !== 'done').length} of ${steps.length} steps to do`);
    return plan;
  });
}

/** One host on its way through its steps. */
class Journey {
  /** What is known of the steps to come; a change makes it void. */
  known: Known;
  #at = 0;

  constructor(
    readonly host: Host,
    private readonly steps: readonly Step[],
    plan: Plan,
  ) {
    this.known = new Map(
      plan.hosts.find((planned) => planned.host === host.name)?.steps.map(({ name, status }) => [name, status]),
    );
  }

  /** The step to come; undefined at the end. */
  get step(): Step | undefined {
    return this.steps[this.#at];
  }

  /** The step to come and all after it. */
  get rest(): readonly Step[] {
    return this.steps.slice(this.#at);
  }

  pass(): void {
    this.#at++;
  }
}

/** Why a host stopped although nothing is wrong with it. */
class Stopped extends Error {}

class Run {
  readonly #changed: ProvisionResult['changed'] = [];
  readonly #failures: LabError[] = [];
  readonly #conditions: Conditions;
  /** Aborted when a host failed: the others finish the step they are at. Commands do not listen to it. */
  readonly #stop = new AbortController();
  /** Aborted by the user only. */
  readonly #signal: AbortSignal;

  constructor(private readonly options: ProvisionOptions) {
    this.#conditions = new Conditions(options.hosts, options.book.steps);
    this.#signal = options.signal ?? new AbortController().signal;
  }

  async through(plan: Plan): Promise<ProvisionResult> {
    const { hosts, book, journal } = this.options;
    journal.started();
    const journeys = hosts.map((host) => new Journey(host, stepsFor(book.steps, host.role), plan));
    this.#passDone(journeys);
    await Promise.all(journeys.map((journey) => this.#bring(journey)));
    const [first, ...others] = this.#failures;
    const interrupted = this.#signal.aborted || first?.class === 'interrupted';
    journal.finished(interrupted ? 'interrupted' : first ? 'failed' : 'done');
    if (interrupted) throw first?.class === 'interrupted' ? first : interruption();
    if (first) throw others.length === 0 ? first : withOthers(first, others);
    return { changed: this.#changed };
  }

  /**
   * Take note of the steps that are done already. A step whose need is not met is left to be looked at again later, even
   * if it seems done: a node may be Ready in the eyes of a cluster that does not know yet that it is gone.
   */
  #passDone(journeys: readonly Journey[]): void {
    const passes = (journey: Journey) => {
      const { step } = journey;
      if (step === undefined || journey.known.get(step.name) !== 'done' || this.#isWaiting(step)) return false;
      this.#conditions.reached(step, journey.host.name, false);
      journey.pass();
      return true;
    };
    while (journeys.filter(passes).length > 0);
  }

  async #bring(journey: Journey): Promise<void> {
    const { host } = journey;
    try {
      for (; journey.step; journey.pass()) {
        this.#stopIfAsked();
        const { step, rest } = journey;
        if (!journey.known.has(step.name)) journey.known = await this.#look(host, rest);
        const isDone = journey.known.get(step.name) === 'done' && !this.#isWaiting(step) && !this.#mustHandOver(step);
        if (isDone) this.#conditions.reached(step, host.name, false);
        else journey.known = (await this.#advance(host, step, journey.known, rest[1])) ?? journey.known;
      }
    } catch (error) {
      if (error instanceof Stopped) return;
      const failure = asLabError(error);
      this.#failures.push(failure);
      this.#stop.abort(new Stopped(failure.what));
    }
  }

  /** @returns what is known afterwards; undefined when nothing was changed */
  async #advance(host: Host, step: Step, known: Known, next: Step | undefined): Promise<Known | undefined> {
    const { emit, journal } = this.options;
    return task(emit, { title: step.title, host: host.name }, async (handle) => {
      const started = performance.now();
      let status: 'ok' | 'changed' | 'failed' | 'cancelled' = 'failed';
      try {
        const waited = await this.#waitFor(step, handle);
        journal.stepStarted(host.name, step.name);
        const fresh = known.get(step.name) === 'todo' && !waited;
        let after: Known | undefined;
        if (fresh || this.#mustHandOver(step) || (await this.#look(host, [step])).get(step.name) !== 'done') {
          after = await this.#do(host, step, next, handle);
          this.#changed.push({ host: host.name, step: step.name, title: step.title });
        }
        status = after ? 'changed' : 'ok';
        this.#conditions.reached(step, host.name, status === 'changed');
        handle.finish(status);
        return after;
      } catch (error) {
        if (error instanceof Stopped || isInterrupted(error)) status = 'cancelled';
        handle.finish(status, error instanceof Stopped ? error.message : undefined);
        throw error;
      } finally {
        journal.stepFinished(host.name, step.name, { status, ms: Math.round(performance.now() - started) });
      }
    });
  }

  /** Grant, apply, check; again as often as the step allows. The check looks at the next step as well: it costs no further command. */
  async #do(host: Host, step: Step, next: Step | undefined, handle: TaskHandle): Promise<Known> {
    const log = new StepLog(this.options.logDir, host.name, step.name);
    for (let tries = step.retries; ; tries--) {
      try {
        return await this.#try(host, step, next, handle, log);
      } catch (error) {
        if (tries === 0 || isInterrupted(error)) throw error;
        this.#stopIfAsked();
        handle.progress(log.line(`${BETWEEN_TRIES}: ${asLabError(error).what}`));
      }
    }
  }

  async #try(host: Host, step: Step, next: Step | undefined, handle: TaskHandle, log: StepLog): Promise<Known> {
    const fail = (what: string, why: string, exitCode?: number, cause?: unknown) =>
      stepFailed(host, step, { what, why, exitCode, cause, logFile: log.file });
    const granted = step.grants ? await this.#grant(step, fail, log) : {};
    log.hide(granted);
    log.begin(`${step.file} apply on ${host.name}`);
    const env = { ...this.options.envFor(host), ...(await this.#call(fail, log, () => listen(this.options, [step]))) };
    const script = applyScript(this.options.book.library, step, env, granted);
    const onLine = (line: string) => handle.progress(log.line(line));

    if (step.reboots) {
      const onWait = (seconds: number) => handle.progress(`waiting for the host to come back: ${seconds} s`);
      const problem = await reboot(host, script, { timeoutMs: step.timeoutMs, signal: this.#signal, onLine, onWait });
      if (problem !== undefined) throw fail(`failed: ${problem}`, log.tail);
    } else {
      const { exitCode } = await this.#call(fail, log, () =>
        host.script(script, { timeoutMs: step.timeoutMs, signal: this.#signal, onLine }),
      );
      if (exitCode !== 0) throw fail(`exited with ${exitCode}`, log.tail, exitCode);
    }

    log.begin(`${step.file} check on ${host.name}`);
    const verdicts = await this.#call(fail, log, () => this.#probe(host, next ? [step, next] : [step]));
    const { status, output } = verdicts.get(step.name)!;
    output.split('\n').forEach((line) => log.line(line));
    if (status !== 'done') throw fail('was applied, but its check still fails', log.tail);
    return statuses(verdicts);
  }

  /** Run the step's grant on the control plane. Its output is secret: it goes into no log and no error. */
  async #grant(step: Step, fail: Fail, log: StepLog): Promise<Environment> {
    const { hosts, book, envFor } = this.options;
    const from = hosts.find(({ role }) => role === 'control-plane');
    if (!from) throw fail('needs a control plane to hand something over', 'the lab has none');
    log.begin(`${step.file} grant on ${from.name}`);
    const script = handOverScript(book.library, step, envFor(from), 'grant');
    const { exitCode, stdout, stderr } = await this.#call(fail, log, () =>
      from.script(script, { timeoutMs: HAND_OVER_MS, signal: this.#signal }),
    );
    const granted = exitCode === 0 ? parseHandOver(stdout) : undefined;
    if (!granted) {
      stderr.split('\n').forEach((line) => log.line(line));
      throw fail(`got nothing from ${from.name}: its grant exited with ${exitCode}`, log.tail, exitCode);
    }
    return granted;
  }

  /** A lost connection or a passed deadline is the step's failure: it says which step, and what was seen so far. */
  async #call<T>(fail: Fail, log: StepLog, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const { what, why, class: kind } = asLabError(error);
      if (kind === 'interrupted' || kind === 'bug') throw error;
      throw fail(`could not finish: ${what}`, [why, log.tail].filter(Boolean).join('\n'), undefined, error);
    }
  }

  async #look(host: Host, steps: readonly Step[]): Promise<Known> {
    return statuses(await this.#probe(host, steps));
  }

  async #probe(host: Host, steps: readonly Step[]): Promise<Map<string, Verdict>> {
    const { book, envFor } = this.options;
    const told = await listen(this.options, steps);
    return probe(host, book.library, steps, { ...envFor(host), ...told }, this.#signal);
  }

  /** @returns whether there was anything to wait for */
  async #waitFor(step: Step, handle: TaskHandle): Promise<boolean> {
    let waited = false;
    while (step.needs !== undefined && this.#isWaiting(step)) {
      waited = true;
      handle.progress(`waiting for ${this.#conditions.waitingFor(step.needs)}`);
      await this.#conditions
        .whenHeld(step.needs, AbortSignal.any([this.#stop.signal, this.#signal]))
        .catch(() => this.#stopIfAsked());
    }
    return waited;
  }

  #isWaiting({ needs }: Step): boolean {
    return needs !== undefined && this.#conditions.waitingFor(needs) !== undefined;
  }

  /** What the control plane hands over was made anew in this run: what this host has of it is void, whatever its check says. */
  #mustHandOver({ grants, needs }: Step): boolean {
    return grants && this.#conditions.wasRemade(needs);
  }

  #stopIfAsked(): void {
    if (this.#signal.aborted) throw interruption();
    if (this.#stop.signal.aborted) throw this.#stop.signal.reason;
  }
}

/** What the checks of steps said, by step name. */
type Known = ReadonlyMap<string, Verdict['status']>;

function statuses(verdicts: ReadonlyMap<string, Verdict>): Known {
  return new Map([...verdicts].map(([name, { status }]) => [name, status]));
}

type Fail = (what: string, why: string, exitCode?: number, cause?: unknown) => LabError;

function stepFailed(
  host: Host,
  step: Step,
  {
    what,
    why,
    exitCode,
    cause,
    logFile,
  }: { what: string; why: string; exitCode: number | undefined; cause: unknown; logFile: string },
): LabError {
  const known = recognise(why);
  const full = saysDiskFull(why);
  return new LabError({
    code: full ? 'E_DISK' : 'E_STEP_FAILED',
    class: 'host',
    what: `${host.name}: "${step.title}" ${what}`,
    why: [
      why === '' ? `${step.file} said nothing more` : `${step.file}, in its last lines:\n${why}`,
      ...(full ? [`likely: a disk of ${host.name} is full`] : []),
      ...known.map(({ means }) => `likely: ${means}`),
    ].join('\n'),
    fix: [
      ...(full ? [`lab ssh ${host.name} -- df -h   says which, and how much is free; make room there`] : []),
      ...known.map(({ advice }) => advice),
      `all of its output: ${logFile}`,
      'when the cause is gone, run lab up again: it goes on with this step',
    ].join('\n'),
    cause,
    details: { host: host.name, step: step.name, exitCode, logFile },
  });
}

function withOthers(first: LabError, others: readonly LabError[]): LabError {
  const also = others.map(({ what, fix }) => [`also ${what}`, fix?.split('\n')[0]].filter(Boolean).join('; '));
  return new LabError({
    code: first.code,
    class: first.class,
    what: first.what,
    why: [first.why, ...also].filter(Boolean).join('\n'),
    fix: first.fix,
    cause: first.cause,
    details: { ...first.details, others: others.map((error) => error.toJSON()) },
  });
}

function interruption(): LabError {
  return new LabError({
    code: 'E_INTERRUPTED',
    class: 'interrupted',
    what: 'interrupted while the hosts were being provisioned',
    fix: 'run lab up again: it goes on where it stopped',
  });
}

function isInterrupted(error: unknown): boolean {
  return error instanceof LabError && error.class === 'interrupted';
}
