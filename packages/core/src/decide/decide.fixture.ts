// Builders for tests of this room: one reserve under two kinds of claim, what was observed of it, and one turn
// of value, assess and decide. One idea: every test says only what differs from a calm day.
import { add, bps, max, min, pow10, raw, RAY, ray, subFloor, WAD, wad, type Raw, type Wad } from '../units/amounts.ts';
import { parseDecimal, parseWad } from '../units/decimal.ts';
import { DAY_SECONDS } from '../units/time.ts';
import { assess } from '../assess/assess.ts';
import { swapExactIn } from '../markets/swapExactIn.ts';
import { sqrtRatioAtTick } from '../markets/tickMath.ts';
import { loadPolicy } from '../policy/loadPolicy.ts';
import type { Policy } from '../policy/policy.ts';
import type { Assessment } from '../records/assessment.ts';
import type { CarriedState } from '../records/carried.ts';
import type { Hash } from '../records/hash.ts';
import type { History } from '../records/history.ts';
import { hashArtefact } from '../records/canonical.ts';
import type { Action, Plan, Receipt } from '../records/plan.ts';
import type { BalanceSheet } from '../records/sheet.ts';
import type {
  Address,
  Hex,
  Holding,
  LendingState,
  PendingRedemption,
  PoolState,
  Provenance,
  SavingsState,
  Snapshot,
  VaultState,
} from '../records/snapshot.ts';
import { initialCarried } from '../value/initialCarried.ts';
import { value } from '../value/value.ts';
import { openContext, type DecideContext } from './context.ts';
import { decide } from './decide.ts';
import { settleCarried } from './settleCarried.ts';

/** Saturday, 2023-03-11 00:00:00 UTC. */
export const START = 1_678_492_800;
const CHAIN = 'eip155:1';
const address = (n: number): Address => `0x${n.toString(16).padStart(40, '0')}`;
const word = (n: number): Hex => `0x${n.toString(16).padStart(64, '0')}`;
export const HASH: Hash = word(7);
const ORIGINS = ['alpha', 'beta', 'gamma'] as const;

const sources = (id: string, low: string, high: string): string =>
  ORIGINS.map(
    (origin) =>
      `{ id: ${id}-${origin}, venue: chainlink, chain: "${CHAIN}", address: "${address(900 + id.length * 7 + origin.length)}", origin: ${origin}, heartbeat: 1d, minPrice: "${low}", maxPrice: "${high}", quote: usd }`,
  ).join(', ');
const STATES =
  '{ iffyDeviation: 1%, iffyFor: 30m, disabledDeviation: 2%, disabledFor: 1h, recoverDeviation: 50 bps, recoverFor: 6h }';

interface StableTerms {
  readonly id: string;
  readonly issuer: string;
  readonly at: number;
  readonly decimals: number;
  readonly weights: string;
  readonly isBase?: boolean;
}
const stable = ({ id, issuer, at, decimals, weights, isBase }: StableTerms): string => `
  - id: ${id}
    name: ${id}
    class: stablecoin
    issuer: ${issuer}
    base: ${isBase ?? false}
    deployments: [{ chain: "${CHAIN}", address: "${address(at)}", decimals: ${decimals} }]
    ${weights}
    haircutFloor: 1%
    liquidityTier: now
    peg: "1"
    pricing: { method: consensus, dailyVolatility: 2%, sources: [${sources(id, '0.01', '10')}] }
    states: ${STATES}`;

const pool = (id: string, at: number, assets: string, feePips: number): string =>
  `  - { id: ${id}, kind: uniswap-v3, chain: "${CHAIN}", address: "${address(at)}", operator: uniswap, assets: [${assets}], feePips: ${feePips} }`;
const venue = (id: string, kind: string, at: number, asset: string, operator: string): string =>
  `  - { id: ${id}, kind: ${kind}, chain: "${CHAIN}", address: "${address(at)}", operator: ${operator}, assets: [${asset}], maxShare: 20%, lossGivenDefault: 20%, receipt: "${address(at + 1)}" }`;

