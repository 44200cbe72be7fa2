/**
 * One error type for everything a user can cause or meet, one exit code per class of it, one printer.
 * Anything else that reaches the top is a bug and is said to be one.
 */

/** What kind of trouble it is; the process exit code follows from it. */
export type ErrorClass =
  | 'assertion' // the lab is not what a suite or an exercise expects
  | 'usage' // the command line or lab.yaml is wrong
  | 'environment' // this machine lacks something: a tool, memory, a right, the network
  | 'host' // a host or a step on it failed
  | 'busy' // somebody else holds the lab
  | 'interrupted' // Ctrl-C or SIGTERM
  | 'bug'; // ours

export const EXIT_CODES: Record<ErrorClass, number> = {
  assertion: 1,
  usage: 2,
  environment: 3,
  host: 4,
  busy: 5,
  interrupted: 130,
  bug: 70,
};

export interface LabErrorFields {
  /** Stable identifier, for searching and for scripts: `E_STEP_FAILED`. */
  code: string;
  class: ErrorClass;
  /** One line: what happened. */
  what: string;
  /** Why, as far as it is known, with the evidence quoted. May have several lines. */
  why?: string | undefined;
  /** What to do about it. May have several lines. */
  fix?: string | undefined;
  cause?: unknown;
  /** Further facts for `--json`: host, step, exitCode, log file… Never a secret. */
  details?: Record<string, unknown> | undefined;
}

export class LabError extends Error {
  readonly code: string;
  readonly class: ErrorClass;
  readonly what: string;
  readonly why: string | undefined;
  readonly fix: string | undefined;
  readonly details: Record<string, unknown>;

  constructor(fields: LabErrorFields) {
    super(fields.what, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.name = 'LabError';
    this.code = fields.code;
    this.class = fields.class;
    this.what = fields.what;
    this.why = fields.why;
    this.fix = fields.fix;
    this.details = fields.details ?? {};
  }

  get exitCode(): number {
    return EXIT_CODES[this.class];
  }

  toJSON(): Record<string, unknown> {
    const { code, what, why, fix, details, exitCode } = this;
    return { code, class: this.class, what, why, fix, exitCode, ...(Object.keys(details).length > 0 && { details }) };
  }
}

/** Any thrown value as a LabError; what is not one already is a bug of ours. */
export function asLabError(error: unknown): LabError {
  if (error instanceof LabError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new LabError({
    code: 'E_BUG',
    class: 'bug',
    what: `unexpected: ${message}`,
    fix: 'this is a bug; run again with --verbose for the stack trace and report it',
    cause: error,
  });
}

/** The text of an error as the terminal shows it, without colour, without a trailing newline. */
export function formatError(error: LabError): string {
  const lines = [`✗ ${error.what}`];
  const block = (label: string, text: string | undefined) => {
    text?.split('\n').forEach((line, i) => lines.push(`  ${(i === 0 ? label : '').padEnd(5)} ${line}`));
  };
  block('why', error.why);
  block('try', error.fix);
  lines.push(`  code  ${error.code}`);
  return lines.join('\n');
}
