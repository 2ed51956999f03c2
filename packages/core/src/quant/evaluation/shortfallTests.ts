import { OutsideDomain } from '../numbers/elementary.ts';
import { normalCumulative } from '../distributions/normal.ts';
import { checkSample, SampleRefused } from '../numbers/sample.ts';
import { studentTCumulative } from '../distributions/studentT.ts';
import { historicalTail, type TailRisk } from '../distributions/tailRisk.ts';

/** Returns and the forecasts made before them, in one unit; VaR and ES positive for a loss, ES at least VaR and above zero. */
export interface TailRecord {
  readonly returns: readonly number[];
  readonly forecasts: readonly TailRisk[];
  /** 1 − confidence. */
  readonly p: number;
}

/** A one-sided test that shortfall is understated. */
export interface ShortfallTest {
  /** Below zero where losses beyond VaR exceed the ES forecast; null where there is no exception to judge. */
  readonly statistic: number | null;
  /** Chance of one as low where the forecast is right; null below two exceptions. */
  readonly pValue: number | null;
  readonly exceptions: number;
}

/**
 * Acerbi and Szekely's first statistic (Risk, December 2014): 1 − mean of loss/ES over exceptions. Its p-value is that
 * of Student's t for the mean of these ratios, one-sided, taken over the exceptions. Pure.
 */
export function acerbiSzekely1(record: TailRecord): ShortfallTest {
  checkTailRecord(record);
  const ratios = exceptionsOf(record).map(({ loss, forecast }) => 1 - loss / forecast.expectedShortfall);
  return testMean(ratios);
}

/**
 * Their second statistic: 1 − Σ loss/ES over exceptions ÷ (days × p); frequency and size together. The paper's
 * critical values hardly depend on the tail: −0.70 at 5 %, −1.8 at 0.01 % (for p 2.5 %, 250 days). The p-value is the
 * normal's for the mean of the daily terms with their own deviation. Pure.
 */
export function acerbiSzekely2(record: TailRecord): ShortfallTest {
  checkTailRecord(record);
  const { returns, forecasts, p } = record;
  const terms = returns.map((value, t) => {
    const { valueAtRisk, expectedShortfall } = forecasts[t]!;
    return 1 - (-value > valueAtRisk ? -value / (expectedShortfall * p) : 0);
  });
  const { mean, error } = meanAndError(terms);
  const exceptions = exceptionsOf(record).length;
  return { statistic: mean, pValue: exceptions < 2 || error === 0 ? null : normalCumulative(mean / error), exceptions };
}

/**
 * McNeil and Frey's exceedance residuals (Journal of Empirical Finance, 2000): (ES − loss) ÷ `scale` over exceptions
 * have mean zero where ES is right; one-sided t test. `scale`: the day's deviation, or nothing for ES itself. Pure.
 */
export function exceedanceResiduals(record: TailRecord, scale?: readonly number[]): ShortfallTest {
  checkTailRecord(record);
  if (scale !== undefined && scale.length !== record.returns.length)
    throw new OutsideDomain('deviations for so many returns', scale.length);
  return testMean(
    exceptionsOf(record).map(({ loss, forecast, t }) => {
      const by = scale?.[t] ?? forecast.expectedShortfall;
      if (!(by > 0)) throw new OutsideDomain('deviation', by);
      return (forecast.expectedShortfall - loss) / by;
    }),
  );
}

/**
 * Bayer and Dimitriadis' intercept test (Journal of Financial Econometrics, 2020): the shortfall of returns less their
 * ES forecast is zero where ES is right. It asks nothing of the VaR forecast. Fitted by any consistent loss it is the
 * sample's shortfall; the error is that of its mean, the sample quantile given. One-sided, normal. The statistic is in
 * the unit of the returns; `exceptions` are the days in the sample's tail. Says nothing (null) where not one
 * day's worth lies there. Pure.
 */
export function shortfallIntercept(record: TailRecord): ShortfallTest {
  checkTailRecord(record);
  const { returns, forecasts, p } = record;
  if (returns.length * p < 1 - 1e-9) return { statistic: null, pValue: null, exceptions: 0 };
  const left = returns.map((value, t) => value + forecasts[t]!.expectedShortfall);
  const { valueAtRisk } = historicalTail(left, 1 - p);
  const aims = left.map((value) => -(valueAtRisk + Math.max(0, -value - valueAtRisk) / p));
  const exceptions = left.filter((value) => -value >= valueAtRisk).length;
  const { mean, error } = meanAndError(aims);
  return { statistic: mean, pValue: exceptions < 2 || error === 0 ? null : normalCumulative(mean / error), exceptions };
}

/** Where the loss went beyond VaR, oldest first. Pure. */
export const hitsOf = ({ returns, forecasts }: TailRecord): boolean[] =>
  returns.map((value, t) => -value > forecasts[t]!.valueAtRisk);

interface Exception {
  readonly t: number;
  readonly loss: number;
  readonly forecast: TailRisk;
}

const exceptionsOf = ({ returns, forecasts }: TailRecord): Exception[] =>
  returns.flatMap((value, t) => {
    const forecast = forecasts[t]!;
    return -value > forecast.valueAtRisk ? [{ t, loss: -value, forecast }] : [];
  });

function testMean(values: readonly number[]): ShortfallTest {
  const exceptions = values.length;
  if (exceptions === 0) return { statistic: null, pValue: null, exceptions };
  if (exceptions === 1) return { statistic: values[0]!, pValue: null, exceptions };
  const { mean, error } = meanAndError(values);
  return { statistic: mean, pValue: error === 0 ? null : studentTCumulative(mean / error, exceptions - 1), exceptions };
}

function meanAndError(values: readonly number[]): { readonly mean: number; readonly error: number } {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  // Values that are equal leave the rounding of their mean, which is no spread.
  const rounding = 1e-14 * mean;
  return { mean, error: squares <= n * rounding * rounding ? 0 : Math.sqrt(squares / (n - 1) / n) };
}

/** Refuses chances outside (0, 1), records whose lengths differ, and returns or forecasts that cannot be judged. Pure. */
export function checkTailRecord({ returns, forecasts, p }: TailRecord): void {
  if (!(p > 0 && p < 1)) throw new OutsideDomain('chance of an exception', p);
  checkSample(returns, 2, 'shortfall test');
  if (forecasts.length !== returns.length) throw new OutsideDomain('forecasts for so many returns', forecasts.length);
  forecasts.forEach(({ valueAtRisk, expectedShortfall }, t) => {
    if (!(Number.isFinite(valueAtRisk) && expectedShortfall > 0 && Number.isFinite(expectedShortfall)))
      throw new SampleRefused('NOT_FINITE', `forecast ${t}: VaR ${valueAtRisk}, ES ${expectedShortfall}`);
  });
}
