/** A Host over node-ssh: connects when first used, keeps one connection, runs every command as root. */
import { constants } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { NodeSSH } from 'node-ssh';
import type { CommandResult, Host, Role, RunOptions } from '../host.js';
import { connect } from './connection.js';
import { commandTimeout, connectionLost, interrupted, nothingStarts } from './errors.js';
import type { KnownHosts } from './known-hosts.js';
import { noRoot, wantsTerminal } from './no-root.js';
import { CommandOutput } from './output.js';
import { endCommand, scriptInput, startCommand, type Way } from './remote-command.js';
import type { Target } from '../target.js';
import { Turnstile } from './turnstile.js';

const ANSWER_MS = 10_000;
/** What runs at every login (PAM, sshrc, .bashrc, sudo) may take this long before a command begins. */
const START_MS = 60_000;
const COMMAND_TIMEOUT_MS = 60_000;

/** sshd allows ten sessions on a connection (MaxSessions); some stay free for ending the commands of the others. */
const SESSIONS = 6;

/** How long ending a command may take before the connection is given up. */
const END_WITHIN_MS = 6_000;

/** The last pause before a session that was refused is asked for again; all together are twice as long. */
const LONGEST_PAUSE_MS = 1_000;

export class SshHost implements Host {
  readonly name: string;
  readonly ip: string;
  readonly role: Role;
  #connection: Promise<NodeSSH> | undefined;
  readonly #sessions = new Turnstile(SESSIONS);
  #way: Way = 'plain';
  /** How sudo asked for a terminal. */
  #wantedTerminal = '';

  constructor(
    about: { name: string; ip: string; role: Role },
    private readonly target: Target,
    private readonly knownHosts: KnownHosts,
  ) {
    ({ name: this.name, ip: this.ip, role: this.role } = about);
  }

  script(text: string, options: Omit<RunOptions, 'input'> = {}): Promise<CommandResult> {
    return this.run(['bash', '-s'], { ...options, input: scriptInput(text) });
  }

  async run(argv: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
    return this.#sessions.pass(async () => {
      const ssh = await this.connect(options);
      return this.#run(ssh, argv, options);
    });
  }

  /**
   * Log in now, or find that the connection of an earlier command still stands.
   * @param options.answerMs until sshd has said its first word; a login that is under way has a minute more
   */
  async connect({
    signal,
    answerMs = ANSWER_MS,
    loginMs,
  }: { signal?: AbortSignal | undefined; answerMs?: number; loginMs?: number } = {}): Promise<NodeSSH> {
    const current = this.#connection;
    const standing = await current?.catch(() => undefined);
    if (standing?.isConnected()) return standing;
    // Commands that start together share one login.
    if (this.#connection === current || this.#connection === undefined) {
      this.#connection = connect(this.target, this.knownHosts, { answerMs, loginMs, signal });
    }
    return this.#connection;
  }

  close(): void {
    void this.#connection?.then(
      (ssh) => ssh.dispose(),
      () => undefined,
    );
    this.#connection = undefined;
  }

  async #run(ssh: NodeSSH, argv: readonly string[], options: RunOptions): Promise<CommandResult> {
    const { input = '', timeoutMs = COMMAND_TIMEOUT_MS, signal, onLine } = options;
    if (signal?.aborted) throw interrupted();
    const way = this.#way;
    const { line, markers } = startCommand(this.target.user, argv, { timeoutMs, way });
    const output = new CommandOutput(markers, onLine);
    const began = performance.now();

    let ended: 'start' | 'timeout' | 'abort' | undefined;
    const closed = new AbortController();
    const end = (reason: 'start' | 'timeout' | 'abort') => {
      ended ??= reason;
      void this.#end(ssh, output, way, closed.signal);
    };
    const abort = () => end('abort');
    let timer = setTimeout(() => end('start'), START_MS);
    void output.started.then(() => {
      clearTimeout(timer);
      if (!closed.signal.aborted) timer = setTimeout(() => end('timeout'), timeoutMs);
    });
    signal?.addEventListener('abort', abort, { once: true });
    try {
      const { code, signal: killedBy } = await whenThereIsRoom(
        () =>
          ssh.execCommand(line, {
            stdin: input,
            onStdout: (bytes) => output.push('stdout', bytes),
            onStderr: (bytes) => output.push('stderr', bytes),
            // node-ssh collects the output as well; one byte per character is the cheapest for what nobody reads.
            encoding: 'latin1',
            noTrim: true,
          }),
        () => ended !== undefined,
      ).catch((error: unknown) => {
        if (ended === 'start') throw nothingStarts(this.target, START_MS, output.preamble);
        throw ended === 'abort' ? interrupted(error) : connectionLost(this.target, argv.join(' '), error);
      });
      const result = { ...output.finish(), ms: performance.now() - began };
      if (ended === 'abort') throw interrupted();
      if (ended === 'start') throw nothingStarts(this.target, START_MS, output.preamble);
      if (ended === 'timeout') throw commandTimeout(this.target, argv.join(' '), timeoutMs, lastLines(result));
      if (code === null && killedBy === null) throw connectionLost(this.target, argv.join(' '));
      const exitCode = code ?? 128 + signalNumber(killedBy);
      if (output.processGroup !== undefined) return { exitCode, ...result };
      if (way === 'terminal') throw noRoot(this.target, this.#wantedTerminal, exitCode);
      if (!wantsTerminal(output.preamble)) throw noRoot(this.target, output.preamble, exitCode);
      // Nothing was begun, so there is nothing to undo.
      this.#way = 'terminal';
      this.#wantedTerminal = output.preamble;
      return await this.#run(ssh, argv, options);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      closed.abort();
    }
  }

  /** End the command's process group over the same connection; where that does not work, drop the connection. */
  async #end(ssh: NodeSSH, output: CommandOutput, way: Way, closed: AbortSignal): Promise<void> {
    const ending = output.started.then((group) => ssh.execCommand(endCommand(this.target.user, group, way)));
    ending.catch(() => undefined);
    await delay(END_WITHIN_MS, undefined, { signal: closed }).then(
      () => ssh.connection?.destroy(),
      () => undefined, // the command has ended
    );
  }
}

/**
 * A busy sshd gives a session's place free only some time after it has said that the session ended, and refuses the next one
 * until then. Nothing has been started, so it is asked again.
 */
async function whenThereIsRoom<T>(open: () => Promise<T>, givenUp: () => boolean): Promise<T> {
  for (let pauseMs = 20; ; pauseMs *= 2) {
    try {
      return await open();
    } catch (error) {
      if (givenUp() || pauseMs > LONGEST_PAUSE_MS || !String(error).includes('Channel open failure')) throw error;
      await delay(pauseMs);
    }
  }
}

function signalNumber(name: string | null): number {
  return constants.signals[`SIG${name ?? ''}` as NodeJS.Signals] ?? constants.signals[name as NodeJS.Signals] ?? 0;
}

function lastLines({ stdout, stderr }: { stdout: string; stderr: string }): string {
  return `${stdout}\n${stderr}`
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-5)
    .join('\n');
}
