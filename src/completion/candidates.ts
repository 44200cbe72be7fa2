/** What may come next on a command line. */

/** As much of a verb as completion needs to know. */
interface Completable {
  readonly name: string;
  readonly hidden?: boolean;
  readonly json?: boolean;
  readonly options?: readonly (readonly [flags: string, description: string])[];
  readonly completes?: 'hosts' | 'exercises' | readonly string[];
  readonly verbs?: readonly Completable[];
}

const COMMON = ['--config', '--yes', '--verbose', '--help'];

/**
 * @param words after `lab`; the last is the one to complete, empty when it is not begun
 * @param names of the hosts of the lab of a config file, or of the exercises; may fail, then there are none to offer
 */
export async function candidates(
  verbs: readonly Completable[],
  words: readonly string[],
  names: Names,
): Promise<string[]> {
  const current = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  // What follows -- is another program's, a file name is the shell's to complete.
  if (before.includes('--') || before.at(-1) === '--config') return [];
  const configFile = before.includes('--config') ? before[before.indexOf('--config') + 1] : undefined;
  const plain = before.filter((word, i) => !word.startsWith('-') && before[i - 1] !== '--config');

  let verb: Completable | undefined;
  let inner: readonly Completable[] | undefined = verbs;
  let depth = 0;
  for (; depth < plain.length && inner; depth++) {
    verb = inner.find(({ name }) => name === plain[depth]);
    if (!verb) return [];
    inner = verb.verbs;
  }
  const all = current.startsWith('-')
    ? [
        ...COMMON,
        ...(verb === undefined || verb.json ? ['--json'] : []),
        ...(verb?.options ?? []).map(([flags]) => flags.split(' ')[0] ?? ''),
      ]
    : (inner?.filter(({ hidden }) => !hidden).map(({ name }) => name) ??
      (plain.length === depth ? await firstArgument(verb, configFile, names) : []));
  return all.filter((candidate) => candidate.startsWith(current));
}

type Names = (of: 'hosts' | 'exercises', configFile: string | undefined) => Promise<string[]>;

async function firstArgument(
  verb: Completable | undefined,
  configFile: string | undefined,
  names: Names,
): Promise<readonly string[]> {
  const what = verb?.completes;
  // A lab.yaml that is wrong is not the moment's subject.
  return what === 'hosts' || what === 'exercises' ? names(what, configFile).catch(() => []) : (what ?? []);
}
