/** A YAML file as data, with the place of every value, and problems in the form `file:line:column: path: what`. */
import { LineCounter, parseDocument } from 'yaml';
import { dotted, Positions, type Path } from '../config/positions.js';
import type { Finding } from '../config/problems.js';

export interface YamlFile {
  values: unknown;
  /** Where a finding is, as a person reads it. */
  locate(finding: Finding): string;
}

/**
 * @param name of the file as messages show it
 * @returns the problems instead when it is not valid YAML
 */
export function readYaml(text: string, name: string): YamlFile | { problems: string[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0) {
    return {
      problems: document.errors.map((error) => {
        const { line, col } = lines.linePos(error.pos[0]);
        return `${name}:${line}:${col}: not valid YAML: ${error.message.split('\n')[0]}`;
      }),
    };
  }
  const positions = new Positions(document, lines);
  return {
    values: document.toJS() ?? {},
    locate({ path, message, unknownKey }) {
      const { line, column } = (unknownKey ? positions.ofKey(path) : positions.of(path)) ?? nearest(path, positions);
      return `${name}:${line}:${column}: ${path.length === 0 ? '' : `${dotted(path)}: `}${message}`;
    },
  };
}

function nearest(path: Path, positions: Positions) {
  for (let length = path.length - 1; length > 0; length--) {
    const position = positions.ofKey(path.slice(0, length));
    if (position) return position;
  }
  return { line: 1, column: 1 };
}