const documentOf = (owed: string, payout: string): string => `
version: "1"
reserve: harbor
name: Harbor
effective: 2023-01-01
numeraire: usd
chains: [{ id: "${CHAIN}", name: Ethereum, aggregator: "${address(90)}" }]
accounts:
  - { id: vault, kind: vault, chain: "${CHAIN}", address: "${address(91)}", custodian: self }
assets:${[
  stable({
    id: 'usdt',
    issuer: 'tether',
    at: 1,
    decimals: 6,
    weights: 'targetWeight: 35%\n    minWeight: 20%\n    maxWeight: 60%',
    isBase: true,
  }),
  stable({
    id: 'usdc',
    issuer: 'circle',
    at: 2,
    decimals: 6,
    weights: 'targetWeight: 35%\n    minWeight: 10%\n    maxWeight: 55%',
  }),
  stable({
    id: 'dai',
    issuer: 'maker',
    at: 3,
    decimals: 18,
    weights: 'targetWeight: 10%\n    minWeight: 5%\n    maxWeight: 30%',
  }),
  stable({
    id: 'ust',
    issuer: 'terra',
    at: 4,
    decimals: 6,
    weights: 'targetWeight: 5%\n    minWeight: 0%\n    maxWeight: 10%',
  }),
].join('')}
  - id: weth
    name: Ether
    class: crypto
    issuer: ethereum
    deployments: [{ chain: "${CHAIN}", address: "${address(5)}", decimals: 18 }]
    targetWeight: 15%
    minWeight: 5%
    maxWeight: 25%
    haircutFloor: 15%
    liquidityTier: now
    pricing: { method: consensus, dailyVolatility: 5%, bandFloor: 2%, bandCap: 10%, sources: [${sources('weth', '1', '1000000')}] }
    states: { iffyDeviation: 15%, iffyFor: 30m, disabledDeviation: 40%, disabledFor: 1h, recoverDeviation: 10%, recoverFor: 6h }
  - id: gov
    name: Harbor token
    class: governance
    issuer: harbor
    eligible: false
    deployments: [{ chain: "${CHAIN}", address: "${address(6)}", decimals: 18 }]
    maxWeight: 5%
    haircutFloor: 100%
    liquidityTier: longer
    pricing: { method: consensus, dailyVolatility: 20%, sources: [${sources('gov', '0.0001', '100000')}] }
    states: ${STATES}
venues:
${[
  pool('usdc-usdt', 20, 'usdc, usdt', 100),
  pool('usdc-usdt-5', 21, 'usdc, usdt', 500),
  pool('dai-usdt', 22, 'dai, usdt', 100),
  pool('weth-usdt', 23, 'weth, usdt', 500),
  pool('ust-usdt', 24, 'ust, usdt', 500),
  venue('aave-usdt', 'aave-v3', 30, 'usdt', 'aave'),
  venue('aave-usdc', 'aave-v3', 32, 'usdc', 'aave'),
  venue('savings-dai', 'erc4626', 34, 'dai', 'maker'),
].join('\n')}
liabilities:
  - { id: husd, kind: par, name: Harbor dollar, chain: "${CHAIN}", token: "${address(8)}", decimals: 18, payoutAsset: ${payout}, owed: ${owed}, runPerDay: 10%, redemption: { } }
limits:
  minBackingRatio: 100%
  minRiskAdjustedBackingRatio: 90%
  liquidity: [{ horizon: now, minCoverage: 10% }, { horizon: day, minCoverage: 20% }]
  exposures: [{ kind: issuer, id: circle, maxShare: 55% }, { kind: issuer, id: tether, maxShare: 65% }, { kind: venue, id: aave, maxShare: 30% }]
  maxPegDeviation: 5%
  lossPerDay: "250000"
  turnoverPerDay: "20000000"
  maxSlippage: 50 bps
  exitSlippage: 5%
  minTrade: "10000"
  maxVaultValue: "200000000"
  mintCapPerDay: "10000000"
levels: { watchBacking: 102%, defensiveBacking: 101%, emergencyBacking: 95%, calmFor: 2h }
waterfall: [surplus, junior, holders]
roles: { owner: "${address(80)}", guardian: "${address(81)}", keeper: "${address(82)}" }
execution: { vault: { chain: "${CHAIN}", address: "${address(91)}", router: "${address(84)}" }, planLifetime: 15m, maxDrift: 1% }
`;

