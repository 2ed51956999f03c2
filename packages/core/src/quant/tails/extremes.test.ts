import { describe, expect, it } from 'vitest';
import { expectDigits } from '../close.fixture.ts';
import { OutsideDomain } from '../numbers/elementary.ts';
import { extremeTail, filteredTail, garchTail, standardise } from './filteredTails.ts';
import { fitGarch } from '../volatility/fitGarch.ts';
import { fitParetoTail, paretoTailRisk, thresholdDiagnostics } from '../distributions/generalisedPareto.ts';
import { hillEstimate } from './hillEstimate.ts';
import { hasReference, referenceRows } from '../referenceTable.fixture.ts';
import { SampleRefused } from '../numbers/sample.ts';
import { testGarchReturns, testUniform } from '../testNoise.fixture.ts';

const FILE = 'bmw_log_returns.csv.gz';
const bmw = hasReference(FILE) ? referenceRows(FILE).map((row) => -Number(row[1])) : [];

describe.skipIf(bmw.length === 0)('BMW daily losses 1973–1996, against scipy 1.17.1 (needs BALLAST_DATA_DIR)', () => {
  it('Pareto tails above 2 and 3 %: shape, scale, likelihood, VaR and ES at 99 and 99.9 %', () => {
    const table = [
      [
        0.02,
        354,
        0.2231797543232509,
        0.009251454038203311,
        1224.7673508486014,
        [0.03981927323562884, 0.057422720939136127, 0.08098086018800339, 0.11040999461210207],
      ],
      [
        0.03,
        136,
        0.1428153141535889,
        0.012562605502233452,
        439.8532972759904,
        [0.040566024012453225, 0.05698208437059132, 0.0789298368179987, 0.10173768189700283],
      ],
    ] as const;
    for (const [threshold, count, shape, scale, likelihood, tails] of table) {
      const tail = fitParetoTail(bmw, threshold);
      expect([tail.exceedances, tail.sampleSize, tail.ended]).toEqual([count, 6146, 'converged']);
      expectDigits(tail.shape, shape, 5.5);
      expectDigits(tail.scale, scale, 6);
      expect(tail.logLikelihood).toBeGreaterThan(likelihood - 1e-8);
      const [one, two] = [paretoTailRisk(tail, 0.99), paretoTailRisk(tail, 0.999)];
      [one.valueAtRisk, one.expectedShortfall, two.valueAtRisk, two.expectedShortfall].forEach((value, i) =>
        expectDigits(value, tails[i]!, 6),
      );
    }
  });
  it('Hill from the 100 and 250 largest', () => {
    expectDigits(hillEstimate(bmw, 100).shape, 0.31386603549357245, 13);
    expectDigits(hillEstimate(bmw, 250).shape, 0.37595474539997825, 13);
  });
  it('thresholds too high for 20 exceedances are left out', () => {
    const rows = thresholdDiagnostics(bmw, [0.01, 0.02, 0.03, 0.5]);
    expect(rows.map(({ threshold }) => threshold)).toEqual([0.01, 0.02, 0.03]);
    expect(rows[1]!.meanExcess).toBeGreaterThan(0.01);
  });
});

// Danish fire losses 1980–1990 above ten million kroner of 1985, 109 of 2,167 (Rytgaard; danishClaims of R's fExtremes).
const DANISH = [
  11.374817, 26.214641, 14.122076, 11.713031, 12.465593, 17.569546, 13.620791, 21.961933, 263.250366, 19.070278,
  19.472914, 34.141547, 20.969856, 12.895151, 56.225426, 10.222805, 14.678899, 50.065531, 10.178024, 10.820452,
  24.970273, 11.890606, 20.049941, 65.707491, 27.262595, 15.926278, 22.258226, 10.011123, 10.072303, 12.631813,
  13.348165, 11.431591, 11.123471, 11.623037, 14.293194, 13.623037, 18.646484, 15.811518, 19.162304, 18.848168,
  22.137567, 16.3, 46.5, 10.5, 12.225, 14.239, 57.410636, 14.3, 13.5, 10.7, 19.4, 12.054002, 16.441659, 29.026037,
  12.536162, 18.322083, 10.27001, 17.068467, 17.743491, 23.283859, 11.131725, 12.523191, 32.467532, 29.037106,
  18.552876, 16.883117, 27.829314, 12.059369, 11.595547, 16.415262, 18.424135, 38.154392, 27.338066, 11.801242,
  25.288376, 10.204082, 20.452529, 47.019521, 24.578527, 15.882875, 25.95386, 10.8252, 31.055901, 24.555461, 42.091448,
  14.394581, 20.863675, 14.394581, 10.137172, 12.801863, 16.088061, 152.413209, 14.013548, 12.701101, 11.685013,
  32.387807, 10.584251, 18.628281, 10.99835, 12.376238, 15.284653, 10.184818, 13.20132, 20.826733, 14.851485,
  144.657591, 28.630363, 19.265677, 17.739274,
];

