// A reference trie for tests: built by another road than the verifier walks, straight from the definition.
import { RLP, type NestedUint8Array } from '@ethereumjs/rlp';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Hex } from '../records/snapshot.ts';

type Item = Uint8Array | NestedUint8Array;
type Entry = readonly [path: readonly number[], value: Uint8Array];

export const hexOf = (bytes: Uint8Array): Hex => `0x${bytesToHex(bytes)}`;
export const nibbles = (bytes: Uint8Array): number[] => [...bytes].flatMap((byte) => [byte >> 4, byte & 15]);

/** Hex-prefix encoding of a path. */
export function packPath(path: readonly number[], isLeaf: boolean): Uint8Array {
  const flag = (isLeaf ? 2 : 0) + (path.length % 2);
  const all = path.length % 2 === 1 ? [flag, ...path] : [flag, 0, ...path];
  return Uint8Array.from(
    { length: all.length / 2 },
    (_, index) => (all[2 * index] ?? 0) * 16 + (all[2 * index + 1] ?? 0),
  );
}

const reference = (node: Item): Item => {
  const bytes = RLP.encode(node);
  return bytes.length < 32 ? node : keccak_256(bytes);
};

function build(entries: readonly Entry[]): Item {
  const [first] = entries;
  if (first === undefined) return new Uint8Array();
  if (entries.length === 1) return [packPath(first[0], true), first[1]];
  let shared = 0;
  while (entries.every(([path]) => path.length > shared && path[shared] === first[0][shared])) shared += 1;
  if (shared > 0)
    return [
      packPath(first[0].slice(0, shared), false),
      reference(build(entries.map(([path, value]) => [path.slice(shared), value]))),
    ];
  const branch: Item[] = Array.from({ length: 16 }, (_, nibble) => {
    const below = entries.filter(([path]) => path[0] === nibble).map(([path, value]): Entry => [path.slice(1), value]);
    return below.length === 0 ? new Uint8Array() : reference(build(below));
  });
  return [...branch, entries.find(([path]) => path.length === 0)?.[1] ?? new Uint8Array()];
}

export interface TestTrie {
  readonly root: Hex;
  readonly nodes: (key: Uint8Array) => Hex[];
}

/** Root of a map of keys to values, and the nodes that prove any key present or absent. */
export function buildTrie(values: readonly (readonly [Uint8Array, Uint8Array])[]): TestTrie {
  const entries = values.map(([key, value]): Entry => [nibbles(key), value]);
  const rootBytes = RLP.encode(build(entries));
  return {
    root: hexOf(keccak_256(rootBytes)),
    nodes: (key) => {
      const found: Hex[] = values.length === 0 ? [] : [hexOf(rootBytes)];
      let here = entries;
      let rest = nibbles(key);
      // Follow the key from the definition: each subtree whose node is hashed adds one node.
      while (here.length > 1) {
        const [first] = here as [Entry];
        let shared = 0;
        while (here.every(([path]) => path.length > shared && path[shared] === first[0][shared])) shared += 1;
        const step = shared > 0 ? shared : 1;
        const part = shared > 0 ? first[0].slice(0, shared) : rest.slice(0, 1);
        if (rest.length < step || part.some((nibble, index) => nibble !== rest[index])) break;
        here = here
          .filter(([path]) => path.length >= step && part.every((nibble, index) => nibble === path[index]))
          .map(([path, value]) => [path.slice(step), value]);
        rest = rest.slice(step);
        if (here.length === 0) break;
        const bytes = RLP.encode(build(here));
        if (bytes.length >= 32) found.push(hexOf(bytes));
      }
      return found;
    },
  };
}
