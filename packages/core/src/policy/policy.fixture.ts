// Builders of policies for tests: a small reserve in text amounts, every part replaceable.
import { DEFAULT_REGIME } from './schema.ts';
import { bps, wad } from '../units/amounts.ts';
import { parseWad } from '../units/decimal.ts';
import type { Policy, PolicyAsset, PolicyLiability, PolicySource, PolicyVenue } from './policy.ts';

export const CHAIN = 'eip155:1';
export const ADDRESS = '0x00000000000000000000000000000000000000aa';
export const token = (seed: number): `0x${string}` => `0x${seed.toString(16).padStart(40, '0')}`;
export const usd = (text: string) => wad(parseWad(text));

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
  exitFloorWad: null,
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
  exitPenaltyBps: bps(0),
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
  regime: DEFAULT_REGIME,
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
    depegExitPerDayWad: wad(0n),
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
