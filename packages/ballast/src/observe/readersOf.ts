import type { PolicyVenue, VaultState } from '@ballast/core';
import { readLending } from '../venues/aave-v3/readLending.ts';
import { readFeeds } from '../venues/chainlink/readFeeds.ts';
import { readSequencer } from '../venues/chainlink/readSequencer.ts';
import { readHoldings } from '../venues/erc20/readHoldings.ts';
import { readTokenGuards } from '../venues/erc20/readTokenGuards.ts';
import { readSavings } from '../venues/erc4626/readSavings.ts';
import { readSharePrices } from '../venues/erc4626/readSharePrices.ts';
import { readLiabilities } from '../venues/liability/readLiabilities.ts';
import { mergeParts } from '../venues/mergeParts.ts';
import { readPyth } from '../venues/pyth/readPyth.ts';
import { readSafes } from '../venues/safe/readSafes.ts';
import type { ReadContext, SnapshotPart } from '../venues/snapshotPart.ts';
import { readPool } from '../venues/uniswap-v3/readPool.ts';
import { readPoolPrices } from '../venues/uniswap-v3/readPoolPrices.ts';
import { combineReads, type VenueRead } from '../venues/venueRead.ts';

/** Everything the venues of one chain tell. */
export interface ChainPart extends Required<SnapshotPart> {
  readonly vault: VaultState | null;
}

const VENUE_READERS: Readonly<
  Record<PolicyVenue['kind'], (context: ReadContext, venue: PolicyVenue) => VenueRead<SnapshotPart>>
> = { 'uniswap-v3': readPool, 'aave-v3': readLending, erc4626: readSavings };

/** All reads of one chain as one. The sequencer's state is written into every price of the chain. */
export function readersOf(context: ReadContext): VenueRead<ChainPart> {
  const { policy, chain } = context;
  const sequencer = readSequencer(context);
  const parts = combineReads([
    readHoldings(context),
    readTokenGuards(context),
    readFeeds(context),
    readPyth(context),
    readPoolPrices(context),
    readSharePrices(context),
    readLiabilities(context),
    readSafes(context),
    ...policy.venues.filter((venue) => venue.chain === chain).map((venue) => VENUE_READERS[venue.kind](context, venue)),
  ]);
  const at = sequencer.first.length;
  return {
    first: [...sequencer.first, ...parts.first],
    second: (first) => parts.second(first.slice(at)),
    third: (first, second) => parts.third?.(first.slice(at), second) ?? [],
    decode: (first, second, third) => {
      const { state, part } = sequencer.decode(first.slice(0, at), [], []);
      const merged = mergeParts([part, ...parts.decode(first.slice(at), second, third)]);
      return { ...merged, prices: merged.prices.map((price) => ({ ...price, sequencer: state })), vault: null };
    },
  };
}