/** Dollars owed, paid in the base asset; and USDC owed in USDC. */
export const IN_DOLLARS: Policy = loadPolicy(documentOf('numeraire', 'usdt'), 'decide.fixture').policy;
export const IN_USDC: Policy = loadPolicy(documentOf('payoutAsset', 'usdc'), 'decide.fixture').policy;

const provenance = (timeSeconds: number): Provenance => ({
  kind: 'simulated',
  chain: CHAIN,
  block: 1,
  contract: null,
  method: 'fixture',
  timeSeconds,
});

/** One price for all sources of an asset, or one a source in the order alpha, beta, gamma; null for none. */
export type Prices = Readonly<Record<string, string | null | readonly (string | null)[]>>;

export interface PoolTerms {
  /** Price of the pool's first asset in its second. */
  readonly price: string;
  /** Whole tokens of the second asset within six per cent below the price. */
  readonly depth: string;
}

export interface World {
  readonly policy: Policy;
  readonly nowSeconds: number;
  readonly prices: Prices;
  /** Whole tokens idle in the vault by asset; null for an amount that could not be read. */
  readonly idle: Readonly<Record<string, string | null>>;
  /** Whole tokens by venue: what is ours there, and the venue's cash. */
  readonly placed: Readonly<Record<string, { readonly own: string; readonly cash: string }>>;
  readonly pools: Readonly<Record<string, PoolTerms>>;
  /** Yearly rate of lending markets by venue; none pays nothing. */
  readonly rates: Readonly<Record<string, string>>;
  /** Whole liability tokens; null when unknown. */
  readonly supply: string | null;
  /** Whole liability tokens claimed, and when they fall due from now. */
  readonly claims: readonly { readonly payout: string; readonly dueInSeconds: number }[];
  readonly isIntakePaused: boolean;
  readonly agreement: 'single' | 'agreed' | 'disagreed';
  /** False observes wallets only. */
  readonly hasVault: boolean;
  readonly vault: Partial<VaultState>;
  readonly carried: Partial<CarriedState>;
  /** Assets whose fall the past has already confirmed for long enough. */
  readonly fallenSince: Readonly<Record<string, number>>;
}

/** $105m against $100m owed, every asset at its target, pools deep, nothing wrong anywhere. */
export const CALM: World = {
  policy: IN_DOLLARS,
  nowSeconds: START,
  prices: { usdt: '1', usdc: '1', dai: '1', ust: '1', weth: '2000', gov: '3' },
  idle: { usdt: '36750000', usdc: '36750000', dai: '10500000', ust: '5250000', weth: '7875' },
  placed: {
    'aave-usdt': { own: '0', cash: '50000000' },
    'aave-usdc': { own: '0', cash: '50000000' },
    'savings-dai': { own: '0', cash: '50000000' },
  },
  pools: {
    'usdc-usdt': { price: '1', depth: '40000000' },
    'usdc-usdt-5': { price: '1', depth: '10000000' },
    'dai-usdt': { price: '1', depth: '20000000' },
    'weth-usdt': { price: '2000', depth: '20000000' },
    'ust-usdt': { price: '1', depth: '10000000' },
  },
  rates: {},
  supply: '100000000',
  claims: [],
  isIntakePaused: false,
  agreement: 'single',
  hasVault: true,
  vault: {},
  carried: {},
  fallenSince: {},
};

export const decimalsOf = (policy: Policy, assetId: string): number =>
  policy.assets.find((asset) => asset.id === assetId)?.deployments[0]?.decimals ?? 18;

export const rawOf = (world: World, assetId: string, amount: string): Raw =>
  raw(parseDecimal(amount, decimalsOf(world.policy, assetId)));