describe('fitParetoTail: Danish fire losses above 10', () => {
  // What lies below the threshold counts, and says nothing else.
  const losses = [...DANISH, ...Array.from({ length: 2167 - DANISH.length }, () => 1)];
  it('McNeil, "Estimating the tails of loss severity distributions" (ASTIN, 1997): ξ 0.497, β 6.98; scipy 1.17.1 at the top of the likelihood, which R stops short of', () => {
    const tail = fitParetoTail(losses, 10);
    expect([tail.exceedances, tail.sampleSize]).toEqual([109, 2167]);
    expectDigits(tail.shape, 0.496985814, 6);
    expectDigits(tail.scale, 6.975468312, 6);
    expect(Math.abs(tail.shape - 0.497)).toBeLessThan(5e-4);
    expect(Math.abs(tail.scale - 6.98)).toBeLessThan(6e-3);
    // fExtremes 4021.83 (R 4.2.2): .496806243638 and 6.974552264571, errors .1362 and 1.1131, of no more likelihood.
    const likelihoodOf = (shape: number, scale: number): number =>
      DANISH.reduce(
        (sum, loss) => sum - Math.log(scale) - (1 / shape + 1) * Math.log1p((shape * (loss - 10)) / scale),
        0,
      );
    expect(tail.logLikelihood).toBeGreaterThanOrEqual(likelihoodOf(0.496806243638, 6.974552264571));
    // Errors by the expected information (Smith, 1987), McNeil's 0.143; R reads .1362 off the observed one.
    expect(Math.abs(tail.shapeError - 0.143)).toBeLessThan(5e-4);
    expectDigits(tail.scaleError, 6.975468312 * Math.sqrt((2 * 1.496985814) / 109), 5);
  });
});

// Inches of rain a year in 41 of 70 cities of the United States, those above 35 (precip of R's datasets).
const RAIN = [
  35.1, 35.9, 35.9, 36.1, 36.2, 36.2, 37, 37, 37.6, 38.7, 38.8, 38.9, 39, 39.9, 40.2, 40.2, 40.8, 40.8, 41.8, 42.5,
  42.5, 42.6, 42.7, 42.8, 43.1, 43.4, 44.7, 45.5, 46, 46.4, 48.2, 48.3, 48.5, 49.1, 49.2, 54.5, 54.7, 56.8, 59.2, 59.8,
  67,
];

describe('fitParetoTail: a tail that ends', () => {
  it('scipy 1.17.1 (genpareto, Nelder–Mead) and evd 2.3 (fpot: shape −0.246, scale 11.22, likelihood −130.05643): rain above 35 inches', () => {
    const tail = fitParetoTail([...RAIN, ...Array.from({ length: 70 - RAIN.length }, () => 30)], 35);
    expectDigits(tail.shape, -0.246108976, 6);
    expectDigits(tail.scale, 11.225825699, 7);
    expectDigits(tail.logLikelihood, -130.0564285726, 11);
    const table = [
      [0.9, 51.090504466, 56.921301166],
      [0.99, 63.86197087, 67.170377805],
    ] as const;
    for (const [confidence, valueAtRisk, expectedShortfall] of table) {
      const risk = paretoTailRisk(tail, confidence);
      expectDigits(risk.valueAtRisk, valueAtRisk, 7);
      expectDigits(risk.expectedShortfall, expectedShortfall, 7);
    }
  });
});

