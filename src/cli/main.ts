/** From the words of a command line to an exit code. Everything that a run says goes to the two streams that it is given. */
import { asLabError, formatError, LabError } from '../errors.js';
import { diskFull } from '../full-disk.js';
import { asTyped, labCommand, labWord } from '../command-line.js';
import type { LabEvent } from '../events.js';
import { onLostLog } from '../log-file.js';
import type { TerminalProgress } from '../report/terminal-progress.js';
import { VERBS } from '../verbs/index.js';
import { confirm } from './confirm.js';
import { handOver } from './hand-over.js';
import { Interrupts } from './interrupts.js';
import { parse, type Invocation } from './program.js';
import { currentFolder, requireFolder, settleEnvironment } from '../surroundings.js';
import type { Context } from '../verbs/verb.js';

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
 * @param typed what the user typed after `lab`, where a command of lab has started this one
 * @returns the exit code
 */
export async function main(argv: readonly string[], streams: Streams, typed = argv): Promise<number> {
  let invocation: Invocation | undefined;
  try {
    const parsed = parse(VERBS, argv, (text) => streams.stdout.write(text));
    if (parsed === 'printed') return 0;
    invocation = parsed;
    requireFolder();
    settleEnvironment(process.env);
    return await run(invocation, typed, streams);
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
  const error = diskFull(thrown) ?? asLabError(thrown);
  if (json) {
    stdout.write(`${JSON.stringify({ error: error.toJSON() }, null, 2)}\n`);
  } else {
    const { paintFor } = await import('../report/format.js');
    const [first = '', ...rest] = said(formatError(error)).split('\n');
    stderr.write(`${[paintFor(stderr).red(first), ...rest].join('\n')}\n`);
  }
  if (error.class === 'bug' && verbose && error.cause instanceof Error) stderr.write(`${error.cause.stack}\n`);
  return error.exitCode;
}

async function run(invocation: Invocation, typed: readonly string[], streams: Streams): Promise<number> {
  const { verb, input, json } = invocation;
  const progress = await startProgress(invocation, streams);
  const interrupts = new Interrupts((text) => progress.emit({ type: 'notice', level: 'warning', text }));
  interrupts.listen();
  onLostLog((text) => progress.emit({ type: 'notice', level: 'warning', text }));
  const context: Context = {
    verbs: VERBS,
    configFile: invocation.configFile,
    json,
    yes: invocation.yes,
    verbose: invocation.verbose,
    interactive: streams.interactive,
    argv: typed,
    signal: interrupts.signal,
    emit: progress.emit,
    confirm(question) {
      progress.stop();
      return confirm(
        { ...invocation, argv: typed, interactive: streams.interactive, signal: interrupts.signal },
        question,
      );
    },
    handOver(words, env, through) {
      progress.stop();
      return handOver(interrupts, words, env, through);
    },
    typed: said,
    print(text) {
      progress.stop();
      streams.stdout.write(`${json ? text : said(text)}\n`);
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
      why: 'what is done stays done',
      fix: labCommand(typed),
      cause: error,
    });
  } finally {
    interrupts.ignore();
    progress.stop();
  }
}

/** A text with its commands as they can be typed here. */
function said(text: string): string {
  const where = { cwd: currentFolder(), path: process.env['PATH'] ?? '' };
  return asTyped(
    text,
    VERBS.map(({ name }) => name),
    labWord(where),
  );
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
      progress.emit(event.type === 'notice' ? { ...event, text: said(event.text) } : event);
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
      progress.stop();
    },
  };
}
