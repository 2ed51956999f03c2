import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectDigits } from '../close.fixture.ts';
import { dieboldMariano } from './dieboldMariano.ts';
import { dynamicQuantileTest } from './dynamicQuantile.ts';
import { OutsideDomain } from '../numbers/elementary.ts';
import { esbackRecord, esbackRows, hasEsback } from './esback.fixture.ts';
import { randomStream } from '../simulation/randomStream.ts';
import { SampleRefused } from '../numbers/sample.ts';
import { normalTail } from '../distributions/tailRisk.ts';
import { acerbiSzekely1, acerbiSzekely2, exceedanceResiduals, hitsOf } from './shortfallTests.ts';
import { studentTQuantile, studentTTail } from '../distributions/studentT.ts';
import { fz0Loss, murphyDiagram, tickLoss } from './tailScores.ts';
import { testUniform } from '../testNoise.fixture.ts';
import { capitalMultiplier, trafficLight } from './trafficLight.ts';

const FORECAST = { valueAtRisk: 2, expectedShortfall: 2.6 };

describe('scores', () => {
  it('GAS 0.3.4 FZLoss at 2.5 %: five losses and their mean 6.671364195', () => {
    const table = [
      [-3, 2, 2.8, 15.0296194172],
      [-1, 2.5, 3.4, 0.9590695493],
      [0.5, 2, 2.9, 0.7543659094],
      [2, 1.8, 2.5, 0.6362907319],
      // Follows from the mean published beside it; the printed 15.977375465 has one digit wrong.
      [-6, 4, 5.5, 15.977475365],
    ] as const;
    const losses = table.map(([value, valueAtRisk, expectedShortfall]) =>
      fz0Loss(value, { valueAtRisk, expectedShortfall }, 0.025),
    );
    losses.forEach((loss, i) => expect(Math.abs(loss - table[i]![3])).toBeLessThan(5.1e-11));
    expect(Math.abs(losses.reduce((sum, loss) => sum + loss, 0) / 5 - 6.671364195)).toBeLessThan(5.1e-10);
  });
  it('refuse a shortfall that is no loss, chances outside (0, 1) and NaN', () => {
    expect(() => fz0Loss(0, { valueAtRisk: -1, expectedShortfall: 0 }, 0.01)).toThrow(OutsideDomain);
    expect(() => fz0Loss(0, FORECAST, 0)).toThrow(OutsideDomain);
    expect(() => fz0Loss(Number.NaN, FORECAST, 0.01)).toThrow(OutsideDomain);
    expect(() => tickLoss(0, Number.NaN, 0.01)).toThrow(OutsideDomain);
    expect(() => murphyDiagram([], [], 0.01, [1])).toThrow(OutsideDomain);
    expect(() => murphyDiagram([1], [FORECAST], 0.01, [Number.NaN])).toThrow(OutsideDomain);
  });
  it('are lowest for the truth, a t with five degrees: consistency of both', () => {
    const uniform = testUniform(3);
    const sample = Array.from({ length: 20_000 }, () => studentTQuantile(uniform(), 5));
    const truth = studentTTail({ location: 0, scale: 1, nu: 5 }, 0.975);
    const mean = (score: (value: number) => number): number =>
      sample.reduce((sum, value) => sum + score(value), 0) / sample.length;
    for (const factor of [0.7, 1.4]) {
      const wrong = { valueAtRisk: truth.valueAtRisk * factor, expectedShortfall: truth.expectedShortfall * factor };
      expect(mean((x) => fz0Loss(x, truth, 0.025))).toBeLessThan(mean((x) => fz0Loss(x, wrong, 0.025)));
      expect(mean((x) => tickLoss(x, truth.valueAtRisk, 0.025))).toBeLessThan(
        mean((x) => tickLoss(x, wrong.valueAtRisk, 0.025)),
      );
    }
  });
  it('FZ0 differences are the Murphy curves mixed with weight 1/threshold²', () => {
    const other = { valueAtRisk: 1.4, expectedShortfall: 3.1 };
    fc.assert(
      fc.property(fc.double({ min: -8, max: 8, noNaN: true }), (value) => {
        // In x = 1/θ the weight is even; both curves are equal beyond ES of 3.1 but for a difference linear in θ.
        const steps = 40_000;
        const top = 1 / 2;
        let sum = 0;
        const thresholds = Array.from({ length: steps }, (_, i) => 1 / (((i + 0.5) * top) / steps));
        const [a, b] = [FORECAST, other].map((forecast) => murphyDiagram([value], [forecast], 0.025, thresholds));
        for (let i = 0; i < steps; i += 1) sum += ((a![i]!.score - b![i]!.score) * top) / steps;
        const wanted = fz0Loss(value, FORECAST, 0.025) - fz0Loss(value, other, 0.025);
        expect(Math.abs(sum - wanted)).toBeLessThan(2e-3 * Math.max(1, Math.abs(wanted)));
      }),
      { numRuns: 20 },
    );
  });
});

