import { isMap, isScalar, isSeq, type Document, type LineCounter, type Node } from 'yaml';

/** A place in a text; both count from 1. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** Finds parts of a parsed document in its text. */
export interface YamlLocator {
  /** Place of the deepest part of the path that exists: its value where that is plain, else its key. */
  readonly placeOf: (path: readonly PropertyKey[]) => TextPlace;
  /** Place of the last key of the path. */
  readonly keyPlaceOf: (path: readonly PropertyKey[]) => TextPlace;
  /** Whether the document has a node at the path. */
  readonly has: (path: readonly PropertyKey[]) => boolean;
}

/** The place of a character offset. Pure. */
export function placeAt(lines: LineCounter, offset: number): TextPlace {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

/** Where the parts of a document stand; `lines` is the counter it was parsed with. Pure. */
export const locateYaml = (document: Document, lines: LineCounter): YamlLocator => ({
  placeOf: (path) => placeAt(lines, walk(document, path).offset),
  keyPlaceOf: (path) => placeAt(lines, walk(document, path).keyOffset),
  has: (path) => walk(document, path).isWhole,
});

interface Walked {
  readonly offset: number;
  readonly keyOffset: number;
  readonly isWhole: boolean;
}

function walk(document: Document, path: readonly PropertyKey[]): Walked {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  let keyOffset = offset;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
      if (pair === undefined) return { offset, keyOffset, isWhole: false };
      keyOffset = startOf(pair.key) ?? offset;
      node = pair.value;
      offset = isScalar(node) ? (startOf(node) ?? keyOffset) : keyOffset;
    } else if (isSeq(node) && node.items[Number(step)] !== undefined) {
      node = node.items[Number(step)];
      offset = startOf(node) ?? offset;
      keyOffset = offset;
    } else return { offset, keyOffset, isWhole: false };
  }
  return { offset, keyOffset, isWhole: true };
}

const startOf = (node: unknown): number | undefined => (node as Node | null | undefined)?.range?.[0];
