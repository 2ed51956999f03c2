// One idea: from observations to three verdicts an asset.
import { WAD, bpsOfDown, bpsOfUp, max, min, mulWadDown, sub, type Bps, type Wad } from '../units/amounts.ts';
import type { Policy, PolicyAsset } from '../policy/policy.ts';
import type { CarriedAsset, CarriedState } from '../records/carried.ts';
import type { AssetPrice, Permission } from '../records/sheet.ts';
import type { PriceObservation, Snapshot } from '../records/snapshot.ts';
import { bandOf, dropReason, voteConsensus, type Answer } from './consensus.ts';
import { capRatio } from './growthCap.ts';
import { isTooFast } from './velocityGate.ts';

/** Beyond this ratio of highest to lowest answer nobody can say which is broken: no sale on the low one. */
export const MAX_EXIT_SPREAD_BPS = 2_500n as Bps;

/** Prices every asset of the policy in the numeraire. Pure. */
export function priceAssets(snapshot: Snapshot, policy: Policy, carried: CarriedState): AssetPrice[] {
  const done = new Map<string, AssetPrice>();
  const observations = new Map(snapshot.prices.map((item) => [item.sourceId, item]));
  const price = (asset: PolicyAsset): AssetPrice => {
    const known = done.get(asset.id);
    if (known !== undefined) return known;
    const lookup = (quote: string): Wad | null => {
      if (quote === policy.numeraire) return WAD;
      const quoted = policy.assets.find((item) => item.id === quote && item.id !== asset.id);
      // A quote asset is judged on its own numeraire-quoted sources, so that no loop confirms itself.
      return quoted === undefined ? null : resolveApart(quoted);
    };
    const resolveApart = (quoted: PolicyAsset): Wad | null => {
      const sources = quoted.pricing.sources.filter((source) => source.quote === policy.numeraire);
      return priceAsset(
        { ...quoted, pricing: { ...quoted.pricing, sources } },
        snapshot,
        observations,
        carried,
        () => WAD,
      ).consensusWad;
    };
    const result = priceAsset(asset, snapshot, observations, carried, lookup);
    done.set(asset.id, result);
    return result;
  };
  return policy.assets.map(price);
}

function priceAsset(
  asset: PolicyAsset,
  snapshot: Snapshot,
  observations: ReadonlyMap<string, PriceObservation>,
  carried: CarriedState,
  quoteOf: (quote: string) => Wad | null,
): AssetPrice {
  const past = carried.assets.find((item) => item.assetId === asset.id);
  if (asset.pricing.method === 'par') return parPrice(asset);
  const answers = asset.pricing.sources.map((source): Answer & { readonly basis: string } => {
    const observation = observations.get(source.id);
    const base = { sourceId: source.id, origin: source.origin, weightBps: source.weightBps, basis: source.basis };
    if (observation === undefined) return { ...base, priceWad: null, ageSeconds: null, drop: 'UNKNOWN' };
    const drop = dropReason(observation, source, snapshot.asOfSeconds);
    const quote = quoteOf(source.quote);
    if (observation.priceWad === null || quote === null)
      return {
        ...base,
        priceWad: null,
        ageSeconds: observation.ageSeconds,
        drop: drop === '' ? 'QUOTE_UNKNOWN' : drop,
      };
    const ratio =
      source.basis === 'fundamental'
        ? cappedRatio(observation.priceWad, asset, past, snapshot.asOfSeconds)
        : observation.priceWad;
    return { ...base, priceWad: mulWadDown(ratio, quote), ageSeconds: observation.ageSeconds, drop };
  });
  const market = answers.filter((answer) => answer.basis === 'market');
  const fundamental = answers.find((answer) => answer.basis === 'fundamental' && answer.drop === '')?.priceWad ?? null;
  if (asset.pricing.method === 'nav') return navPrice(asset, answers, fundamental);

  const vote = voteConsensus(market, bandOf(asset));
  const live = market.filter((answer) => answer.drop === '' && answer.priceWad !== null);
  const reference = asset.pegWad ?? past?.slowPriceWad ?? null;
  const below = (deviation: Bps): number => {
    if (reference === null) return 0;
    const threshold = sub(reference, bpsOfUp(reference, deviation));
    return new Set(live.filter((answer) => (answer.priceWad ?? WAD) <= threshold).map((answer) => answer.origin)).size;
  };
  const originsBelowIffy = below(asset.states.iffyDeviationBps);
  const originsBelowDisabled = below(asset.states.disabledDeviationBps);
  const slow = past?.slowPriceWad ?? null;
  const isFast =
    slow !== null &&
    vote.priceWad !== null &&
    isTooFast(vote.priceWad, slow, asset.pricing.dailyVolatilityWad, snapshot.asOfSeconds - (past?.slowAtSeconds ?? 0));
  // A jump up is not believed: value at the slow average until it has caught up.
  const gate = isFast && slow !== null && vote.priceWad !== null && vote.priceWad > slow ? slow : null;
  const lows = [vote.lowWad, fundamental, gate].filter((item): item is Wad => item !== null);
  const lowWad = lows.length === 0 ? null : lows.reduce((a, b) => min(a, b));
  const highWad =
    vote.highWad === null ? fundamental : fundamental === null ? vote.highWad : max(vote.highWad, fundamental);
  const markMarket = vote.priceWad ?? vote.lowWad;
  const marks: readonly (readonly [AssetPrice['markBasis'], Wad | null])[] = [
    ['market', markMarket],
    ['fundamental', fundamental],
    ['slow average', gate],
  ];
  const mark = marks.reduce<readonly [AssetPrice['markBasis'], Wad | null]>(
    (best, item) => (item[1] !== null && (best[1] === null || item[1] < best[1]) ? item : best),
    ['unknown', null],
  );
  return {
    assetId: asset.id,
    status: isFast && (vote.status === 'OK' || vote.status === 'DEGRADED') ? 'HALT' : vote.status,
    consensusWad: vote.priceWad,
    lowWad,
    highWad,
    marketWad: vote.priceWad,
    fundamentalWad: fundamental,
    markWad: mark[1],
    markBasis: mark[0],
    enter: mayEnter(asset, vote.status, isFast, originsBelowIffy),
    exit: mayExit(vote.origins, vote.lowWad, vote.highWad),
    exitFloorWad: mayExit(vote.origins, vote.lowWad, vote.highWad).allowed ? vote.lowWad : null,
    origins: vote.origins,
    originsBelowIffy,
    originsBelowDisabled,
    sources: vote.sources,
  };
}

