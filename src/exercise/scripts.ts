/** The scripts of an exercise, on the control plane. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabConfig } from '../config/schema.js';
import { LabError } from '../errors.js';
import type { CommandResult, Host } from '../host.js';
import { PROJECT_ROOT } from '../paths.js';
import { quote } from '../shell.js';
import { scriptEnvironment } from './environment.js';
import type { Exercise } from './exercise.js';
import { exerciseFile } from './load.js';

/** Long enough for a script that pulls images or builds a cluster. Milliseconds. */
const SCRIPT_LIMIT_MS = 1_500_000;
/** A join token as kubeadm prints it: the first part is its name, the second the secret. */
const TOKEN = /\b([a-z0-9]{6})\.[a-z0-9]{16}\b/g;
const REMEMBER = /^::remember ([A-Za-z][\w-]*) (.*)$/;

export interface ScriptRun {
  /** What the script said with `remember`. */
  remembered: Record<string, string>;
}

export interface ScriptOptions {
  host: Host;
  config: LabConfig;
  /** For its environment, besides those that every script has. */
  variables?: Record<string, string>;
  signal: AbortSignal;
  onLine?: (line: string) => void;
}

/**
 * Run a script of the exercise behind labs/lib.sh, and lib-hosts.sh where it begins without a cluster.
 * @param file as messages show it: `mistakes/selector.sh`
 * @throws LabError `E_EXERCISE_SCRIPT` when it ends badly
 */
export async function runScript(
  exercise: Exercise,
  file: string,
  text: string,
  options: ScriptOptions,
): Promise<ScriptRun> {
  const { host, signal, onLine } = options;
  const remembered: Record<string, string> = {};
  const result = await host.script(await compose(exercise, file, text, options), {
    timeoutMs: SCRIPT_LIMIT_MS,
    signal,
    onLine(line) {
      const [, key, value] = REMEMBER.exec(line) ?? [];
      if (key !== undefined) remembered[key] = value ?? '';
      else onLine?.(withoutSecrets(line));
    },
  });
  if (result.exitCode !== 0) throw failed(exercise, file, host, result);
  return { remembered };
}

async function compose(
  exercise: Exercise,
  file: string,
  text: string,
  { host, config, variables }: ScriptOptions,
): Promise<string> {
  const libraries = ['labs/lib.sh', ...(exercise.spec.lab === 'cluster' ? [] : ['labs/lib-hosts.sh'])];
  const library = await Promise.all(libraries.map((name) => readFile(join(PROJECT_ROOT, name), 'utf8')));
  const solution = /^(mistakes|answers)\//.test(file) ? await exerciseFile(exercise, 'solution.sh') : undefined;
  return [
    ...Object.entries({ ...scriptEnvironment(exercise, config, host.name), ...variables })
      .filter(([name]) => /^\w+$/.test(name))
      .map(([name, value]) => `export ${name}=${quote(value)}`),
    ...library,
    // In parentheses: a shell of its own, so that it cannot leave anything behind in the script's.
    ...(solution === undefined ? [] : [`solution() (\n:\n${solution}\n)`]),
    'set -euo pipefail',
    text,
  ].join('\n');
}

/** What is shown ends up in logs. */
function withoutSecrets(text: string): string {
  return text.replace(TOKEN, '$1.‹secret›');
}

function failed(
  { name, dir }: Exercise,
  file: string,
  host: Host,
  { exitCode, stdout, stderr }: CommandResult,
): LabError {
  const said = withoutSecrets(`${stdout}\n${stderr}`)
    .split('\n')
    .filter((line) => line.trim() !== '' && !REMEMBER.test(line))
    .slice(-12)
    .join('\n');
  return new LabError({
    code: 'E_EXERCISE_SCRIPT',
    class: 'host',
    what: `${name}/${file} ended with exit code ${exitCode} on ${host.name}`,
    why: said || 'it said nothing',
    fix: `read ${join(dir, file)}; lab reset ${name} brings the exercise's start back`,
    details: { exercise: name, file, host: host.name, exitCode },
  });
}
