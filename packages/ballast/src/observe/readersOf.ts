import {
  raw,
  type Address,
  type Holding,
  type Policy,
  type PolicyVenue,
  type Unknown,
  type VaultState,
} from '@ballast/core';
import { ask, type Decoded } from '../venues/ask.ts';
import { readLending } from '../venues/aave-v3/readLending.ts';
import { readClaims, type OpenClaims } from '../venues/ballast-vault/readClaims.ts';
import { readVault } from '../venues/ballast-vault/readVault.ts';
import { vaultAbi } from '../venues/ballast-vault/vaultAbi.ts';
import { readFeeds } from '../venues/chainlink/readFeeds.ts';
import { readSequencer, type SequencerRead } from '../venues/chainlink/readSequencer.ts';
import { readHoldings } from '../venues/erc20/readHoldings.ts';
import { readTokenGuards } from '../venues/erc20/readTokenGuards.ts';
import { readSavings } from '../venues/erc4626/readSavings.ts';
import { readSharePrices } from '../venues/erc4626/readSharePrices.ts';
import { joinClaims } from '../venues/liability/joinClaims.ts';
import { readLiabilities } from '../venues/liability/readLiabilities.ts';
import { mergeParts } from '../venues/mergeParts.ts';
import { readPyth } from '../venues/pyth/readPyth.ts';
import { readSafes } from '../venues/safe/readSafes.ts';
import { tokenSubject, type ReadContext, type SnapshotPart } from '../venues/snapshotPart.ts';
import { readPool } from '../venues/uniswap-v3/readPool.ts';
import { readPoolPrices } from '../venues/uniswap-v3/readPoolPrices.ts';
import { combineReads, readOnce, type VenueRead } from '../venues/venueRead.ts';

/** Everything the venues of one chain tell. */
export interface ChainPart extends Required<SnapshotPart> {
  readonly vault: VaultState | null;
}

const VENUE_READERS: Readonly<
  Record<PolicyVenue['kind'], (context: ReadContext, venue: PolicyVenue) => VenueRead<SnapshotPart>>
> = { 'uniswap-v3': readPool, 'aave-v3': readLending, erc4626: readSavings };

type Piece =
  | { readonly kind: 'part'; readonly part: SnapshotPart }
  | { readonly kind: 'sequencer'; readonly read: SequencerRead }
  | { readonly kind: 'vault'; readonly vault: VaultState | Unknown }
  | { readonly kind: 'claims'; readonly claims: OpenClaims | Unknown }
  | { readonly kind: 'owed'; readonly owed: Decoded<bigint> };

const pieceOf = <T>(read: VenueRead<T>, wrap: (value: T) => Piece): VenueRead<Piece> => ({
  ...read,
  decode: (first, second, third) => wrap(read.decode(first, second, third)),
});

/** All reads of one chain as one. The sequencer's state is written into every price, the vault's queue into its liability. */
export function readersOf(context: ReadContext): VenueRead<ChainPart> {
  const { policy, chain } = context;
  const here = policy.execution.vault?.chain === chain ? policy.execution.vault : null;
  const reads = combineReads<Piece>([
    ...[
      readHoldings(context),
      readTokenGuards(context),
      readFeeds(context),
      readPyth(context),
      readPoolPrices(context),
      readSharePrices(context),
      readLiabilities(context),
      readSafes(context),
      ...policy.venues
        .filter((venue) => venue.chain === chain)
        .map((venue) => VENUE_READERS[venue.kind](context, venue)),
    ].map((read) => pieceOf(read, (part) => ({ kind: 'part', part }))),
    pieceOf(readSequencer(context), (read) => ({ kind: 'sequencer', read })),
    ...(here === null ? [] : vaultReads(policy, here.address)),
  ]);
  return { ...reads, decode: (first, second, third) => joinPieces(policy, reads.decode(first, second, third)) };
}

function vaultReads(policy: Policy, address: Address): VenueRead<Piece>[] {
  const owed = ask(address, vaultAbi, 'totalOwedWad', []);
  return [
    pieceOf(readVault(policy), (vault) => ({ kind: 'vault', vault })),
    pieceOf(readClaims(policy), (claims) => ({ kind: 'claims', claims })),
    pieceOf(
      readOnce([owed.call], ([result]) => owed.read(result)),
      (answer) => ({ kind: 'owed', owed: answer }),
    ),
  ];
}

function joinPieces(policy: Policy, pieces: readonly Piece[]): ChainPart {
  const unknowns: Unknown[] = [];
  const known = <T extends object>(value: T | Unknown | undefined): T | null => {
    if (value === undefined) return null;
    if (!('reason' in value)) return value;
    unknowns.push(value);
    return null;
  };
  const sequencer = pieces.find((item) => item.kind === 'sequencer')?.read;
  const vault = known(pieces.find((item) => item.kind === 'vault')?.vault);
  const claims = known(pieces.find((item) => item.kind === 'claims')?.claims);
  const owed = pieces.find((item) => item.kind === 'owed')?.owed;
  const merged = mergeParts([
    ...pieces.flatMap((item) => (item.kind === 'part' ? [item.part] : [])),
    sequencer?.part ?? {},
    { unknowns },
  ]);
  const stopped = new Set(
    merged.facts.filter((item) => item.isPaused === true || item.areWeBlocked === true).map((item) => item.subject),
  );
  return {
    ...merged,
    vault,
    holdings: merged.holdings.map((holding) => holdStill(holding, stopped)),
    prices: merged.prices.map((price) => ({ ...price, sequencer: sequencer?.state ?? 'none' })),
    liabilities:
      owed === undefined
        ? merged.liabilities
        : joinClaims(policy, merged.liabilities, { vault, claims, totalOwed: owed }),
  };
}

/** Tokens that are paused or block us cannot move, whoever holds them. */
function holdStill(holding: Holding, stopped: ReadonlySet<string>): Holding {
  const isStopped = holding.chain !== null && stopped.has(tokenSubject(holding.assetId, holding.chain));
  return isStopped && holding.amountRaw !== null ? { ...holding, withdrawableRaw: raw(0n) } : holding;
}
