import { describe, expect, it } from 'vitest';
import { exponential } from '../numbers/elementary.ts';
import { normalCumulative, normalQuantile } from '../distributions/normal.ts';
import { goldenRows, hasGolden } from '../golden.fixture.ts';
import { covarianceOf } from '../dependence/covariance.ts';
import { portfolioMoments } from '../portfolios/portfolioMoments.ts';
import { studentTQuantile, studentTTail } from '../distributions/studentT.ts';
import { chooseImportance } from './importance.ts';
import type { ReturnModel } from './preparedModel.ts';
import { simulateTail, type TailSimulation } from './simulateTail.ts';
import { SMALL_BOOK, SMALL_MODEL } from './simulation.fixture.ts';

const BASE = {
  confidence: 0.99,
  paths: 524_288,
  key: [20, 26],
  draws: 'independent',
  importance: false,
  engine: 'kernel',
} as const;
const KINDS = [
  ['independent', false],
  ['antithetic', false],
  ['lattice', false],
  ['independent', true],
  ['antithetic', true],
  ['lattice', true],
] as const;

/** Thirty assets, equal weights, correlations and tails of the reference; all of five degrees if `isElliptical`. */
function thirtyAssets(isElliptical: boolean): Pick<TailSimulation, 'model' | 'book'> {
  const rows = goldenRows('mc_model_assets.csv');
  const margins = rows.map(([, deviation = 0, nu = 0]) => {
    const degrees = isElliptical ? 5 : nu;
    return {
      kind: 'studentT',
      nu: degrees,
      location: 0,
      scale: deviation * Math.sqrt((degrees - 2) / degrees),
    } as const;
  });
  const model: ReturnModel = { correlation: goldenRows('mc_model_corr.csv'), margins, degrees: 5 };
  return { model, book: rows.map(([weight = 0]) => weight) };
}

describe.skipIf(!hasGolden('mc_model_assets.csv'))(
  'simulateTail: 30 assets, t copula of 5 degrees, VaR and ES at 99 %',
  () => {
    // 24 runs of 40 million paths by an independent program: mean and standard error.
    it.each([
      ['t margins of 3 to 12 degrees', false, 0.016915, 1.1e-6, 0.0210079, 1.9e-6],
      ['elliptical', true, 0.0170929, 1.6e-6, 0.0220424, 2.7e-6],
    ] as const)(
      '%s: within three standard errors, however drawn',
      (_name, isElliptical, level, levelError, es, esError) => {
        // The elliptical variant shares all code but the tables: the two ends of the list are enough.
        for (const [draws, importance] of isElliptical ? KINDS.slice(-1) : KINDS) {
          const tail = simulateTail({ ...BASE, ...thirtyAssets(isElliptical), draws, importance });
          const errorOf = (own: number, theirs: number): number => Math.sqrt(own * own + theirs * theirs);
          expect(Math.abs(tail.valueAtRisk - level)).toBeLessThan(3 * errorOf(tail.valueAtRiskError, levelError));
          expect(Math.abs(tail.expectedShortfall - es)).toBeLessThan(3 * errorOf(tail.expectedShortfallError, esError));
        }
      },
    );
    it('R 4.2.2, the elliptical book without the exponential: VaR 0.01884325 and ES 0.02493312 in closed form', () => {
      const { model, book } = thirtyAssets(true);
      const scales = model.margins.map((margin) => ('scale' in margin ? margin.scale : Number.NaN));
      const { deviation } = portfolioMoments(
        book,
        scales.map(() => 0),
        covarianceOf(model.correlation, scales),
      );
      const tail = studentTTail({ location: 0, scale: deviation, nu: 5 }, 0.99);
      expect(tail.valueAtRisk).toBeCloseTo(0.01884325, 8);
      expect(tail.expectedShortfall).toBeCloseTo(0.02493312, 8);
    });
    it('lattice with importance sampling: ES to 0.05 % with half a million paths; plain needs thirty million', () => {
      const all = thirtyAssets(false);
      const plain = simulateTail({ ...BASE, ...all });
      const sharp = simulateTail({ ...BASE, ...all, draws: 'lattice', importance: true });
      expect(sharp.expectedShortfallError / sharp.expectedShortfall).toBeLessThan(0.0005);
      expect(plain.expectedShortfallError / plain.expectedShortfall).toBeGreaterThan(0.003);
    });
  },
);

describe('simulateTail: closed forms at small probabilities', () => {
  const one = { ...BASE, book: [1], paths: 65_536 };
  it.each([0.99, 0.999, 0.9999])('one normal log return, confidence %f', (confidence) => {
    const model: ReturnModel = {
      correlation: [[1]],
      margins: [{ kind: 'normal', location: 0, deviation: 0.1 }],
      degrees: 'gaussian',
    };
    const z = normalQuantile(confidence);
    const level = 1 - exponential(-0.1 * z);
    const shortfall = 1 - (exponential(0.005) * normalCumulative(-z - 0.1)) / (1 - confidence);
    const tail = simulateTail({ ...one, model, confidence, importance: true });
    expect(Math.abs(tail.valueAtRisk - level)).toBeLessThan(3 * tail.valueAtRiskError);
    expect(Math.abs(tail.expectedShortfall - shortfall)).toBeLessThan(3 * tail.expectedShortfallError);
    expect(tail.expectedShortfallError / tail.expectedShortfall).toBeLessThan(0.004);
  });
  it.each([0.99, 0.999, 0.9999])('one t log return of four degrees, confidence %f', (confidence) => {
    const model: ReturnModel = {
      correlation: [[1]],
      margins: [{ kind: 'studentT', nu: 4, location: 0, scale: 0.01 }],
      degrees: 4,
    };
    const level = 1 - exponential(-0.01 * studentTQuantile(confidence, 4));
    const tail = simulateTail({ ...one, model, confidence, importance: true });
    expect(Math.abs(tail.valueAtRisk - level)).toBeLessThan(3 * tail.valueAtRiskError);
    expect(tail.valueAtRiskError / level).toBeLessThan(0.03);
  });
});

describe('simulateTail', () => {
  it('is the same with either engine', () => {
    const small = { ...BASE, model: SMALL_MODEL, book: SMALL_BOOK, paths: 8_192, importance: true };
    expect(simulateTail({ ...small, engine: 'typescript' })).toEqual(simulateTail(small));
  });
  it('does not change when assets are listed in another order, but for the draws', () => {
    const order = [2, 0, 3, 1];
    const moved: ReturnModel = {
      correlation: order.map((i) => order.map((j) => SMALL_MODEL.correlation[i]?.[j] ?? 0)),
      margins: order.flatMap((i) => SMALL_MODEL.margins.slice(i, i + 1)),
      degrees: 5,
    };
    const settings = { ...BASE, draws: 'lattice', importance: true } as const;
    const a = simulateTail({ ...settings, model: SMALL_MODEL, book: SMALL_BOOK });
    const b = simulateTail({ ...settings, model: moved, book: order.map((i) => SMALL_BOOK[i] ?? 0) });
    const error = Math.sqrt(a.expectedShortfallError ** 2 + b.expectedShortfallError ** 2);
    expect(Math.abs(a.expectedShortfall - b.expectedShortfall)).toBeLessThan(3 * error);
  });
  it('shifts further the rarer the loss, and tilts only a t copula', () => {
    expect(chooseImportance('gaussian', 0.9999).shift).toBeGreaterThan(chooseImportance('gaussian', 0.99).shift);
    expect(chooseImportance('gaussian', 0.99).tilt).toBe(1);
    expect(chooseImportance(5, 0.99).tilt).toBeLessThan(1);
  });
});
