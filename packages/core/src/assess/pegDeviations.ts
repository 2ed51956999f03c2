import { abs, mulDivDown, mulDivUp, sub, WAD, wad, type Wad } from '../units/amounts.ts';
import type { Policy, PolicyAsset } from '../policy/policy.ts';
import type { LimitResult, PegDeviation } from '../records/assessment.ts';
import type { AssetPrice, BalanceSheet, SourceVerdict } from '../records/sheet.ts';
import { concernsReserve } from './concerns.ts';
import { exactly, judgeLimit, type Measure } from './limitResult.ts';
import { bpsToWad } from './unknownValue.ts';
import { count } from './words.ts';

/**
 * How far each traded asset with a par stands from it; the par of a share is what it redeems for. Counts origins of
 * market answers, apart from consensus: an origin speaks with its answer nearest to par, and a deviation is what two
 * origins reach on the same side, so that no single venue's print counts. Single-origin classes have no second
 * venue and are left out. Pure.
 */
export function pegDeviations(sheet: BalanceSheet, policy: Policy): PegDeviation[] {
  const widest = bpsToWad(policy.limits.maxPegDeviationBps);
  return policy.assets.flatMap((asset) => {
    if (asset.pricing.method !== 'consensus' || (asset.pegWad === null && asset.underlying === null)) return [];
    const price = sheet.prices.find((item) => item.assetId === asset.id);
    const par = asset.pegWad ?? price?.fundamentalWad ?? null;
    const answers = marketAnswers(asset, price);
    return [deviationOf(asset.id, par === null ? [] : originDeviations(answers, par), widest)];
  });
}

/** Live answers of traded prices; a redemption rate does not confirm itself. */
function marketAnswers(asset: PolicyAsset, price: AssetPrice | undefined): readonly SourceVerdict[] {
  const market = new Set(asset.pricing.sources.filter((item) => item.basis === 'market').map((item) => item.id));
  return (price?.sources ?? []).filter((answer) => answer.verdict !== 'dropped' && market.has(answer.sourceId));
}

function deviationOf(assetId: string, deviations: readonly Wad[], widest: Wad): PegDeviation {
  const sides = [deviations.filter((item) => item < 0n), deviations.filter((item) => item > 0n)];
  const confirmed = sides.map(secondFurthest);
  const deviation = confirmed.reduce((a, b) => (abs(b) > abs(a) ? b : a), wad(0n));
  const originsConfirming = Math.max(...sides.map((side) => side.filter((item) => abs(item) > widest).length));
  return {
    assetId,
    deviationWad: deviations.length < 2 ? null : deviation,
    originsConfirming,
    isConfirmed: originsConfirming >= 2,
  };
}

/** One deviation an origin, its answer nearest to par, rounded away from zero. */
function originDeviations(answers: readonly SourceVerdict[], par: Wad): Wad[] {
  const nearest = new Map<string, Wad>();
  for (const source of answers) {
    if (source.priceWad === null) continue;
    const gap = sub(source.priceWad, par);
    const deviation = (gap < 0n ? mulDivDown(gap, WAD, par) : mulDivUp(gap, WAD, par)) as Wad;
    const known = nearest.get(source.origin);
    if (known === undefined || abs(deviation) < abs(known) || (abs(deviation) === abs(known) && deviation < known))
      nearest.set(source.origin, deviation);
  }
  return [...nearest.values()];
}

/** What at least two reach: the second largest by size; zero when fewer than two stand on this side. */
function secondFurthest(side: readonly Wad[]): Wad {
  let [first, second] = [wad(0n), wad(0n)];
  for (const item of side) {
    if (abs(item) > abs(first)) [first, second] = [item, first];
    else if (abs(item) > abs(second)) second = item;
  }
  return second;
}

/** The policy's widest deviation against each confirmed one; nothing to limit where none is held or owed. Pure. */
export function pegLimits(pegs: readonly PegDeviation[], sheet: BalanceSheet, policy: Policy): LimitResult[] {
  return pegs.map((peg) =>
    judgeLimit(
      {
        id: `peg:${peg.assetId}`,
        unit: 'ratio',
        direction: 'max',
        thresholdWad: bpsToWad(policy.limits.maxPegDeviationBps),
        origin: 'document',
      },
      concernsReserve(peg.assetId, sheet, policy)
        ? measurePeg(peg)
        : { kind: 'nothing', note: 'none of it is held or owed' },
    ),
  );
}

const measurePeg = (peg: PegDeviation): Measure =>
  peg.deviationWad === null
    ? { kind: 'unknown', note: 'fewer than two origins, or no par to compare them with' }
    : exactly(
        abs(peg.deviationWad),
        peg.originsConfirming === 0 ? '' : `${count(peg.originsConfirming, 'origin')} beyond the limit`,
      );
