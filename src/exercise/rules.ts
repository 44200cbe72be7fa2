/** How the values of exercise.yaml must agree with each other, once each has its shape. */
import type { Finding } from '../config/problems.js';
import type { Path } from '../config/positions.js';
import { isVariable } from './environment.js';
import type { ExerciseFile } from './schema.js';
import { placeholders, type Text } from './text.js';

export function ruleFindings(spec: ExerciseFile): Finding[] {
  return [
    ...textsOf(spec).flatMap(({ path, text, values }) => textFindings(path, text, values)),
    ...checkFindings(spec),
    ...guideFindings(spec),
    ...namespaceFindings(spec),
  ];
}

interface PlacedText {
  path: Path;
  text: Text;
  /** Whether check.ts gives values for it. */
  values: boolean;
}

/** Every text of the file. */
function textsOf({ title, checks, hints, guide, debrief }: ExerciseFile): PlacedText[] {
  return [
    { path: ['title'], text: title, values: false },
    ...guide.map(({ idea }, i) => ({ path: ['guide', i, 'idea'], text: idea, values: false })),
    ...(debrief
      ? [
          { path: ['debrief', 'seen'], text: debrief.seen, values: false },
          { path: ['debrief', 'other'], text: debrief.other, values: false },
          { path: ['debrief', 'look'], text: { en: debrief.look, zh: debrief.look }, values: false },
        ]
      : []),
    ...hints.map((text, i) => ({ path: ['hints', i], text, values: false })),
    ...checks.flatMap(({ say, why }, i) => [
      { path: ['checks', i, 'say'], text: say, values: false },
      ...Object.entries(why).map(([key, text]) => ({ path: ['checks', i, 'why', key], text, values: true })),
    ]),
  ];
}

function textFindings(path: Path, text: Text, values: boolean): Finding[] {
  const [en, zh] = [placeholders(text.en), placeholders(text.zh)];
  const differ =
    en.join() === zh.join()
      ? []
      : [{ path: [...path, 'zh'], message: `has the placeholders ${list(zh)}, the English text has ${list(en)}` }];
  const unknown = en.filter((name) => (/^[A-Z]/.test(name) ? !isVariable(name) : !values));
  return [...differ, ...unknown.map((name) => ({ path: [...path, 'en'], message: `there is no variable {${name}}` }))];
}

function list(names: readonly string[]): string {
  return names.length === 0 ? '(none)' : names.map((name) => `{${name}}`).join(' ');
}

function checkFindings({ checks }: ExerciseFile): Finding[] {
  const ids = checks.map(({ id }) => id);
  return checks.flatMap(({ id, needs }, i) => [
    ...(ids.indexOf(id) === i ? [] : [{ path: ['checks', i, 'id'], message: `there is another check “${id}”` }]),
    ...needs.flatMap((need, j) => {
      const at = ids.indexOf(need);
      if (at < 0) return [{ path: ['checks', i, 'needs', j], message: `there is no check “${need}”` }];
      // Only what comes before: that rules out circles, and a student meets them in this order.
      return at < i
        ? []
        : [{ path: ['checks', i, 'needs', j], message: `the check “${need}” must come before “${id}”` }];
    }),
  ]);
}

function guideFindings({ guide, checks }: ExerciseFile): Finding[] {
  return guide.flatMap((idea, i) =>
    idea.checks.flatMap((check, j) =>
      checks.some(({ id }) => id === check)
        ? []
        : [{ path: ['guide', i, 'checks', j], message: `there is no check “${check}”` }],
    ),
  );
}

function namespaceFindings({ namespace, moreNamespaces, lab }: ExerciseFile): Finding[] {
  if (lab !== 'cluster' && namespace !== undefined)
    return [{ path: ['namespace'], message: `there is no cluster to have a namespace (lab: ${lab})` }];
  if (namespace === undefined && moreNamespaces.length > 0)
    return [{ path: ['moreNamespaces'], message: 'the first of them belongs in `namespace`' }];
  const all = [namespace, ...moreNamespaces];
  return moreNamespaces.flatMap((name, i) =>
    all.indexOf(name) < i + 1 ? [{ path: ['moreNamespaces', i], message: `“${name}” is named twice` }] : [],
  );
}
