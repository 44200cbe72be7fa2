/** A verb of the command line as data: the parser, the help and the shell completion are made from it. */
import type { Emit } from '../events.js';
import type { Through } from '../process.js';

export interface Context {
  /** All of them, for completing a command line. */
  readonly verbs: readonly Verb[];
  /** As given by --config; undefined means lab.yaml, or the defaults without one. */
  readonly configFile: string | undefined;
  readonly json: boolean;
  readonly yes: boolean;
  readonly verbose: boolean;
  /** Somebody can answer a question. */
  readonly interactive: boolean;
  /** The command line after `lab`, for running it again elsewhere. */
  readonly argv: readonly string[];
  readonly signal: AbortSignal;
  readonly emit: Emit;
  /**
   * Make sure that the user means it; --yes answers for them.
   * @throws LabError `E_NEEDS_YES` where there is nobody to ask, `E_INTERRUPTED` by Ctrl-C or Ctrl-D
   */
  readonly confirm: (question: string) => Promise<boolean>;
  /**
   * Let another program have this terminal, and signals, until it ends.
   * @param through what its output passes on the way to ours; without it the program has our streams themselves
   * @returns its exit code, 128 + n when signal n ended it
   * @throws LabError `E_TOOL_MISSING`, `E_INTERRUPTED`
   */
  readonly handOver: (argv: readonly string[], env?: Record<string, string>, through?: Through) => Promise<number>;
  /** A text with its commands (`lab VERB`) as they are typed where the user is. */
  readonly typed: (text: string) => string;
  /** Write a text to standard output, where results go, its commands as they are typed here; a newline is added. */
  readonly print: (text: string) => void;
}

export interface Input {
  /** The words after the verb, without the options that are lab's. */
  readonly args: readonly string[];
  /** Options of this verb by their camel-case name. */
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
}

export interface Verb {
  readonly name: string;
  readonly summary: string;
  /** Further help below the options. */
  readonly details?: string;
  /** Commander's syntax and what it means: `['<host>', 'name of a host']`, `['[words...]', '…']`. */
  readonly arguments?: readonly (readonly [syntax: string, description: string])[];
  /** `['--junit <file>', 'also write …']` */
  readonly options?: readonly (readonly [flags: string, description: string])[];
  /** It prints a state and has --json for it. */
  readonly json?: boolean;
  /** From the first word that is not an option of lab's own on, everything belongs to the program that it runs. */
  readonly passThrough?: boolean;
  readonly examples: readonly (readonly [command: string, meaning: string])[];
  /** Not for users. */
  readonly hidden?: boolean;
  /** Completes the first argument: a list, the hosts of the lab, or the exercises. */
  readonly completes?: 'hosts' | 'exercises' | readonly string[];
  readonly verbs?: readonly Verb[];
  /** @returns the exit code; nothing means 0 */
  readonly run?: (context: Context, input: Input) => Promise<number | void>;
}
