/** YAML as people write it: as data with the place of every value, or what keeps it from being that, in words. */
import { isScalar, LineCounter, parseDocument, visit, type Document, type Node, type YAMLError } from 'yaml';
import { codePoint, lookAlike } from './look-alikes.js';
import { Positions, type Position } from './positions.js';

/** Three hundred hosts with a comment each are a tenth of it; what is larger is another file. In UTF-16 code units. */
const MAX_LENGTH = 256 * 1024;
const MAX_DEPTH = 64;
const MAX_ALIASES = 1000;

export interface YamlProblem extends Position {
  message: string;
}

export interface YamlText {
  /** null for a text without content. */
  values: unknown;
  positions: Positions;
}

/** Strings, numbers, booleans, null, lists and maps come out, whatever tags and directives the text has. */
export function readYaml(text: string): YamlText | { problems: YamlProblem[] } {
  const lines = new LineCounter();
  const refused = notYaml(text);
  if (refused) return { problems: [refused] };

  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    schema: 'core', // also under %YAML 1.1, where `no` would be false and 010 be 8
    resolveKnownTags: false, // !!binary, !!set and !!omap are no data of ours
    merge: true,
    stringKeys: true,
    uniqueKeys: false, // the parser's own comparison takes quadratic time; see duplicates below
  });
  const at = (offset: number, message: string): YamlProblem => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col, message };
  };
  const errors = [...document.errors, ...document.warnings];
  const tooDeep = errors.find(({ message }) => message.includes('call stack'));
  if (tooDeep) return { problems: [at(tooDeep.pos[0], 'is nested too deep')] };
  const rows = text.split('\n');
  const problems = [
    ...errors.map((error) => {
      const { line, column, message } = at(error.pos[0], inWords(error));
      const hint = lookAlike(rows[line - 1] ?? '');
      return { line, column, message: hint === undefined ? message : `${message}; ${hint}` };
    }),
    ...(errors.length > 0 ? [] : unusable(document, at)),
  ];
  if (problems.length > 0) return { problems };
  try {
    return { values: document.toJS() as unknown, positions: new Positions(document, lines) };
  } catch (error) {
    const [reason = ''] = (error as Error).message.split('\n');
    return { problems: [at(document.contents?.range[0] ?? 0, `cannot be read as data: ${reason}`)] };
  }
}

/** Files of another kind, about which a YAML parser has nothing sensible to say. */
function notYaml(text: string): YamlProblem | undefined {
  const at = (offset: number, message: string): YamlProblem => {
    const before = text.slice(0, offset).split('\n');
    return { line: before.length, column: before.at(-1)!.length + 1, message };
  };
  if (text.length > MAX_LENGTH)
    return at(0, `is too large: ${Math.ceil(text.length / 1024)} KiB, and at most ${MAX_LENGTH / 1024} are read`);
  const control = /(?![\t\n\r])\p{Cc}/u.exec(text);
  if (control) return at(control.index, `not text: there is a control character, ${codePoint(control[0])}`);
  const page = /^\s*<(!doctype|html|\?xml)/i.exec(text);
  if (page) return at(page[0].indexOf('<'), 'is a web page, not YAML; was it saved from a browser?');
  const conflict = /^(<{7}|={7}|>{7})( |$)/m.exec(text);
  if (conflict) return at(conflict.index, `has a conflict that a merge has left: ${conflict[1]}`);
  const oldMac = /\r(?!\n)/.exec(text);
  if (oldMac) return at(oldMac.index, 'a line ends with CR alone; save the file with LF or CRLF');
  return undefined;
}

function inWords({ code, message }: YAMLError | { code: string; message: string }): string {
  switch (code) {
    case 'MULTIPLE_DOCS':
      return 'begins a second document; there can be only one';
    case 'MULTILINE_IMPLICIT_KEY':
      return 'not valid YAML: this is no `key: value` line; a colon, or the space after it, is missing';
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'not valid YAML: a second `: ` in one line; put the value in quotes';
    case 'NON_STRING_KEY':
      return 'a key must be text';
    default:
      return `not valid YAML: ${message.split('\n')[0]}`;
  }
}

/** What YAML allows and plain data has no place for. */
function unusable(document: Document.Parsed, at: (offset: number, message: string) => YamlProblem): YamlProblem[] {
  const problems: YamlProblem[] = [];
  let aliases = 0;
  const tooDeep = (node: Node, path: readonly unknown[]): symbol | undefined => {
    if (path.length <= 2 * MAX_DEPTH) return undefined;
    problems.push(at(node.range?.[0] ?? 0, 'is nested too deep'));
    return visit.BREAK;
  };
  visit(document, {
    Alias: (_, alias, path) => {
      const offset = alias.range?.[0] ?? 0;
      // Looking an anchor up takes a walk through the whole text.
      if (++aliases > MAX_ALIASES) {
        problems.push(at(offset, `has more than ${MAX_ALIASES} aliases`));
        return visit.BREAK;
      }
      const target = alias.resolve(document);
      if (!target) problems.push(at(offset, `not valid YAML: no anchor \`&${alias.source}\` before this alias`));
      else if (path.includes(target)) problems.push(at(offset, `\`*${alias.source}\` contains itself`));
      return undefined;
    },
    Seq: (_, seq, path) => tooDeep(seq, path),
    Map: (_, map, path) => {
      const seen = new Map<unknown, number>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const offset = key.range?.[0] ?? 0;
        const first = seen.get(key.value);
        if (first === undefined) seen.set(key.value, offset);
        else
          problems.push(
            at(offset, `\`${String(key.source ?? key.value)}\` is given twice, first in line ${at(first, '').line}`),
          );
      }
      return tooDeep(map, path);
    },
    Scalar: (_, { value, range }) => {
      const offset = range?.[0] ?? 0;
      if (typeof value === 'number' && !Number.isFinite(value)) problems.push(at(offset, 'must be a finite number'));
      if (typeof value === 'string' && /\p{Cs}/u.test(value))
        problems.push(at(offset, 'is no text: there is half of a surrogate pair (\\ud800 to \\udfff)'));
    },
  });
  return problems;
}
