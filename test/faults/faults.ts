/**
 * Does bad luck to a real lab, one kind after another, and prints a table of what has come of it. Makes a sealed lab of its own
 * and takes it down again. A program and not a test of mocha: its scenarios share the lab and their order counts.
 *
 *   npm run test:faults                      everything
 *   npm run test:faults -- --quick           a third of it: what runs in CI
 *   npm run test:faults -- --only host-gone  these alone (a list with commas)
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { duration, table } from '../../src/report/format.js';
import type { Scenario } from './scenario.js';
import { LeftOut, Wrong } from './verdict.js';
import { badMirrors } from './scenarios/bad-mirror.js';
import { killedBundle } from './scenarios/bundle.js';
import { changedConfig } from './scenarios/changed-config.js';
import { killedDown, killedExercise, killedSteps, killedVagrant } from './scenarios/killed-steps.js';
import { secrets } from './scenarios/secrets.js';
import { together } from './scenarios/together.js';
import { unluckyHosts } from './scenarios/unlucky-hosts.js';
import { Victim } from './victim.js';
import { ArgvWatcher } from './watcher.js';

interface Row {
  scenario: Scenario;
  result: 'ok' | 'WRONG' | 'left out';
  why: string;
  ms: number;
}

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } } });
const only = values.only?.split(',');
const watcher = new ArgvWatcher();
const victim = new Victim();
const scenarios = [
  killedVagrant,
  killedSteps,
  ...badMirrors,
  ...unluckyHosts,
  ...together,
  changedConfig,
  killedExercise,
  killedBundle,
  secrets(watcher),
  killedDown,
].filter(({ id, quick }) => (only ? only.includes(id) : !values.quick || quick));

const rows: Row[] = [];
try {
  await victim.prepare();
  if (only && !scenarios[0]?.fromNothing) await victim.succeeds('up');
  for (const scenario of scenarios) rows.push(await tried(scenario));
} finally {
  watcher.stop();
  await victim.remove();
}
const counted = rows.filter(({ result }) => result !== 'left out');
const good = counted.filter(({ result }) => result === 'ok');
console.log(`\n${table([['FAULT', 'RESULT', 'TIME', ''], ...rows.map(cells)])}\n`);
console.log(
  `${good.length}/${counted.length} as it must be${rows.length > counted.length ? `, ${rows.length - counted.length} left out` : ''}`,
);
process.exitCode = good.length === counted.length && rows.length > 0 ? 0 : 1;

function cells({ scenario, result, why, ms }: Row): string[] {
  return [scenario.id, result, duration(ms), why === '' ? scenario.what : why];
}

async function tried(scenario: Scenario): Promise<Row> {
  const started = performance.now();
  console.log(`\n· ${scenario.id}: ${scenario.what}`);
  const ended = (result: Row['result'], why = ''): Row => {
    const ms = performance.now() - started;
    console.log(`  ${result}  ${duration(ms)}${why && `  ${why}`}`);
    return { scenario, result, why, ms };
  };
  const said = victim.transcript.length;
  try {
    await scenario.run(victim, { quick: values.quick });
    return ended('ok');
  } catch (error) {
    if (error instanceof LeftOut) return ended('left out', error.message);
    keep(scenario.id, victim.transcript.slice(said));
    return ended('WRONG', error instanceof Wrong ? error.message : String((error as Error).stack));
  }
}

/** What lab said until it went wrong. */
function keep(id: string, transcript: string): void {
  const dir = join(process.cwd(), '.lab-faults');
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, `${id}.log`), transcript);
}