/** What observe would have seen of a world. */
export function snapshotOf(world: World): Snapshot {
  const { policy, nowSeconds } = world;
  return {
    schema: 'ballast/snapshot/1',
    reserve: policy.reserve,
    cycle: 1,
    parents: { previous: null, policy: HASH },
    asOfSeconds: nowSeconds,
    blocks: [
      {
        chain: CHAIN,
        number: 1,
        hash: word(1),
        stateRoot: word(2),
        timestampSeconds: nowSeconds,
        agreement: world.agreement,
      },
    ],
    holdings: [...idleOf(world), ...placedOf(world)],
    prices: pricesOf(world),
    pools: Object.entries(world.pools).map(([venueId, terms]) => poolOf(world, venueId, terms)),
    lending: lendingOf(world),
    savings: savingsOf(world),
    liabilities: [
      {
        liabilityId: 'husd',
        decimals: 18,
        supplyRaw: world.supply === null ? null : raw(parseDecimal(world.supply, 18)),
        heldByReserveRaw: raw(0n),
        pending: claimsOf(world),
        redeemedLastDayRaw: raw(0n),
        isIntakePaused: world.isIntakePaused,
        positions: [],
        provenance: provenance(nowSeconds),
      },
    ],
    contracts: [],
    attested: [],
    books: [],
    attestedPrices: [],
    vault: world.hasVault ? vaultOf(world) : null,
    unknowns: [],
    alerts: [],
  };
}

const holdingOf = (world: World, assetId: string, venueId: string | null, amount: string | null): Holding => {
  const amountRaw = amount === null ? null : rawOf(world, assetId, amount);
  return {
    id: `${assetId}@${venueId ?? 'idle'}`,
    assetId,
    accountId: 'vault',
    chain: CHAIN,
    decimals: decimalsOf(world.policy, assetId),
    where: venueId === null ? 'idle' : 'deployed',
    venueId,
    amountRaw,
    withdrawableRaw: amountRaw,
    attestedId: null,
    provenance: provenance(world.nowSeconds),
  };
};

const idleOf = (world: World): Holding[] =>
  Object.entries(world.idle).map(([assetId, amount]) => holdingOf(world, assetId, null, amount));

function placedOf(world: World): Holding[] {
  return Object.entries(world.placed).map(([venueId, terms]) => {
    const assetId = world.policy.venues.find((item) => item.id === venueId)?.assets[0] ?? '';
    const holding = holdingOf(world, assetId, venueId, terms.own);
    return {
      ...holding,
      withdrawableRaw: min(holding.amountRaw ?? raw(0n), rawOf(world, assetId, terms.cash)),
    };
  });
}

const lendingOf = (world: World): LendingState[] =>
  Object.entries(world.placed).flatMap(([venueId, terms]) => {
    const venue = world.policy.venues.find((item) => item.id === venueId);
    const assetId = venue?.assets[0] ?? '';
    if (venue?.kind !== 'aave-v3') return [];
    return [
      {
        venueId,
        chain: CHAIN,
        assetId,
        decimals: decimalsOf(world.policy, assetId),
        suppliedRaw: rawOf(world, assetId, '200000000'),
        availableLiquidityRaw: rawOf(world, assetId, terms.cash),
        totalDebtRaw: rawOf(world, assetId, '150000000'),
        liquidityRateRay: ray(parseDecimal(world.rates[venueId] ?? '0', 27)),
        isPaused: false,
        isFrozen: false,
      },
    ];
  });

const savingsOf = (world: World): SavingsState[] =>
  placedOf(world).flatMap((holding) => {
    const venue = world.policy.venues.find((item) => item.id === holding.venueId);
    if (venue?.kind !== 'erc4626') return [];
    const { assetId, decimals } = holding;
    const held = holding.amountRaw ?? raw(0n);
    return [
      {
        venueId: venue.id,
        chain: CHAIN,
        assetId,
        decimals,
        sharesRaw: held,
        convertibleRaw: held,
        maxWithdrawRaw: holding.withdrawableRaw ?? raw(0n),
        sharePriceRay: RAY,
        totalAssetsRaw: rawOf(world, assetId, '200000000'),
      },
    ];
  });

