// Builders for tests of this room: a small reserve, what was observed of it, and one turn of value and assess.
import { bps, raw, wad, type Raw, type Wad } from '../units/amounts.ts';
import { parseDecimal, parseWad } from '../units/decimal.ts';
import { DAY_SECONDS } from '../units/time.ts';
import { loadPolicy } from '../policy/loadPolicy.ts';
import type { Policy } from '../policy/policy.ts';
import type { Assessment, LimitResult } from '../records/assessment.ts';
import type { CarriedState } from '../records/carried.ts';
import type { Hash } from '../records/hash.ts';
import type { History } from '../records/history.ts';
import type { BalanceSheet } from '../records/sheet.ts';
import type {
  Address,
  ContractState,
  Hex,
  Holding,
  PoolState,
  PriceObservation,
  Provenance,
  Snapshot,
  VaultState,
} from '../records/snapshot.ts';
import { initialCarried } from '../value/initialCarried.ts';
import { value } from '../value/value.ts';
import { assess } from './assess.ts';
import { drawCycleScenarios } from './failures/cycleScenarios.ts';

/** Saturday, 2023-03-11 00:00:00 UTC. */
export const START = 1_678_492_800;
const CHAIN = 'eip155:1';
const address = (n: number): Address => `0x${n.toString(16).padStart(40, '0')}`;
const word = (n: number): Hex => `0x${n.toString(16).padStart(64, '0')}`;
export const HASH: Hash = word(7);
const ORIGINS = ['alpha', 'beta', 'gamma'] as const;

const sources = (id: string, low: string, high: string): string =>
  ORIGINS.map(
    (origin, index) =>
      `{ id: ${id}-${origin}, venue: chainlink, chain: "${CHAIN}", address: "${address(900 + index)}", origin: ${origin}, heartbeat: 1d, minPrice: "${low}", maxPrice: "${high}", quote: usd }`,
  ).join(', ');
const STATES =
  '{ iffyDeviation: 1%, iffyFor: 30m, disabledDeviation: 4%, disabledFor: 1h, recoverDeviation: 50 bps, recoverFor: 6h }';

