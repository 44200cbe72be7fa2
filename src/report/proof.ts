/** Proofs of exercises in a terminal and as JSON; exercises-page.ts has them as a page of the documentation. */
import type { Proof, ProofStep } from '../exercise/prove.js';
import { FORMAT } from '../exercise/report.js';
import { toJson } from './exercise-json.js';
import { duration, table, type Paint } from './format.js';
import { sanitize } from './sanitize.js';

/** The steps of a proof as columns of a table; what there is several of is counted. */
export const COLUMNS = [
  'review',
  'fresh',
  'solution',
  'mutations',
  'reset',
  'answers',
  'mistakes',
  'left behind',
] as const;
const COUNTED: Partial<Record<Column, string>> = { mutations: 'mutation ', answers: 'answer ', mistakes: 'mistake ' };

export function proofsText(proofs: readonly Proof[], paint: Paint): string {
  const rows = proofs.map((proof) => [
    proof.exercise,
    ...COLUMNS.map((column) => cell(proof, column)),
    proof.ms > 0 ? duration(proof.ms) : '',
  ]);
  const said = proofs.flatMap((proof) => [
    ...(proof.reason === null ? [] : [`${paint.yellow('–')} ${proof.exercise}: ${proof.reason}`]),
    ...proof.flakes.flatMap((steps, i) => trouble(proof, steps, paint.yellow(`~ try ${i + 1}:`))),
    ...trouble(proof, proof.steps, paint.red('✗')),
  ]);
  const count = (status: Proof['status']) => proofs.filter((proof) => proof.status === status).length;
  const flaky = proofs.filter(isFlaky).length;
  const summary = [
    `${count('proven')} proven`,
    `${count('failed')} failed`,
    ...(count('skipped') > 0 ? [`${count('skipped')} skipped`] : []),
    ...(flaky > 0 ? [`${flaky} flaky`] : []),
  ].join(' · ');
  return [
    table([['EXERCISE', ...COLUMNS.map((column) => column.toUpperCase()), 'TIME'], ...rows]),
    ...said,
    summary,
  ].join('\n');
}

function trouble({ exercise }: Proof, steps: readonly ProofStep[], sign: string): string[] {
  return steps
    .filter(({ ok }) => !ok)
    .flatMap(({ step, seen }) => [`${sign} ${exercise} › ${step}`, ...seen.map((line) => `    ${sanitize(line)}`)]);
}

/** Proven, but not at the first try. */
function isFlaky({ status, flakes }: Proof): boolean {
  return status === 'proven' && flakes.length > 0;
}

export type Column = (typeof COLUMNS)[number];

/** What a column of the table says of a proof; empty when it did not get there. */
export function cell({ steps, status }: Proof, column: Column): string {
  if (status === 'skipped') return '–';
  const kind = COUNTED[column];
  if (kind === undefined) {
    const all = steps.filter(({ step }) => step === column);
    return all.length === 0 ? '' : all.every(({ ok }) => ok) ? '✓' : '✗';
  }
  const all = steps.filter(({ step }) => step.startsWith(kind));
  return all.length === 0 ? '' : `${all.filter(({ ok }) => ok).length}/${all.length}`;
}

export function proofsJson(proofs: readonly Proof[]): string {
  return toJson({ format: FORMAT, ok: proofs.every(({ status }) => status !== 'failed'), proofs });
}
