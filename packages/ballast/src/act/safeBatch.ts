import { keccak256, toBytes } from 'viem';
import type { Address, Hex } from '@ballast/core';
import type { Call } from '../venues/venueRead.ts';
import { callInWords, type CallInWords } from './callInWords.ts';

/** A batch for Safe's Transaction Builder, version 1.0: calls only, no value. */
export interface SafeBatch {
  readonly version: '1.0';
  readonly chainId: string;
  readonly createdAt: number;
  readonly meta: {
    readonly name: string;
    readonly description: string;
    readonly txBuilderVersion: string;
    readonly createdFromSafeAddress: Address;
    readonly createdFromOwnerAddress: string;
    readonly checksum: Hex;
  };
  readonly transactions: readonly SafeTransaction[];
}

/** One call, as data and in words. */
export interface SafeTransaction extends CallInWords {
  readonly to: Address;
  readonly value: '0';
  readonly data: Hex;
}

/** Calls as a batch a Safe's owners load and sign. Pure; the time is that of what they come from. */
export function safeBatch(options: {
  readonly chainId: number;
  readonly safe: Address;
  readonly name: string;
  readonly description: string;
  readonly createdAtSeconds: number;
  readonly calls: readonly Call[];
}): SafeBatch {
  const batch = {
    version: '1.0' as const,
    chainId: String(options.chainId),
    createdAt: options.createdAtSeconds * 1000,
    meta: {
      name: options.name,
      description: options.description,
      txBuilderVersion: '1.18.2',
      createdFromSafeAddress: options.safe,
      createdFromOwnerAddress: '',
    },
    transactions: options.calls.map(({ to, data }) => ({ to, value: '0' as const, data, ...callInWords(data) })),
  };
  return { ...batch, meta: { ...batch.meta, checksum: batchChecksum(batch) } };
}

/** Transaction Builder's checksum: keccak256 of the file without it, keys sorted, the name left out of account. */
export function batchChecksum<T extends { readonly meta: object }>(batch: T): Hex {
  return keccak256(toBytes(serialise({ ...batch, meta: { ...batch.meta, name: null } })));
}

// Not JSON: each object is its sorted key list followed by its values, each closed by a comma.
function serialise(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(serialise).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const record = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(record).toSorted((a, b) => (a < b ? -1 : 1));
  return `{${JSON.stringify(keys)}${keys.map((key) => `${serialise(record[key])},`).join('')}}`;
}
