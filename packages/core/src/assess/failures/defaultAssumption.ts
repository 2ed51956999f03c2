import { exponential, logarithm } from '../../quant/numbers/elementary.ts';
import { BallastError } from '../../units/error.ts';
import type { Bps } from '../../units/amounts.ts';
import type { Party } from '../../policy/counterparties.ts';

/** How likely a counterparty fails within a year, as a range, and what is lost then. */
export interface DefaultAssumption {
  readonly party: Party;
  /** Probabilities a year, in [0, 1); low at most high. */
  readonly lowPerYear: number;
  readonly highPerYear: number;
  readonly lossBps: Bps;
  /** Where the probability comes from, for people. */
  readonly source: string;
  /** Day it is of, UTC; absent where nobody said. */
  readonly asOf?: string;
}

export class DefaultMalformed extends BallastError {
  constructor({ party, lowPerYear, highPerYear, lossBps }: DefaultAssumption) {
    super({
      code: 'ASSESS_DEFAULT_MALFORMED',
      message: `${party.kind} ${party.id}: ${lowPerYear} to ${highPerYear} a year, loss ${lossBps} bps`,
      remedy: 'probabilities a year lie in [0, 1), low first; a loss is at most 10000 bps',
      retryable: false,
    });
  }
}

const YEAR_DAYS = 365;

/** The probability of default by the end of each day, at a constant hazard: 1 − (1 − p)^(t ÷ 365). Pure; throws DefaultMalformed. */
export function defaultChances(assumption: DefaultAssumption, side: 'low' | 'high', days: number): Float64Array {
  const { lowPerYear, highPerYear, lossBps } = assumption;
  if (!(lowPerYear >= 0 && lowPerYear <= highPerYear && highPerYear < 1 && lossBps >= 0n && lossBps <= 10_000n))
    throw new DefaultMalformed(assumption);
  const hazard = -logarithm(1 - (side === 'low' ? lowPerYear : highPerYear)) / YEAR_DAYS;
  return Float64Array.from({ length: days }, (_, day) => 1 - exponential(-hazard * (day + 1)));
}
