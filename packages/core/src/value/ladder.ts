// One idea: cash reachable by each horizon, as one flow over shared stock, pools, venues and budgets.
import {
  add,
  amountDown,
  min,
  mulDivDown,
  raw,
  sub,
  subFloor,
  valueDown,
  valueUp,
  ZERO_WAD,
  type Raw,
  type Wad,
} from '../units/amounts.ts';
import type { LadderRung } from '../records/sheet.ts';
import { budgetBy, HORIZONS, lowOf, movableStock, priceOf, type LadderContext, type Stock } from './ladderStock.ts';
import { partsOfSale, redeemedCash, type RedeemedPart, type Redemption } from './redeemedCash.ts';
import { routesTo, type Routes } from './saleRoutes.ts';
import { outOfPart, type SaleStep } from './saleSteps.ts';

const TIER_SECONDS: Readonly<Record<string, number>> = { now: 0, hour: 3600, day: 86_400, week: 604_800 };

/**
 * Rungs of the ladder in the payout asset of the first liability, or the base asset where nothing is owed. Each
 * rung is one flow: what already is the payout asset; what turns into cash by its terms within the horizon;
 * then sales through pools, best price first, each slice of depth once, within the turnover and loss budgets.
 * Every part is a lower bound: nobody refills a pool, lends more or bridges over meanwhile, no unit is sold
 * below the floor, parts of a slice count pro rata, and a sale in two legs takes the depth that direct sales
 * left. Cash of another payout asset counts as far as it can be sold. Beside the draws stands what of them rests on
 * a redemption, and what a sale into the depth that is left would raise instead. Pure; rounded down.
 */
export function buildLadder(context: LadderContext): LadderRung[] {
  const { policy, limits, prices } = context;
  const payout = policy.liabilities[0]?.payoutAsset ?? policy.assets.find((asset) => asset.isBase)?.id ?? '';
  const stock = movableStock(context);
  const routes = routesTo(payout, context);
  return HORIZONS.map(({ name, seconds }) => {
    const flow: Flow = {
      context,
      payout,
      seconds,
      turnoverLeftWad: budgetBy(limits.turnoverLeftWad, limits.turnoverRefillPerDayWad, seconds),
      lossLeftWad: budgetBy(limits.lossBudgetLeftWad, limits.lossRefillPerDayWad, seconds),
      stock: new Map(),
      taken: new Map(),
      draws: new Map(),
      stored: new Map(),
      redemptions: [],
      parts: [],
    };
    if (lowOf(prices, payout) > 0n) fill(flow, stock, routes);
    const draws = [...flow.draws.values()];
    const redeemed = redeemedCash(flow.parts, sellInstead(flow, routes));
    return {
      horizon: name,
      cashWad: draws.reduce((total, item) => add(total, item.cashWad), ZERO_WAD),
      exitCostWad: draws.reduce((total, item) => add(total, item.costWad), ZERO_WAD),
      draws,
      ...(redeemed.length === 0 ? {} : { redeemed }),
    };
  });
}

/** One rung being filled. */
interface Flow {
  readonly context: LadderContext;
  readonly payout: string;
  readonly seconds: number;
  turnoverLeftWad: Wad;
  lossLeftWad: Wad;
  /** What is left to sell, by asset and chain, in units of the pools there. */
  readonly stock: Map<string, Raw>;
  /** Input taken of each slice so far. */
  readonly taken: Map<SaleStep, Raw>;
  readonly draws: Map<string, LadderRung['draws'][number]>;
  /** What there was to sell before anything was sold. */
  readonly stored: Map<string, Raw>;
  readonly redemptions: Redemption[];
  /** What of the draws rests on them. */
  readonly parts: RedeemedPart[];
}

function fill(flow: Flow, stock: readonly Stock[], routes: Routes): void {
  for (const item of stock) if (item.freeInSeconds <= flow.seconds) settleByTerms(item, flow);
  sellAll(flow, routes);
}

/** Draws from selling everything that was redeemed, into the depth and within the budgets that are left. */
function sellInstead(flow: Flow, routes: Routes): LadderRung['draws'] {
  const unredeemed: Flow = {
    ...flow,
    stock: new Map(),
    stored: new Map(),
    draws: new Map(),
    redemptions: [],
    parts: [],
  };
  for (const { item } of flow.redemptions) store(unredeemed, item.assetId, item.chain, item.amountRaw);
  sellAll(unredeemed, routes);
  return [...unredeemed.draws.values()];
}

function sellAll(flow: Flow, routes: Routes): void {
  for (const step of routes.direct) sell(flow, step, null);
  for (const step of routes.intoBase)
    for (const next of routes.direct)
      if (next.fromAssetId === step.toAssetId && next.pool.chain === step.pool.chain) sell(flow, step, next);
}

/** Cash, or what becomes cash or its underlying without a market in time; the rest waits for a sale. */
function settleByTerms(item: Stock, flow: Flow): void {
  const { policy, prices } = flow.context;
  const asset = policy.assets.find((entry) => entry.id === item.assetId);
  const isDue = (TIER_SECONDS[asset?.liquidityTier ?? 'longer'] ?? Infinity) <= flow.seconds;
  const cashWad = valueDown(item.amountRaw, item.decimals, item.markWad);
  const settle = (): void => draw(flow, { ...item, cashWad, costWad: ZERO_WAD });
  if (asset === undefined) return;
  if (item.assetId === flow.payout) {
    if (isDue || item.chain !== null) settle();
    return;
  }
  const underlying = asset.underlying;
  const isStated = asset.pricing.method !== 'consensus' && priceOf(prices, item.assetId)?.exit.allowed === true;
  if (isDue && (underlying === flow.payout || (underlying === null && isStated))) {
    settle();
    // Cash at par by definition is nobody's to redeem.
    if (asset.pricing.method === 'par') return;
    flow.redemptions.push({ item, into: null });
    flow.parts.push({ assetId: item.assetId, drawnAs: item.assetId, venueId: item.venueId, cashWad });
    return;
  }
  const token = policy.assets.find((entry) => entry.id === underlying)?.deployments.find((d) => d.chain === item.chain);
  const lowWad = underlying === null ? ZERO_WAD : lowOf(prices, underlying);
  if (isDue && underlying !== null && token !== undefined && lowWad > 0n) {
    const amountRaw = amountDown(cashWad, token.decimals, lowWad);
    store(flow, underlying, item.chain, amountRaw);
    flow.redemptions.push({ item, into: { assetId: underlying, amountRaw } });
  } else store(flow, item.assetId, item.chain, item.amountRaw);
}