export function priceAt(world: World, assetId: string, index: number): Wad | null {
  const price = world.prices[assetId] ?? null;
  const text = typeof price === 'string' || price === null ? price : (price[index] ?? null);
  return text === null ? null : parseWad(text);
}

const pricesOf = (world: World): Snapshot['prices'] =>
  world.policy.assets.flatMap((asset) =>
    asset.pricing.sources.map((source, index) => {
      const priceWad = priceAt(world, asset.id, index);
      return {
        sourceId: source.id,
        assetId: asset.id,
        venue: source.venue,
        origin: source.origin,
        priceWad,
        quote: source.quote,
        confidenceWad: null,
        roundRaw: null,
        updatedAtSeconds: priceWad === null ? null : world.nowSeconds,
        ageSeconds: priceWad === null ? null : 0,
        isClamped: false,
        sequencer: 'none' as const,
        basis: source.basis,
        provenance: provenance(world.nowSeconds),
      };
    }),
  );

/** The queue as the contract would pay it: dollar claims at the higher of the vault's two feeds. */
function claimsOf(world: World): PendingRedemption[] {
  const liability = world.policy.liabilities[0];
  const payoutAssetId = liability?.payoutAsset ?? '';
  const feeds = [priceAt(world, payoutAssetId, 0) ?? WAD, priceAt(world, payoutAssetId, 1) ?? WAD] as const;
  const isInDollars = liability?.kind === 'par' && liability.owed === 'numeraire';
  const price = isInDollars ? max(...feeds) : WAD;
  return world.claims.map((claim, id) => {
    const liabilityRaw = raw(parseDecimal(claim.payout, 18));
    return {
      id,
      liabilityRaw,
      payoutAssetId,
      payoutRaw: raw((liabilityRaw * pow10(decimalsOf(world.policy, payoutAssetId))) / price),
      requestedAtSeconds: world.nowSeconds - 3600,
      dueAtSeconds: world.nowSeconds + claim.dueInSeconds,
      isSetAside: false,
    };
  });
}

const WIDTH = 600;

/** A pool with even liquidity six per cent to either side of its price. */
export function poolOf(world: World, venueId: string, terms: PoolTerms): PoolState {
  const venue = world.policy.venues.find((item) => item.id === venueId);
  const [asset0 = '', asset1 = ''] = venue?.assets ?? [];
  const [decimals0, decimals1] = [decimalsOf(world.policy, asset0), decimalsOf(world.policy, asset1)];
  const sqrtPrice = squareRoot(
    (parseWad(terms.price) * pow10(decimals1) * (1n << 192n)) / (pow10(decimals0) * pow10(18)),
  );
  const tick = tickOf(sqrtPrice);
  const [from, to] = [tick - WIDTH, tick + WIDTH];
  const liquidity = (parseDecimal(terms.depth, decimals1) * (1n << 96n)) / (sqrtPrice - sqrtRatioAtTick(from));
  return {
    venueId,
    chain: CHAIN,
    pool: venue?.address ?? address(0),
    asset0,
    asset1,
    decimals0,
    decimals1,
    feePips: venue?.feePips ?? 500,
    tickSpacing: 1,
    tick,
    sqrtPriceX96Raw: raw(sqrtPrice),
    liquidityRaw: raw(liquidity),
    ticks: [
      { tick: from, liquidityNetRaw: raw(liquidity) },
      { tick: to, liquidityNetRaw: raw(-liquidity) },
    ],
    tickFrom: from - WIDTH,
    tickTo: to + WIDTH,
    ownLiquidityRaw: raw(0n),
    ownPositions: [],
  };
}

/** Largest tick whose price is at most the given one. */
function tickOf(sqrtPrice: bigint): number {
  let [low, high] = [-887_272, 887_272];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (sqrtRatioAtTick(middle) <= sqrtPrice) low = middle;
    else high = middle - 1;
  }
  return low;
}

function squareRoot(value: bigint): bigint {
  let x = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (;;) {
    const y = (x + value / x) >> 1n;
    if (y >= x) return x;
    x = y;
  }
}

