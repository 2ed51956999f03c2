// One idea: cash reachable by each horizon, as one flow over shared stock, pools, venues and budgets.
import {
  add,
  amountDown,
  BPS,
  min,
  mulDivDown,
  raw,
  sub,
  subFloor,
  valueDown,
  valueUp,
  WAD,
  ZERO_WAD,
  type Bps,
  type Raw,
  type Wad,
} from '../units/amounts.ts';
import type { LadderRung } from '../records/sheet.ts';
import {
  budgetBy,
  HORIZONS,
  lowOf,
  movableStock,
  penaltyRaw,
  priceOf,
  type LadderContext,
  type Stock,
} from './ladderStock.ts';
import { freedBy, partsOfSale, redeemedCash, type RedeemedPart, type Redemption } from './redeemedCash.ts';
import { relativePrice, routesTo, type Routes } from './saleRoutes.ts';
import { chargeSale, decimalsOf } from './saleCharge.ts';
import type { SaleStep } from './saleSteps.ts';

const TIER_SECONDS: Readonly<Record<string, number>> = { now: 0, hour: 3600, day: 86_400, week: 604_800 };

/**
 * Rungs of the ladder in the payout asset of the first liability, or the base asset where nothing is owed. Each
 * rung is one flow: what already is the payout asset; what turns into cash by its terms within the horizon;
 * then sales through pools, best price first, each slice of depth once, within the turnover and loss budgets. Cash of
 * venues that keep a share of what leaves stands among the sales by what it costs, and counts without that share.
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
      lots: new Map(),
      taken: new Map(),
      draws: new Map(),
      redemptions: [],
      parts: [],
      dearCash: [],
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
  /** What there is to sell, by asset, chain and penalty, in units of the pools there. */
  readonly lots: Map<string, Lot>;
  /** Input taken of each slice so far. */
  readonly taken: Map<SaleStep, Raw>;
  readonly draws: Map<string, LadderRung['draws'][number]>;
  readonly redemptions: Redemption[];
  /** What of the draws rests on them. */
  readonly parts: RedeemedPart[];
  /** Cash of venues that keep some of it: it waits for what costs less. */
  readonly dearCash: Settlement[];
}

/** So much of an asset in places that cost the same to leave: all of it, and what is not yet sold. */
interface Lot {
  readonly penaltyBps: Bps;
  readonly storedRaw: Raw;
  readonly leftRaw: Raw;
}

/** What becomes cash by its terms, and how to book it. */
interface Settlement {
  readonly penaltyBps: Bps;
  readonly book: () => void;
}

function fill(flow: Flow, stock: readonly Stock[], routes: Routes): void {
  for (const item of stock) if (item.freeInSeconds <= flow.seconds) settleByTerms(item, flow);
  raiseAll(flow, routes);
}

/**
 * Draws from selling everything that was redeemed, into the depth that is left, and within the budgets that are left
 * and those each gives back by not being redeemed: together they hold whichever of them is.
 */
function sellInstead(flow: Flow, routes: Routes): LadderRung['draws'] {
  const draws: Flow['draws'] = new Map();
  let { turnoverLeftWad, lossLeftWad } = flow;
  for (const assetId of new Set(flow.redemptions.map(({ item }) => item.assetId))) {
    const freed = freedBy(flow.parts, assetId);
    const unredeemed: Flow = {
      ...flow,
      turnoverLeftWad: add(turnoverLeftWad, freed.turnoverWad),
      lossLeftWad: add(lossLeftWad, freed.lossWad),
      lots: new Map(),
      draws,
      redemptions: [],
      parts: [],
      dearCash: [],
    };
    for (const { item } of flow.redemptions)
      if (item.assetId === assetId) store(unredeemed, assetId, item, item.amountRaw);
    raiseAll(unredeemed, routes);
    turnoverLeftWad = min(turnoverLeftWad, unredeemed.turnoverLeftWad);
    lossLeftWad = min(lossLeftWad, unredeemed.lossLeftWad);
  }
  return [...draws.values()];
}

/**
 * What costs something, cheapest unit of cash first: sales, and leaving venues that keep a share. Stock that has to
 * leave such a venue first costs both. Sales in two legs come after.
 */
function raiseAll(flow: Flow, routes: Routes): void {
  const { prices } = flow.context;
  const shares = [...flow.lots.values()].map(({ penaltyBps }) => penaltyBps);
  const penalties = [...new Set(shares)].toSorted((a, b) => Number(a - b));
  const rest = (price: bigint, penaltyBps: Bps): bigint => price * sub(BPS, penaltyBps);
  const stepsOf = (steps: readonly SaleStep[]) =>
    steps.flatMap((step) =>
      penalties.map((penaltyBps) => ({ step, penaltyBps, left: rest(relativePrice(step, prices), penaltyBps) })),
    );
  const direct = stepsOf(routes.direct).map(({ step, penaltyBps, left }) => ({
    left,
    book: () => sell(flow, step, null, penaltyBps),
  }));
  const settled = flow.dearCash.map(({ penaltyBps, book }) => ({ left: rest(WAD, penaltyBps), book }));
  for (const { book } of [...settled, ...direct].toSorted(dearestLast)) book();
  for (const { step, penaltyBps } of stepsOf(routes.intoBase).toSorted(dearestLast))
    for (const next of routes.direct)
      if (next.fromAssetId === step.toAssetId && next.pool.chain === step.pool.chain)
        sell(flow, step, next, penaltyBps);
}

/** By what is left of what is given up; as they came where that is the same. */
const dearestLast = (a: { readonly left: bigint }, b: { readonly left: bigint }): number =>
  a.left === b.left ? 0 : a.left > b.left ? -1 : 1;

