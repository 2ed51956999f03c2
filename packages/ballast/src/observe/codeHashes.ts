import { concatHex, keccak256, pad, size, slice } from 'viem';
import type { Address, Hex } from '@ballast/core';
import { callRequest } from './aggregateCalls.ts';
import type { PanelAnswer, PinnedRequest } from './panel.ts';

/**
 * Creation code that returns EXTCODEHASH of every address appended to it, run by an eth_call without `to`: one
 * call tells the identity of all contracts, where eth_getProof or eth_getCode would need one each. The answer
 * begins with an empty word, because a node refuses created code whose first byte is 0xef (EIP-3541).
 *
 *   6027 38 03                    size = codesize − 0x27
 *   80 6027 6020 39               copy the addresses to memory 0x20
 *   6020 01 6020                  end = size + 0x20; i = 0x20
 *   5b 81 81 10 15 6022 57        while i < end
 *   80 51 3f 81 52                  memory[i] = extcodehash(memory[i])
 *   6020 01 600f 56                 i += 0x20
 *   5b 50 6000 f3                 return memory[0 … end]
 */
const PROGRAM: Hex = '0x6027380380602760203960200160205b8181101560225780513f8152602001600f565b506000f3';

/** Addresses in one call: what it returns must stay below the limit of created code, 24,576 bytes (EIP-170). */
const MAX_ADDRESSES = 700;

/** keccak of no code: an account without a contract. */
export const EMPTY_CODE_HASH: Hex = keccak256('0x');
const NO_ACCOUNT: Hex = pad('0x', { size: 32 });

/** Requests whose answers hold the code hash of every address, in order. */
export function codeHashRequests(addresses: readonly Address[]): PinnedRequest[] {
  const requests: PinnedRequest[] = [];
  for (let from = 0; from < addresses.length; from += MAX_ADDRESSES) {
    const part = addresses.slice(from, from + MAX_ADDRESSES);
    requests.push(callRequest({ data: concatHex([PROGRAM, ...part.map((address) => pad(address, { size: 32 }))]) }));
  }
  return requests;
}

/** Code hash by address; null where the nodes did not say, EMPTY_CODE_HASH where there is no contract. */
export function readCodeHashes(
  addresses: readonly Address[],
  answers: readonly PanelAnswer[],
): ReadonlyMap<Address, Hex | null> {
  const hashes = new Map<Address, Hex | null>();
  for (const [index, address] of addresses.entries()) {
    const part = Math.floor(index / MAX_ADDRESSES);
    const words = Math.min(MAX_ADDRESSES, addresses.length - part * MAX_ADDRESSES) + 1;
    const answer = answers[part];
    const isWhole = answer?.ok === true && isBytes(answer.result) && size(answer.result) === words * 32;
    const at = ((index % MAX_ADDRESSES) + 1) * 32;
    const hash = isWhole ? slice(answer.result as Hex, at, at + 32) : null;
    hashes.set(address, hash === NO_ACCOUNT ? EMPTY_CODE_HASH : hash);
  }
  return hashes;
}

const isBytes = (value: unknown): value is Hex => typeof value === 'string' && /^0x([0-9a-f]{2})*$/i.test(value);
