/** @param text one or more package names a line; # starts a comment */
export function parsePackageList(text: string): string[] {
  return text
    .split('\n')
    .flatMap((line) => line.replace(/#.*/, '').split(/\s+/))
    .filter((word) => word !== '');
}
