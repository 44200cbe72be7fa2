/**
 * The one place where a value becomes part of a shell line (bash, POSIX sh).
 * @returns the value as one shell word, whatever it holds
 */
export function quote(value: string): string {
  return /^[A-Za-z0-9_\-./:@%+=,]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

/** An argument vector as one shell line. */
export function quoteAll(argv: readonly string[]): string {
  return argv.map(quote).join(' ');
}
