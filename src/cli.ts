#!/usr/bin/env node
/** The composition root: command line in, exit code out. What a verb needs is loaded when it runs. */
import { asLabError, formatError, LabError } from './errors.js';
import type { LabEvent } from './events.js';
import { VERBS } from './commands/index.js';
import { Interrupts } from './commands/interrupts.js';
import { parse, type Invocation } from './commands/program.js';
import type { Context } from './commands/verb.js';
import type { TerminalProgress } from './report/terminal-progress.js';

const argv = process.argv.slice(2);

/** Whoever reads our output may stop reading, a terminal may be closed: that is no error, and no reason to stop the work. */
const NOBODY_READS = ['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED'];
/** Why output is lost that somebody wants: a full disk. The work goes on, its exit code says it. */
let lost: NodeJS.ErrnoException | undefined;
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (!NOBODY_READS.includes(error.code ?? '')) lost ??= error;
  });
}

let code = await main();
// What was written must be out before the process ends, and nothing left open may keep it.
await Promise.all([process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write('', done))));
if (lost && code === 0) {
  code = await report(new LabError({
    code: 'E_OUTPUT', class: 'environment', what: 'the output could not be written', why: lost.message, fix: 'make room where it goes, and run the command again',
  }), undefined);
}
process.exit(code);

async function main(): Promise<number> {
  let invocation: Invocation | undefined;
  try {
    const parsed = parse(VERBS, argv, (text) => process.stdout.write(text));
    if (parsed === 'printed') return 0;
    invocation = parsed;
    return await run(invocation);
  } catch (error) {
    return report(error, invocation);
  }
}

async function run(invocation: Invocation): Promise<number> {
  const { verb, input, json } = invocation;
  const progress = await startProgress(invocation);
  const interrupts = new Interrupts((text) => progress.emit({ type: 'notice', level: 'warning', text }));
  interrupts.listen();
  const context: Context = {
    verbs: VERBS,
    configFile: invocation.configFile,
    json,
    yes: invocation.yes,
    verbose: invocation.verbose,
    interactive: process.stdin.isTTY && process.stdout.isTTY,
    argv,
    signal: interrupts.signal,
    interrupts,
    emit: progress.emit,
    pauseProgress: progress.stop,
    print(text) {
      progress.stop();
      process.stdout.write(`${text}\n`);
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
    progress.stop();
  }
}

/** The renderer of this run; it ticks from the first event on. */
async function startProgress({ json, verbose }: Invocation): Promise<Pick<TerminalProgress, 'emit' | 'stop'>> {
  const stream = json ? process.stderr : process.stdout;
  const [{ progressFor }, { paintFor }] = await Promise.all([import('./report/terminal-progress.js'), import('./report/format.js')]);
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

async function report(thrown: unknown, invocation: Invocation | undefined): Promise<number> {
  const error = asLabError(thrown);
  if (invocation?.json ?? argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify({ error: error.toJSON() }, null, 2)}\n`);
  } else {
    const { paintFor } = await import('./report/format.js');
    const [first = '', ...rest] = formatError(error).split('\n');
    process.stderr.write(`${[paintFor(process.stderr).red(first), ...rest].join('\n')}\n`);
  }
  const verbose = invocation?.verbose ?? argv.includes('--verbose');
  if (error.class === 'bug' && verbose && error.cause instanceof Error) process.stderr.write(`${error.cause.stack}\n`);
  return error.exitCode;
}
