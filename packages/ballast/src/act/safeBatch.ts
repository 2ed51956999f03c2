import { decodeFunctionData, getAbiItem, keccak256, toBytes } from 'viem';
import type { Address, Hex } from '@ballast/core';
import { vaultAbi } from '../venues/ballast-vault/vaultAbi.ts';
import type { Call } from '../venues/venueRead.ts';

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
  readonly transactions: readonly {
    readonly to: Address;
    readonly value: '0';
    readonly data: Hex;
    readonly contractMethod: {
      readonly inputs: readonly { readonly internalType: string; readonly name: string; readonly type: string }[];
      readonly name: string;
      readonly payable: false;
    };
    readonly contractInputsValues: Readonly<Record<string, string>>;
  }[];
}

/** The calls of a plan as a batch a Safe's owners load and sign. Pure; the time is the plan's. */
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
    transactions: options.calls.map(({ to, data }) => ({ to, value: '0' as const, data, ...methodOf(data) })),
  };
  return { ...batch, meta: { ...batch.meta, checksum: batchChecksum(batch) } };
}

/** The same call in words, for who compares both before signing. */
function methodOf(data: Hex) {
  const { functionName, args } = decodeFunctionData({ abi: vaultAbi, data });
  const item = getAbiItem({ abi: vaultAbi, name: functionName });
  const inputs = item.inputs.map(({ name, type }) => ({ internalType: type, name, type }));
  return {
    contractMethod: { inputs, name: functionName, payable: false as const },
    contractInputsValues: Object.fromEntries(inputs.map(({ name }, at) => [name, String(args?.[at] ?? '')])),
  };
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