describe('Basel zones', () => {
  it('Basel Committee (1996), table 2: green to 4, yellow to 9, red from 10, of 250 days at 99 %', () => {
    const zones = Array.from({ length: 12 }, (_, x) => trafficLight(x).zone);
    expect(zones).toEqual([...Array(5).fill('green'), ...Array(5).fill('yellow'), 'red', 'red']);
    expect(Math.abs(trafficLight(4).cumulative - 0.8922)).toBeLessThan(5.1e-5);
  });
  it('of other lengths and chances: R 4.2.2, qbinom at 0.95 and 0.9999', () => {
    const table = [
      [125, 0.01, 3, 7],
      [500, 0.01, 9, 15],
      [1000, 0.01, 15, 24],
      [250, 0.025, 11, 17],
      [1000, 0.025, 33, 45],
    ] as const;
    for (const [days, p, yellow, red] of table) {
      const zones = [yellow - 1, yellow, red - 1, red].map((exceptions) => trafficLight(exceptions, days, p).zone);
      expect(zones, `${days} days at ${p}`).toEqual(['green', 'yellow', 'yellow', 'red']);
    }
  });
  it('MAR99 table 2 multipliers: 1.50, then 1.70 1.76 1.83 1.88 1.92, then 2.00', () => {
    expect([0, 4, 5, 6, 7, 8, 9, 10, 40].map(capitalMultiplier)).toEqual([1.5, 1.5, 1.7, 1.76, 1.83, 1.88, 1.92, 2, 2]);
  });
  it('refuse counts that are none', () => {
    for (const bad of [-1, 1.5, Number.NaN]) {
      expect(() => capitalMultiplier(bad)).toThrow(OutsideDomain);
      expect(() => trafficLight(bad)).toThrow(OutsideDomain);
    }
    expect(() => trafficLight(3, 2)).toThrow(OutsideDomain);
    expect(() => trafficLight(3, 250, 1)).toThrow(OutsideDomain);
  });
});

describe.skipIf(!hasEsback)(
  "the forecasts of R's esback, 4,527 days at 2.5 %, against numpy 2.4 and scipy 1.17.1; dynamic quantile, FZ0 and Diebold–Mariano against R 4.2.2 and sandwich 3.0-2 (NeweyWest, prewhite and adjust FALSE) too (needs BALLAST_DATA_DIR)",
  () => {
    const [rows, record] = [esbackRows(), esbackRecord()];
    const fz0 = record.returns.map((value, t) => fz0Loss(value, record.forecasts[t]!, 0.025));
    it('hits, dynamic quantile test, Acerbi and Szekely 1 and 2, exceedance residuals', () => {
      const hits = hitsOf(record);
      expect(hits.filter(Boolean).length).toBe(155);
      const quantile = dynamicQuantileTest(
        hits,
        record.forecasts.map(({ valueAtRisk }) => valueAtRisk),
        0.025,
      );
      expectDigits(quantile!.statistic, 173.26891833202254, 10);
      expectDigits(quantile!.pValue, 9.109799403272403e-35, 9);
      const first = acerbiSzekely1(record);
      expectDigits(first.statistic!, -0.04804016774155112, 11);
      expectDigits(first.pValue!, 0.05167917256987145, 10);
      const second = acerbiSzekely2(record);
      expectDigits(second.statistic!, -0.4353543273685921, 11);
      expectDigits(second.pValue!, 0.00014578593048814793, 9);
      const residuals = exceedanceResiduals(
        record,
        rows.map((row) => row[4]!),
      );
      expectDigits(residuals.statistic!, -0.11337561264776314, 11);
      expectDigits(residuals.pValue!, 0.09099171840385625, 10);
    });
    it('mean FZ0, and Diebold–Mariano against a constant forecast', () => {
      expectDigits(fz0.reduce((sum, loss) => sum + loss, 0) / fz0.length, 1.1415329182993565, 12);
      const plain = record.returns.map((x) => fz0Loss(x, { valueAtRisk: 2.5, expectedShortfall: 3.5 }, 0.025));
      const test = dieboldMariano(fz0, plain);
      expect(test.lags).toBe(16);
      expectDigits(test.meanDifference, -0.17215340545821622, 11);
      expectDigits(test.statistic, -2.357167923431205, 11);
      expectDigits(test.pValue, 0.018414917434696296, 10);
      expect(test.pFirstBetter).toBeCloseTo(test.pValue / 2, 12);
    });
  },
);