describe('fitParetoTail', () => {
  const draw = (shape: number, n: number): number[] => {
    const uniform = testUniform(17);
    return Array.from({ length: n }, () => (shape === 0 ? -Math.log(uniform()) : (uniform() ** -shape - 1) / shape));
  };
  it.each([-0.2, 0, 0.3, 0.7])('finds the shape %s and scale 1 of its own draws within three errors', (shape) => {
    const tail = fitParetoTail(draw(shape, 4000), 0);
    expect(Math.abs(tail.shape - shape)).toBeLessThan(3 * tail.shapeError);
    expect(Math.abs(tail.scale - 1)).toBeLessThan(3 * tail.scaleError);
  });
  it('converges where the shape all but vanishes', () => {
    // Quantiles of a Pareto law whose fitted shape is zero to 1e-11 at this one of its own, and moves with it.
    const flat = 0.010371468459915299;
    for (const move of [1e-8, -1e-8, 1e-7, -1e-7, 1e-6, -1e-6]) {
      const shape = flat + move;
      const losses = Array.from({ length: 200 }, (_, i) => ((1 - (i + 0.5) / 200) ** -shape - 1) / shape);
      const tail = fitParetoTail(losses, 0);
      expect(tail.ended, `${move}`).toBe('converged');
      expect(Math.abs(tail.shape - 1.009 * move), `${move}`).toBeLessThan(2e-8);
    }
  });
  it('refuses few, equal and broken losses, a confidence before the threshold, and an infinite shortfall', () => {
    expect(() => fitParetoTail(draw(0.2, 19), 0)).toThrow(SampleRefused);
    expect(() => fitParetoTail(draw(0.2, 100), 50)).toThrow(SampleRefused);
    expect(() =>
      fitParetoTail(
        Array.from({ length: 50 }, () => 1),
        0,
      ),
    ).toThrow(SampleRefused);
    expect(() => fitParetoTail([...draw(0.2, 50), Number.NaN], 0)).toThrow(SampleRefused);
    expect(() => fitParetoTail(draw(0.2, 50), Number.NaN)).toThrow(OutsideDomain);
    const tail = fitParetoTail(draw(0.2, 1000), 1);
    expect(() => paretoTailRisk(tail, 0.1)).toThrow(OutsideDomain);
    expect(() => paretoTailRisk(tail, 1)).toThrow(OutsideDomain);
    expect(() => paretoTailRisk({ ...tail, shape: 1 }, 0.999)).toThrow(SampleRefused);
  });
  it('VaR at the threshold is the threshold, and ES is the mean of VaR beyond', () => {
    const tail = fitParetoTail(draw(0.3, 1000), 1);
    const at = 1 - tail.exceedances / tail.sampleSize;
    expect(paretoTailRisk(tail, at).valueAtRisk).toBeCloseTo(1, 12);
    let sum = 0;
    for (let i = 0; i < 100_000; i += 1) sum += paretoTailRisk(tail, 1 - (0.01 * (i + 0.5)) / 100_000).valueAtRisk;
    expect(sum / 100_000 / paretoTailRisk(tail, 0.99).expectedShortfall).toBeCloseTo(1, 2);
  });
});

describe('hillEstimate', () => {
  it('refuses k below two, short samples, thresholds that are no loss, and equal losses', () => {
    expect(() => hillEstimate([1, 2, 3], 1)).toThrow(OutsideDomain);
    expect(() => hillEstimate([1, 2, 3], 3)).toThrow(SampleRefused);
    expect(() => hillEstimate([1, 2, -3, -4], 2)).toThrow(OutsideDomain);
    expect(() => hillEstimate([1, 1, 1, 1], 2)).toThrow(SampleRefused);
  });
});

describe('filtered tails', () => {
  const returns = testGarchReturns(1000, 21);
  const fit = fitGarch(returns, { variance: 'gjr', innovation: 'studentT', start: 'sampleVariance' });
  const shocks = standardise(fit.residuals, fit.variances);
  const outlook = { mean: fit.estimate.mean, deviation: Math.sqrt(fit.nextVariance) };
  it('the three agree within a quarter on data that are nearly normal, ES beyond VaR', () => {
    for (const confidence of [0.975, 0.99]) {
      const tails = [
        garchTail(fit, confidence),
        filteredTail(shocks, outlook, confidence),
        extremeTail(shocks, outlook, confidence),
      ];
      for (const tail of tails) {
        expect(tail.expectedShortfall).toBeGreaterThan(tail.valueAtRisk);
        expect(tail.valueAtRisk / tails[0]!.valueAtRisk).toBeGreaterThan(0.75);
        expect(tail.valueAtRisk / tails[0]!.valueAtRisk).toBeLessThan(1.25);
      }
    }
  });
  it('scale with the outlook', () => {
    const [one, two] = [filteredTail(shocks, outlook, 0.99), filteredTail(shocks, { mean: 0, deviation: 2 }, 0.99)];
    expect((one.valueAtRisk + outlook.mean) / outlook.deviation).toBeCloseTo(two.valueAtRisk / 2, 12);
  });
  it('refuse variances that are none and samples too short', () => {
    expect(() => standardise([1, 2], [1, 0])).toThrow(OutsideDomain);
    expect(() => standardise([1, 2], [1])).toThrow(OutsideDomain);
    expect(() => extremeTail(shocks.slice(0, 200), outlook, 0.99)).toThrow(SampleRefused);
  });
});
