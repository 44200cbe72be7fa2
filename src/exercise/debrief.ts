import type { LabConfig } from '../config/schema.js';
import { scriptEnvironment } from './environment.js';
import type { Exercise } from './exercise.js';
import { fill, type Text } from './text.js';

/** What there is to say when an exercise is done. */
export interface Debrief {
  /** What was to be seen, and why it works so. */
  seen: Text;
  /** One other way to do it. */
  other: Text;
  /** A command that shows it once more. */
  look: string;
  /** Where the guide speaks of it: its own headings. */
  guide: string[];
  /** A page of the documentation. */
  docs: string;
}

const DOCS = 'https://v1-20.docs.kubernetes.io';

/** With this lab's names and addresses; undefined where its author has written none. */
export function debriefOf(exercise: Exercise, config: LabConfig): Debrief | undefined {
  const { debrief, guide } = exercise.spec;
  if (!debrief) return undefined;
  const variables = scriptEnvironment(exercise, config);
  const filled = ({ en, zh }: Text) => ({ en: fill(en, variables), zh: fill(zh, variables) });
  return {
    seen: filled(debrief.seen),
    other: filled(debrief.other),
    look: fill(debrief.look, variables),
    guide: [...new Set(guide.map(({ heading }) => heading))],
    docs: debrief.docs,
  };
}

/** The page's address in a language; what is not translated is shown in English there. */
export function docsUrl({ docs }: Debrief, lang: keyof Text): string {
  return [DOCS, ...(lang === 'zh' ? ['zh'] : []), 'docs', docs].join('/');
}