const DOCUMENT = `
version: "1"
reserve: harbor
name: Harbor
effective: 2023-01-01
numeraire: usd
chains: [{ id: "${CHAIN}", name: Ethereum, aggregator: "${address(90)}" }]
accounts:
  - { id: vault, kind: vault, chain: "${CHAIN}", address: "${address(91)}", custodian: self }
  - { id: bank, kind: custodian, custodian: bank }
assets:
  - id: usdc
    name: USD Coin
    class: stablecoin
    issuer: circle
    base: true
    deployments: [{ chain: "${CHAIN}", address: "${address(1)}", decimals: 6 }]
    targetWeight: 40%
    minWeight: 10%
    maxWeight: 70%
    haircutFloor: 1%
    liquidityTier: now
    peg: "1"
    pricing: { method: consensus, dailyVolatility: 2%, sources: [${sources('usdc', '0.01', '10')}] }
    states: ${STATES}
  - id: usdt
    name: Tether
    class: stablecoin
    issuer: tether
    deployments: [{ chain: "${CHAIN}", address: "${address(2)}", decimals: 6 }]
    targetWeight: 30%
    maxWeight: 50%
    haircutFloor: 2%
    liquidityTier: now
    peg: "1"
    pricing: { method: consensus, dailyVolatility: 2%, sources: [${sources('usdt', '0.01', '10')}] }
    states: ${STATES}
  - id: weth
    name: Ether
    class: crypto
    issuer: ethereum
    deployments: [{ chain: "${CHAIN}", address: "${address(3)}", decimals: 18 }]
    targetWeight: 20%
    maxWeight: 40%
    haircutFloor: 15%
    liquidityTier: now
    pricing: { method: consensus, dailyVolatility: 5%, bandFloor: 2%, bandCap: 10%, sources: [${sources('weth', '1', '1000000')}] }
    states: { iffyDeviation: 15%, iffyFor: 30m, disabledDeviation: 40%, disabledFor: 1h, recoverDeviation: 10%, recoverFor: 6h }
  - id: bill
    name: Treasury bill fund
    class: tbill
    issuer: fund
    targetWeight: 10%
    maxWeight: 30%
    haircutFloor: 1%
    liquidityTier: week
    pricing:
      method: nav
      issuerHaircut: 1%
      dailyVolatility: 1%
      sources: [{ id: bill-nav, venue: nav, origin: fund, heartbeat: 3d, minPrice: "0.5", maxPrice: "2", quote: usd, basis: fundamental }]
    states: ${STATES}
  - id: gov
    name: Harbor token
    class: governance
    issuer: harbor
    eligible: false
    deployments: [{ chain: "${CHAIN}", address: "${address(4)}", decimals: 18 }]
    maxWeight: 5%
    haircutFloor: 100%
    liquidityTier: longer
    pricing: { method: consensus, dailyVolatility: 20%, sources: [${sources('gov', '0.0001', '100000')}] }
    states: ${STATES}
liabilities:
  - id: husd
    kind: par
    name: Harbor dollar
    chain: "${CHAIN}"
    token: "${address(5)}"
    decimals: 18
    payoutAsset: usdc
    owed: numeraire
    runPerDay: 10%
    redemption: { }
limits:
  minBackingRatio: 100%
  minRiskAdjustedBackingRatio: 95%
  liquidity: [{ horizon: now, minCoverage: 20% }, { horizon: day, minCoverage: 40% }]
  exposures: [{ kind: issuer, id: circle, maxShare: 60% }, { kind: custodian, id: bank, maxShare: 25% }]
  maxPegDeviation: 2%
  tails:
    - { measure: VaR, method: historical, confidence: 99%, horizonDays: 1, maxLoss: 8% }
    - { measure: ES, method: parametric normal, confidence: 99%, horizonDays: 10, maxLoss: 25% }
  lossPerDay: "100000"
  turnoverPerDay: "5000000"
  maxSlippage: 50 bps
  exitSlippage: 3%
  maxVaultValue: "200000000"
  mintCapPerDay: "10000000"
levels: { watchBacking: 102%, defensiveBacking: 101%, emergencyBacking: 98%, calmFor: 2h }
waterfall: [surplus, junior, holders]
roles: { owner: "${address(80)}", guardian: "${address(81)}", keeper: "${address(82)}" }
execution: { planLifetime: 15m, maxDrift: 1% }
`;

/** The reserve of these tests. */
export const POLICY: Policy = loadPolicy(DOCUMENT, 'assess.fixture').policy;

const provenance = (nowSeconds: number): Provenance => ({
  kind: 'simulated',
  chain: CHAIN,
  block: 1,
  contract: null,
  method: 'fixture',
  timeSeconds: nowSeconds,
});

/** Prices by asset: one for all its sources, or one a source in the order alpha, beta, gamma; null for none. */
export type Prices = Readonly<Record<string, string | null | readonly (string | null)[]>>;

export interface World {
  readonly nowSeconds: number;
  readonly prices: Prices;
  /** Whole tokens by asset; null for an amount that could not be read. */
  readonly holdings: Readonly<Record<string, string | null>>;
  /** Whole liability tokens; null when unknown. */
  readonly supply: string | null;
  readonly contracts: readonly ContractState[];
  readonly vault: VaultState | null;
}

/** $105m against $100m owed: 50 usdc, 30 usdt, 20 of weth, 5 of bills; nothing wrong anywhere. */
export const CALM: World = {
  nowSeconds: START,
  prices: { usdc: '1', usdt: '1', weth: '2000', bill: '1', gov: '3' },
  holdings: { usdc: '50000000', usdt: '30000000', weth: '10000', bill: '5000000' },
  supply: '100000000',
  contracts: [],
  vault: null,
};

export const decimalsOf = (policy: Policy, assetId: string): number =>
  policy.assets.find((asset) => asset.id === assetId)?.deployments[0]?.decimals ?? 18;

