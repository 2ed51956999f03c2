import { max, min, type Wad } from '../units/amounts.ts';
import type { PolicyAsset } from '../policy/policy.ts';
import type { AssetPrice } from '../records/sheet.ts';
import { bandOf, voteConsensus } from './consensus.ts';
import { countBelow, referenceOf } from './countBelow.ts';
import { gatherAnswers, type PricingContext } from './gatherAnswers.ts';
import { mayEnter, mayExit } from './permissions.ts';
import { isTooFast } from './velocityGate.ts';

/**
 * Three verdicts on a traded asset. Value: the interval from the lowest to the highest of market, redemption
 * and, after a jump, slow average; the mark is its low side and never above par. Enter and exit: see
 * permissions.ts. The depeg count compares live answers with par, else with what a share redeems for, else
 * with the slow average. Pure.
 */
export function priceTraded(asset: PolicyAsset, context: PricingContext): AssetPrice {
  const { market, fundamental, fundamentalSources } = gatherAnswers(asset, context);
  const past = context.pastOf(asset.id);
  const vote = voteConsensus(market, bandOf(asset));
  const slow = past?.slowPriceWad ?? null;
  const seen = vote.priceWad ?? vote.lowWad;
  const elapsed = context.nowSeconds - (past?.slowAtSeconds ?? context.nowSeconds);
  const isFast = slow !== null && seen !== null && isTooFast(seen, slow, asset.pricing.dailyVolatilityWad, elapsed);
  const reference = referenceOf(asset, fundamental?.lowWad ?? null, slow);
  const originsBelowIffy = countBelow(market, reference, asset.states.iffyDeviationBps);
  const originsBelowDisabled = countBelow(market, reference, asset.states.disabledDeviationBps);
  const mark = lowestOf([
    ['market', vote.lowWad],
    ['fundamental', fundamental?.lowWad ?? null],
    // A jump up is not believed until the slow average has caught up.
    ['slow average', isFast ? slow : null],
  ]);
  const exit = mayExit(vote, originsBelowDisabled);
  const isQuorum = vote.status === 'OK' || vote.status === 'DEGRADED';
  return {
    assetId: asset.id,
    status: isFast && isQuorum ? 'HALT' : vote.status,
    consensusWad: vote.priceWad,
    ...capAtPar(asset, mark),
    highWad: highestOf([vote.highWad, fundamental?.highWad ?? null, isFast ? slow : null]),
    marketWad: vote.priceWad,
    fundamentalWad: fundamental?.lowWad ?? null,
    enter: mayEnter(asset, { vote, isTooFast: isFast, originsBelowIffy }),
    exit: exit.permission,
    exitFloorWad: exit.floorWad,
    origins: vote.origins,
    originsBelowIffy,
    originsBelowDisabled,
    sources: [...vote.sources, ...fundamentalSources],
  };
}

/** A price with the reason it is the one used. */
export type Mark = readonly [AssetPrice['markBasis'], Wad | null];

/** The lowest known candidate; the first of equals. */
export const lowestOf = (candidates: readonly Mark[]): Mark =>
  candidates.reduce(
    (best, item) => (item[1] !== null && (best[1] === null || item[1] < best[1]) ? item : best),
    ['unknown', null],
  );

/** The highest known price; null when none is. */
export const highestOf = (prices: readonly (Wad | null)[]): Wad | null =>
  prices.reduce((best, price) => (price === null ? best : best === null ? price : max(best, price)), null);

/** Low side and mark of an asset that redeems at par: never above it. A premium is nothing one can pay with. */
export function capAtPar(
  asset: PolicyAsset,
  [basis, price]: Mark,
): Pick<AssetPrice, 'lowWad' | 'markWad' | 'markBasis'> {
  if (price === null || asset.pegWad === null || price <= asset.pegWad)
    return { lowWad: price, markWad: price, markBasis: basis };
  const par = min(price, asset.pegWad);
  return { lowWad: par, markWad: par, markBasis: 'fundamental' };
}
