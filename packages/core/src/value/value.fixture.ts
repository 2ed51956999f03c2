// Builders of snapshots and what was remembered, for the tests of this room.
import { raw, type Raw } from '../units/amounts.ts';
import { parseDecimal, parseWad } from '../units/decimal.ts';
import { ADDRESS, CHAIN } from '../policy/policy.fixture.ts';
import type { Policy } from '../policy/policy.ts';
import type { CarriedAsset, CarriedState } from '../records/carried.ts';
import type { BalanceSheet } from '../records/sheet.ts';
import type {
  AttestedRecord,
  ContractState,
  Holding,
  LiabilityState,
  PoolState,
  PriceObservation,
  Provenance,
  Snapshot,
} from '../records/snapshot.ts';
import { initialCarried } from './initialCarried.ts';
import { value } from './value.ts';

export const NOW = 1_700_000_000;
export const HASH = `0x${'11'.repeat(32)}` as const;

export const units = (text: string, decimals = 6): Raw => raw(parseDecimal(text, decimals));

const provenance: Provenance = {
  kind: 'simulated',
  chain: CHAIN,
  block: 1,
  contract: null,
  method: 'test',
  timeSeconds: NOW,
};

export const observe = (
  sourceId: string,
  price: string | null,
  more: Partial<PriceObservation> = {},
): PriceObservation => ({
  sourceId,
  assetId: sourceId.split('-')[0] ?? sourceId,
  venue: 'chainlink',
  origin: sourceId,
  priceWad: price === null ? null : parseWad(price),
  quote: 'USD',
  confidenceWad: null,
  roundRaw: null,
  updatedAtSeconds: NOW,
  ageSeconds: 0,
  isClamped: false,
  sequencer: 'none',
  basis: 'market',
  provenance,
  ...more,
});

/** Answers of the three standard origins of an asset; one price stands for all three, null for silence. */
export const quote = (assetId: string, ...prices: readonly (string | null)[]): PriceObservation[] =>
  ['a', 'b', 'c'].map((origin, index) =>
    observe(`${assetId}-${origin}`, prices.length === 1 ? (prices[0] ?? null) : (prices[index] ?? null)),
  );

export const holdingOf = (assetId: string, amount: string | null, more: Partial<Holding> = {}): Holding => {
  const decimals = more.decimals ?? 6;
  const amountRaw = amount === null ? null : units(amount, decimals);
  return {
    id: `${assetId}@vault`,
    assetId,
    accountId: 'vault',
    chain: CHAIN,
    decimals,
    where: 'idle',
    venueId: null,
    amountRaw,
    withdrawableRaw: amountRaw,
    attestedId: null,
    provenance,
    ...more,
  };
};

export const recordOf = (
  id: string,
  assetId: string,
  amount: string,
  more: Partial<AttestedRecord> = {},
): AttestedRecord => ({
  schema: 'ballast/attested/1',
  reserve: 'test',
  accountId: 'bank',
  id,
  assetId,
  institution: 'First Bank',
  kind: 'bank',
  amountRaw: units(amount),
  decimals: 6,
  isEncumbered: false,
  lien: null,
  maturitySeconds: null,
  asOfSeconds: NOW - 3600,
  expiresAtSeconds: NOW + 86_400,
  documentHash: null,
  signatures: [],
  signers: ['one', 'two'],
  isDualApproved: true,
  ...more,
});

export const contractOf = (address: `0x${string}`, more: Partial<ContractState> = {}): ContractState => ({
  subject: 'contract',
  chain: CHAIN,
  address,
  codeHash: null,
  implementation: null,
  admin: null,
  configuration: null,
  isPaused: false,
  areWeBlocked: false,
  ...more,
});

export const owes = (supply: string | null, more: Partial<LiabilityState> = {}): LiabilityState => ({
  liabilityId: 'hUSD',
  decimals: 18,
  supplyRaw: supply === null ? null : units(supply, 18),
  heldByReserveRaw: raw(0n),
  pending: [],
  redeemedLastDayRaw: raw(0n),
  isIntakePaused: false,
  positions: [],
  provenance,
  ...more,
});

export const pendingOf = (payoutAssetId: string, payout: string): LiabilityState['pending'][number] => ({
  id: 1,
  liabilityRaw: units(payout, 18),
  payoutAssetId,
  payoutRaw: units(payout),
  requestedAtSeconds: NOW - 60,
  dueAtSeconds: NOW,
  isSetAside: false,
});

/** A pool of two 6-decimal dollar coins at par, liquid over ±6 %, in raw liquidity. */
export const poolOf = (
  asset0: string,
  asset1: string,
  liquidity: bigint,
  more: Partial<PoolState> = {},
): PoolState => ({
  venueId: `${asset0}/${asset1}`,
  chain: CHAIN,
  pool: ADDRESS,
  asset0,
  asset1,
  decimals0: 6,
  decimals1: 6,
  feePips: 500,
  tickSpacing: 10,
  tick: 0,
  sqrtPriceX96Raw: raw(1n << 96n),
  liquidityRaw: raw(liquidity),
  ticks: [
    { tick: -600, liquidityNetRaw: raw(liquidity) },
    { tick: 600, liquidityNetRaw: raw(-liquidity) },
  ],
  tickFrom: -1000,
  tickTo: 1000,
  ownLiquidityRaw: raw(0n),
  ownPositions: [],
  ...more,
});

export const snapshotOf = (more: Partial<Snapshot> = {}): Snapshot => ({
  schema: 'ballast/snapshot/1',
  reserve: 'test',
  cycle: 1,
  parents: { previous: null, policy: HASH },
  asOfSeconds: NOW,
  blocks: [],
  holdings: [],
  prices: [],
  pools: [],
  lending: [],
  savings: [],
  liabilities: [],
  contracts: [],
  attested: [],
  books: [],
  attestedPrices: [],
  vault: null,
  unknowns: [],
  alerts: [],
  ...more,
});

/** What was remembered, with parts of single assets replaced. */
export const carriedOf = (
  policy: Policy,
  assets: Readonly<Record<string, Partial<CarriedAsset>>> = {},
  more: Partial<CarriedState> = {},
): CarriedState => {
  const carried = initialCarried(policy, NOW);
  return {
    ...carried,
    assets: carried.assets.map((asset) => ({ ...asset, ...assets[asset.assetId] })),
    ...more,
  };
};

/** The balance sheet of a snapshot under a policy. */
export const sheetOf = (policy: Policy, snapshot: Snapshot, carried: CarriedState = carriedOf(policy)): BalanceSheet =>
  value({ snapshot, policy, policyHash: HASH, carried }).sheet;
