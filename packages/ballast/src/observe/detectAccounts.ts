import { isAddress } from 'viem';
import { BallastError, type Address, type ChainId } from '@ballast/core';
import { ask, askAll } from '../venues/ask.ts';
import type { RpcPort } from '../venues/rpc.ts';
import { safeAbi } from '../venues/safe/readSafes.ts';
import { aggregateCalls } from './aggregateCalls.ts';
import { codeHashRequests, EMPTY_CODE_HASH, readCodeHashes } from './codeHashes.ts';
import { createPanel } from './panel.ts';
import { pinHeads } from './pinHeads.ts';

/** Most addresses looked at together. */
export const MAX_ACCOUNTS = 50;

/** What kind of account an address is, under the id it gets in a policy. */
export interface DetectedAccount {
  readonly id: string;
  readonly address: Address;
  /** safe answers as a Safe does; contract is other code; wallet has none. */
  readonly kind: 'safe' | 'contract' | 'wallet';
  /** Signatures needed and owners of a Safe; null for the others. */
  readonly safe: { readonly threshold: number; readonly owners: number } | null;
}

export class AddressesRefused extends BallastError {
  constructor(reason: string) {
    super({
      code: 'OBSERVE_ADDRESSES_REFUSED',
      message: reason,
      remedy: `give one to ${MAX_ACCOUNTS} addresses of 0x and 40 hex digits`,
      retryable: false,
    });
  }
}

/** Finds out which of the addresses are Safes, other contracts or plain wallets. Throws AddressesRefused and ChainUnreachable. */
export async function detectAccounts(
  rpc: RpcPort,
  chain: ChainId,
  aggregator: Address,
  addresses: readonly string[],
): Promise<readonly DetectedAccount[]> {
  const wanted = [...new Set(addresses.map((item) => item.trim().toLowerCase()))];
  const odd = wanted.find((item) => !isAddress(item));
  if (odd !== undefined) throw new AddressesRefused(`"${odd}" is no address`);
  if (wanted.length === 0 || wanted.length > MAX_ACCOUNTS) throw new AddressesRefused(`${wanted.length} addresses`);
  const accounts = wanted as Address[];
  const panel = createPanel(chain, (await pinHeads(chain, [rpc])).nodes);
  const groups = accounts.map((address) =>
    askAll({
      threshold: ask(address, safeAbi, 'getThreshold', []),
      owners: ask(address, safeAbi, 'getOwners', []),
    }),
  );
  const round = await aggregateCalls(
    panel,
    aggregator,
    groups.flatMap((group) => group.calls),
    codeHashRequests(accounts),
  );
  const hashes = readCodeHashes(accounts, round.extras);
  return accounts.map((address, index): DetectedAccount => {
    const { threshold, owners } = groups[index]!.read(round.calls.slice(index * 2, index * 2 + 2));
    const isSafe = threshold.ok && owners.ok && threshold.value > 0n && BigInt(owners.value.length) >= threshold.value;
    if (isSafe)
      return {
        id: `safe-${index + 1}`,
        address,
        kind: 'safe',
        safe: { threshold: Number(threshold.value), owners: owners.value.length },
      };
    const kind = (hashes.get(address) ?? EMPTY_CODE_HASH) === EMPTY_CODE_HASH ? 'wallet' : 'contract';
    return { id: `${kind}-${index + 1}`, address, kind, safe: null };
  });
}
