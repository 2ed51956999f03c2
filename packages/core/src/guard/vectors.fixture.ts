// One file, one idea: the cases both the Solidity and the TypeScript tests read. Each case is plain JSON: what the
// contract is put into, what is asked, and what it must answer. Expected answers come from the twin; the contract
// tests check them independently.
import { bps, raw, subFloor, wad, type Wad } from '../units/amounts.ts';
import type { Address, Holding, PendingRedemption, VaultAsset, VaultGates, VaultState } from '../records/snapshot.ts';
import { drained } from '../policy/effectiveLimits.ts';
import { effectiveTargets } from './effectiveTargets.ts';
import { guardDeposit } from './guardDeposit.ts';
import { guardPayRedemptions } from './guardPayRedemptions.ts';
import type { GuardState } from './guardState.ts';
import { guardSwap, guardSwapResult } from './guardSwap.ts';
import { guardWithdraw } from './guardWithdraw.ts';
import { judgeQuote, quoteFeeds, type FeedAnswer } from './quoteFeeds.ts';

export const VECTOR_SEED = 20_261_123;
export const NOW = 1_800_000_000;

/** Numbers beyond a double are decimal text; keys say their unit. */
export interface AssetCase {
  readonly decimals: number;
  readonly feedCount: number;
  readonly feedDecimals: number;
  readonly answerA: string;
  readonly answerB: string;
  readonly updatedAtA: number;
  readonly updatedAtB: number;
  readonly heartbeat: number;
  readonly minPriceWad: string;
  readonly maxPriceWad: string;
  readonly depegPriceWad: string;
  readonly maxDeviationBps: string;
  readonly slipBps: string;
  readonly exitSlipBps: string;
  readonly maxBps: string;
  readonly isEntryAllowed: boolean;
  readonly isDisabled: boolean;
  readonly idleRaw: string;
  readonly owedRaw: string;
}

export interface QuoteCase {
  readonly name: string;
  readonly asset: AssetCase;
  readonly code: string;
  readonly lowWad: string;
  readonly highWad: string;
  readonly isDepegged: boolean;
  readonly isExitOpen: boolean;
}

/** What a trade is judged by besides prices and budgets. `riskBps`: cap of a counterparty of the bought asset; zero for none. */
export interface GateCase {
  readonly soldTargetBps: number;
  readonly boughtTargetBps: number;
  readonly soldHaircutBps: number;
  readonly boughtHaircutBps: number;
  readonly soldMaturity: number;
  readonly boughtMaturity: number;
  readonly claimsWad: string;
  readonly minCoverageWad: string;
  readonly minLiquidBps: number;
  readonly riskBps: number;
}

export interface SwapCase {
  readonly name: string;
  readonly sold: AssetCase;
  readonly bought: AssetCase;
  readonly isIntoBase: boolean;
  readonly mode: number;
  readonly isExit: boolean;
  readonly amountInRaw: string;
  readonly amountOutRaw: string;
  readonly lossBurstWad: string;
  readonly lossUsedWad: string;
  readonly turnoverBurstWad: string;
  readonly turnoverUsedWad: string;
  readonly gate: GateCase;
  readonly code: string;
  readonly floorOutRaw: string;
  readonly valueWad: string;
  readonly lossWad: string;
}

export interface DepositCase {
  readonly name: string;
  readonly asset: AssetCase;
  readonly other: AssetCase;
  readonly mode: number;
  readonly insideRaw: string;
  readonly amountRaw: string;
  readonly venueMaxBps: string;
  readonly isEntryAllowed: boolean;
  readonly lossBurstWad: string;
  readonly lossUsedWad: string;
  readonly code: string;
  readonly valueWad: string;
}

export interface WithdrawCase {
  readonly name: string;
  readonly asset: AssetCase;
  readonly mode: number;
  readonly insideRaw: string;
  readonly amountRaw: string;
  readonly code: string;
}

