import { DAY_SECONDS, exponential } from '@ballast/core';
import type { WorldSeries } from '../world.ts';
import { createRandom } from './counterRandom.ts';
import type { OutsidePrices } from './outsidePrices.ts';
import type { Scenario } from './scenario.ts';

const DAYS = 400;

/**
 * Daily prices before the window: a seeded reconstruction at each asset's stated daily volatility. Pegged assets
 * scatter around par; others walk backwards from the window's first price, so that the year ends where it begins.
 */
export function reconstructHistory(scenario: Scenario, outside: OutsidePrices, seed: number): WorldSeries[] {
  const lastDay = Math.floor(scenario.window.from / DAY_SECONDS);
  return scenario.assets.map((asset) => {
    const random = createRandom(seed, `history/${asset.id}`);
    const par = asset.peg ?? null;
    let price = outside.at(asset.id, scenario.window.from);
    const points: { readonly timeSeconds: number; readonly price: string }[] = [];
    for (let day = 0; day < DAYS; day += 1) {
      const shock = asset.history * random.normal(day);
      const value = par === null ? price : par * exponential(shock);
      points.push({ timeSeconds: (lastDay - day) * DAY_SECONDS, price: value.toFixed(8) });
      price *= exponential(-shock);
    }
    return {
      assetId: asset.id,
      source: `reconstruction: seeded, ${(asset.history * 100).toFixed(2)}% a day, ending at the scenario's first price`,
      points: points.toReversed(),
    };
  });
}