/** What observe would have seen of a world under a policy. */
export function snapshotOf(world: World, policy: Policy = POLICY): Snapshot {
  const { nowSeconds } = world;
  return {
    schema: 'ballast/snapshot/1',
    reserve: policy.reserve,
    cycle: 1,
    parents: { previous: null, policy: HASH },
    asOfSeconds: nowSeconds,
    blocks: [
      { chain: CHAIN, number: 1, hash: word(1), stateRoot: word(2), timestampSeconds: nowSeconds, agreement: 'single' },
    ],
    holdings: Object.entries(world.holdings).map(([assetId, amount]) =>
      holdingOf(
        assetId,
        amount === null ? null : raw(parseDecimal(amount, decimalsOf(policy, assetId))),
        policy,
        nowSeconds,
      ),
    ),
    prices: policy.assets.flatMap((asset) =>
      asset.pricing.sources.map((source, index) =>
        observationOf(source.id, asset.id, priceAt(world, asset.id, index), policy, nowSeconds),
      ),
    ),
    pools: [poolOf('usdc-usdt', 'usdc', 'usdt')],
    lending: [],
    savings: [],
    liabilities: [
      {
        liabilityId: 'husd',
        decimals: 18,
        supplyRaw: world.supply === null ? null : raw(parseDecimal(world.supply, 18)),
        heldByReserveRaw: raw(0n),
        pending: [],
        redeemedLastDayRaw: raw(0n),
        isIntakePaused: false,
        positions: [],
        provenance: provenance(nowSeconds),
      },
    ],
    contracts: world.contracts,
    attested: [],
    books: [],
    attestedPrices: [],
    vault: world.vault,
    unknowns: [],
    alerts: [],
  };
}

function priceAt(world: World, assetId: string, index: number): Wad | null {
  const price = world.prices[assetId] ?? null;
  const text = typeof price === 'string' || price === null ? price : (price[index] ?? null);
  return text === null ? null : parseWad(text);
}

function holdingOf(assetId: string, amountRaw: Raw | null, policy: Policy, nowSeconds: number): Holding {
  const isOnChain = assetId !== 'bill';
  return {
    id: `${assetId}@${isOnChain ? 'vault' : 'bank'}`,
    assetId,
    accountId: isOnChain ? 'vault' : 'bank',
    chain: isOnChain ? CHAIN : null,
    decimals: decimalsOf(policy, assetId),
    where: 'idle',
    venueId: null,
    amountRaw,
    withdrawableRaw: amountRaw,
    attestedId: null,
    provenance: provenance(nowSeconds),
  };
}

function observationOf(
  sourceId: string,
  assetId: string,
  priceWad: Wad | null,
  policy: Policy,
  nowSeconds: number,
): PriceObservation {
  const source = policy.assets.flatMap((asset) => asset.pricing.sources).find((item) => item.id === sourceId);
  return {
    sourceId,
    assetId,
    venue: source?.venue ?? 'chainlink',
    origin: source?.origin ?? '',
    priceWad,
    quote: 'usd',
    confidenceWad: null,
    roundRaw: null,
    updatedAtSeconds: priceWad === null ? null : nowSeconds,
    ageSeconds: priceWad === null ? null : 0,
    isClamped: false,
    sequencer: 'none',
    basis: source?.basis ?? 'market',
    provenance: provenance(nowSeconds),
  };
}

/** A deep pool at par of two six-decimal tokens. */
const poolOf = (venueId: string, asset0: string, asset1: string): PoolState => ({
  venueId,
  chain: CHAIN,
  pool: address(60),
  asset0,
  asset1,
  decimals0: 6,
  decimals1: 6,
  feePips: 100,
  tickSpacing: 1,
  tick: 0,
  sqrtPriceX96Raw: raw(1n << 96n),
  liquidityRaw: raw(10n ** 16n),
  ticks: [
    { tick: -1000, liquidityNetRaw: raw(10n ** 16n) },
    { tick: 1000, liquidityNetRaw: raw(-(10n ** 16n)) },
  ],
  tickFrom: -2000,
  tickTo: 2000,
  ownLiquidityRaw: raw(0n),
  ownPositions: [],
});

