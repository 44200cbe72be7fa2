/** From the words of a command line to an exit code. Everything that a run says goes to the two streams that it is given. */
import { asLabError, formatError, LabError } from '../errors.js';
import type { LabEvent } from '../events.js';
import type { TerminalProgress } from '../report/terminal-progress.js';
import { VERBS } from './index.js';
import { Interrupts } from './interrupts.js';
import { parse, type Invocation } from './program.js';
import type { Context } from './verb.js';

export interface Streams {
  /** Results, and progress where no JSON was asked for. */
  stdout: NodeJS.WriteStream;
  /** Errors, and progress beside JSON. */
  stderr: NodeJS.WriteStream;
  /** Somebody can answer a question. */
  interactive: boolean;
}

/**
 * Do what the command line says; an error is told, not thrown.
 * @param argv the words after `lab`
 * @returns the exit code
 */
export async function main(argv: readonly string[], streams: Streams): Promise<number> {
  let invocation: Invocation | undefined;
  try {
    const parsed = parse(VERBS, argv, (text) => streams.stdout.write(text));
    if (parsed === 'printed') return 0;
    invocation = parsed;
    return await run(invocation, argv, streams);
  } catch (error) {
    const { json, verbose } = invocation ?? { json: argv.includes('--json'), verbose: argv.includes('--verbose') };
    return tell(error, { json, verbose }, streams);
  }
}

/** @returns the exit code of its class */
export async function tell(
  thrown: unknown,
  { json, verbose }: { json: boolean; verbose: boolean },
  { stdout, stderr }: Streams,
): Promise<number> {
  const error = asLabError(thrown);
  if (json) {
    stdout.write(`${JSON.stringify({ error: error.toJSON() }, null, 2)}\n`);
  } else {
    const { paintFor } = await import('../report/format.js');
    const [first = '', ...rest] = formatError(error).split('\n');
    stderr.write(`${[paintFor(stderr).red(first), ...rest].join('\n')}\n`);
  }
  if (error.class === 'bug' && verbose && error.cause instanceof Error) stderr.write(`${error.cause.stack}\n`);
  return error.exitCode;
}

async function run(invocation: Invocation, argv: readonly string[], streams: Streams): Promise<number> {
  const { verb, input, json } = invocation;
  const progress = await startProgress(invocation, streams);
  const interrupts = new Interrupts((text) => progress.emit({ type: 'notice', level: 'warning', text }));
  interrupts.listen();
  const context: Context = {
    verbs: VERBS,
    configFile: invocation.configFile,
    json,
    yes: invocation.yes,
    verbose: invocation.verbose,
    interactive: streams.interactive,
    argv,
    signal: interrupts.signal,
    interrupts,
    emit: progress.emit,
    pauseProgress: progress.stop,
    print(text) {
      progress.stop();
      streams.stdout.write(`${text}\n`);
    },
  };
  try {
    return (await verb.run?.(context, input)) ?? 0;
  } catch (error) {
    // Whatever broke because we stopped, the reason is that we stopped.
    if (!interrupts.signal.aborted) throw error;
    throw new LabError({
      code: 'E_INTERRUPTED',
      class: 'interrupted',
      what: 'interrupted',
      fix: `again: lab ${argv.join(' ')}; what is done stays done`,
      cause: error,
    });
  } finally {
    interrupts.ignore();
    progress.stop();
  }
}

/** The renderer of this run; it ticks from the first event on. */
async function startProgress(
  { json, verbose }: Invocation,
  { stdout, stderr }: Streams,
): Promise<Pick<TerminalProgress, 'emit' | 'stop'>> {
  const stream = json ? stderr : stdout;
  const [{ progressFor }, { paintFor }] = await Promise.all([
    import('../report/terminal-progress.js'),
    import('../report/format.js'),
  ]);
  const progress = await progressFor(stream, paintFor(stream), verbose);
  let timer: NodeJS.Timeout | undefined;
  return {
    emit(event: LabEvent) {
      timer ??= setInterval(() => progress.tick(), stream.isTTY ? 120 : 1000).unref();
      progress.emit(event);
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
      progress.stop();
    },
  };
}
