/** What a remote command prints: collected whole, handed on line by line, the marker line of its start taken out. */
import { StringDecoder } from 'node:string_decoder';

type OnLine = (line: string) => void;

/** One stream's bytes as text and as lines; a character cut in two by the network is put together again. */
class TextStream {
  readonly #decoder = new StringDecoder('utf8');
  readonly #chunks: string[] = [];
  #line = '';

  constructor(private readonly onLine: OnLine | undefined) {}

  push(bytes: Buffer): void {
    this.#take(this.#decoder.write(bytes));
  }

  /** The whole text; a last line without a newline is handed on now. */
  end(): string {
    this.#take(this.#decoder.end());
    if (this.#line !== '') this.onLine?.(this.#line);
    return this.#chunks.join('');
  }

  #take(text: string): void {
    this.#chunks.push(text);
    if (!this.onLine) return;
    const lines = (this.#line + text).split('\n');
    this.#line = lines.pop() ?? '';
    for (const line of lines) this.onLine(line.endsWith('\r') ? line.slice(0, -1) : line);
  }
}

export class CommandOutput {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  /** Resolves to the remote process group when the command has started. */
  readonly started: Promise<number>;
  /** What came on stderr before the marker: the login shell's noise, or why there was no start. */
  preamble = '';
  processGroup: number | undefined;
  #resolveStarted: (processGroup: number) => void = () => undefined;
  #head = Buffer.alloc(0);

  constructor(
    private readonly marker: string,
    onLine?: (line: string, stream: 'stdout' | 'stderr') => void,
  ) {
    this.stdout = new TextStream(onLine && ((line) => onLine(line, 'stdout')));
    this.stderr = new TextStream(onLine && ((line) => onLine(line, 'stderr')));
    this.started = new Promise((resolve) => (this.#resolveStarted = resolve));
  }

  pushStderr(bytes: Buffer): void {
    if (this.processGroup !== undefined) return this.stderr.push(bytes);
    this.#head = Buffer.concat([this.#head, bytes]);
    const text = this.#head.toString('latin1');
    const at = text.indexOf(`${this.marker} `);
    const end = at < 0 ? -1 : text.indexOf('\n', at);
    this.preamble = this.#head.toString('utf8');
    if (end < 0) return;
    this.preamble = this.#head.subarray(0, at).toString('utf8');
    this.processGroup = Number(text.slice(at + this.marker.length + 1, end));
    this.#resolveStarted(this.processGroup);
    if (end + 1 < this.#head.length) this.stderr.push(this.#head.subarray(end + 1));
  }
}
