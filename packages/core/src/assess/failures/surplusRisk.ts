import { BPS, divWadDown, max, ZERO_WAD, type Bps, type Wad } from '../../units/amounts.ts';
import { floatToWadDown, floatToWadUp } from '../../units/float.ts';
import { estimateTail, type TailEstimate } from '../../quant/simulation/estimateTail.ts';
import type { Policy } from '../../policy/policy.ts';
import type { CarriedState } from '../../records/carried.ts';
import type { SurplusRisk } from '../../records/failure.ts';
import type { BalanceSheet } from '../../records/sheet.ts';
import type { Snapshot } from '../../records/snapshot.ts';
import { absorbLoss } from '../whatIf/absorbLoss.ts';
import { withBooks } from './bookColumns.ts';
import { buildBooks } from './buildBooks.ts';
import type { FailureBook } from './failureBook.ts';
import type { ScenarioMatrix } from './scenarioMatrix.ts';
import { shortfallByAsset } from './shortfallByAsset.ts';
import { marginToday } from './simulateBook.ts';
import { yearlyIncome } from './yearlyIncome.ts';

export interface SurplusRiskInput {
  readonly sheet: BalanceSheet;
  readonly snapshot: Snapshot;
  readonly policy: Policy;
  readonly carried: Pick<CarriedState, 'savings'>;
  /** Simulated ones: stretches of history overlap, and have no standard error of their own. */
  readonly scenarios: readonly ScenarioMatrix[];
  readonly confidenceBps: Bps;
  readonly horizonDays: number;
}

/**
 * The tail of what the surplus loses by the end of the horizon, by the model under which it loses most: VaR and
 * expected shortfall with their standard errors, what each asset brings, who bears it by the policy's waterfall, and
 * what is owed and earned per unit of it. The surplus is that of the balance-sheet failure: what depends on the
 * protocol's own health is in neither. Defaults of counterparties are not in it. Null where the sheet cannot be
 * simulated or moves with no asset. Pure; throws ScenariosMalformed, OutsideDomain and TooFewObservations.
 */
export function surplusRisk(input: SurplusRiskInput): SurplusRisk | null {
  const { sheet, policy, confidenceBps, horizonDays } = input;
  const confidence = Number(confidenceBps) / Number(BPS);
  let worst: { readonly matrix: ScenarioMatrix; readonly book: FailureBook; readonly tail: TailEstimate } | null = null;
  for (const matrix of input.scenarios.map((given) => withBooks(given, { ...input, defaults: [] }))) {
    const question = { ...input, assetIds: matrix.assetIds, defaults: [], runMultiples: [], pack: null };
    const [book] = buildBooks(question)['balance sheet'];
    if (book === undefined || 'why' in book) return null;
    const tail = estimateTail(profitsOf(book, matrix, horizonDays), { confidence });
    if (worst === null || tail.expectedShortfall > worst.tail.expectedShortfall) worst = { matrix, book, tail };
  }
  if (worst === null) return null;
  const { matrix, book, tail } = worst;
  const { shortfallWad, components } = shortfallByAsset(book, matrix, { confidence, horizonDays });
  const incomePerYearWad = yearlyIncome(sheet, input.snapshot, input.carried);
  const perRisk = (money: Wad): Wad | null => (shortfallWad > 0n ? divWadDown(money, shortfallWad) : null);
  return {
    model: matrix.model,
    confidenceBps,
    horizonDays,
    paths: tail.paths,
    valueAtRiskWad: floatToWadUp(tail.valueAtRisk),
    valueAtRiskErrorWad: floatToWadUp(tail.valueAtRiskError),
    shortfallWad,
    shortfallErrorWad: floatToWadUp(tail.expectedShortfallError),
    components,
    bearers: absorbLoss(shortfallWad, policy.waterfall, {
      surplusWad: max(ZERO_WAD, floatToWadDown(marginToday(book))),
      // Stake is worth least when it is needed: after haircut, and nothing where it depends on us.
      juniorWad: sheet.juniorRiskAdjustedWad,
    }),
    liabilitiesPerRiskWad: perRisk(sheet.liabilitiesWad),
    incomePerYearWad,
    incomePerRiskWad: perRisk(incomePerYearWad),
  };
}

/** What the surplus gains by the end of a horizon on every path, money. */
function profitsOf({ weights }: FailureBook, matrix: ScenarioMatrix, horizonDays: number): Float64Array {
  const { days, paths, assetIds, ratios } = matrix;
  const profits = new Float64Array(paths);
  for (let path = 0; path < paths; path += 1) {
    const at = (path * days + horizonDays - 1) * assetIds.length;
    let profit = 0;
    for (let asset = 0; asset < assetIds.length; asset += 1)
      profit += (weights[asset] as number) * ((ratios[at + asset] as number) - 1);
    profits[path] = profit;
  }
  return profits;
}
