/** What a remote command prints between its two markers: collected whole, handed on line by line. */
import { Transform, type TransformCallback } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { Markers } from './remote-command.js';

type OnLine = (line: string) => void;

/** The end of what a login prints is kept to be shown; the rest of it only has to pass. */
const KEPT_BYTES = 64 * 1024;

/** Looks for the line of a stream that begins what is ours. */
class Preamble {
  /** The bytes before it, their end at least. */
  #held = Buffer.alloc(0);

  constructor(private readonly marker: string) {}

  get text(): string {
    return this.#held.toString('utf8');
  }

  /** @returns what follows the marker on its line, and what comes after that line; undefined until it is there */
  push(bytes: Buffer): { word: string; rest: Buffer } | undefined {
    const all = Buffer.concat([this.#held, bytes]);
    const at = all.indexOf(this.marker);
    const end = at < 0 ? -1 : all.indexOf('\n', at);
    this.#held = end < 0 ? all.subarray(-KEPT_BYTES) : all.subarray(0, at);
    if (end < 0) return undefined;
    return { word: all.toString('latin1', at + this.marker.length, end), rest: all.subarray(end + 1) };
  }
}

/** One stream's bytes as text and as lines; a character cut in two by the network is put together again. */
class TextStream {
  readonly #decoder = new StringDecoder('utf8');
  readonly #chunks: string[] = [];
  #line = '';

  constructor(
    private readonly end: string,
    private readonly onLine: OnLine | undefined,
  ) {}

  push(bytes: Buffer): void {
    this.#take(this.#decoder.write(bytes));
  }

  /** The whole text; a last line without a newline is handed on now. */
  finish(): string {
    this.#take(this.#decoder.end());
    this.#hand(this.#line);
    return this.#upToEnd(this.#chunks.join(''));
  }

  #take(text: string): void {
    this.#chunks.push(text);
    if (!this.onLine) return;
    const lines = (this.#line + text).split('\n');
    this.#line = lines.pop() ?? '';
    for (const line of lines) this.#hand(line, '\n');
  }

  #ended = false;

  #hand(line: string, newline = ''): void {
    if (this.#ended) return;
    const ours = this.#upToEnd(line);
    this.#ended = ours !== line;
    // An empty piece is a line of its own only where a newline says so.
    if (ours !== '' || (newline !== '' && !this.#ended)) this.onLine?.(ours.endsWith('\r') ? ours.slice(0, -1) : ours);
  }

  #upToEnd(text: string): string {
    const at = text.indexOf(this.end);
    return at < 0 ? text : text.slice(0, at);
  }
}

export class CommandOutput {
  /** Resolves to the remote process group when the command has started. */
  readonly started: Promise<number>;
  processGroup: number | undefined;
  readonly #streams: Record<'stdout' | 'stderr', { preamble: Preamble; begun: boolean; text: TextStream }>;
  #resolveStarted: (processGroup: number) => void = () => undefined;

  constructor({ begin, end }: Markers, onLine?: (line: string, stream: 'stdout' | 'stderr') => void) {
    const stream = (name: 'stdout' | 'stderr') => ({
      preamble: new Preamble(begin),
      begun: false,
      text: new TextStream(end, onLine && ((line) => onLine(line, name))),
    });
    this.#streams = { stdout: stream('stdout'), stderr: stream('stderr') };
    this.started = new Promise((resolve) => (this.#resolveStarted = resolve));
  }

  push(name: 'stdout' | 'stderr', bytes: Buffer): void {
    const stream = this.#streams[name];
    if (stream.begun) return stream.text.push(bytes);
    const begun = stream.preamble.push(bytes);
    if (!begun) return;
    stream.begun = true;
    if (name === 'stderr') this.#resolveStarted((this.processGroup = Number(begun.word)));
    if (begun.rest.length > 0) stream.text.push(begun.rest);
  }

  /** What the login printed before the command, or instead of it. */
  get preamble(): string {
    return [this.#streams.stdout, this.#streams.stderr]
      .map(({ preamble }) => preamble.text.trim())
      .filter((text) => text !== '')
      .join('\n');
  }

  finish(): { stdout: string; stderr: string } {
    return { stdout: this.#streams.stdout.text.finish(), stderr: this.#streams.stderr.text.finish() };
  }
}

/** Lets pass what comes after the line with the marker; where that never comes, all of it goes to `otherwise` at the end. */
export class AfterMarker extends Transform {
  readonly #preamble: Preamble;
  #begun = false;

  constructor(
    marker: string,
    private readonly otherwise: (text: string) => void,
  ) {
    super();
    this.#preamble = new Preamble(marker);
  }

  override _transform(bytes: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (this.#begun) return done(null, bytes);
    const begun = this.#preamble.push(bytes);
    this.#begun = begun !== undefined;
    done(null, begun?.rest);
  }

  override _flush(done: TransformCallback): void {
    if (!this.#begun) this.otherwise(this.#preamble.text);
    done();
  }
}
