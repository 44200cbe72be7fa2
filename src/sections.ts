/** Many questions to a host in one script: each answer stands under its own heading, so that one that fails takes no other with it. */

/** @param commands bash, by the name of their section */
export function sectionsScript(commands: Record<string, string>): string {
  const parts = Object.entries(commands).map(
    ([name, command]) => `echo '@@ ${name}'\n{ ${command}\n} 2>/dev/null </dev/null`,
  );
  return `export LC_ALL=C\n${parts.join('\n')}\ntrue\n`;
}

/** What the commands printed, by section, without trailing white space; a section that is missing or failed is empty. */
export function parseSections(output: string): (name: string) => string {
  const parts = new Map<string, string>();
  for (const part of `\n${output}`.split('\n@@ ').slice(1)) {
    const end = part.indexOf('\n');
    parts.set(end < 0 ? part : part.slice(0, end), end < 0 ? '' : part.slice(end + 1).trimEnd());
  }
  return (name) => parts.get(name) ?? '';
}
