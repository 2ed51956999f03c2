import { erc20Abi } from 'viem';
import {
  min,
  raw,
  subFloor,
  type Policy,
  type Raw,
  type RunningAuction,
  type Seconds,
  type Unknown,
  type VaultState,
} from '@ballast/core';
import { ask, type Ask } from '../ask.ts';
import type { Call, CallResult, VenueRead } from '../venueRead.ts';
import { readVault } from './readVault.ts';
import { auctionAbi } from './vaultAbi.ts';

type Sold = VaultState['assets'][number];

/** The auctions of the policy's vault that run at `nowSeconds`, the time of the block that is read; in three rounds. */
export function readAuctions(policy: Policy, nowSeconds: Seconds): VenueRead<readonly RunningAuction[] | Unknown> {
  const vault = readVault(policy);
  const stateOf = (first: readonly CallResult[]): VaultState | Unknown => vault.decode(first, [], []);
  const lotsOf = (first: readonly CallResult[], second: readonly CallResult[]): readonly Lot[] | Unknown => {
    const state = stateOf(first);
    return 'mode' in state ? liveLots(state, second, nowSeconds) : state;
  };
  return {
    first: vault.first,
    second: (first) => {
      const state = stateOf(first);
      return 'mode' in state ? asksOf(state).flatMap(({ lot, idle }): Call[] => [lot.call, idle.call]) : [];
    },
    third: (first, second) => {
      const lots = lotsOf(first, second);
      return 'code' in lots ? [] : lots.map(({ price }) => price.call);
    },
    decode: (first, second, third) => {
      const lots = lotsOf(first, second);
      if ('code' in lots) return lots;
      return lots.map(({ auction, price }, index): RunningAuction => {
        const asked = price.read(third[index]);
        return { ...auction, priceRaw: asked.ok && auction.leftRaw > 0n ? raw(asked.value) : null };
      });
    },
  };
}

interface Lot {
  readonly auction: Omit<RunningAuction, 'priceRaw'>;
  readonly price: Ask<bigint>;
}

/** Of each asset of the law whether there is a lot, and what of it is idle; nothing of a vault without auctions. */
function asksOf({ address, assets, gates }: VaultState) {
  const auction = gates?.upkeep?.auction;
  if (auction === undefined) return [];
  return assets.map((sold) => ({
    sold,
    lot: ask(auction, auctionAbi, 'lots', [sold.token]),
    idle: ask(sold.token, erc20Abi, 'balanceOf', [address]),
    priceOf: (amountRaw: Raw): Ask<bigint> => ask(auction, auctionAbi, 'price', [sold.token, amountRaw]),
  }));
}

function liveLots(state: VaultState, results: readonly CallResult[], nowSeconds: Seconds): readonly Lot[] | Unknown {
  const lots: Lot[] = [];
  for (const [index, { sold, lot, idle, priceOf }] of asksOf(state).entries()) {
    const [read, held] = [lot.read(results[2 * index]), idle.read(results[2 * index + 1])];
    if (!read.ok || !held.ok) {
      const failed = read.ok ? held : read;
      return { what: 'auctions', code: 'AUCTIONS_UNREADABLE', reason: failed.ok ? '' : failed.reason };
    }
    const [token, isExit, startedAt, endsAt, left] = read.value;
    if (left === 0n || nowSeconds >= Number(endsAt)) continue;
    const bought = state.assets.find((asset) => asset.token === token.toLowerCase());
    // Of an exit there is all that is idle and owed to nobody.
    const leftRaw = isExit ? min(raw(left), freeOf(sold, raw(held.value))) : raw(left);
    lots.push({
      auction: {
        soldAssetId: sold.assetId,
        boughtAssetId: bought?.assetId ?? token.toLowerCase(),
        isExit,
        startedAtSeconds: Number(startedAt),
        endsAtSeconds: Number(endsAt),
        leftRaw,
        soldDecimals: sold.decimals,
        boughtDecimals: bought?.decimals ?? 18,
      },
      price: priceOf(leftRaw),
    });
  }
  return lots;
}

const freeOf = ({ owedRaw }: Sold, idleRaw: Raw): Raw => subFloor(idleRaw, owedRaw);
