import { describe, expect, it } from 'vitest';
import { fitGarch, type GarchFit, type GarchSpec } from './fitGarch.ts';
import { garchErrors } from './garchErrors.ts';
import { goldenRows, hasGolden } from '../golden.fixture.ts';
import { SampleRefused } from '../numbers/sample.ts';
import { dailyReturns, hasPrices } from '../prices.fixture.ts';
import { testGarchReturns, testNormal } from '../testNoise.fixture.ts';

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof SampleRefused) return error.code;
    throw error;
  }
  return 'no refusal';
};
const GJR_T = { variance: 'gjr', innovation: 'studentT', start: 'sampleVariance' } as const;
const NORMAL = { variance: 'garch', innovation: 'normal', start: 'sampleVariance' } as const;

describe('fitGarch: bad input', () => {
  it('refuses short, broken, constant and mostly equal series with a code each', () => {
    const noise = testGarchReturns(150, 1);
    expect(codeOf(() => fitGarch(noise.slice(0, 20), GJR_T))).toBe('QUANT_SAMPLE_TOO_SHORT');
    expect(codeOf(() => fitGarch([...noise, Number.NaN], GJR_T))).toBe('QUANT_SAMPLE_NOT_FINITE');
    expect(codeOf(() => fitGarch([...noise, Number.POSITIVE_INFINITY], GJR_T))).toBe('QUANT_SAMPLE_NOT_FINITE');
    expect(
      codeOf(() =>
        fitGarch(
          Array.from({ length: 200 }, () => 0.1),
          GJR_T,
        ),
      ),
    ).toBe('QUANT_SAMPLE_CONSTANT');
    expect(codeOf(() => fitGarch([...noise.slice(0, 90), ...Array.from({ length: 100 }, () => 0)], GJR_T))).toBe(
      'QUANT_SAMPLE_MOSTLY_EQUAL',
    );
  });
  it('survives a ten-sigma tick, a pure random walk and falls calmer than rises, saying what sits on a bound', () => {
    const normal = testNormal(5);
    const flat = Array.from({ length: 400 }, normal);
    for (const spec of [GJR_T, NORMAL] as GarchSpec[]) {
      const spiked = fitGarch([...flat.slice(0, 200), 10, ...flat.slice(200)], spec);
      expect(spiked.variances.every((h) => h > 0)).toBe(true);
      expect(Number.isFinite(spiked.logLikelihood)).toBe(true);
    }
    expect(fitGarch(flat, GJR_T).onBound).toContain('nu');
    // Returns upside down: the response to falls becomes that to rises, and no variance goes below zero.
    const upside = fitGarch(
      testGarchReturns(2000, 3).map((r) => -r),
      GJR_T,
    );
    expect(upside.estimate.gamma).toBeLessThan(0);
    expect(upside.estimate.alpha + upside.estimate.gamma).toBeGreaterThanOrEqual(0);
    expect(upside.variances.every((h) => h > 0)).toBe(true);
  });
});

const dem = hasGolden('dmbp.csv') ? goldenRows('dmbp.csv').map((row) => row[0]!) : [];
const near = (fit: GarchFit, wanted: Partial<Record<keyof GarchFit['estimate'], number>>, tolerance: number): void => {
  expect(fit.ended).toBe('converged');
  for (const [name, value] of Object.entries(wanted))
    expect(Math.abs((fit.estimate[name as 'mean'] ?? Number.NaN) - value), name).toBeLessThan(tolerance);
};

