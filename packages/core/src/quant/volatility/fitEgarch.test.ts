import { describe, expect, it } from 'vitest';
import { fitEgarch } from './fitEgarch.ts';
import { goldenRows, hasGolden } from '../golden.fixture.ts';
import { SampleRefused } from '../numbers/sample.ts';
import { testGarchReturns } from '../testNoise.fixture.ts';

describe.skipIf(!hasGolden('dmbp.csv'))(
  'fitEgarch: mark against pound, 1,974 days (needs BALLAST_DATA_DIR/../reference)',
  () => {
    it('rugarch 1.5-6, eGARCH-normal: five parameters and log-likelihood −1102.257989, or better', () => {
      const fit = fitEgarch(goldenRows('dmbp.csv').map((row) => row[0]!));
      expect(fit.ended).toBe('converged');
      expect(fit.logLikelihood).toBeGreaterThan(-1102.257989 - 1e-6);
      expect(Math.abs(fit.logLikelihood + 1102.257989)).toBeLessThan(1e-4);
      const table = [
        [fit.mean, -0.011609],
        [fit.omega, -0.126624],
        [fit.alpha, -0.038457],
        [fit.beta, 0.912493],
        [fit.gamma, 0.332793],
      ] as const;
      // Its solver stops a little short of the top.
      for (const [ours, theirs] of table) expect(Math.abs(ours - theirs)).toBeLessThan(1e-4);
    });
  },
);

describe('fitEgarch', () => {
  const returns = testGarchReturns(1_500, 6);
  it('scales with the unit of the returns', () => {
    const [one, two] = [fitEgarch(returns), fitEgarch(returns.map((value) => value / 64))];
    expect(two.alpha).toBeCloseTo(one.alpha, 6);
    expect(two.beta).toBeCloseTo(one.beta, 6);
    expect(two.omega).toBeCloseTo(one.omega - (1 - one.beta) * 2 * Math.log(64), 5);
    expect(two.logLikelihood - 1_500 * Math.log(64)).toBeCloseTo(one.logLikelihood, 6);
    expect(two.nextVariance * 64 * 64).toBeCloseTo(one.nextVariance, 5);
  });
  it('finds that falls move the variance more, and the mirror of it in the mirrored series', () => {
    const [fit, mirrored] = [fitEgarch(returns), fitEgarch(returns.map((value) => -value))];
    expect(fit.alpha).toBeLessThan(0);
    expect(mirrored.alpha).toBeCloseTo(-fit.alpha, 5);
    expect(mirrored.mean).toBeCloseTo(-fit.mean, 5);
    expect(mirrored.logLikelihood).toBeCloseTo(fit.logLikelihood, 7);
  });
  it('refuses short, broken and constant series', () => {
    expect(() => fitEgarch(returns.slice(0, 99))).toThrow(SampleRefused);
    expect(() => fitEgarch([...returns, Number.NaN])).toThrow(SampleRefused);
    expect(() => fitEgarch(returns.map(() => 1))).toThrow(SampleRefused);
  });
});
