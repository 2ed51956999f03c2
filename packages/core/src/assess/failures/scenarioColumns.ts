import { logarithm } from '../../quant/numbers/elementary.ts';
import { billDuration } from '../../quant/pegs/billGates.ts';
import type { BreakSide } from '../../quant/pegs/pegNumbers.ts';
import { wadToFloat } from '../../units/float.ts';
import type { Seconds } from '../../units/time.ts';
import type { Policy, PolicyAsset } from '../../policy/policy.ts';
import type { History } from '../../records/history.ts';
import { newestStep, readSeries, type Series } from '../portfolioReturns.ts';
import { assetFactor } from './assetFactor.ts';
import type { PegColumn, ReturnsByDay } from './pegWorld.ts';

/** Days of history a model is fitted to at least. */
export const FEWEST_MODEL_DAYS = 250;

/** What is modelled, by what moves it. */
export interface ScenarioColumns {
  readonly floating: readonly { readonly assetId: string; readonly returns: ReturnsByDay }[];
  /** Coins first, then staking tokens with what they redeem for, then bills. */
  readonly pegs: readonly (PegColumn & { readonly baseId: string | null })[];
}

interface ColumnsInput {
  readonly history: History;
  readonly policy: Policy;
  readonly assetIds: readonly string[];
  readonly nowSeconds: Seconds;
}

/** Sorts assets by what moves them and reads their daily returns; what has neither is left out. Pure; throws HistoryMalformed. */
export function scenarioColumns(
  { history, policy, assetIds, nowSeconds }: ColumnsInput,
  stepsADay: number,
): ScenarioColumns {
  const series = readSeries(history, nowSeconds);
  const priced = new Set(assetIds.filter((assetId) => (series.get(assetId)?.size ?? 0) > 0));
  const floating: { assetId: string; returns: ReturnsByDay }[] = [];
  const pegs: (PegColumn & { readonly baseId: string | null })[] = [];
  for (const assetId of assetIds) {
    const asset = policy.assets.find((item) => item.id === assetId);
    if (asset === undefined) continue;
    const own = series.get(assetId);
    const returns = own === undefined ? null : dailyReturns(own, stepsADay);
    const factor = assetFactor(asset, policy, priced);
    if (factor.kind === 'bill') pegs.push({ asset, kind: 'bill', returns: null, below: null, baseId: null });
    else if (factor.kind === 'staked') {
      const base = series.get(factor.baseId);
      const both = own === undefined || base === undefined ? null : dailyReturns(ratioOf(own, base), stepsADay);
      pegs.push({ asset, kind: 'staked', returns: discountOrNone(both), below: null, baseId: factor.baseId });
    } else if (returns === null || factor.kind === 'still') continue;
    else if (factor.kind === 'coin')
      pegs.push({ asset, kind: 'coin', returns, below: belowPar(asset, own), baseId: null });
    else floating.push({ assetId, returns });
  }
  const kinds = ['coin', 'staked', 'bill'];
  return { floating, pegs: pegs.toSorted((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind)) };
}

/** A history of the discount that is too short, or is no market's because it never moves, is none: the facts on others stand in. */
const discountOrNone = (returns: ReturnsByDay | null): ReturnsByDay | null =>
  returns !== null && returns.size >= FEWEST_MODEL_DAYS && new Set(returns.values()).size > 1 ? returns : null;

/** Assets in the order of a model's columns. Pure. */
export const assetIdsOf = ({ floating, pegs }: ScenarioColumns): string[] => [
  ...floating.map(({ assetId }) => assetId),
  ...pegs.map(({ asset }) => asset.id),
];

/** What an asset moves with besides its own discount or gate. */
export interface MovedColumn {
  /** Column of what it redeems for; null for none. */
  readonly base: number | null;
  /** Years that a shift of the curve moves it by; zero for none. */
  readonly durationYears: number;
}

/** Of every column after the coins. Pure. */
export function movedOf(columns: ScenarioColumns, side: BreakSide): MovedColumn[] {
  const assetIds = assetIdsOf(columns);
  return columns.pegs.flatMap(({ kind, baseId }): MovedColumn[] => {
    if (kind === 'coin') return [];
    if (kind === 'bill') return [{ base: null, durationYears: billDuration(side) }];
    return [{ base: assetIds.indexOf(baseId ?? ''), durationYears: 0 }];
  });
}

/** The newest price against par. */
function belowPar(asset: PolicyAsset, series: Series | undefined): number | null {
  const price = series?.get(newestStep(series));
  return price === undefined || asset.pegWad === null ? null : 1 - price / wadToFloat(asset.pegWad);
}

/** One price against another, where both are known. */
const ratioOf = (series: Series, base: Series): Series =>
  new Map(
    [...series].flatMap(([step, price]): [number, number][] => {
      const under = base.get(step);
      return under === undefined ? [] : [[step, price / under]];
    }),
  );

/** Log returns of single days by the step they end at, on the phase of the newest price; gaps stay gaps. */
function dailyReturns(series: Series, stepsADay: number): ReturnsByDay {
  const steps = [...series.keys()].toSorted((a, b) => a - b);
  const phase = (steps.at(-1) ?? 0) % stepsADay;
  const found = new Map<number, number>();
  for (const step of steps) {
    const [from, to] = [series.get(step - stepsADay), series.get(step)];
    if (step % stepsADay === phase && from !== undefined && to !== undefined)
      found.set((step - phase) / stepsADay, logarithm(to / from));
  }
  return found;
}
