/** The steps of provision/: bash files whose header comments say what they are, read and checked once. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { LabError } from '../errors.js';
import type { Role } from '../host.js';
import { PROJECT_ROOT } from '../paths.js';

export interface Step {
  /** The file's name without `.sh`: `02-firewall`. Steps run in the order of their names. */
  readonly name: string;
  /** `provision/02-firewall.sh`, as messages show it. */
  readonly file: string;
  /** The whole file; it defines check, apply and perhaps grant or tell. */
  readonly text: string;
  readonly title: string;
  readonly on: 'all' | Role;
  /** The guide's commands that this step does, each as the guide has it (continued lines joined, a here-document by its first line). */
  readonly guide: readonly string[];
  /** Why the step is there although the guide has no such command. Every step has either this or `guide`. */
  readonly omitted: string | undefined;
  /** What the step does differently from the guide's command, and why. */
  readonly otherwise: string | undefined;
  /** A condition that some earlier step `provides`; the step waits until that one is done on all of its hosts. */
  readonly needs: string | undefined;
  readonly provides: string | undefined;
  /** `apply` restarts the host: the connection is cut and the step goes on when the host has booted. */
  readonly reboots: boolean;
  /** How often a failed apply is tried again. */
  readonly retries: number;
  /** Deadline of one apply in milliseconds, including a reboot. */
  readonly timeoutMs: number;
  /** The step has a `grant` function, to be run on the control plane just before apply; what it prints is secret. */
  readonly grants: boolean;
  /** The step has a `tell` function, to be run on the control plane before check and apply; it reads only, and is no secret. */
  readonly tells: boolean;
}

/** provision/ as a whole: every step in file order, and the helpers that they all use. */
export interface StepBook {
  readonly library: string;
  readonly steps: readonly Step[];
}

const LIBRARY = 'lib.sh';
const STEP_FILE = /^\d\d-[a-z0-9-]+\.sh$/;
const DEFAULT_TIMEOUT_SECONDS = 120;
const KEYS = [
  'title',
  'on',
  'guide',
  'omitted',
  'otherwise',
  'needs',
  'provides',
  'reboots',
  'retries',
  'timeout',
] as const;
type Key = (typeof KEYS)[number];
type Header = Partial<Record<Key, string[]>>;

/**
 * Read all steps of a folder.
 * @throws LabError E_BAD_STEP (class bug) naming every mistake in the files' headers
 */
export async function readSteps(folder = join(PROJECT_ROOT, 'provision')): Promise<StepBook> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sh') && file !== LIBRARY).sort();
  const [library, ...texts] = await Promise.all(
    [LIBRARY, ...files].map((file) => readFile(join(folder, file), 'utf8')),
  );
  const mistakes: string[] = [];
  const steps = files.map((file, i) => parseStep(join(basename(folder), file), texts[i] ?? '', mistakes));
  mistakes.push(...conditionMistakes(steps));
  if (mistakes.length > 0) {
    throw new LabError({
      code: 'E_BAD_STEP',
      class: 'bug',
      what: `${mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`} in the steps of ${folder}`,
      why: mistakes.join('\n'),
      fix: 'correct the header comments; CONTRIBUTING says what they may be',
    });
  }
  return { library: library ?? '', steps };
}

/** The steps that a host of this role runs, in order. */
export function stepsFor(steps: readonly Step[], role: Role): Step[] {
  return steps.filter((step) => step.on === 'all' || step.on === role);
}

function parseStep(file: string, text: string, mistakes: string[]): Step {
  const say = (mistake: string) => mistakes.push(`${file}: ${mistake}`);
  const header = parseHeader(text, say);
  const one = (key: Key) => {
    const values = header[key] ?? [];
    if (values.length > 1) say(`"# ${key}:" appears ${values.length} times`);
    return values[0];
  };
  const number = (key: Key, fallback: number) => {
    const value = one(key) ?? String(fallback);
    if (!/^\d+$/.test(value)) say(`"# ${key}: ${value}" is not a whole number`);
    return Number(value);
  };
  const has = (name: string) => new RegExp(`^${name}\\(\\)`, 'm').test(text);

  const on = one('on') ?? '';
  const reboots = one('reboots');
  const step: Step = {
    name: basename(file, '.sh'),
    file,
    text,
    title: one('title') ?? '',
    on: on as Step['on'],
    guide: header.guide ?? [],
    omitted: one('omitted'),
    otherwise: one('otherwise'),
    needs: one('needs'),
    provides: one('provides'),
    reboots: reboots === 'yes',
    retries: number('retries', 0),
    timeoutMs: number('timeout', DEFAULT_TIMEOUT_SECONDS) * 1000,
    grants: has('grant'),
    tells: has('tell'),
  };
  if (!STEP_FILE.test(basename(file))) say('its name is not like 02-firewall.sh');
  if (!step.title) say('it has no "# title:"');
  if (!['all', 'control-plane', 'worker'].includes(on)) say(`"# on: ${on}" is neither all, control-plane nor worker`);
  if (reboots !== undefined && !step.reboots) say(`"# reboots: ${reboots}" can only be yes`);
  if (step.guide.length > 0 === (step.omitted !== undefined)) say('it needs either "# guide:" lines or "# omitted:"');
  if (step.grants && !step.needs)
    say('it has a grant function and "# needs:" nothing, so there may be nothing to grant yet');
  for (const name of ['check', 'apply']) if (!has(name)) say(`it has no function ${name}`);
  return step;
}

/** The `# key: value` lines at the top of the file, up to the first line that is not a comment. */
function parseHeader(text: string, say: (mistake: string) => void): Header {
  const header: Header = {};
  for (const line of text.split('\n')) {
    if (!line.startsWith('#')) break;
    const [, key, value] = /^# ([a-z]+): (.*\S)\s*$/.exec(line) ?? [];
    if (key === undefined || value === undefined) continue;
    if ((KEYS as readonly string[]).includes(key)) (header[key as Key] ??= []).push(value);
    else say(`"# ${key}:" is not a header that means something`);
  }
  return header;
}

/** A step that waits for something nobody provides, or somebody later in the order, would wait for ever. */
function conditionMistakes(steps: readonly Step[]): string[] {
  const mistakes: string[] = [];
  const provided = new Set<string>();
  for (const { file, needs, provides } of steps) {
    if (needs !== undefined && !provided.has(needs)) mistakes.push(`${file}: no earlier step provides ${needs}`);
    if (provides !== undefined && provided.has(provides)) mistakes.push(`${file}: ${provides} is provided twice`);
    if (provides !== undefined) provided.add(provides);
  }
  return mistakes;
}
