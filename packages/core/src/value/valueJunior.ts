import { bpsOfDown, wad, type Wad } from '../units/amounts.ts';
import type { Unknown } from '../records/snapshot.ts';
import { valueLine, type LineContext } from './valueLines.ts';

/** Slashable stake: junior capital, in no backing figure. */
export interface JuniorCapitalValue {
  readonly juniorWad: Wad;
  readonly juniorRiskAdjustedWad: Wad;
  /** Stake without a value: the figures are lower bounds. */
  readonly unknowns: readonly Unknown[];
}

/** Values the slashable share of every stake, at mark and after haircut, rounded down. Pure. */
export function valueJunior(context: LineContext): JuniorCapitalValue {
  let [mark, adjusted] = [0n, 0n];
  const unknowns: Unknown[] = [];
  for (const stake of context.policy.junior) {
    for (const holding of context.snapshot.holdings) {
      if (holding.assetId !== stake.assetId || holding.accountId !== stake.accountId) continue;
      const line = valueLine(holding, context);
      if (line.valueWad === null)
        unknowns.push({
          what: holding.id,
          code: 'UNKNOWN_STAKE',
          reason: `stake ${stake.id} has no amount or no price`,
        });
      mark += bpsOfDown(line.valueWad ?? wad(0n), stake.slashableBps);
      adjusted += bpsOfDown(line.riskAdjustedWad, stake.slashableBps);
    }
  }
  return { juniorWad: wad(mark), juniorRiskAdjustedWad: wad(adjusted), unknowns };
}
