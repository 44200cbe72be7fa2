/** The scripts that go to a host, as text, and how to read what comes back. Secrets go in as unexported shell variables. */
import { LabError } from '../errors.js';
import { quote } from '../shell.js';
import type { Step } from './steps.js';

export type Environment = Readonly<Record<string, string>>;

/**
 * What a check said: it holds, it does not, it could not tell (it ran out of time or a program is missing), or the host
 * cannot become what the step wants until somebody has changed it by hand.
 */
export interface Verdict {
  readonly status: 'done' | 'todo' | 'error' | 'refused';
  /** Where the check did not hold, why: its last lines, never nothing. A refusal's last line is what to do. */
  readonly output: string;
}

/** Seconds that one check may take. */
const CHECK_SECONDS = 30;
/** `refuse` of provision/lib.sh returns it. */
const REFUSED = 78;
/** How much of a check's output comes back: enough for a reason, and one line of it stays small enough to be written at once. */
const CHECK_OUTPUT_BYTES = 1500;

/** A probe script ends by itself after this many milliseconds: all checks run at the same time. */
export const PROBE_MS = (CHECK_SECONDS + 10) * 1000;

/**
 * One script that runs the checks of all these steps at once, each in a shell of its own with a deadline, and reports
 * each on a line that starts with the nonce, so that whatever else appears on stdout (a login banner) does no harm.
 */
export function probeScript(library: string, steps: readonly Step[], env: Environment, nonce: string): string {
  return [
    ...exports(env),
    'probe() {',
    '  local out rc=0',
    `  out=$(timeout --kill-after=2 ${CHECK_SECONDS} bash -c "$2" </dev/null 2>&1) || rc=$?`,
    `  ((rc == 0)) || out=$(printf '%s' "$out" | tail -c ${CHECK_OUTPUT_BYTES} | base64 -w 0)`,
    '  ((rc)) || out=',
    `  printf '%s %s %s %s\\n' ${quote(nonce)} "$1" "$rc" "$out"`,
    '}',
    `library=${quote(library)}`,
    ...steps.map(
      ({ name, text }) => `probe ${quote(name)} "$library"${quote(`\n${text}\nset -uo pipefail\ncheck\n`)} &`,
    ),
    'wait',
  ].join('\n');
}

/**
 * @returns the verdict on every step
 * @throws LabError E_PROBE_FAILED when a verdict is missing
 */
export function parseProbe(
  host: string,
  steps: readonly Step[],
  nonce: string,
  stdout: string,
  stderr: string,
): Map<string, Verdict> {
  const verdicts = new Map<string, Verdict>();
  for (const line of stdout.split('\n')) {
    const [mark, name, code, output = ''] = line.split(' ');
    if (mark !== nonce || name === undefined || code === undefined) continue;
    verdicts.set(name, verdictOf(Number(code), Buffer.from(output, 'base64').toString().trim()));
  }
  const missing = steps.filter(({ name }) => !verdicts.has(name));
  if (missing.length > 0) {
    throw new LabError({
      code: 'E_PROBE_FAILED',
      class: 'host',
      what: `${host}: the state of ${missing.length} of ${steps.length} steps could not be read`,
      why:
        stderr.trim().split('\n').slice(-12).join('\n') ||
        `no answer about ${missing.map(({ name }) => name).join(', ')}`,
      fix: `look at the host: lab ssh ${host}; bash, base64, tail and timeout must be there`,
      details: { host },
    });
  }
  return verdicts;
}

/** 124 and 137 are timeout's, 126 and 127 bash's for a program that cannot be run; anything else is the check's own no. */
function verdictOf(exitCode: number, said: string): Verdict {
  if (exitCode === 0) return { status: 'done', output: '' };
  if (exitCode === 124 || exitCode === 137)
    return { status: 'error', output: [said, `no answer within ${CHECK_SECONDS} s`].filter(Boolean).join('\n') };
  const output = said || `its check ended with ${exitCode} and without a word`;
  if (exitCode === REFUSED) return { status: 'refused', output };
  return { status: exitCode === 126 || exitCode === 127 ? 'error' : 'todo', output };
}

/**
 * Runs apply. Its stdin is empty: it must not eat the rest of the script, which comes the same way. The command that ends it
 * is named as the step has it, its variables unexpanded: many a program fails without a word.
 */
export function applyScript(library: string, step: Step, env: Environment, granted: Environment = {}): string {
  const report = `trap 'echo "exited with $?: $BASH_COMMAND" >&2' ERR`;
  return [
    ...exports(env),
    ...variables(granted),
    library,
    step.text,
    'set -Eeuo pipefail',
    report,
    'apply </dev/null',
    '',
  ].join('\n');
}

/** Runs grant or tell, on the control plane. */
export function handOverScript(library: string, step: Step, env: Environment, by: 'grant' | 'tell'): string {
  return [...exports(env), library, step.text, 'set -euo pipefail', `${by} </dev/null`, ''].join('\n');
}

/** @returns the NAME=value lines of what grant or tell printed; undefined when there is none or a value is empty */
export function parseHandOver(stdout: string): Environment | undefined {
  const pairs = [...stdout.matchAll(/^([A-Z][A-Z0-9_]*)=(.*)$/gm)].map(
    (match) => [match[1] ?? '', match[2] ?? ''] as const,
  );
  return pairs.length > 0 && pairs.every(([, value]) => value !== '') ? Object.fromEntries(pairs) : undefined;
}

/**
 * Prints what is different after a reboot. The kernel's boot id alone is not: a container shares it with the machine
 * around it, so the start of PID 1 (field 22 of its stat, in clock ticks; proc(5)) is part of it.
 */
export const BOOT_MARKER_SCRIPT = [
  'stat=$(cat /proc/1/stat)',
  'read -r -a fields <<<"${stat##*) }"',
  'echo "$(cat /proc/sys/kernel/random/boot_id) ${fields[19]}"',
  '',
].join('\n');

function exports(env: Environment): string[] {
  return Object.entries(env).map(([name, value]) => `export ${name}=${quote(value)}`);
}

function variables(values: Environment): string[] {
  return Object.entries(values).map(([name, value]) => `declare +x ${name}=${quote(value)}`);
}