export interface RedemptionCase {
  readonly name: string;
  readonly asset: AssetCase;
  readonly isPar: boolean;
  readonly capPerDayWad: string;
  readonly usedWad: string;
  readonly maxCount: number;
  readonly claimWads: readonly string[];
  readonly dueAts: readonly number[];
  readonly code: string;
  readonly payoutRaws: readonly string[];
  readonly settledWads: readonly string[];
}

export interface TargetCase {
  readonly name: string;
  readonly targetBps: readonly string[];
  readonly disabled: readonly boolean[];
  readonly effectiveBps: readonly string[];
}

export interface BucketCase {
  readonly name: string;
  readonly burstWad: string;
  readonly refillPerDayWad: string;
  readonly spentWad: string;
  readonly spentAt: number;
  readonly now: number;
  readonly amountWad: string;
  readonly usedWad: string;
  readonly leftWad: string;
  readonly fits: boolean;
}

const MODES = ['run', 'exitOnly', 'frozen'] as const;
const feedAddress = (index: number): Address => `0x${String(index + 1).padStart(40, '0')}`;

/** The feeds of a case as the twin reads them. */
export const feedsOf = (asset: AssetCase): FeedAnswer[] =>
  [
    { answer: BigInt(asset.answerA), updatedAtSeconds: asset.updatedAtA },
    { answer: BigInt(asset.answerB), updatedAtSeconds: asset.updatedAtB },
  ]
    .slice(0, asset.feedCount)
    .map((feed, index) => ({
      ...feed,
      feed: feedAddress(index),
      decimals: asset.feedDecimals,
      heartbeatSeconds: asset.heartbeat,
    }));

export const quoteOfCase = (asset: AssetCase) =>
  quoteFeeds(
    feedsOf(asset),
    { minPriceWad: wad(BigInt(asset.minPriceWad)), maxPriceWad: wad(BigInt(asset.maxPriceWad)) },
    NOW,
  );

/** A case's asset as the vault would be read. */
export function vaultAssetOf(assetId: string, asset: AssetCase): VaultAsset {
  const depegPriceWad = asset.depegPriceWad === '0' ? null : wad(BigInt(asset.depegPriceWad));
  return {
    assetId,
    token: feedAddress(9),
    decimals: asset.decimals,
    maxDeviationBps: bps(BigInt(asset.maxDeviationBps)),
    slipBps: bps(BigInt(asset.slipBps)),
    exitSlipBps: bps(BigInt(asset.exitSlipBps)),
    haircutBps: bps(0),
    targetBps: bps(0),
    effectiveTargetBps: bps(0),
    maxBps: bps(BigInt(asset.maxBps)),
    isEndogenous: false,
    isEntryAllowed: asset.isEntryAllowed,
    isDisabled: asset.isDisabled,
    pegWad: null,
    depegPriceWad,
    owedRaw: raw(BigInt(asset.owedRaw)),
    ...judgeQuote(quoteOfCase(asset), { isDisabled: asset.isDisabled, depegPriceWad, feedCount: asset.feedCount }),
  };
}

