import type { Wad } from '../../units/amounts.ts';
import { floatToWadUp } from '../../units/float.ts';
import { OutsideDomain } from '../../quant/numbers/elementary.ts';
import { tailContributions } from '../../quant/portfolios/tailContributions.ts';
import type { FailureBook } from './failureBook.ts';
import { checkScenarios, type ScenarioMatrix } from './scenarioMatrix.ts';

/** Expected shortfall of a surplus, and what each asset brings to it. */
export interface ShortfallByAsset {
  readonly shortfallWad: Wad;
  readonly confidence: number;
  readonly horizonDays: number;
  /** Largest first; they sum to the whole but for a billionth each. Negative: the asset cushions. */
  readonly components: readonly {
    readonly assetId: string;
    readonly componentWad: Wad;
    /** Loss brought by one more unit of money in the asset, a ratio; null where none is held. */
    readonly marginalWad: Wad | null;
  }[];
}

/**
 * Loss of a book's surplus by the end of a horizon in the worst 1 − confidence of paths, split by asset (Euler): the
 * parts sum, and a part over what is held is what one more unit of it adds. Pure; throws ScenariosMalformed and
 * OutsideDomain.
 */
export function shortfallByAsset(
  book: FailureBook,
  matrix: ScenarioMatrix,
  { confidence, horizonDays }: { readonly confidence: number; readonly horizonDays: number },
): ShortfallByAsset {
  checkScenarios(matrix);
  const { days, paths, assetIds, ratios } = matrix;
  if (!(Number.isInteger(horizonDays) && horizonDays >= 1 && horizonDays <= days))
    throw new OutsideDomain('horizon in days', horizonDays);
  const width = assetIds.length;
  const losses = new Float64Array(paths * width);
  for (let path = 0; path < paths; path += 1)
    for (let asset = 0; asset < width; asset += 1) {
      const ratio = ratios[(path * days + horizonDays - 1) * width + asset] ?? 0;
      losses[path * width + asset] = (book.weights[asset] ?? 0) * (1 - ratio);
    }
  const { expectedShortfall, components } = tailContributions(losses, width, confidence);
  return {
    shortfallWad: floatToWadUp(expectedShortfall),
    confidence,
    horizonDays,
    components: assetIds
      .map((assetId, i) => {
        const [component, held] = [components[i] ?? 0, book.weights[i] ?? 0];
        const marginalWad = held === 0 ? null : floatToWadUp(component / held);
        return { assetId, componentWad: floatToWadUp(component), marginalWad };
      })
      .toSorted((a, b) =>
        a.componentWad === b.componentWad ? (a.assetId < b.assetId ? -1 : 1) : a.componentWad > b.componentWad ? -1 : 1,
      ),
  };
}