const placeOf = (assetId: string, chain: string | null): string => `${assetId}@${chain}`;

function store(flow: Flow, assetId: string, chain: string | null, amountRaw: Raw): void {
  const place = placeOf(assetId, chain);
  flow.stock.set(place, raw((flow.stock.get(place) ?? 0n) + amountRaw));
  flow.stored.set(place, raw((flow.stored.get(place) ?? 0n) + amountRaw));
}

/** Sells through one slice, or through it and then a slice of the next pool, as far as stock, depth and budgets go. */
function sell(flow: Flow, step: SaleStep, next: SaleStep | null): void {
  const place = placeOf(step.fromAssetId, step.pool.chain);
  const stock = flow.stock.get(place) ?? raw(0n);
  const depth = sub(step.inRaw, flow.taken.get(step) ?? raw(0n));
  const room =
    next === null ? depth : raw(mulDivDown(sub(next.inRaw, flow.taken.get(next) ?? raw(0n)), step.inRaw, step.outRaw));
  const wanted = min(stock, min(depth, room));
  if (wanted <= 0n) return;
  const full = legs(flow, step, next, wanted);
  const fits = (wantedCharge: Wad, left: Wad): Raw =>
    wantedCharge <= left ? wanted : raw(mulDivDown(wanted, left, wantedCharge));
  const amount = min(fits(full.turnoverWad, flow.turnoverLeftWad), fits(full.lossWad, flow.lossLeftWad));
  if (amount <= 0n) return;
  const part = amount === wanted ? full : legs(flow, step, next, amount);
  flow.stock.set(place, sub(stock, amount));
  flow.taken.set(step, raw((flow.taken.get(step) ?? 0n) + amount));
  if (next !== null) flow.taken.set(next, raw((flow.taken.get(next) ?? 0n) + part.middleRaw));
  flow.turnoverLeftWad = subFloor(flow.turnoverLeftWad, part.turnoverWad);
  flow.lossLeftWad = subFloor(flow.lossLeftWad, part.lossWad);
  const worthWad = valueDown(amount, decimalsOf(step, 'in'), lowOf(flow.context.prices, step.fromAssetId));
  const { venueId, chain } = step.pool;
  const { cashWad } = part;
  draw(flow, {
    assetId: step.fromAssetId,
    venueId,
    amountRaw: amount,
    cashWad,
    costWad: subFloor(worthWad, cashWad),
  });
  const stockRaw = flow.stored.get(place) ?? amount;
  flow.parts.push(...partsOfSale({ assetId: step.fromAssetId, venueId, chain, cashWad, stockRaw }, flow.redemptions));
}

interface Legs {
  readonly middleRaw: Raw;
  readonly cashWad: Wad;
  /** Charged as the vault charges: sold at the high side, bought at the low side. */
  readonly turnoverWad: Wad;
  readonly lossWad: Wad;
}

function legs(flow: Flow, step: SaleStep, next: SaleStep | null, amount: Raw): Legs {
  const first = charge(flow, step, amount);
  if (next === null)
    return { middleRaw: first.outRaw, cashWad: first.boughtWad, turnoverWad: first.soldWad, lossWad: first.lossWad };
  const second = charge(flow, next, first.outRaw);
  return {
    middleRaw: first.outRaw,
    cashWad: second.boughtWad,
    turnoverWad: add(first.soldWad, second.soldWad),
    lossWad: add(first.lossWad, second.lossWad),
  };
}

function charge(flow: Flow, step: SaleStep, amount: Raw) {
  const { prices } = flow.context;
  const outRaw = outOfPart(step, amount);
  const highWad = priceOf(prices, step.fromAssetId)?.highWad ?? ZERO_WAD;
  const soldWad = valueUp(amount, decimalsOf(step, 'in'), highWad);
  const boughtWad = valueDown(outRaw, decimalsOf(step, 'out'), lowOf(prices, step.toAssetId));
  return { outRaw, soldWad, boughtWad, lossWad: subFloor(soldWad, boughtWad) };
}

function decimalsOf({ pool, fromAssetId }: SaleStep, side: 'in' | 'out'): number {
  return (pool.asset0 === fromAssetId) === (side === 'in') ? pool.decimals0 : pool.decimals1;
}

function draw(flow: Flow, item: LadderRung['draws'][number]): void {
  const { assetId, venueId, amountRaw, cashWad, costWad } = item;
  const key = `${assetId}\n${venueId ?? ''}`;
  const before = flow.draws.get(key);
  flow.draws.set(key, {
    assetId,
    venueId,
    amountRaw: raw((before?.amountRaw ?? 0n) + amountRaw),
    cashWad: add(before?.cashWad ?? ZERO_WAD, cashWad),
    costWad: add(before?.costWad ?? ZERO_WAD, costWad),
  });
}