/** A vault that holds the document's law exactly, priced by the first two origins, with nothing spent. */
export function vaultOf(world: World): VaultState {
  const { policy } = world;
  const { limits } = policy;
  const liability = policy.liabilities[0];
  const payoutAssetId = liability?.payoutAsset ?? '';
  const owed = claimsOf(world).reduce((total, claim) => total + claim.payoutRaw, 0n);
  return {
    chain: CHAIN,
    address: address(91),
    mode: 'run',
    policyDocumentHash: HASH,
    policyParametersHash: word(8),
    owner: address(80),
    keeper: address(82),
    guardian: address(81),
    executor: address(83),
    router: address(84),
    liability: address(8),
    isMintPaused: world.isIntakePaused,
    baseAssetId: 'usdt',
    lossBurstWad: limits.lossPerDayWad,
    lossRefillPerDayWad: limits.lossPerDayWad,
    lossUsedWad: wad(0n),
    turnoverBurstWad: limits.turnoverPerDayWad,
    turnoverRefillPerDayWad: limits.turnoverPerDayWad,
    turnoverUsedWad: wad(0n),
    minBackingWad: limits.minBackingRatioWad,
    maxVaultValueWad: limits.maxVaultValueWad,
    mintCapPerDayWad: limits.mintCapPerDayWad,
    mintUsedWad: wad(0n),
    redemption: {
      payoutAssetId,
      owed: liability?.kind === 'par' ? liability.owed : 'numeraire',
      feeBps: bps(0),
      capPerDayWad: liability?.redemption.capPerDayWad ?? null,
      usedWad: wad(0n),
      delaySeconds: 0,
    },
    assets: policy.assets.map((asset) => {
      const [a, b] = [priceAt(world, asset.id, 0), priceAt(world, asset.id, 1)];
      const isDepegged =
        asset.pegWad !== null && a !== null && b !== null && a <= depegOf(asset.pegWad) && b <= depegOf(asset.pegWad);
      return {
        assetId: asset.id,
        token: asset.deployments[0]?.address ?? address(0),
        decimals: decimalsOf(policy, asset.id),
        maxDeviationBps: asset.pricing.bandCapBps,
        slipBps: limits.maxSlippageBps,
        exitSlipBps: limits.exitSlippageBps,
        haircutBps: asset.isEndogenous ? bps(10_000) : asset.haircutFloorBps,
        targetBps: asset.targetWeightBps,
        effectiveTargetBps: asset.targetWeightBps,
        maxBps: asset.maxWeightBps,
        isEndogenous: asset.isEndogenous,
        isEntryAllowed: asset.isEligible && !asset.isEndogenous,
        isDisabled: false,
        isDepegged,
        isExitOpen: isDepegged,
        pegWad: asset.pegWad,
        depegPriceWad: asset.pegWad === null ? null : depegOf(asset.pegWad),
        lowWad: a === null || b === null ? null : min(a, b),
        highWad: a === null || b === null ? null : max(a, b),
        priceRefusal: a === null || b === null ? 'StaleFeed' : null,
        owedRaw: asset.id === payoutAssetId ? raw(owed) : raw(0n),
      };
    }),
    venues: policy.venues
      .filter((item) => item.kind !== 'uniswap-v3')
      .map((item, index) => ({
        venueId: item.id,
        index,
        assetId: item.assets[0] ?? '',
        maxBps: item.maxShareBps,
        isEntryAllowed: item.isEntryAllowed,
      })),
    ...world.vault,
  };
}

const depegOf = (pegWad: Wad): Wad => wad((pegWad * 98n) / 100n);

/** What the cycle before left: slow prices of a calm day, and falls confirmed since the times the world names. */
export function carriedOf(world: World): CarriedState {
  const calm = initialCarried(world.policy, world.nowSeconds - 10 * DAY_SECONDS);
  return {
    ...calm,
    valuedAtSeconds: world.nowSeconds - 600,
    assets: calm.assets.map((asset) => {
      const since = world.fallenSince[asset.assetId] ?? null;
      const calmPrice = CALM.prices[asset.assetId];
      return {
        ...asset,
        slowPriceWad: typeof calmPrice === 'string' ? parseWad(calmPrice) : null,
        slowAtSeconds: world.nowSeconds - 600,
        belowIffySinceSeconds: since,
        belowDisabledSinceSeconds: since,
      };
    }),
    ...world.carried,
  };
}