describe.skipIf(dem.length === 0)(
  'fitGarch: mark against pound, 1,974 days (needs BALLAST_DATA_DIR/../reference)',
  () => {
    it('the file is that of Bollerslev and Ghysels (1996)', () => {
      expect(dem.length).toBe(1974);
      expect(Math.abs(dem.reduce((sum, r) => sum + r, 0) + 32.42647711)).toBeLessThan(1e-7);
    });
    it('Fiorentini, Calzolari and Panattoni (1996), the published benchmark: six significant digits and Hessian errors; TSP 4.4, bgfcp.tsp, where their program and TSP agree: eight digits and robust (QML, White) errors', () => {
      const fit = fitGarch(dem, { ...NORMAL, start: 'presample' });
      near(fit, { mean: -0.00619041, omega: 0.0107613, alpha: 0.153134, beta: 0.805974 }, 5.1e-7);
      near(fit, { mean: -0.0061904084, omega: 0.010761397852, alpha: 0.15313406182, beta: 0.8059736703 }, 1e-8);
      expect(Math.abs(fit.logLikelihood + 1106.607881041288)).toBeLessThan(1e-9);
      const errors = garchErrors(dem, fit);
      if (errors.kind !== 'errors') expect.fail(errors.reason);
      const table = [
        ['mean', 0.00846212, 0.009189354],
        ['omega', 0.00285271, 0.006493186],
        ['alpha', 0.0265228, 0.053531703],
        ['beta', 0.0335527, 0.07246145],
      ] as const;
      for (const [name, plain, robust] of table) {
        expect(Math.abs(errors.hessian[name]! / plain - 1), name).toBeLessThan(2e-6);
        expect(Math.abs(errors.robust[name]! / robust - 1), name).toBeLessThan(2e-6);
      }
    });
    it('McCullough and Renfro (1999) and TSP 4.4, bg11i.tsp: outer product, information matrix, Bollerslev and Wooldridge', () => {
      const errors = garchErrors(dem, fitGarch(dem, { ...NORMAL, start: 'presample' }));
      if (errors.kind !== 'errors') expect.fail(errors.reason);
      const table = [
        ['mean', 0.00843359, 0.0083762856, 0.008730924687],
        ['omega', 0.00132298, 0.00192880806, 0.00312363751],
        ['alpha', 0.0139737, 0.019401186, 0.027321934],
        ['beta', 0.0165604, 0.0218398722, 0.030150886],
      ] as const;
      for (const [name, outer, information, robust] of table) {
        // Printed to six digits: one unit in the last.
        expect(Math.abs(errors.outerProduct[name]! / outer - 1), name).toBeLessThan(7.2e-6);
        expect(Math.abs(errors.information![name]! / information - 1), name).toBeLessThan(1e-6);
        expect(Math.abs(errors.bollerslevWooldridge![name]! / robust - 1), name).toBeLessThan(1e-6);
      }
    });
    it('rugarch 1.5-6 (h₁ = mean e²): estimates, errors and robust errors', () => {
      const fit = fitGarch(dem, NORMAL);
      near(fit, { mean: -0.00618432, omega: 0.01076027, alpha: 0.15340773, beta: 0.80587901 }, 5e-7);
      expect(Math.abs(fit.logLikelihood + 1106.586581)).toBeLessThan(1e-6);
      const errors = garchErrors(dem, fit);
      if (errors.kind !== 'errors') expect.fail(errors.reason);
      const table = [
        ['mean', 0.008461607, 0.009016786],
        ['omega', 0.002853015, 0.006498473],
        ['alpha', 0.026581494, 0.049390096],
        ['beta', 0.03356699, 0.06916307],
      ] as const;
      for (const [name, plain, robust] of table) {
        // Its own come from differences of the likelihood; its robust ones lie up to 8 % below the published, which ours are.
        expect(Math.abs(errors.hessian[name]! / plain - 1), name).toBeLessThan(1e-4);
        expect(Math.abs(errors.robust[name]! / robust - 1), name).toBeLessThan(0.09);
      }
    });
    it('rugarch 1.5-6, same data: GJR-normal, GARCH-t and GJR-t, the last two on the bound of persistence', () => {
      const gjr = fitGarch(dem, { ...NORMAL, variance: 'gjr' });
      near(gjr, { mean: -0.007901, omega: 0.01123, alpha: 0.1408, beta: 0.801359, gamma: 0.028302 }, 4e-5);
      expect(gjr.logLikelihood).toBeGreaterThan(-1106.083707);
      const t = fitGarch(dem, { ...GJR_T, variance: 'garch' });
      near(t, { mean: 0.002166, omega: 0.002812, alpha: 0.11694, beta: 0.88206, nu: 4.355889 }, 1e-5);
      expect(Math.abs(t.logLikelihood + 989.829851)).toBeLessThan(1e-5);
      expect(t.onBound).toEqual(['persistence']);
      expect(garchErrors(dem, t)).toEqual({ kind: 'refused', reason: 'onBound' });
      const both = fitGarch(dem, GJR_T);
      near(
        both,
        { mean: 0.000912, omega: 0.002694, alpha: 0.095531, beta: 0.88512, gamma: 0.036697, nu: 4.292425 },
        1.5e-5,
      );
      expect(Math.abs(both.logLikelihood + 988.740584)).toBeLessThan(1e-5);
    });
    it('fGarch 4022.89 of R, persistence free: GARCH-t and, in the form of Fernández and Steel, GARCH-skewed-t', () => {
      const free = { variance: 'garch', start: 'presample', mostPersistence: 1.1 } as const;
      const t = fitGarch(dem, { ...free, innovation: 'studentT' });
      near(t, { mean: 0.0022485, omega: 0.00231905, alpha: 0.1244383, beta: 0.8846529, nu: 4.118424 }, 3e-6);
      expect(Math.abs(t.logLikelihood + 989.408348951)).toBeLessThan(1e-7);
      const skewed = fitGarch(dem, { ...free, innovation: 'skewedT' });
      near(skewed, { mean: -0.0085711, omega: 0.00239839, alpha: 0.1248328, beta: 0.8830716, nu: 4.201071 }, 3e-6);
      expect(Math.abs(skewed.logLikelihood + 985.068138772)).toBeLessThan(1e-7);
      const skew = skewed.estimate.skew!;
      expect(Math.abs(Math.sqrt((1 + skew) / (1 - skew)) - 0.9130956)).toBeLessThan(1e-6);
    });
  },
);

