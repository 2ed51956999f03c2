import {
  bps,
  divWadUp,
  max,
  min,
  mulDivUp,
  squareRoot,
  sub,
  sum,
  WAD,
  wad,
  type Bps,
  type Wad,
} from '../../units/amounts.ts';
import { floatToWadUp } from '../../units/float.ts';
import { DAY_SECONDS } from '../../units/time.ts';
import { partiesOfAsset } from '../../policy/counterparties.ts';
import { effectiveLimits } from '../../policy/effectiveLimits.ts';
import { dependsOnUs } from '../../policy/endogenous.ts';
import type { Policy, PolicyAsset } from '../../policy/policy.ts';
import type { CarriedState } from '../../records/carried.ts';
import type { History } from '../../records/history.ts';
import type { AssetPrice, BalanceSheet, LadderRung } from '../../records/sheet.ts';
import type { Snapshot } from '../../records/snapshot.ts';
import { defaultChances, type DefaultAssumption } from '../failures/defaultAssumption.ts';
import { readSeries } from '../portfolioReturns.ts';
import { knownValue } from '../unknownValue.ts';
import { effectiveHaircut, type EffectiveHaircut, type HaircutAsks } from './effectiveHaircut.ts';
import { marketHaircut, type MarketHaircut } from './marketHaircut.ts';
import { bridgeHaircut, wholeHaircut, type HaircutBridge, type HaircutParts } from './splitHaircut.ts';

/** The haircut of one asset with everything it came from. */
export interface AssetHaircut {
  readonly assetId: string;
  /** Held at mark. */
  readonly valueWad: Wad;
  readonly parts: HaircutParts;
  readonly market: MarketHaircut;
  readonly asks: HaircutAsks;
  readonly effective: EffectiveHaircut;
  /** From mark to stressed exit value by the model's parts; null where a part is unknown or the asset our own. */
  readonly bridge: HaircutBridge | null;
  readonly notes: readonly string[];
}

export interface HaircutsInput {
  readonly sheet: BalanceSheet;
  readonly snapshot: Snapshot;
  readonly policy: Policy;
  readonly carried: CarriedState;
  readonly history: History;
  readonly confidence: number;
  readonly horizonDays: number;
  /** Probabilities of default; counterparties without one ask for nothing, and a note says so. */
  readonly defaults: readonly DefaultAssumption[];
  /** Assets judged though none of them is held: nothing is asked of their depth. */
  readonly unheld?: readonly string[];
  /** Most a haircut gives back a day; half a percent when left out. */
  readonly decayPerDayBps?: Bps;
  readonly previous: ReadonlyMap<string, Pick<EffectiveHaircut, 'haircutBps' | 'atSeconds'>>;
}

/** A price unseen for a while may have moved by so many deviations. */
const STALE_DEVIATIONS = 3n;

/**
 * The haircut of every asset held, and of those asked for besides: market from its history, credit from the default of whoever stands behind it,
 * liquidity from the depth the ladder found, each once; and the effective one, the largest of floor, model, staleness,
 * disagreement and depth. In the policy's order. Pure; throws HistoryMalformed, DefaultMalformed and OutsideDomain.
 */
export function assetHaircuts(input: HaircutsInput): AssetHaircut[] {
  const { sheet, snapshot, policy, carried, history } = input;
  const series = readSeries(history, sheet.asOfSeconds);
  // Without what is remembered: that comes back through `previous`, and its decay must be counted once.
  const { haircuts: _remembered, ...law } = carried;
  const limits = effectiveLimits(policy, snapshot.vault, law, sheet.asOfSeconds);
  return policy.assets.flatMap((asset) => {
    const valueWad = knownValue(sheet.lines.filter((line) => line.assetId === asset.id));
    const price = sheet.prices.find((item) => item.assetId === asset.id);
    if (price === undefined || (valueWad === 0n && input.unheld?.includes(asset.id) !== true)) return [];
    const market =
      asset.pricing.method === 'par'
        ? { ...marketHaircut(new Map(), history.stepSeconds, input), ratioWad: wad(0n), note: 'at par by definition' }
        : marketHaircut(series.get(asset.id) ?? new Map(), history.stepSeconds, input);
    const liquidity = liquidityOf(asset.id, valueWad, input);
    const parts = {
      marketWad: market.ratioWad ?? wad(0n),
      creditWad: creditOf(asset, input),
      liquidityWad: liquidity.ratioWad,
    };
    const isOurs = dependsOnUs(policy, asset.id);
    const isWhole = market.ratioWad !== null && !isOurs;
    const floor = limits.assets.find((item) => item.assetId === asset.id)?.haircutBps ?? bps(10_000n);
    const asks: HaircutAsks = {
      floorBps:
        asset.pricing.method === 'consensus' ? floor : (min(10_000n, floor + asset.pricing.issuerHaircutBps) as Bps),
      // What depends on our own health is gone when it is needed.
      modelWad: isOurs ? WAD : isWhole ? wholeHaircut(parts) : null,
      stalenessWad: stalenessOf(price, asset),
      disagreementWad: disagreementOf(price),
      depthWad: liquidity.ratioWad,
    };
    const previous = input.previous.get(asset.id) ?? null;
    const effective = effectiveHaircut(asks, previous, sheet.asOfSeconds, input.decayPerDayBps);
    return [
      {
        assetId: asset.id,
        valueWad,
        parts,
        market,
        asks,
        effective,
        bridge: isWhole ? bridgeHaircut(valueWad, parts) : null,
        notes: [
          ...(isOurs ? ['depends on the protocol itself: backs nothing'] : []),
          ...(market.note === '' || market.ratioWad !== null ? [] : [`market: ${market.note}`]),
          ...(input.defaults.length === 0 ? ['credit: no default probabilities stated'] : []),
          ...(liquidity.note === '' ? [] : [`liquidity: ${liquidity.note}`]),
        ],
      },
    ];
  });
}