const cappedRatio = (ratio: Wad, asset: PolicyAsset, past: CarriedAsset | undefined, nowSeconds: number): Wad =>
  asset.growthCapPerYearBps === null || past?.anchorRatioWad == null
    ? ratio
    : capRatio(
        ratio,
        past.anchorRatioWad,
        asset.growthCapPerYearBps,
        nowSeconds - (past.anchorAtSeconds ?? nowSeconds),
      );

const yes = (code: string, reason: string): Permission => ({ allowed: true, code, reason });
const no = (code: string, reason: string): Permission => ({ allowed: false, code, reason });

function mayEnter(asset: PolicyAsset, status: string, isFast: boolean, belowIffy: number): Permission {
  if (!asset.isEligible) return no('NOT_ELIGIBLE', `${asset.id} is not eligible`);
  if (isFast) return no('VELOCITY', `${asset.id} moved faster than six standard deviations`);
  if (status !== 'OK' && status !== 'DEGRADED') return no('NO_CONSENSUS', `sources of ${asset.id} do not agree`);
  if (belowIffy > 0)
    return no('BELOW_THRESHOLD', `${belowIffy} origin${belowIffy === 1 ? '' : 's'} of ${asset.id} below its threshold`);
  return yes('CONSENSUS', `${asset.id} has a ${status} consensus`);
}

/** Leaving needs two live origins within a stated spread; agreement within the entry band is not needed. */
function mayExit(origins: number, low: Wad | null, high: Wad | null): Permission {
  if (origins < 2 || low === null || high === null)
    return no('TOO_FEW_ORIGINS', `${origins} live origin${origins === 1 ? '' : 's'}: no price to leave at`);
  if (high > low + bpsOfDown(low, MAX_EXIT_SPREAD_BPS))
    return no('SPREAD_TOO_WIDE', 'answers differ by more than a quarter: one of them is broken');
  return yes('TWO_ORIGINS', `${origins} live origins`);
}

function parPrice(asset: PolicyAsset): AssetPrice {
  const par = asset.pegWad ?? WAD;
  return classPrice(asset, par, 'class', []);
}

function navPrice(asset: PolicyAsset, answers: readonly Answer[], fundamental: Wad | null): AssetPrice {
  const nav = fundamental ?? answers.find((answer) => answer.drop === '' && answer.priceWad !== null)?.priceWad ?? null;
  return classPrice(asset, nav, nav === null ? 'unknown' : 'class', answers);
}

function classPrice(
  asset: PolicyAsset,
  price: Wad | null,
  basis: AssetPrice['markBasis'],
  answers: readonly Answer[],
): AssetPrice {
  const known = price !== null;
  return {
    assetId: asset.id,
    status: known ? 'CLASS' : 'INDETERMINATE',
    consensusWad: price,
    lowWad: price,
    highWad: price,
    marketWad: null,
    fundamentalWad: price,
    markWad: price,
    markBasis: basis,
    enter:
      known && asset.isEligible
        ? yes('CLASS', 'stated single-origin class')
        : no(
            known ? 'NOT_ELIGIBLE' : 'NO_PRICE',
            known ? `${asset.id} is not eligible` : `${asset.id} has no live price`,
          ),
    exit: known ? yes('CLASS', 'stated single-origin class') : no('NO_PRICE', `${asset.id} has no live price`),
    exitFloorWad: price,
    origins: known ? 1 : 0,
    originsBelowIffy: 0,
    originsBelowDisabled: 0,
    sources: answers.map((answer) => ({
      sourceId: answer.sourceId,
      origin: answer.origin,
      priceWad: answer.priceWad,
      ageSeconds: answer.ageSeconds,
      weightBps: answer.weightBps,
      verdict: answer.drop === '' ? ('inlier' as const) : ('dropped' as const),
      code: answer.drop,
    })),
  };
}