/** Cash, or what becomes cash or its underlying without a market in time; the rest waits for a sale. */
function settleByTerms(item: Stock, flow: Flow): void {
  const { policy, prices } = flow.context;
  const asset = policy.assets.find((entry) => entry.id === item.assetId);
  const isDue = (TIER_SECONDS[asset?.liquidityTier ?? 'longer'] ?? Infinity) <= flow.seconds;
  const cashWad = valueDown(item.amountRaw, item.decimals, item.markWad);
  if (asset === undefined) return;
  if (item.assetId === flow.payout) {
    if (isDue || item.chain !== null) settle(flow, item, cashWad);
    return;
  }
  const underlying = asset.underlying;
  const isStated = asset.pricing.method !== 'consensus' && priceOf(prices, item.assetId)?.exit.allowed === true;
  if (isDue && (underlying === flow.payout || (underlying === null && isStated))) {
    settle(flow, item, cashWad);
    // Cash at par by definition is nobody's to redeem.
    if (asset.pricing.method === 'par') return;
    flow.redemptions.push({ item, into: null });
    const { assetId, venueId } = item;
    flow.parts.push({ assetId, drawnAs: assetId, venueId, cashWad, turnoverWad: ZERO_WAD, lossWad: ZERO_WAD });
    return;
  }
  const token = policy.assets.find((entry) => entry.id === underlying)?.deployments.find((d) => d.chain === item.chain);
  const lowWad = underlying === null ? ZERO_WAD : lowOf(prices, underlying);
  if (isDue && underlying !== null && token !== undefined && lowWad > 0n) {
    const amountRaw = amountDown(cashWad, token.decimals, lowWad);
    store(flow, underlying, item, amountRaw);
    flow.redemptions.push({ item, into: { assetId: underlying, amountRaw } });
  } else store(flow, item.assetId, item, item.amountRaw);
}

/** Books cash at once, or once what costs less is used up where its venue keeps a share. No budget refuses leaving a venue. */
function settle(flow: Flow, item: Stock, cashWad: Wad): void {
  const { penaltyBps, decimals } = item;
  const keptRaw = penaltyRaw(item.amountRaw, penaltyBps);
  const book = (): void => {
    const { highWad } = priceOf(flow.context.prices, item.assetId) ?? { highWad: null };
    flow.lossLeftWad = subFloor(flow.lossLeftWad, valueUp(keptRaw, decimals, highWad ?? item.markWad));
    const costWad = valueUp(keptRaw, decimals, item.markWad);
    draw(flow, { ...item, amountRaw: raw(item.amountRaw + keptRaw), cashWad, costWad });
  };
  if (penaltyBps === 0n) book();
  else flow.dearCash.push({ penaltyBps, book });
}

const placeOf = (assetId: string, chain: string | null, penaltyBps: Bps): string => `${assetId}@${chain}-${penaltyBps}`;

function store(flow: Flow, assetId: string, { chain, penaltyBps }: Stock, amountRaw: Raw): void {
  const place = placeOf(assetId, chain, penaltyBps);
  const before = flow.lots.get(place)?.storedRaw ?? raw(0n);
  const storedRaw = raw(before + amountRaw);
  flow.lots.set(place, { penaltyBps, storedRaw, leftRaw: storedRaw });
}

/** Sells through one slice, or through it and then a slice of the next pool, as far as stock, depth and budgets go. */
function sell(flow: Flow, step: SaleStep, next: SaleStep | null, penaltyBps: Bps): void {
  const place = placeOf(step.fromAssetId, step.pool.chain, penaltyBps);
  const lot = flow.lots.get(place);
  if (lot === undefined) return;
  const { prices } = flow.context;
  const sale = { step, next, penaltyBps };
  const depth = sub(step.inRaw, flow.taken.get(step) ?? raw(0n));
  const room =
    next === null ? depth : raw(mulDivDown(sub(next.inRaw, flow.taken.get(next) ?? raw(0n)), step.inRaw, step.outRaw));
  const wanted = min(lot.leftRaw, min(depth, room));
  if (wanted <= 0n) return;
  const full = chargeSale(prices, sale, wanted);
  const fits = (wantedCharge: Wad, left: Wad): Raw =>
    wantedCharge <= left ? wanted : raw(mulDivDown(wanted, left, wantedCharge));
  const amount = min(fits(full.turnoverWad, flow.turnoverLeftWad), fits(full.lossWad, flow.lossLeftWad));
  if (amount <= 0n) return;
  const part = amount === wanted ? full : chargeSale(prices, sale, amount);
  flow.lots.set(place, { ...lot, leftRaw: sub(lot.leftRaw, amount) });
  flow.taken.set(step, raw((flow.taken.get(step) ?? 0n) + amount));
  if (next !== null) flow.taken.set(next, raw((flow.taken.get(next) ?? 0n) + part.middleRaw));
  flow.turnoverLeftWad = subFloor(flow.turnoverLeftWad, part.turnoverWad);
  flow.lossLeftWad = subFloor(flow.lossLeftWad, part.lossWad);
  const givenRaw = raw(amount + penaltyRaw(amount, penaltyBps));
  const worthWad = valueDown(givenRaw, decimalsOf(step, 'in'), lowOf(prices, step.fromAssetId));
  const { venueId, chain } = step.pool;
  const { cashWad } = part;
  draw(flow, {
    assetId: step.fromAssetId,
    venueId,
    amountRaw: givenRaw,
    cashWad,
    costWad: subFloor(worthWad, cashWad),
  });
  const [assetId, stockRaw] = [step.fromAssetId, lot.storedRaw];
  const sold = { assetId, venueId, chain, penaltyBps, cashWad, used: part, stockRaw };
  flow.parts.push(...partsOfSale(sold, flow.redemptions));
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