/**
 * Expected loss by defaults in the worst 1 − confidence: loss × min(1, p ÷ (1 − confidence)), of every issuer,
 * custodian and bridge behind the asset, the high probability, one after the other.
 */
function creditOf(asset: PolicyAsset, { policy, defaults, confidence, horizonDays }: HaircutsInput): Wad {
  const chain = asset.deployments[0]?.chain ?? null;
  const parties = partiesOfAsset(asset.id, policy, chain);
  const left = defaults
    .filter(({ party }) => parties.some((item) => item.kind === party.kind && item.id === party.id))
    .reduce((rest, assumption) => {
      const chance = defaultChances(assumption, 'high', horizonDays)[horizonDays - 1] ?? 0;
      const lost = (Number(assumption.lossBps) / 10_000) * Math.min(1, chance / (1 - confidence));
      return rest * (1 - lost);
    }, 1);
  return min(WAD, floatToWadUp(1 - left));
}

/** What the ladder's sales cost, of what they sold; what found no buyer within a week is charged the exit slip, where sales end. */
function liquidityOf(
  assetId: string,
  valueWad: Wad,
  { sheet, policy }: HaircutsInput,
): { readonly ratioWad: Wad; readonly note: string } {
  if (valueWad === 0n) return { ratioWad: wad(0n), note: 'none is held: what a sale would cost is not in it' };
  const week = sheet.ladder.find((rung) => rung.horizon === 'week');
  const draws: LadderRung['draws'] = (week?.draws ?? []).filter((draw) => draw.assetId === assetId);
  const costWad = sum(draws.map((draw) => draw.costWad));
  const sold = wad(costWad + sum(draws.map((draw) => draw.cashWad)));
  const unsold = max(wad(0n), sub(valueWad, sold));
  const slip = wad(mulDivUp(unsold, policy.limits.exitSlippageBps, 10_000n));
  const whole = max(valueWad, sold);
  const ratioWad = min(WAD, divWadUp(wad(costWad + slip), whole));
  return {
    ratioWad,
    note:
      unsold * 100n > whole ? 'not all of it finds a way to cash within a week; the rest is charged the exit slip' : '',
  };
}

/** σ × √age of the newest answer that agrees, three deviations; nothing where none does: the price is unknown then. */
function stalenessOf(price: AssetPrice, asset: PolicyAsset): Wad | null {
  const ages = price.sources.flatMap((source) =>
    source.verdict === 'inlier' && source.ageSeconds !== null ? [source.ageSeconds] : [],
  );
  if (asset.pricing.method === 'par') return wad(0n);
  if (ages.length === 0) return null;
  const age = BigInt(Math.max(0, Math.min(...ages)));
  const square = asset.pricing.dailyVolatilityWad * asset.pricing.dailyVolatilityWad * age;
  return min(WAD, wad(STALE_DEVIATIONS * (squareRoot(square / BigInt(DAY_SECONDS)) + (age > 0n ? 1n : 0n))));
}

/** (high − low) ÷ high. */
function disagreementOf({ lowWad, highWad }: AssetPrice): Wad | null {
  if (lowWad === null || highWad === null || highWad <= 0n) return null;
  return min(WAD, divWadUp(max(wad(0n), sub(highWad, lowWad)), highWad));
}
