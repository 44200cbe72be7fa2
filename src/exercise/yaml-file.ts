/** A YAML file as data, and problems in the form `file:line:column: path: what`. */
import { dotted } from '../config/positions.js';
import type { Finding } from '../config/problems.js';
import { readYaml as readText } from '../config/yaml-text.js';

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
  const yaml = readText(text);
  if ('problems' in yaml)
    return { problems: yaml.problems.map(({ line, column, message }) => `${name}:${line}:${column}: ${message}`) };
  return {
    values: yaml.values ?? {},
    locate({ path, message, unknownKey }) {
      const own = unknownKey ? yaml.positions.ofKey(path) : yaml.positions.of(path);
      const { line, column } = own ?? yaml.positions.nearest(path);
      return `${name}:${line}:${column}: ${path.length === 0 ? '' : `${dotted(path)}: `}${message}`;
    },
  };
}
