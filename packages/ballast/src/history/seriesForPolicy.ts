import type { Policy } from '@ballast/core';
import type { PriceFile } from './priceSeries.ts';
import { assetNamesOf } from './symbols.ts';
import type { AssetSeries } from './toHistory.ts';

/** The series of a policy's assets, and a line about each one that was taken or left. */
export interface PolicySeries {
  readonly series: readonly AssetSeries[];
  readonly notes: readonly string[];
}

/**
 * Gives each asset of the policy the first series of the files that is its own and in the policy's numeraire. A series
 * in another quote is left, and said: at what rate to convert it is not for a file to decide. Pure.
 */
export function seriesForPolicy(
  files: readonly PriceFile[],
  policy: Pick<Policy, 'assets' | 'numeraire'>,
): PolicySeries {
  const taken = new Map<string, AssetSeries>();
  const notes: string[] = [];
  const numeraire = policy.numeraire.toUpperCase();
  for (const { name, series } of files)
    for (const item of series) {
      const source = `${item.symbol}/${item.quote} of ${name}`;
      const asset = assetNamesOf(item.symbol)
        .map((id) => policy.assets.find((candidate) => candidate.id.toUpperCase() === id))
        .find((found) => found !== undefined);
      if (asset === undefined) notes.push(`${source}: HISTORY_NO_SUCH_ASSET, the policy has no asset of that name`);
      else if (item.quote.toUpperCase() !== numeraire)
        notes.push(`${source}: HISTORY_QUOTE_NOT_CONVERTED, the policy counts in ${numeraire}`);
      else if (taken.has(asset.id)) notes.push(`${source}: HISTORY_ONE_TOO_MANY, ${asset.id} has its series already`);
      else {
        taken.set(asset.id, { assetId: asset.id, source, points: item.points, badTicks: item.badTicks });
        notes.push(`${source}: ${item.points.length} prices of ${asset.id}`);
      }
    }
  return { series: [...taken.values()], notes };
}
