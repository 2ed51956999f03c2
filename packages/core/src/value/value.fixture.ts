// Builders for the tests of this room: a small reserve in text amounts, every part replaceable.
import { bps, raw, wad, type Bps, type Raw } from '../units/amounts.ts';
import { parseDecimal, parseWad } from '../units/decimal.ts';
import type { Policy, PolicyAsset, PolicyLiability, PolicySource, PolicyVenue } from '../policy/policy.ts';
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

export const CHAIN = 'eip155:1';
export const NOW = 1_700_000_000;
export const ADDRESS = '0x00000000000000000000000000000000000000aa';
export const HASH = `0x${'11'.repeat(32)}` as const;

export const units = (text: string, decimals = 6): Raw => raw(parseDecimal(text, decimals));
export const token = (seed: number): `0x${string}` => `0x${seed.toString(16).padStart(40, '0')}`;

export const sourceOf = (id: string, more: Partial<PolicySource> = {}): PolicySource => ({
  id,
  venue: 'chainlink',
  chain: CHAIN,
  address: ADDRESS,
  feedId: null,
  origin: id,
  weightBps: bps(10_000),
  heartbeatSeconds: 3600,
  deviationBps: bps(50),
  maxConfidenceBps: bps(100),
  minPriceWad: parseWad('0.000000001'),
  maxPriceWad: parseWad('1000000000'),
  quote: 'USD',
  basis: 'market',
  ...more,
});

type PricingPatch = Partial<PolicyAsset['pricing']>;

/** A dollar coin with three origins `<id>-a`, `-b`, `-c` unless said otherwise. */
export const assetOf = (
  id: string,
  { pricing, ...more }: Omit<Partial<PolicyAsset>, 'pricing'> & { readonly pricing?: PricingPatch } = {},
): PolicyAsset => ({
  id,
  name: id,
  class: 'stablecoin',
  issuer: `${id}-issuer`,
  isEndogenous: false,
  isEligible: true,
  isBase: false,
  deployments: [{ chain: CHAIN, address: tokenOf(id), decimals: 6, bridge: null }],
  targetWeightBps: bps(0),
  minWeightBps: bps(0),
  maxWeightBps: bps(10_000),
  haircutFloorBps: bps(0),
  liquidityTier: 'now',
  pegWad: parseWad('1'),
  depegPriceWad: null,
  custodian: null,
  exitVenues: [],
  constituents: [],
  underlying: null,
  growthCapPerYearBps: null,
  pricing: {
    method: 'consensus',
    issuerHaircutBps: bps(0),
    sources: ['a', 'b', 'c'].map((origin) => sourceOf(`${id}-${origin}`, { origin })),
    bandFloorBps: bps(50),
    bandCapBps: bps(200),
    dailyVolatilityWad: parseWad('0.005'),
    ...pricing,
  },
  states: {
    iffyDeviationBps: bps(100),
    iffyForSeconds: 3600,
    disabledDeviationBps: bps(500),
    disabledForSeconds: 3600,
    recoverDeviationBps: bps(50),
    recoverForSeconds: 7200,
  },
  ...more,
});

/** The same token address for the same id, whatever else changes. */
export const tokenOf = (id: string): `0x${string}` =>
  token([...id].reduce((seed, letter) => seed * 31 + letter.charCodeAt(0), 7) % 1_000_000_000);

/** A volatile asset of 18 decimals without a peg. */
export const coinOf = (id: string, more: Parameters<typeof assetOf>[1] = {}): PolicyAsset =>
  assetOf(id, {
    class: 'crypto',
    pegWad: null,
    deployments: [{ chain: CHAIN, address: tokenOf(id), decimals: 18, bridge: null }],
    ...more,
    pricing: { bandFloorBps: bps(200), bandCapBps: bps(1000), dailyVolatilityWad: parseWad('0.04'), ...more.pricing },
  });

export const venueOf = (id: string, more: Partial<PolicyVenue> = {}): PolicyVenue => ({
  id,
  kind: 'uniswap-v3',
  chain: CHAIN,
  address: ADDRESS,
  operator: `${id}-operator`,
  assets: [],
  maxShareBps: bps(10_000),
  lossGivenDefaultBps: bps(10_000),
  isEntryAllowed: true,
  feePips: 500,
  receipt: null,
  ...more,
});

const liabilityBase = {
  id: 'hUSD',
  name: 'hUSD',
  chain: CHAIN,
  token: token(0xdead),
  decimals: 18,
  redemption: { feeBps: bps(0), capPerDayWad: null, queueSeconds: 0, cutOffSecondOfDay: null },
  runPerDayBps: bps(2000),
  payoutAsset: 'USDC',
};
/** Par claim of 18 decimals, owed in dollars' worth unless said otherwise. */
export const parOf = (more: Partial<Extract<PolicyLiability, { kind: 'par' }>> = {}): PolicyLiability => ({
  ...liabilityBase,
  kind: 'par',
  owed: 'numeraire',
  ...more,
});
export const indexedOf = (index: string, unitsPerToken = '1'): PolicyLiability => ({
  ...liabilityBase,
  kind: 'indexed',
  index,
  unitsPerTokenWad: parseWad(unitsPerToken),
});
export const cdpOf = (collateralAssets: readonly string[]): PolicyLiability => ({
  ...liabilityBase,
  kind: 'cdp',
  collateralAssets,
  manager: null,
});

export const policyOf = (assets: readonly PolicyAsset[], more: Partial<Policy> = {}): Policy => ({
  schema: 'ballast/policy/1',
  reserve: 'test',
  name: 'Test reserve',
  effective: '2026-01-01',
  numeraire: 'USD',
  chains: [{ id: CHAIN, name: 'Ethereum', aggregator: ADDRESS, sequencerFeed: null }],
  accounts: [
    { id: 'vault', kind: 'vault', chain: CHAIN, address: token(0xa0), custodian: 'self' },
    { id: 'bank', kind: 'custodian', chain: null, address: null, custodian: 'First Bank' },
    { id: 'stakers', kind: 'safe', chain: CHAIN, address: token(0xa1), custodian: 'self' },
  ],
  assets: assets.map((asset, index) => ({ ...asset, isBase: index === 0 })),
  venues: [],
  liabilities: [],
  limits: {
    minBackingRatioWad: parseWad('1'),
    minRiskAdjustedBackingRatioWad: parseWad('0.9'),
    liquidity: [],
    exposures: [],
    maxPegDeviationBps: bps(100),
    tails: [],
    lossPerDayWad: parseWad('1000000'),
    turnoverPerDayWad: parseWad('100000000'),
    maxSlippageBps: bps(50),
    exitSlippageBps: bps(500),
    minTradeWad: parseWad('1000'),
    maxVaultValueWad: parseWad('1000000000'),
    mintCapPerDayWad: parseWad('1000000'),
  },
  levels: {
    watchBackingWad: parseWad('1.02'),
    defensiveBackingWad: parseWad('1'),
    emergencyBackingWad: parseWad('0.95'),
    calmForSeconds: 3600,
  },
  waterfall: ['surplus', 'junior', 'holders'],
  junior: [],
  roles: { owner: null, curator: null, guardian: null, keeper: null, attesters: [], approvers: [] },
  execution: { vault: null, planLifetimeSeconds: 600, maxDriftBps: bps(100) },
  ...more,
});

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

export const percent = (share: number): Bps => bps(share * 100);
export const usd = (text: string) => wad(parseWad(text));
