/** Where in the file a value is: from a path of keys to line and column, through aliases and merge keys. */
import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Document,
  type LineCounter,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml';

export type Path = readonly (string | number)[];

export interface Position {
  /** Both count from 1. */
  line: number;
  column: number;
}

/** `hosts`, 1, `ip` → `hosts.1.ip` */
export function dotted(path: Path): string {
  return path.join('.');
}

interface Place {
  key: Node | undefined;
  value: Node | undefined;
}

export class Positions {
  /** The pairs of a map by key: with thousands of keys, searching would take seconds. */
  readonly #known = new WeakMap<YAMLMap, Map<string, Pair>>();

  constructor(
    private readonly document: Document,
    private readonly lines: LineCounter,
  ) {}

  /** Where the value at `path` begins (where its key does when the value is blank); undefined when the file does not have it. */
  of(path: Path): Position | undefined {
    const place = this.#find(path);
    return place && this.#start(place.value ?? place.key);
  }

  /** Where the key at `path` begins; for items of a list, the item. */
  ofKey(path: Path): Position | undefined {
    const place = this.#find(path);
    return place && this.#start(place.key ?? place.value);
  }

  /** Where the section at `path` begins, or the nearest around it that the file has. */
  nearest(path: Path): Position {
    for (let length = path.length - 1; length > 0; length--) {
      const position = this.ofKey(path.slice(0, length));
      if (position) return position;
    }
    return { line: 1, column: 1 };
  }

  #start(node: Node | undefined): Position | undefined {
    const offset = node?.range?.[0];
    if (offset === undefined) return undefined;
    const { line, col } = this.lines.linePos(offset);
    return { line, column: col };
  }

  #find(path: Path): Place | undefined {
    let place: Place | undefined = { key: undefined, value: asNode(this.document.contents) };
    for (const key of path) {
      place = this.#child(place?.value, key);
      if (!place) return undefined;
    }
    return place;
  }

  /** Of a key that is given twice the first one counts. */
  #pairs(map: YAMLMap): Map<string, Pair> {
    let pairs = this.#known.get(map);
    if (!pairs) {
      const keyed = map.items.flatMap((pair) => (isScalar(pair.key) ? [[String(pair.key.value), pair] as const] : []));
      pairs = new Map(keyed.reverse());
      this.#known.set(map, pairs);
    }
    return pairs;
  }

  #child(parent: Node | undefined, key: string | number): Place | undefined {
    const node = isAlias(parent) ? parent.resolve(this.document) : parent;
    if (isSeq(node)) {
      const item = node.items[Number(key)];
      return item === undefined ? undefined : { key: undefined, value: asNode(item) };
    }
    if (!isMap(node)) return undefined;
    const pair = this.#pairs(node).get(String(key));
    if (pair) return { key: asNode(pair.key), value: asNode(pair.value) };
    for (const { key: mergeKey, value } of node.items) {
      if (!isScalar(mergeKey) || (typeof mergeKey.value !== 'symbol' && mergeKey.value !== '<<')) continue;
      for (const source of isSeq(value) ? value.items : [value]) {
        const found = this.#child(asNode(source), key);
        if (found) return found;
      }
    }
    return undefined;
  }
}

function asNode(value: unknown): Node | undefined {
  return isNode(value) ? value : undefined;
}
