import {
  BallastError,
  initialCarried,
  loadPolicy,
  mulDivDown,
  value,
  type BlockRef,
  type ChainId,
  type Holding,
  type Raw,
  type SheetLine,
  type Unknown,
  type Wad,
} from '@ballast/core';
import type { RpcPort } from '../venues/rpc.ts';
import type { Catalogue } from './catalogueSchema.ts';
import { detectAccounts, type DetectedAccount } from './detectAccounts.ts';
import { observe } from './observe.ts';
import { writePolicy } from './writePolicy.ts';

export interface DiscoverInput {
  readonly rpc: RpcPort;
  readonly chain: ChainId;
  /** Addresses whose assets are looked for, with or without checksum. */
  readonly addresses: readonly string[];
  readonly catalogue: Catalogue;
}

/** An amount of a catalogue asset in one place. */
export interface FoundAmount {
  readonly accountId: string;
  /** Lending market, savings vault or pool; null when idle. */
  readonly venueId: string | null;
  readonly amountRaw: Raw;
  readonly decimals: number;
}

/** A catalogue asset that was found; without amounts when it is only the other side of a pool position. */
export interface FoundAsset {
  readonly assetId: string;
  readonly amounts: readonly FoundAmount[];
  /** In the catalogue's numeraire, rounded down; null without a live price. */
  readonly valueWad: Wad | null;
  /** Share of everything priced, whole basis points, rounded down. */
  readonly shareBps: number;
}

/** What some addresses hold, at one block. */
export interface Discovery {
  readonly catalogue: Catalogue;
  readonly block: BlockRef;
  readonly accounts: readonly DetectedAccount[];
  readonly assets: readonly FoundAsset[];
  readonly totalWad: Wad;
  readonly unknowns: readonly Unknown[];
}

export class CatalogueOfAnotherChain extends BallastError {
  constructor(catalogue: Catalogue, chain: ChainId) {
    super({
      code: 'OBSERVE_CATALOGUE_OTHER_CHAIN',
      message: `the catalogue is of ${catalogue.chain}, not of ${chain}`,
      remedy: 'give a catalogue of this chain, or the endpoint of that one',
      retryable: false,
    });
  }
}

/**
 * Finds which of the catalogue's tokens, receipts and shares the addresses hold, and what they are worth: an
 * observation under a policy of the whole catalogue. Reads only. Throws AddressesRefused, CatalogueOfAnotherChain
 * and what observe throws.
 */
export async function discover({ rpc, chain, addresses, catalogue }: DiscoverInput): Promise<Discovery> {
  if (catalogue.chain !== chain) throw new CatalogueOfAnotherChain(catalogue, chain);
  const accounts = await detectAccounts(rpc, chain, catalogue.contracts.aggregator.address, addresses);
  const everything = writePolicy({
    catalogue,
    accounts,
    assets: catalogue.assets.map((asset) => ({ assetId: asset.id, shareBps: 0, note: null })),
    totalWad: null,
    effective: '1970-01-01',
    origin: 'everything the catalogue knows',
  });
  const { policy, documentHash } = loadPolicy(everything, 'catalogue');
  const { snapshot } = await observe({
    policy,
    policyHash: documentHash,
    cycle: 0,
    previous: null,
    rpcs: new Map([[chain, [rpc]]]),
    attested: [],
    withProofs: false,
    previousContracts: [],
  });
  const { sheet } = value({
    snapshot,
    policy,
    policyHash: documentHash,
    carried: initialCarried(policy, snapshot.asOfSeconds),
  });
  const [block] = snapshot.blocks;
  if (block === undefined) throw new CatalogueOfAnotherChain(catalogue, chain);
  // Lines of the balance sheet: pool positions are among them, at what they are worth.
  const held = sheet.lines.filter((line) => (line.amountRaw ?? 0n) > 0n);
  const totalWad = sum(held.map((line) => line.valueWad ?? 0n));
  const pooled = new Set(
    snapshot.pools.filter((pool) => pool.ownPositions.length > 0).flatMap((pool) => [pool.asset0, pool.asset1]),
  );
  const assets = catalogue.assets
    .map((asset) => foundAsset(asset.id, held, totalWad))
    .filter((asset) => asset.amounts.length > 0 || pooled.has(asset.assetId));
  const mentioned = new Set(assets.map((asset) => asset.assetId));
  return {
    catalogue,
    block,
    accounts,
    assets,
    totalWad,
    // What is unknown of assets nobody holds is no news.
    unknowns: snapshot.unknowns.filter(({ what }) => isAbout(what, mentioned, snapshot.holdings)),
  };
}

const sum = (values: readonly bigint[]): Wad => values.reduce((total, item) => total + item, 0n) as Wad;

function foundAsset(assetId: string, held: readonly SheetLine[], totalWad: Wad): FoundAsset {
  const own = held.filter((line) => line.assetId === assetId);
  const values = own.map((line) => line.valueWad);
  const valueWad = values.includes(null) ? null : sum(values.map((item) => item ?? 0n));
  return {
    assetId,
    amounts: own.flatMap(({ accountId, venueId, amountRaw, decimals }) =>
      amountRaw === null ? [] : [{ accountId, venueId, amountRaw, decimals }],
    ),
    valueWad,
    shareBps: valueWad === null || totalWad === 0n ? 0 : Number(mulDivDown(valueWad, 10_000n, totalWad)),
  };
}

/** An unknown counts when it is of a holding that was found or could not be read, or of the price of an asset that was found. */
const isAbout = (what: string, found: ReadonlySet<string>, holdings: readonly Holding[]): boolean =>
  holdings.some((holding) => holding.id === what && (holding.amountRaw === null || found.has(holding.assetId))) ||
  [...found].some((assetId) => what.startsWith(`source:${assetId}-`));