describe('Acerbi and Szekely (Risk, December 2014)', () => {
  it('their second statistic of 250 right days at 2.5 %: one in twenty falls below −0.70, next to none below −1.8', () => {
    const random = randomStream([20, 14]);
    const truth = normalTail({ mean: 0, deviation: 1 }, 0.975, 1);
    const forecasts = Array.from({ length: 250 }, () => truth);
    const statistics = Array.from({ length: 4_000 }, (_, trial) => {
      const returns = forecasts.map((_f, t) => random.normal(250 * trial + t));
      return acerbiSzekely2({ returns, forecasts, p: 0.025 }).statistic!;
    }).toSorted((a, b) => a - b);
    // The quantile of so many trials has an error of 0.015.
    expect(Math.abs(statistics[200]! + 0.7)).toBeLessThan(0.05);
    expect(statistics.filter((value) => value < -1.8).length).toBeLessThanOrEqual(4);
  });
});

describe('evaluation: refusals and laws', () => {
  const returns = Array.from({ length: 100 }, (_, t) => Math.sin(t * t) * 3);
  const record = { returns, forecasts: returns.map(() => FORECAST), p: 0.025 };
  it('says nothing where there is nothing to judge', () => {
    const calm = { ...record, returns: returns.map(() => 0.1) };
    expect(acerbiSzekely1(calm)).toEqual({ statistic: null, pValue: null, exceptions: 0 });
    expect(acerbiSzekely2(calm)).toEqual({ statistic: 1, pValue: null, exceptions: 0 });
    expect(exceedanceResiduals(calm).pValue).toBeNull();
    expect(
      dynamicQuantileTest(
        returns.map(() => false),
        returns,
        0.01,
      ),
    ).toBeNull();
    expect(
      dynamicQuantileTest(
        hitsOf(record),
        returns.map(() => 2),
        0.01,
      ),
    ).toBeNull();
  });
  it('refuses NaN, wrong lengths, short samples and a shortfall that is none', () => {
    expect(() => acerbiSzekely1({ ...record, returns: [...returns.slice(1), Number.NaN] })).toThrow(SampleRefused);
    expect(() => acerbiSzekely2({ ...record, forecasts: record.forecasts.slice(1) })).toThrow(OutsideDomain);
    expect(() =>
      acerbiSzekely1({ ...record, forecasts: returns.map(() => ({ valueAtRisk: 1, expectedShortfall: 0 })) }),
    ).toThrow(SampleRefused);
    expect(() => exceedanceResiduals(record, [1])).toThrow(OutsideDomain);
    expect(() =>
      exceedanceResiduals(
        record,
        returns.map(() => 0),
      ),
    ).toThrow(OutsideDomain);
    expect(() => dynamicQuantileTest([true, false], [1, 1], 0.01)).toThrow(SampleRefused);
    expect(() => dynamicQuantileTest(hitsOf(record), [1], 0.01)).toThrow(OutsideDomain);
    expect(() => dieboldMariano(returns, returns)).toThrow(SampleRefused);
    expect(() => dieboldMariano(returns, returns.slice(1))).toThrow(OutsideDomain);
    expect(() => dieboldMariano(returns.slice(0, 20), returns.slice(0, 20))).toThrow(SampleRefused);
  });
  it('Diebold–Mariano is odd in its arguments', () => {
    const other = returns.map((x, t) => x + Math.cos(t));
    const [a, b] = [dieboldMariano(returns, other), dieboldMariano(other, returns)];
    expect(a.statistic).toBeCloseTo(-b.statistic, 12);
    expect(a.pFirstBetter).toBeCloseTo(1 - b.pFirstBetter, 12);
  });
});