/** A vault that holds the document's law exactly, with nothing spent. */
export function vaultOf(policy: Policy = POLICY): VaultState {
  const { limits } = policy;
  const onChain = policy.assets.filter((asset) => asset.deployments.length > 0);
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
    liability: address(5),
    isMintPaused: false,
    baseAssetId: 'usdc',
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
      payoutAssetId: 'usdc',
      owed: 'numeraire',
      feeBps: bps(0),
      capPerDayWad: null,
      usedWad: wad(0n),
      delaySeconds: 0,
    },
    assets: onChain.map((asset) => ({
      assetId: asset.id,
      token: asset.deployments[0]?.address ?? address(0),
      decimals: asset.deployments[0]?.decimals ?? 18,
      maxDeviationBps: bps(200),
      slipBps: limits.maxSlippageBps,
      exitSlipBps: limits.exitSlippageBps,
      haircutBps: asset.isEndogenous ? bps(10_000) : asset.haircutFloorBps,
      targetBps: asset.targetWeightBps,
      effectiveTargetBps: asset.targetWeightBps,
      maxBps: asset.maxWeightBps,
      isEndogenous: asset.isEndogenous,
      isEntryAllowed: asset.isEligible && !asset.isEndogenous,
      isDisabled: false,
      isDepegged: false,
      isExitOpen: false,
      pegWad: asset.pegWad,
      depegPriceWad: null,
      lowWad: null,
      highWad: null,
      priceRefusal: null,
      owedRaw: raw(0n),
    })),
    venues: [],
  };
}

/** A contract as first seen. */
export const contractOf = (subject: string, change: Partial<ContractState> = {}): ContractState => ({
  subject,
  chain: CHAIN,
  address: address(1),
  codeHash: word(11),
  implementation: address(12),
  admin: address(13),
  isPaused: false,
  areWeBlocked: false,
  configuration: null,
  ...change,
});

/** Daily closes up to and including `toSeconds`, from simple returns cycled through, per asset. */
export function historyOf(
  returns: Readonly<Record<string, readonly number[]>>,
  days: number,
  toSeconds: number = START,
): History {
  return {
    schema: 'ballast/history/1',
    reserve: 'harbor',
    toSeconds,
    stepSeconds: DAY_SECONDS,
    series: Object.entries(returns).map(([assetId, cycle]) => {
      let price = 1_000_000_000_000_000_000n;
      return {
        assetId,
        source: 'fixture',
        points: Array.from({ length: days }, (_, day) => {
          const step = BigInt(Math.round((cycle[day % cycle.length] ?? 0) * 1e9));
          if (day > 0) price = (price * (1_000_000_000n + step)) / 1_000_000_000n;
          return { timeSeconds: toSeconds - (days - 1 - day) * DAY_SECONDS, priceWad: wad(price) };
        }),
      };
    }),
  };
}

/** A year of small moves in every asset of the calm reserve. */
export const YEAR: History = historyOf(
  {
    usdc: [0.0001, -0.0001, 0],
    usdt: [0.0002, -0.0002, 0.0001, -0.0001],
    weth: [0.02, -0.03, 0.01, -0.01, 0.015, 0, -0.005],
    bill: [0.0001],
  },
  366,
);

export interface Turn {
  readonly snapshot: Snapshot;
  readonly sheet: BalanceSheet;
  /** As value left it, and as assess left it. */
  readonly valued: CarriedState;
  readonly assessment: Assessment;
  readonly carried: CarriedState;
}

/** One turn of value and assess. `adjust` changes the sheet in between, where a test wants a figure of its own. */
export function turn(
  change: Partial<World> = {},
  more: {
    readonly policy?: Policy;
    readonly carried?: CarriedState;
    readonly history?: History;
    readonly adjust?: (sheet: BalanceSheet) => BalanceSheet;
  } = {},
): Turn {
  const policy = more.policy ?? POLICY;
  const snapshot = snapshotOf({ ...CALM, ...change }, policy);
  const before = more.carried ?? initialCarried(policy, START);
  const valued = value({ snapshot, policy, policyHash: HASH, carried: before });
  const sheet = (more.adjust ?? ((same: BalanceSheet) => same))(valued.sheet);
  const law = { policy, policyHash: HASH, history: more.history ?? YEAR };
  const scenarioSet = drawCycleScenarios({ sheet, ...law });
  const { assessment, carried } = assess({ sheet, snapshot, ...law, scenarioSet, carried: valued.carried });
  return { snapshot, sheet, valued: valued.carried, assessment, carried };
}

/** The limit of that id; a test that names a limit which does not exist fails here. */
export function limitOf(assessment: Assessment, id: string): LimitResult {
  const found = assessment.limits.find((limit) => limit.id === id);
  if (found === undefined)
    throw new RangeError(`no limit ${id} among ${assessment.limits.map((item) => item.id).join(' ')}`);
  return found;
}
