/** Where in the file a value is: from a path of keys to line and column, through aliases and merge keys. */
import { isAlias, isMap, isNode, isScalar, isSeq, type Document, type LineCounter, type Node } from 'yaml';

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

  #child(parent: Node | undefined, key: string | number): Place | undefined {
    const node = isAlias(parent) ? parent.resolve(this.document) : parent;
    if (isSeq(node)) {
      const item = node.items[Number(key)];
      return item === undefined ? undefined : { key: undefined, value: asNode(item) };
    }
    if (!isMap(node)) return undefined;
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
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