const HISTORY: History = {
  schema: 'ballast/history/1',
  reserve: 'harbor',
  toSeconds: START,
  stepSeconds: DAY_SECONDS,
  series: [],
};

export interface Thought {
  readonly snapshot: Snapshot;
  readonly sheet: BalanceSheet;
  readonly assessment: Assessment;
  readonly plan: Plan;
  /** As assess left it, which decide reads; and as decide left it. */
  readonly assessed: CarriedState;
  readonly carried: CarriedState;
}

/** One turn of value, assess and decide. */
export function think(snapshot: Snapshot, policy: Policy, carried: CarriedState): Thought {
  const valued = value({ snapshot, policy, policyHash: HASH, carried });
  const assessed = assess({
    sheet: valued.sheet,
    snapshot,
    policy,
    policyHash: HASH,
    history: HISTORY,
    scenarioSet: null,
    carried: valued.carried,
  });
  const decided = decide({
    assessment: assessed.assessment,
    sheet: valued.sheet,
    snapshot,
    policy,
    policyHash: HASH,
    carried: assessed.carried,
  });
  return {
    snapshot,
    sheet: valued.sheet,
    assessment: assessed.assessment,
    plan: decided.plan,
    assessed: assessed.carried,
    carried: decided.carried,
  };
}

export const thinkOf = (change: Partial<World> = {}): Thought => {
  const world = { ...CALM, ...change };
  return think(snapshotOf(world), world.policy, carriedOf(world));
};

/** What the priorities of a world read. */
export function contextOf(change: Partial<World> = {}): DecideContext {
  const world = { ...CALM, ...change };
  const { snapshot, sheet, assessment, assessed } = think(snapshotOf(world), world.policy, carriedOf(world));
  return openContext({ snapshot, sheet, assessment, policy: world.policy, policyHash: HASH, carried: assessed });
}

export const swapsOf = (plan: Plan): Extract<Action, { readonly kind: 'swap' }>[] =>
  plan.actions.filter((action) => action.kind === 'swap');

/**
 * The snapshot and carried state that would follow if every action came out as expected; booked apart from
 * the ledger under test. Slow prices stay what they were, so that the evidence is the same.
 */
export function carryOut(
  thought: Thought,
  policy: Policy,
  carried: CarriedState,
): { readonly snapshot: Snapshot; readonly carried: CarriedState } {
  const snapshot = thought.plan.actions.reduce(carryOutAction, thought.snapshot);
  const receipts = thought.plan.actions.map((action) => receiptOf(thought.plan, action, 'confirmed'));
  const settled = settleCarried({ carried: thought.carried, plan: thought.plan, receipts, policy });
  const assets = settled.assets.map((asset) => {
    const before = carried.assets.find((item) => item.assetId === asset.assetId);
    return { ...asset, slowPriceWad: before?.slowPriceWad ?? null, slowAtSeconds: before?.slowAtSeconds ?? null };
  });
  return { snapshot, carried: { ...settled, assets } };
}

/** A receipt of one action of a plan. */
export const receiptOf = (
  plan: Plan,
  action: Action,
  outcome: Receipt['outcome'],
  change: Partial<Receipt> = {},
): Receipt => ({
  schema: 'ballast/receipt/1',
  reserve: plan.reserve,
  cycle: plan.cycle,
  parents: { plan: hashArtefact(plan) },
  index: action.index,
  mode: 'execute',
  outcome,
  code: '',
  reason: '',
  transactionHash: null,
  blockNumber: null,
  gasUsedRaw: null,
  amountInRaw: action.kind === 'swap' ? action.amountInRaw : null,
  amountOutRaw: action.kind === 'swap' ? action.expectedOutRaw : null,
  ...change,
});

