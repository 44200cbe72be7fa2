import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { SuiteEvent, SuiteResult } from '../cluster/suite-result.js';
import { EXIT_CODES, LabError } from '../errors.js';
import { quote } from '../shell.js';
import { inNetwork } from './in-network.js';
import { openLab, requireTargets } from '../lab/open.js';
import type { Context, Input, Verb } from './verb.js';

export const test: Verb = {
  name: 'test',
  summary: 'prove that the lab is what it should be',
  json: true,
  options: [
    ['--grep <text>', 'only tests whose titles contain this text'],
    ['--retries <n>', 'try a failed test again so often; one that then passes is reported as a flake'],
    ['--junit <file>', 'also write the result as JUnit XML'],
    ['--html <file>', 'also write the result as a web page'],
  ],
  details: 'Exit code 0: all passed, 1: not. Leaves the lab as it was.',
  examples: [
    ['lab test', ''],
    ['lab test --grep "NodePort"', 'one test'],
    ['lab test --junit results.xml', 'for a CI server'],
  ],
  async run(context, { options }) {
    const retries = retriesOf(text(options['retries']) ?? '0');
    const lab = await openLab(context);
    await requireTargets(lab);
    return inNetwork(context, lab, async () => {
      const { testLab } = await import('../lab/suites.js');
      const result = await testLab(lab, {
        signal: context.signal,
        grep: text(options['grep']),
        retries,
        onEvent: await renderer(context),
      });
      await writeReports(context, result, options);
      if (result.interrupted) return EXIT_CODES.interrupted;
      return result.ok ? 0 : EXIT_CODES.assertion;
    });
  },
};

export function retriesOf(given: string): number {
  if (/^\d{1,2}$/.test(given)) return Number(given);
  throw new LabError({
    code: 'E_USAGE',
    class: 'usage',
    what: `--retries must be a number from 0 to 99, not “${given}”`,
    fix: 'lab test --help',
  });
}

/** With --json standard output is the result's; how it goes is then on standard error. */
async function renderer({ json, verbose, configFile, typed }: Context): Promise<(event: SuiteEvent) => void> {
  const [{ suiteTerminal }, { paintFor }] = await Promise.all([
    import('../report/suite-terminal.js'),
    import('../report/format.js'),
  ]);
  const stream = json ? process.stderr : process.stdout;
  return suiteTerminal({
    write: (chunk) => void stream.write(typed(chunk)),
    paint: paintFor(stream),
    tty: stream.isTTY,
    verbose,
    ...again(configFile),
    ...(stream.isTTY && { columns: stream.columns }),
  });
}

async function writeReports(
  { json, print, configFile }: Context,
  result: SuiteResult,
  { junit, html }: Input['options'],
): Promise<void> {
  const how = again(configFile);
  if (json) print((await import('../report/json.js')).suiteJson(result).trimEnd());
  if (typeof junit === 'string') await writeReport(junit, (await import('../report/junit.js')).suiteJunit(result, how));
  if (typeof html === 'string') await writeReport(html, (await import('../report/html.js')).suiteHtml(result, how));
}

export async function writeReport(file: string, content: string): Promise<void> {
  const path = resolve(file);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  } catch (cause) {
    throw new LabError({
      code: 'E_REPORT_FILE',
      class: 'environment',
      what: `${path} cannot be written`,
      why: (cause as Error).message,
      fix: 'name another file, or make room for it',
      cause,
    });
  }
}

/** What a report says to type. */
function again(configFile: string | undefined): { cwd: string; command?: string } {
  return {
    cwd: process.cwd(),
    ...(configFile !== undefined && { command: `lab test --config ${quote(configFile)}` }),
  };
}

function text(option: string | boolean | undefined): string | undefined {
  return typeof option === 'string' ? option : undefined;
}
