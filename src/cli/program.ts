/** The command line's parser, made from the verbs. Nothing heavy is loaded here: `lab --help` must be instant. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { LabError } from '../errors.js';
import { PROJECT_ROOT } from '../paths.js';
import type { Input, Verb } from '../verbs/verb.js';

export interface Invocation {
  verb: Verb;
  input: Input;
  configFile: string | undefined;
  json: boolean;
  yes: boolean;
  verbose: boolean;
}

/** Options that every verb understands, before and after its name. */
const COMMON_OPTIONS = [
  ['--config <file>', 'the lab to work on (default: lab.yaml)'],
  ['--yes', 'do not ask'],
  ['--verbose', 'show the output of every task, and stack traces'],
] as const;

const JSON_OPTION = ['--json', 'print the result as JSON'] as const;

/** What the words of a command line mean. `printed`: they asked for help or the version, which is on `write` already. */
export type Parsed = Invocation | 'printed';

/**
 * @param argv the words after `lab`
 * @throws LabError E_USAGE with a suggestion
 */
export function parse(verbs: readonly Verb[], argv: readonly string[], write: (text: string) => void): Parsed {
  let invocation: Invocation | undefined;
  let asked = 'lab';
  const program = buildProgram(verbs, (found) => (invocation = found), write);
  // The verb that a wrong word was for has help that fits.
  eachCommand(program, (command) =>
    command.exitOverride((error) => {
      asked = path(command);
      throw error;
    }),
  );
  try {
    program.parse(argv.length === 0 ? ['--help'] : parted(verbs, argv), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 'printed';
    throw usageError(error, asked);
  }
  if (!invocation) throw new TypeError('a verb was parsed and none was found');
  return invocation;
}

/** The command line with a -- between lab's options and what a verb passes on, where the user left it out. */
function parted(verbs: readonly Verb[], argv: readonly string[]): string[] {
  const at = afterOptions([...COMMON_OPTIONS, JSON_OPTION], argv, 0);
  if (!verbs.find(({ name }) => name === argv[at])?.passThrough) return [...argv];
  const end = afterOptions(COMMON_OPTIONS, argv, at + 1);
  return end === argv.length || argv[end] === '--' ? [...argv] : [...argv.slice(0, end), '--', ...argv.slice(end)];
}

/** Index of the first word from `start` on that is neither one of these options nor its value. */
function afterOptions(
  options: readonly (readonly [syntax: string, description: string])[],
  argv: readonly string[],
  start: number,
): number {
  const flags = new Set(['--help', ...options.map(([syntax]) => syntax.split(' ')[0])]);
  let at = start;
  while (flags.has(argv[at]?.replace(/=.*/, ''))) at += argv[at] === '--config' ? 2 : 1;
  return at;
}

function buildProgram(
  verbs: readonly Verb[],
  found: (invocation: Invocation) => void,
  write: (text: string) => void,
): Command {
  const program = new Command('lab')
    .description('A Kubernetes classroom: machines, a kubeadm cluster, proof that it works.')
    .version(version(), '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand(false)
    .usage('[options] VERB ...')
    .configureHelp({
      subcommandTerm: (command) => [command.name(), command.usage().replace('[options] ', '')].join(' '),
    })
    .enablePositionalOptions()
    .configureOutput({ writeOut: write, writeErr: () => undefined })
    .addHelpText('after', '\n`lab VERB --help` has examples. The usual order: lab up, lab test, lab status, lab down.');
  addCommonOptions(program);
  program.option(...JSON_OPTION);
  for (const verb of verbs) addVerb(program, verb, found);
  return program;
}

function addVerb(parent: Command, verb: Verb, found: (invocation: Invocation) => void): void {
  // Created by the parent, a command inherits how errors and output are treated.
  const command = parent
    .command(verb.name, { hidden: verb.hidden ?? false })
    .description(verb.summary)
    .helpOption('-h, --help', 'print help')
    .helpCommand(false);
  for (const [syntax, description] of verb.arguments ?? []) command.argument(syntax, description);
  for (const [flags, description] of verb.options ?? []) command.option(flags, description);
  addCommonOptions(command);
  if (verb.json) command.option(...JSON_OPTION);
  command.addHelpText('after', helpAfter(verb));
  if (verb.verbs) {
    command.enablePositionalOptions();
    for (const inner of verb.verbs) addVerb(command, inner, found);
    return;
  }
  command.action(() => {
    const options = optionsOf(command);
    if (options['json'] && !verb.json)
      throw new CommanderError(1, 'lab.noJson', `error: ${path(command)} has no --json`);
    found({
      verb,
      input: { args: command.args, options },
      configFile: typeof options['config'] === 'string' ? options['config'] : undefined,
      json: options['json'] === true,
      yes: options['yes'] === true,
      verbose: options['verbose'] === true,
    });
  });
}

function addCommonOptions(command: Command): void {
  for (const [flags, description] of COMMON_OPTIONS) command.option(flags, description);
}

/** The verb's options over those given before it. */
function optionsOf(command: Command): Input['options'] {
  const outer = command.parent ? optionsOf(command.parent) : {};
  return { ...outer, ...command.opts<Input['options']>() };
}

function eachCommand(command: Command, visit: (command: Command) => void): void {
  visit(command);
  command.commands.forEach((inner) => eachCommand(inner, visit));
}

function path(command: Command): string {
  return command.parent ? `${path(command.parent)} ${command.name()}` : command.name();
}

function helpAfter({ details, examples }: Verb): string {
  const width = Math.max(0, ...examples.map(([line]) => line.length));
  const lines = examples.map(([line, meaning]) => `  ${line.padEnd(width)}   ${meaning}`.trimEnd());
  return [
    ...(details === undefined ? [] : ['', details]),
    ...(lines.length > 0 ? ['', 'Examples:', ...lines] : []),
  ].join('\n');
}

/** @param asked the command that the words were for: its help is what to read */
function usageError(error: CommanderError, asked: string): LabError {
  if (error.code === 'commander.help') {
    return new LabError({ code: 'E_USAGE', class: 'usage', what: 'a verb is missing', fix: `${asked} --help` });
  }
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = rest
    .join(' ')
    .trim()
    .replace(/^\((.*)\)$/, '$1');
  return new LabError({
    code: 'E_USAGE',
    class: 'usage',
    what: first,
    fix: [suggestion, `${asked} --help`].filter(Boolean).join('\n'),
  });
}

function version(): string {
  return (JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8')) as { version: string }).version;
}