/** A vault of the given assets, the first of them the base, with wide budgets unless told. */
export function guardStateOf(options: {
  readonly assets: readonly (readonly [string, AssetCase])[];
  readonly mode?: number;
  readonly venue?: { readonly assetId: string; readonly maxBps: string; readonly isEntryAllowed: boolean };
  readonly insideRaw?: string;
  readonly budgets?: {
    readonly lossBurstWad: string;
    readonly lossUsedWad: string;
    readonly turnoverBurstWad?: string;
    readonly turnoverUsedWad?: string;
  };
  readonly redemption?: VaultState['redemption'];
  readonly gate?: GateCase;
}): GuardState {
  const budgets = { lossBurstWad: '0', lossUsedWad: '0', ...options.budgets };
  const vault: VaultState = {
    chain: 'eip155:31337',
    address: feedAddress(20),
    mode: MODES[options.mode ?? 0] ?? 'frozen',
    policyDocumentHash: '0x00',
    policyParametersHash: '0x00',
    owner: feedAddress(21),
    keeper: feedAddress(22),
    guardian: feedAddress(23),
    executor: feedAddress(24),
    router: feedAddress(25),
    liability: feedAddress(26),
    isMintPaused: false,
    baseAssetId: options.assets[0]?.[0] ?? '',
    lossBurstWad: wad(BigInt(budgets.lossBurstWad)),
    lossRefillPerDayWad: wad(0n),
    lossUsedWad: wad(BigInt(budgets.lossUsedWad)),
    turnoverBurstWad: wad(BigInt(budgets.turnoverBurstWad ?? '0')),
    turnoverRefillPerDayWad: wad(0n),
    turnoverUsedWad: wad(BigInt(budgets.turnoverUsedWad ?? '0')),
    minBackingWad: wad(0n),
    maxVaultValueWad: wad(0n),
    mintCapPerDayWad: wad(0n),
    mintUsedWad: wad(0n),
    redemption: options.redemption ?? {
      payoutAssetId: options.assets[0]?.[0] ?? '',
      owed: 'payoutAsset',
      feeBps: bps(0),
      capPerDayWad: null,
      usedWad: wad(0n),
      delaySeconds: 0,
    },
    assets: options.assets.map(([id, asset]) => ({
      ...vaultAssetOf(id, asset),
      effectiveTargetBps: bps(BigInt(targetOf(id, asset, options.gate))),
    })),
    venues:
      options.venue === undefined
        ? []
        : [
            {
              venueId: 'venue',
              index: 0,
              assetId: options.venue.assetId,
              maxBps: bps(BigInt(options.venue.maxBps)),
              isEntryAllowed: options.venue.isEntryAllowed,
            },
          ],
    gates: gatesOf(options.assets, budgets, options.gate),
  };
  const holding = (assetId: string, decimals: number, venueId: string | null, amount: string): Holding => ({
    id: `${assetId}/${venueId ?? 'idle'}`,
    assetId,
    accountId: 'vault',
    chain: vault.chain,
    decimals,
    where: venueId === null ? 'idle' : 'deployed',
    venueId,
    amountRaw: raw(BigInt(amount)),
    withdrawableRaw: raw(BigInt(amount)),
    attestedId: null,
    provenance: { kind: 'simulated', chain: null, block: null, contract: null, method: 'vector', timeSeconds: NOW },
  });
  return {
    vault,
    holdings: [
      ...options.assets.map(([id, asset]) => holding(id, asset.decimals, null, asset.idleRaw)),
      ...(options.venue === undefined || options.insideRaw === undefined
        ? []
        : [holding(options.venue.assetId, 0, 'venue', options.insideRaw)]),
    ],
    baseAssetId: vault.baseAssetId,
    nowSeconds: NOW,
    lossUsedWad: vault.lossUsedWad,
    turnoverUsedWad: vault.turnoverUsedWad,
  };
}

/** Without gates nothing stands in the way of a trade: sold to nothing, bought up to the asset's cap. */
const targetOf = (id: string, asset: AssetCase, gate: GateCase | undefined): number => {
  if (asset.isDisabled || id === 'base') return 0;
  if (gate === undefined) return id === 'sold' ? 0 : Number(asset.maxBps);
  return id === 'sold' ? gate.soldTargetBps : gate.boughtTargetBps;
};

