import { DAY_SECONDS, exponential } from '@ballast/core';
import type { WorldSeries } from '../world.ts';
import { createRandom } from './counterRandom.ts';
import type { OutsidePrices } from './outsidePrices.ts';
import type { Scenario } from './scenario.ts';

const DAYS = 400;

/**
 * Daily prices before the window. Where real ones are given they stand; before them, and for assets without any, a
 * seeded reconstruction at each asset's stated daily volatility: pegged assets scatter around par, others walk
 * backwards from the first price that is known, so that the year ends where what follows begins.
 */
export function reconstructHistory(
  scenario: Scenario,
  outside: OutsidePrices,
  seed: number,
  real: readonly WorldSeries[] = [],
): WorldSeries[] {
  return scenario.assets.map((asset) => {
    const known = real.find((series) => series.assetId === asset.id);
    const first = known?.points[0];
    const lastDay =
      Math.floor((first?.timeSeconds ?? scenario.window.from) / DAY_SECONDS) - (first === undefined ? 0 : 1);
    const price = first === undefined ? outside.at(asset.id, scenario.window.from) : Number(first.price);
    const days = Math.max(0, DAYS - (known?.points.length ?? 0));
    const source = `reconstruction: seeded, ${(asset.history * 100).toFixed(2)}% a day, ending at the first known price`;
    return {
      assetId: asset.id,
      source: known === undefined ? source : days === 0 ? known.source : `${known.source}; before it ${source}`,
      points: [...walkBack(asset, seed, lastDay, days, price), ...(known?.points ?? [])],
    };
  });
}

function walkBack(
  asset: Scenario['assets'][number],
  seed: number,
  lastDay: number,
  days: number,
  lastPrice: number,
): WorldSeries['points'] {
  const random = createRandom(seed, `history/${asset.id}`);
  const points: { readonly timeSeconds: number; readonly price: string }[] = [];
  let price = lastPrice;
  for (let day = 0; day < days; day += 1) {
    const shock = asset.history * random.normal(day);
    const value = asset.peg === undefined ? price : asset.peg * exponential(shock);
    points.push({ timeSeconds: (lastDay - day) * DAY_SECONDS, price: value.toFixed(8) });
    price *= exponential(-shock);
  }
  return points.toReversed();
}