export function carryOutAction(snapshot: Snapshot, action: Action): Snapshot {
  switch (action.kind) {
    case 'swap':
      return carryOutSwap(snapshot, action);
    case 'withdraw':
      return moveTokens(snapshot, action.assetId, action.venueId, null, action.amountRaw);
    case 'deposit':
      return moveTokens(snapshot, action.assetId, null, action.venueId, action.amountRaw);
    case 'payRedemptions':
      return carryOutPayments(snapshot, action);
    case 'setIntake':
      return {
        ...snapshot,
        liabilities: snapshot.liabilities.map((item) => ({ ...item, isIntakePaused: action.isPaused })),
        vault: snapshot.vault === null ? null : { ...snapshot.vault, isMintPaused: action.isPaused },
      };
  }
}

function carryOutSwap(snapshot: Snapshot, action: Extract<Action, { readonly kind: 'swap' }>): Snapshot {
  const pool = snapshot.pools.find((item) => item.venueId === action.venueId);
  if (pool === undefined) return snapshot;
  const result = swapExactIn(pool, pool.asset0 === action.fromAssetId, action.amountInRaw);
  const sold = changeTokens(snapshot, action.fromAssetId, null, -action.amountInRaw);
  const bought = changeTokens(sold, action.toAssetId, null, result.amountOutRaw);
  const { vault } = bought;
  return {
    ...bought,
    pools: bought.pools.map((item) => (item.venueId === pool.venueId ? result.pool : item)),
    vault:
      vault === null
        ? null
        : {
            ...vault,
            turnoverUsedWad: add(vault.turnoverUsedWad, action.soldWad),
            lossUsedWad: add(vault.lossUsedWad, subFloor(action.soldWad, action.boughtWad)),
          },
  };
}

/** Pays the queue in order until the amount is gone; the last claim may stay in part. */
function carryOutPayments(snapshot: Snapshot, action: Extract<Action, { readonly kind: 'payRedemptions' }>): Snapshot {
  let left: bigint = action.payoutRaw;
  const paid = changeTokens(snapshot, action.payoutAssetId, null, -action.payoutRaw);
  const { vault } = paid;
  return {
    ...paid,
    liabilities: paid.liabilities.map((state) => ({
      ...state,
      pending: state.pending.flatMap((claim) => {
        const step = min(claim.payoutRaw, raw(left));
        left -= step;
        if (step === claim.payoutRaw) return [];
        const liabilityRaw = raw(claim.liabilityRaw - (claim.liabilityRaw * step) / claim.payoutRaw);
        return [{ ...claim, liabilityRaw, payoutRaw: raw(claim.payoutRaw - step) }];
      }),
    })),
    vault:
      vault === null
        ? null
        : {
            ...vault,
            assets: vault.assets.map((asset) =>
              asset.assetId === action.payoutAssetId
                ? { ...asset, owedRaw: subFloor(asset.owedRaw, action.payoutRaw) }
                : asset,
            ),
          },
  };
}

function moveTokens(
  snapshot: Snapshot,
  assetId: string,
  from: string | null,
  to: string | null,
  amountRaw: Raw,
): Snapshot {
  const moved = changeTokens(changeTokens(snapshot, assetId, from, -amountRaw), assetId, to, amountRaw);
  return {
    ...moved,
    lending: moved.lending.map((market) => {
      const change = market.venueId === to ? amountRaw : market.venueId === from ? -amountRaw : 0n;
      return {
        ...market,
        suppliedRaw: raw(market.suppliedRaw + change),
        availableLiquidityRaw: raw(market.availableLiquidityRaw + change),
      };
    }),
  };
}

const changeTokens = (snapshot: Snapshot, assetId: string, venueId: string | null, change: bigint): Snapshot => ({
  ...snapshot,
  holdings: snapshot.holdings.map((item) =>
    item.assetId === assetId && item.venueId === venueId && item.amountRaw !== null
      ? {
          ...item,
          amountRaw: raw(item.amountRaw + change),
          withdrawableRaw: raw((item.withdrawableRaw ?? 0n) + change),
        }
      : item,
  ),
});