/** The total is never anchored in a case, exits have a budget as large as the loss budget, and who is armed is let out. */
function gatesOf(
  assets: readonly (readonly [string, AssetCase])[],
  budgets: { readonly lossBurstWad: string; readonly lossUsedWad: string },
  gate: GateCase | undefined,
): VaultGates {
  const riskBps = bps(BigInt(gate?.riskBps ?? 0));
  const of = (id: string, sold: number | undefined, bought: number | undefined): number =>
    (id === 'sold' ? sold : id === 'bought' ? bought : 0) ?? 0;
  return {
    book: feedAddress(27),
    oracle: feedAddress(28),
    steward: feedAddress(29),
    isBootstrap: true,
    depegBurstWad: wad(BigInt(budgets.lossBurstWad)),
    depegRefillPerDayWad: wad(0n),
    depegUsedWad: wad(BigInt(budgets.lossUsedWad)),
    minCoverageWad: wad(BigInt(gate?.minCoverageWad ?? 0)),
    minLiquidBps: [bps(BigInt(gate?.minLiquidBps ?? 0)), bps(0), bps(0)],
    anchorWad: wad(0n),
    anchorAtSeconds: 0,
    anchorMaxAgeSeconds: 0,
    maxGrowthPerDayBps: bps(0),
    claimsWad: wad(BigInt(gate?.claimsWad ?? 0)),
    owedWad: wad(0n),
    risks: riskBps === 0n ? [] : [{ id: '0x01', capWad: wad((1n << 128n) - 1n), capBps: riskBps }],
    assets: assets.map(([assetId, asset]) => ({
      assetId,
      haircutBps: bps(BigInt(of(assetId, gate?.soldHaircutBps, gate?.boughtHaircutBps))),
      isArmed: false,
      isShut: asset.isDisabled,
      armedSinceSeconds: 0,
      exitOpenUntilSeconds: 0,
      exitFloorWad: null,
      blindWad: null,
      risks: riskBps !== 0n && assetId === 'bought' ? 1 : 0,
      maturity: of(assetId, gate?.soldMaturity, gate?.boughtMaturity),
    })),
    venues: [],
  };
}

type Asked<T> = Omit<T, 'code' | 'floorOutRaw' | 'valueWad' | 'lossWad' | 'payoutRaws' | 'settledWads'>;

/** What the twin answers to each kind of case. */
export function answerSwap(asked: Asked<SwapCase>): SwapCase {
  const state = swapState(asked);
  const swap = {
    fromAssetId: 'sold',
    toAssetId: 'bought',
    amountInRaw: raw(BigInt(asked.amountInRaw)),
    isExit: asked.isExit,
  };
  const floor = guardSwap(state, swap);
  const result = guardSwapResult(state, swap, raw(BigInt(asked.amountOutRaw)));
  return {
    ...asked,
    code: result.ok ? '' : result.code,
    floorOutRaw: String(floor.ok ? floor.floorOutRaw : 0n),
    valueWad: String(floor.ok ? floor.valueWad : 0n),
    lossWad: String(result.ok ? result.lossWad : 0n),
  };
}

export const swapState = (asked: Asked<SwapCase>): GuardState =>
  guardStateOf({
    assets: asked.isIntoBase
      ? [
          ['bought', asked.bought],
          ['sold', asked.sold],
        ]
      : [
          ['base', EMPTY_BASE],
          ['sold', asked.sold],
          ['bought', asked.bought],
        ],
    mode: asked.mode,
    budgets: asked,
    gate: asked.gate,
  });

export function answerDeposit(asked: Asked<DepositCase>): DepositCase {
  const state = guardStateOf({
    assets: [
      ['asset', asked.asset],
      ['other', asked.other],
    ],
    mode: asked.mode,
    venue: { assetId: 'asset', maxBps: asked.venueMaxBps, isEntryAllowed: asked.isEntryAllowed },
    insideRaw: asked.insideRaw,
    budgets: asked,
  });
  const verdict = guardDeposit(state, { venueId: 'venue', amountRaw: raw(BigInt(asked.amountRaw)) });
  return { ...asked, code: verdict.ok ? '' : verdict.code, valueWad: String(verdict.ok ? verdict.valueWad : 0n) };
}

export function answerWithdraw(asked: Asked<WithdrawCase>): WithdrawCase {
  const state = guardStateOf({
    assets: [['asset', asked.asset]],
    mode: asked.mode,
    venue: { assetId: 'asset', maxBps: '10000', isEntryAllowed: true },
    insideRaw: asked.insideRaw,
  });
  const verdict = guardWithdraw(state, { venueId: 'venue', amountRaw: raw(BigInt(asked.amountRaw)) });
  return { ...asked, code: verdict.ok ? '' : verdict.code };
}

