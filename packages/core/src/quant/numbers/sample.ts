import { BallastError } from '../../units/error.ts';

type Reason = 'TOO_SHORT' | 'NOT_FINITE' | 'CONSTANT' | 'MOSTLY_EQUAL';

/** A sample no estimate is made from; the code says why. */
export class SampleRefused extends BallastError {
  constructor(reason: Reason, message: string) {
    super({
      code: `QUANT_SAMPLE_${reason}`,
      message,
      remedy: reason === 'TOO_SHORT' ? 'give a longer history' : 'check the series for gaps and stale prices',
      retryable: false,
    });
  }
}

/** Refuses a sample shorter than `fewest`, and any value that is not finite. Pure. */
export function checkSample(values: ArrayLike<number>, fewest: number, what: string): void {
  if (values.length < fewest)
    throw new SampleRefused('TOO_SHORT', `${what} of ${values.length} values needs ${fewest}`);
  for (let i = 0; i < values.length; i += 1)
    if (!Number.isFinite(values[i]))
      throw new SampleRefused('NOT_FINITE', `${what}: value ${i} is ${String(values[i])}`);
}

/**
 * Refuses a sample without spread, or where more than half of the values are the same number: a scale estimated from
 * it would be that of rounding. Pure; call after `checkSample`.
 */
export function checkSpread(values: ArrayLike<number>, what: string): void {
  const sorted = new Float64Array(values).toSorted();
  let [most, run] = [1, 1];
  for (let i = 1; i < sorted.length; i += 1) {
    run = sorted[i] === sorted[i - 1] ? run + 1 : 1;
    if (run > most) most = run;
  }
  if (most === values.length) throw new SampleRefused('CONSTANT', `${what}: all ${values.length} values are equal`);
  if (2 * most > values.length)
    throw new SampleRefused('MOSTLY_EQUAL', `${what}: ${most} of ${values.length} values are equal`);
}
