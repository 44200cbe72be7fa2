/**
 * How lab is called where the user is. Texts in the code name commands as `lab VERB`; what of that works when it is typed
 * or pasted here is decided in this one place.
 */
import { readdirSync, realpathSync } from 'node:fs';
import { delimiter, join, relative } from 'node:path';
import { PROJECT_ROOT } from './paths.js';
import { quoteAll } from './shell.js';

const ENTRY = join(PROJECT_ROOT, 'dist/src/cli/index.js');

/** A command line of lab as the words after `lab`, to be pasted into a shell. */
export function labCommand(words: readonly string[]): string {
  return `lab ${quoteAll(words)}`.trimEnd();
}

/** What stands for `lab` here: itself where the PATH leads to this very project, else npx in the project's folder, else node. */
export function labWord({ cwd, path }: { cwd: string | undefined; path: string }): string {
  if (path.split(delimiter).some((dir) => dir !== '' && holdsLab(dir))) return 'lab';
  const inside = cwd !== undefined && !/^\.\.|^[a-z]:/i.test(relative(PROJECT_ROOT, cwd));
  return inside ? 'npx lab' : quoteAll(['node', ENTRY]);
}

function holdsLab(dir: string): boolean {
  try {
    // npm makes a link on Unix; on Windows scripts beside each other, of which lab.cmd is one.
    return realpathSync(join(dir, 'lab')) === realpathSync(ENTRY) || readdirSync(dir).includes('lab.cmd');
  } catch {
    return false;
  }
}

/** A text with its commands as they are typed here. @param verbs the words that make `lab` a command */
export function asTyped(text: string, verbs: readonly string[], word: string): string {
  if (word === 'lab') return text;
  return text.replace(
    new RegExp(`(?<![\\w./-]|\\b(?:the|a) )lab(?= (?:${verbs.join('|')}|VERB)(?![\\w-]))`, 'g'),
    () => word,
  );
}