export function answerRedemption(asked: Asked<RedemptionCase>): RedemptionCase {
  const state = guardStateOf({
    assets: [['asset', asked.asset]],
    redemption: {
      payoutAssetId: 'asset',
      owed: asked.isPar ? 'payoutAsset' : 'numeraire',
      feeBps: bps(0),
      capPerDayWad: asked.capPerDayWad === '0' ? null : wad(BigInt(asked.capPerDayWad)),
      usedWad: wad(BigInt(asked.usedWad)),
      delaySeconds: 0,
    },
  });
  const pending: PendingRedemption[] = asked.claimWads.map((claim, id) => ({
    id,
    liabilityRaw: raw(BigInt(claim)),
    payoutAssetId: 'asset',
    payoutRaw: raw(0n),
    requestedAtSeconds: NOW - 1000,
    dueAtSeconds: asked.dueAts[id] ?? NOW,
    isSetAside: false,
  }));
  const verdict = guardPayRedemptions(state, { pending, maxCount: asked.maxCount });
  const payments = verdict.ok ? verdict.payments : [];
  const paid = (id: number) => payments.find((payment) => payment.id === id);
  return {
    ...asked,
    code: verdict.ok ? '' : verdict.code,
    payoutRaws: pending.map(({ id }) => String(paid(id)?.payoutRaw ?? 0n)),
    settledWads: pending.map(({ id }) => String(paid(id)?.settledWad ?? 0n)),
  };
}

export function answerTargets(asked: Omit<TargetCase, 'effectiveBps'>): TargetCase {
  const weights = asked.targetBps.map((target, index) => ({ assetId: String(index), targetBps: bps(BigInt(target)) }));
  const disabled = new Set(asked.disabled.flatMap((isDisabled, index) => (isDisabled ? [String(index)] : [])));
  return {
    ...asked,
    effectiveBps: effectiveTargets(weights, '0', disabled).map((weight) => String(weight.targetBps)),
  };
}

export function answerBucket(asked: Omit<BucketCase, 'usedWad' | 'leftWad' | 'fits'>): BucketCase {
  const [burst, amount] = [wad(BigInt(asked.burstWad)), BigInt(asked.amountWad)];
  const used: Wad = drained(wad(BigInt(asked.spentWad)), wad(BigInt(asked.refillPerDayWad)), asked.now - asked.spentAt);
  const left = subFloor(burst, used);
  return { ...asked, usedWad: String(used), leftWad: String(left), fits: used <= burst && amount <= left };
}

export function answerQuote(asked: { readonly name: string; readonly asset: AssetCase }): QuoteCase {
  const quote = quoteOfCase(asked.asset);
  const { isDepegged, isExitOpen } = vaultAssetOf('asset', asked.asset);
  return {
    ...asked,
    code: quote.ok ? '' : quote.code,
    lowWad: String(quote.ok ? quote.lowWad : 0n),
    highWad: String(quote.ok ? quote.highWad : 0n),
    isDepegged,
    isExitOpen,
  };
}

/** One dollar in a token of 18 decimals with two fresh feeds. */
export const PLAIN: AssetCase = {
  decimals: 18,
  feedCount: 2,
  feedDecimals: 8,
  answerA: '100000000',
  answerB: '100000000',
  updatedAtA: NOW,
  updatedAtB: NOW,
  heartbeat: 3600,
  minPriceWad: '100000000000000000',
  maxPriceWad: '10000000000000000000',
  depegPriceWad: '950000000000000000',
  maxDeviationBps: '100',
  slipBps: '50',
  exitSlipBps: '1000',
  maxBps: '10000',
  isEntryAllowed: true,
  isDisabled: false,
  idleRaw: '0',
  owedRaw: '0',
};
const EMPTY_BASE: AssetCase = { ...PLAIN, decimals: 6 };
