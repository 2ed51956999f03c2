import type { Assessment, BalanceSheet, FailureFigure, SurplusRisk, Wad } from '@ballast/core';

/** The few figures of a cycle that a page of status shows. */
export interface CycleFigures {
  readonly backingWad: Wad | null;
  readonly riskAdjustedWad: Wad | null;
  /** At some day within the policy's horizon; none where the policy limits no failure. */
  readonly failures: readonly FailureFigure[];
  readonly risk: SurplusRisk | null;
}

/** Takes them from the artefacts of a cycle. Pure. */
export const cycleFigures = (sheet: BalanceSheet, { failure }: Assessment): CycleFigures => ({
  backingWad: sheet.backingRatioWad,
  riskAdjustedWad: sheet.riskAdjustedBackingRatioWad,
  failures: (failure?.figures ?? []).filter(({ passage }) => passage === 'first passage'),
  risk: failure?.risk ?? null,
});
