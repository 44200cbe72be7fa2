#!/usr/bin/env node
/** The process: its arguments in, its exit code out. */
import { main, tell, type Streams } from './main.js';
import { EXIT_CODES, LabError } from '../errors.js';
import { TYPED } from '../verbs/in-network.js';

const { stdin, stdout, stderr } = process;
const streams: Streams = { stdout, stderr, interactive: stdin.isTTY && stdout.isTTY };

/** Whoever reads our output may stop reading, a terminal may be closed: that is no error, and no reason to stop the work. */
const NOBODY_READS = ['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED'];
/** Why output is lost that somebody wants: a full disk. The work goes on, its exit code says it. */
let lost: NodeJS.ErrnoException | undefined;
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (!NOBODY_READS.includes(error.code ?? '')) lost ??= error;
  });
}

/** Whatever nobody has caught: exit code 1 means that the lab is not what is expected, and never that lab itself has fallen over. */
process.on('uncaughtException', (error) => {
  const has = (option: string) => process.argv.includes(option);
  const told = tell(error, { json: has('--json'), verbose: has('--verbose') }, streams);
  // What goes wrong in telling would come back here, and for ever.
  void told.catch(() => EXIT_CODES.bug).then((code) => process.exit(code));
});

/** What the user typed, where a command of lab has started this one (src/verbs/in-network.ts); not for what we start in turn. */
function typedWords(): string[] | undefined {
  const words = process.env[TYPED];
  delete process.env[TYPED];
  return words === undefined ? undefined : (JSON.parse(words) as string[]);
}

const argv = process.argv.slice(2);
let code = await main(argv, streams, typedWords() ?? argv);
// What was written must be out before the process ends, and nothing left open may keep it.
await Promise.all([stdout, stderr].map((stream) => new Promise((done) => stream.write('', done))));
if (lost && code === 0) {
  const error = new LabError({
    code: 'E_OUTPUT',
    class: 'environment',
    what: 'the output could not be written',
    why: lost.message,
    fix: 'make room where it goes, and run the command again',
  });
  code = await tell(error, { json: false, verbose: false }, streams);
}
process.exit(code);