describe.skipIf(!hasGolden('garch_data.csv'))(
  'fitGarch: twenty simulated series (needs BALLAST_DATA_DIR/../reference)',
  () => {
    it('GJR-t of column 1 as rugarch 1.5-6 has it, and no less likelihood over the twenty than the best known, −92765.511', () => {
      const rows = goldenRows('garch_data.csv');
      const fits = Array.from({ length: 20 }, (_, column) =>
        fitGarch(
          rows.map((row) => row[column]!),
          GJR_T,
        ),
      );
      near(fits[0]!, { mean: 0.08194, omega: 0.052904, alpha: 0.051017, gamma: 0.077326, beta: 0.889984 }, 1.5e-6);
      expect(Math.abs(fits[0]!.estimate.nu! - 5.8784)).toBeLessThan(1e-4);
      expect(Math.abs(fits[0]!.logLikelihood + 4241.63812)).toBeLessThan(1e-6);
      expect(fits.map(({ ended }) => ended)).toEqual(fits.map(() => 'converged'));
      const sum = fits.reduce((total, { logLikelihood }) => total + logLikelihood, 0);
      expect(sum).toBeGreaterThan(-92_765.511 - 1e-3);
    });
  },
);

const SPOT = 'binance_spot_daily_2018_2025.csv.gz';
describe.skipIf(!hasPrices(SPOT))('fitGarch: a normal law and a few huge days (needs BALLAST_DATA_DIR)', () => {
  const window = (symbol: string, from: string): number[] => {
    const { days, returns } = dailyReturns(SPOT, symbol);
    const first = days.indexOf(from);
    return returns.slice(first, first + 1000).map((value) => 100 * value);
  };
  const presample = { ...NORMAL, start: 'presample' } as const;
  it('XRP, 1,000 days from 2019-09-17: fGarch 4022.89 with persistence free, arch 8.0.0 with it at one; eight below where one search ends', () => {
    const returns = window('XRPUSDT', '2019-09-17');
    const free = fitGarch(returns, { ...presample, mostPersistence: 1.2 });
    near(free, { mean: -0.2189, omega: 3.5164, alpha: 0.4586, beta: 0.5936 }, 6e-5);
    expect(Math.abs(free.logLikelihood + 3129.217)).toBeLessThan(6e-4);
    const one = fitGarch(returns, { ...presample, mostPersistence: 1 });
    near(one, { mean: -0.2203, omega: 3.9421, alpha: 0.4067, beta: 0.5933 }, 3e-4);
    expect(Math.abs(one.logLikelihood + 3130.113)).toBeLessThan(1e-3);
  });
  it('DOGE, 1,000 days from 2020-03-12: no less likelihood than fGarch 4022.89, −3309.439', () => {
    const returns = window('DOGEUSDT', '2020-03-12');
    const free = fitGarch(returns, { ...presample, mostPersistence: 1.2 });
    expect(free.logLikelihood).toBeGreaterThan(-3309.439);
    expect(fitGarch(returns, presample).logLikelihood).toBeGreaterThan(-3315);
  });
});

describe('fitGarch: laws', () => {
  const returns = testGarchReturns(600, 11);
  it.each(['normal', 'studentT', 'skewedT'] as const)('%s: scales with the unit of the returns', (innovation) => {
    const spec = { variance: 'gjr', innovation, start: 'sampleVariance' } as const;
    const [base, scaled] = [
      fitGarch(returns, spec),
      fitGarch(
        returns.map((r) => r / 128),
        spec,
      ),
    ];
    expect(scaled.estimate.omega * 128 * 128).toBeCloseTo(base.estimate.omega, 8);
    expect(scaled.estimate.alpha).toBeCloseTo(base.estimate.alpha, 8);
    expect(scaled.estimate.beta).toBeCloseTo(base.estimate.beta, 8);
    expect(scaled.logLikelihood - 600 * Math.log(128)).toBeCloseTo(base.logLikelihood, 6);
    expect(scaled.nextVariance * 128 * 128).toBeCloseTo(base.nextVariance, 7);
  });
  it('more freedom never costs likelihood', () => {
    const of = (variance: GarchSpec['variance'], innovation: GarchSpec['innovation']): number =>
      fitGarch(returns, { variance, innovation, start: 'sampleVariance' }).logLikelihood;
    expect(of('gjr', 'normal')).toBeGreaterThanOrEqual(of('garch', 'normal') - 1e-8);
    expect(of('gjr', 'skewedT')).toBeGreaterThanOrEqual(of('gjr', 'studentT') - 1e-8);
  });
  it('gives the same bytes each time', () => {
    expect(fitGarch(returns, GJR_T)).toEqual(fitGarch(returns, GJR_T));
  });
});
