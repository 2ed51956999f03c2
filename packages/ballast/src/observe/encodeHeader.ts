import { keccak256, toRlp } from 'viem';
import type { Hex } from '@ballast/core';
import type { BlockHeader } from './blockHeader.ts';

type Kind = 'bytes' | 'quantity';

/** Fields of an execution header in the order they are hashed (yellow paper §4.3; EIP-1559, 4895, 4844, 4788, 7685). */
const FIELDS: readonly (readonly [string, Kind])[] = [
  ['parentHash', 'bytes'],
  ['sha3Uncles', 'bytes'],
  ['miner', 'bytes'],
  ['stateRoot', 'bytes'],
  ['transactionsRoot', 'bytes'],
  ['receiptsRoot', 'bytes'],
  ['logsBloom', 'bytes'],
  ['difficulty', 'quantity'],
  ['number', 'quantity'],
  ['gasLimit', 'quantity'],
  ['gasUsed', 'quantity'],
  ['timestamp', 'quantity'],
  ['extraData', 'bytes'],
  ['mixHash', 'bytes'],
  ['nonce', 'bytes'],
  ['baseFeePerGas', 'quantity'],
  ['withdrawalsRoot', 'bytes'],
  ['blobGasUsed', 'quantity'],
  ['excessBlobGas', 'quantity'],
  ['parentBeaconBlockRoot', 'bytes'],
  ['requestsHash', 'bytes'],
];

/** The header's RLP, or null when its keccak is not the block hash: a chain with further fields, or a node that lies. */
export function encodeHeader(header: BlockHeader): Hex | null {
  const items: Hex[] = [];
  for (const [name, kind] of FIELDS) {
    const value = header.fields[name];
    if (value === undefined || value === null) continue;
    if (typeof value !== 'string' || !/^0x[0-9a-f]*$/i.test(value)) return null;
    items.push(kind === 'bytes' ? (value as Hex) : minimal(value));
  }
  if (items.some((item) => item.length % 2 !== 0)) return null;
  const encoded = toRlp(items);
  return keccak256(encoded) === header.hash ? encoded : null;
}

/** An integer without leading zeros; zero is the empty string. */
function minimal(value: string): Hex {
  const digits = value.slice(2).replace(/^0+/, '');
  return `0x${digits.length % 2 === 0 ? digits : `0${digits}`}`;
}
