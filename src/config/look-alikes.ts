/** Characters that look like one of YAML's and are another: what input methods, word processors and web pages put in their place. */
const LOOK_ALIKES: readonly [found: RegExp, meant: string][] = [
  [/：/u, '`:`'],
  [/[“”„‟«»＂]/u, '`"`'],
  [/[‘’‚‛＇]/u, "`'`"],
  [/[，、]/u, '`,`'],
  [/[‐‑‒–—―−－]/u, '`-`'],
  [/[｛｝［］＃０-９Ａ-Ｚａ-ｚ]/u, 'the same as its narrow form'],
  [/[．。]/u, '`.`'],
  [/[\u00a0\u2000-\u200a\u202f\u3000]/u, 'a space'],
];
/** Takes no room on the screen: zero-width spaces and joiners, marks of direction, a byte order mark inside the text. */
const INVISIBLE = /\p{Cf}/u;

/** What to say about the first such character of a text; undefined when there is none. */
export function lookAlike(text: string): string | undefined {
  const hits = LOOK_ALIKES.flatMap(([pattern, meant]) => {
    const match = pattern.exec(text);
    return match ? [{ at: match.index, text: `${named(match[0])} is not ${meant}` }] : [];
  });
  const invisible = INVISIBLE.exec(text);
  if (invisible)
    hits.push({ at: invisible.index, text: `there is an invisible character, ${codePoint(invisible[0])}` });
  return hits.sort((a, b) => a.at - b.at)[0]?.text;
}

function named(character: string): string {
  return character.trim() === '' ? codePoint(character) : `\`${character}\` (${codePoint(character)})`;
}

export function codePoint(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** A text for people: what a terminal would obey or not show at all is spelled out. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (character) =>
    character.length > 1 ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
