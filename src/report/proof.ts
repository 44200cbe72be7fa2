/** Proofs of exercises: in a terminal, as JSON, and as the page of the documentation. */
import { totalPoints, type Exercise } from '../exercise/exercise.js';
import type { Proof, ProofStep } from '../exercise/prove.js';
import { FORMAT, toJson } from './exercise-json.js';
import { duration, table, type Paint } from './format.js';
import { sanitize } from './sanitize.js';

/** The steps of a proof as columns of a table; mistakes are counted. */
const COLUMNS = ['review', 'fresh', 'solution', 'mistakes', 'reset', 'left behind'] as const;

export function proofsText(proofs: readonly Proof[], paint: Paint): string {
  const rows = proofs.map((proof) => [proof.exercise, ...COLUMNS.map((column) => cell(proof, column)), proof.ms > 0 ? duration(proof.ms) : '']);
  const trouble = proofs.flatMap((proof) => [
    ...(proof.reason === null ? [] : [`${paint.yellow('–')} ${proof.exercise}: ${proof.reason}`]),
    ...proof.steps.filter(({ ok }) => !ok).flatMap(({ step, seen }) => [`${paint.red('✗')} ${proof.exercise} › ${step}`, ...seen.map((line) => `    ${sanitize(line)}`)]),
  ]);
  const count = (status: Proof['status']) => proofs.filter((proof) => proof.status === status).length;
  const summary = [`${count('proven')} proven`, `${count('failed')} failed`, ...(count('skipped') > 0 ? [`${count('skipped')} skipped`] : [])].join(' · ');
  return [table([['EXERCISE', ...COLUMNS.map((column) => column.toUpperCase()), 'TIME'], ...rows]), ...trouble, summary].join('\n');
}

function cell({ steps, status }: Proof, column: (typeof COLUMNS)[number]): string {
  if (status === 'skipped') return '–';
  if (column !== 'mistakes') {
    const all = steps.filter(({ step }) => step === column);
    return all.length === 0 ? '' : all.every(({ ok }) => ok) ? '✓' : '✗';
  }
  const mistakes = steps.filter(isMistake);
  return mistakes.length === 0 ? '' : `${mistakes.filter(({ ok }) => ok).length}/${mistakes.length}`;
}

function isMistake({ step }: ProofStep): boolean {
  return step.startsWith('mistake ');
}

export function proofsJson(proofs: readonly Proof[]): string {
  return toJson({ format: FORMAT, ok: proofs.every(({ status }) => status !== 'failed'), proofs });
}

export interface ProvenOn {
  /** ISO 8601 */
  at: string;
  provider: string;
  kubernetes: string;
  hosts: number;
  parallel: number;
  ms: number;
}

/** docs/exercises.md: what there is, and the last proof of it. */
export function proofsMarkdown(exercises: readonly Exercise[], proofs: readonly Proof[], on: ProvenOn): string {
  const proofOf = new Map(proofs.map((proof) => [proof.exercise, proof]));
  const rows = exercises.map((exercise) => {
    const { title, minutes, checks, hints } = exercise.spec;
    const proof = proofOf.get(exercise.name);
    const proven = proof ? COLUMNS.slice(1).map((column) => cell(proof, column)) : COLUMNS.slice(1).map(() => '');
    return [`[${exercise.name}](../labs/${exercise.name})`, title.en, title.zh, String(minutes), String(totalPoints(exercise)), String(checks.length), String(hints.length), ...proven, proof && proof.ms > 0 ? duration(proof.ms) : ''];
  });
  const heading = ['Exercise', 'Title', '标题', 'Minutes', 'Points', 'Checks', 'Hints', 'Fresh 0 %', 'Solution 100 %', 'Mistakes', 'Reset 0 %', 'Nothing left', 'Time'];
  const line = (cells: readonly string[]) => `| ${cells.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
  return `# Exercises

Written by \`lab prove --all --write-docs\`; how the proof goes is in [authoring.md](authoring.md#the-proof).

Last proof: ${on.at.slice(0, 10)}, provider ${on.provider}, Kubernetes ${on.kubernetes}, ${on.hosts} hosts, ${on.parallel} at a time, ${duration(on.ms)} in all.

${line(heading)}
${line(heading.map(() => '---'))}
${rows.map(line).join('\n')}

“Mistakes” counts plausible wrong answers that fail exactly the check that they should.
`;
}
