import { WAD, max, min, type Wad } from '../units/amounts.ts';
import type { PolicyAsset } from '../policy/policy.ts';
import type { AssetPrice } from '../records/sheet.ts';
import { isLive, type Answer, droppedVerdict, verdictOf } from './answer.ts';
import { gatherAnswers, type Interval, type PricingContext } from './gatherAnswers.ts';
import { allow, forbid } from './permissions.ts';
import { highestOf, lowestOf } from './priceTraded.ts';
import { isTooFast } from './velocityGate.ts';

/**
 * The verdict on a stated single-origin class: `par` is the peg itself, `nav` the issuer's own figure, of
 * several the lowest, and after a jump up no more than the slow average. Entry stops at a jump; leaving is at
 * the mark. Without a live figure there is no verdict. Pure.
 */
export function priceClass(asset: PolicyAsset, context: PricingContext): AssetPrice {
  const { market, fundamental, fundamentalSources } = gatherAnswers(asset, context);
  const stated = asset.pricing.method === 'par' ? parOf(asset) : span(market, fundamental);
  const past = context.pastOf(asset.id);
  const slow = past?.slowPriceWad ?? null;
  const elapsed = context.nowSeconds - (past?.slowAtSeconds ?? context.nowSeconds);
  const isFast =
    slow !== null && stated !== null && isTooFast(stated.lowWad, slow, asset.pricing.dailyVolatilityWad, elapsed);
  const gate = isFast ? slow : null;
  const [markBasis, markWad] = lowestOf([
    ['class', stated?.lowWad ?? null],
    ['slow average', gate],
  ]);
  return {
    assetId: asset.id,
    status: stated === null ? 'INDETERMINATE' : isFast ? 'HALT' : 'CLASS',
    consensusWad: stated?.lowWad ?? null,
    lowWad: markWad,
    highWad: highestOf([stated?.highWad ?? null, gate]),
    marketWad: null,
    fundamentalWad: stated?.lowWad ?? null,
    markWad,
    markBasis,
    enter: enterClass(asset, stated !== null, isFast),
    exit:
      stated === null
        ? forbid('NO_PRICE', `${asset.id} has no live price`)
        : allow('CLASS', 'stated single-origin class'),
    exitFloorWad: markWad,
    origins: stated === null ? 0 : 1,
    originsBelowIffy: 0,
    originsBelowDisabled: 0,
    sources: [
      ...market.map((answer) => (isLive(answer) ? verdictOf(answer, 'inlier', '') : droppedVerdict(answer))),
      ...fundamentalSources,
    ],
  };
}

function enterClass(asset: PolicyAsset, isKnown: boolean, isFast: boolean): AssetPrice['enter'] {
  if (!asset.isEligible || asset.isEndogenous) return forbid('NOT_ELIGIBLE', `${asset.id} is not eligible`);
  if (!isKnown) return forbid('NO_PRICE', `${asset.id} has no live price`);
  if (isFast) return forbid('VELOCITY', `${asset.id} moved faster than six standard deviations`);
  return allow('CLASS', 'stated single-origin class');
}

const parOf = (asset: PolicyAsset): Interval => {
  const par: Wad = asset.pegWad ?? WAD;
  return { lowWad: par, highWad: par };
};

/** Lowest to highest of what its sources state; null when nothing is live. */
function span(answers: readonly Answer[], fundamental: Interval | null): Interval | null {
  return answers
    .filter(isLive)
    .reduce<Interval | null>(
      (known, { priceWad }) =>
        known === null
          ? { lowWad: priceWad, highWad: priceWad }
          : { lowWad: min(known.lowWad, priceWad), highWad: max(known.highWad, priceWad) },
      fundamental,
    );
}
