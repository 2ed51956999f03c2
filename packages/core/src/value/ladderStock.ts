import {
  BPS,
  bps,
  min,
  mulDivDown,
  mulDivUp,
  raw,
  sub,
  wad,
  ZERO_WAD,
  type Bps,
  type Raw,
  type Wad,
} from '../units/amounts.ts';
import { DAY_SECONDS, type Seconds } from '../units/time.ts';
import type { EffectiveLimits } from '../policy/effectiveLimits.ts';
import type { Policy } from '../policy/policy.ts';
import type { AssetPrice, LadderRung, SheetLine } from '../records/sheet.ts';
import type { Holding, Snapshot } from '../records/snapshot.ts';

export type Horizon = LadderRung['horizon'];

/** Horizons in order, with the seconds they allow. */
export const HORIZONS: readonly { readonly name: Horizon; readonly seconds: Seconds }[] = [
  { name: 'now', seconds: 0 },
  { name: 'hour', seconds: 3600 },
  { name: 'day', seconds: DAY_SECONDS },
  { name: 'week', seconds: 7 * DAY_SECONDS },
];

/** What the ladder is built from. */
export interface LadderContext {
  readonly snapshot: Snapshot;
  readonly policy: Policy;
  readonly limits: EffectiveLimits;
  readonly prices: readonly AssetPrice[];
  readonly lines: readonly SheetLine[];
}

/** Something that can move: so much of an asset, in one place. */
export interface Stock {
  readonly assetId: string;
  readonly venueId: string | null;
  readonly chain: string | null;
  readonly decimals: number;
  /** What arrives: the venue's penalty is off it. */
  readonly amountRaw: Raw;
  /** Share of what leaves its place that the venue there keeps. */
  readonly penaltyBps: Bps;
  /** Seconds until its owner may have it: maturity of an attested record. */
  readonly freeInSeconds: Seconds;
  readonly markWad: Wad;
}

/**
 * What can move towards holders, each claim and each venue's cash once. Left out: what is encumbered, in
 * transit, blocked, unknown, counted elsewhere, attested without effect, dependent on ourselves, or on another
 * chain than the claims. Of a deployment only what the venue could pay out and does not keep, in the order of holding ids. Pure.
 */
export function movableStock({ snapshot, policy, lines }: LadderContext): Stock[] {
  const penalties = new Map(policy.venues.map(({ id, exitPenaltyBps }) => [id, exitPenaltyBps]));
  const home = policy.liabilities[0]?.chain ?? null;
  const holdings = new Map(snapshot.holdings.map((holding) => [holding.id, holding]));
  const cash = venueCash(snapshot);
  return lines
    .filter((line) => line.flags.every((flag) => flag === 'NOT_ELIGIBLE'))
    .toSorted((a, b) => (a.holdingId < b.holdingId ? -1 : 1))
    .flatMap((line) => {
      const holding = holdings.get(line.holdingId);
      if (holding === undefined || line.markWad === null) return [];
      const isHere = home === null || holding.chain === null || holding.chain === home;
      const penaltyBps = holding.where === 'deployed' ? (penalties.get(holding.venueId ?? '') ?? bps(0)) : bps(0);
      const amountRaw = isHere ? takeMovable(holding, penaltyBps, cash) : raw(0n);
      if (amountRaw <= 0n) return [];
      const { assetId, venueId, chain, decimals } = holding;
      const freeInSeconds = maturityOf(holding, snapshot);
      return [{ assetId, venueId, chain, decimals, amountRaw, penaltyBps, freeInSeconds, markWad: line.markWad }];
    });
}

/** Cash each venue could pay out now; a paused market has none. */
function venueCash(snapshot: Snapshot): Map<string, Raw> {
  const cash = new Map<string, Raw>();
  for (const market of snapshot.lending)
    cash.set(market.venueId, market.isPaused ? raw(0n) : market.availableLiquidityRaw);
  for (const vault of snapshot.savings) cash.set(vault.venueId, vault.maxWithdrawRaw);
  return cash;
}

/** What leaving gives up beside what arrives: the penalty is of the whole. Rounded up. */
export const penaltyRaw = (arrivesRaw: Raw, penaltyBps: Bps): Raw =>
  penaltyBps === 0n ? raw(0n) : raw(mulDivUp(arrivesRaw, penaltyBps, sub(BPS, penaltyBps)));

function takeMovable(holding: Holding, penaltyBps: Bps, cash: Map<string, Raw>): Raw {
  const amount = holding.amountRaw ?? raw(0n);
  if (holding.where === 'idle') return amount;
  if (holding.where !== 'deployed' || holding.venueId === null) return raw(0n);
  const kept = raw(mulDivDown(amount, sub(BPS, penaltyBps), BPS));
  const own = min(kept, holding.withdrawableRaw ?? raw(0n));
  const left = cash.get(holding.venueId);
  if (left === undefined) return own;
  const taken = min(own, left);
  cash.set(holding.venueId, sub(left, taken));
  return taken;
}

function maturityOf(holding: Holding, snapshot: Snapshot): Seconds {
  const record = snapshot.attested.find((item) => item.id === holding.attestedId);
  return Math.max(0, (record?.maturitySeconds ?? 0) - snapshot.asOfSeconds);
}

/** Money a budget allows by a horizon: what is left of it, and what refills meanwhile, rounded down. */
export const budgetBy = (leftWad: Wad, refillPerDayWad: Wad, seconds: Seconds): Wad =>
  wad(leftWad + (refillPerDayWad * BigInt(seconds)) / BigInt(DAY_SECONDS));

/** Price of an asset by id. */
export const priceOf = (prices: readonly AssetPrice[], assetId: string): AssetPrice | undefined =>
  prices.find((price) => price.assetId === assetId);

/** Low side of an asset; zero when unknown, for sums that are lower bounds. */
export const lowOf = (prices: readonly AssetPrice[], assetId: string): Wad =>
  priceOf(prices, assetId)?.lowWad ?? ZERO_WAD;
