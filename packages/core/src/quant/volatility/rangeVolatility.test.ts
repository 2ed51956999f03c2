import { describe, expect, it } from 'vitest';
import { expectDigits } from '../close.fixture.ts';
import { OutsideDomain } from '../numbers/elementary.ts';
import {
  garmanKlassVariance,
  parkinsonVariance,
  rogersSatchellVariance,
  yangZhangVariance,
  type Candle,
} from './rangeVolatility.ts';
import { SampleRefused } from '../numbers/sample.ts';
import { testNormal } from '../testNoise.fixture.ts';

const candle = (open: number, high: number, low: number, close: number): Candle => ({ open, high, low, close });
const CANDLES = [
  candle(100, 104, 99, 102),
  candle(102.5, 105, 100, 101),
  candle(100.5, 106, 100, 104),
  candle(104.3, 107, 102, 103),
  candle(103.2, 105, 98, 99),
];
const ALL = { parkinsonVariance, garmanKlassVariance, rogersSatchellVariance, yangZhangVariance };

/** Candles of a walk of many small steps, with a jump before each open. */
function walk(days: number, steps: number, drift: number, jump: number): Candle[] {
  const normal = testNormal(12);
  let level = 0;
  return Array.from({ length: days }, () => {
    level += jump * normal();
    const open = level;
    let [high, low] = [open, open];
    for (let i = 0; i < steps; i += 1) {
      level += drift / steps + (0.02 / Math.sqrt(steps)) * normal();
      high = Math.max(high, level);
      low = Math.min(low, level);
    }
    return candle(Math.exp(open), Math.exp(high), Math.exp(low), Math.exp(level));
  });
}

describe('range variances', () => {
  it('numpy 2.4, the published formulas on five candles: variances and errors', () => {
    expectDigits(parkinsonVariance(CANDLES).variance, 0.0011003144462418647, 13);
    expectDigits(parkinsonVariance(CANDLES).error!, 0.00017024896052195455, 12);
    expectDigits(garmanKlassVariance(CANDLES).variance, 0.0012422044203108243, 13);
    expectDigits(garmanKlassVariance(CANDLES).error!, 0.00012197119827341093, 12);
    expectDigits(rogersSatchellVariance(CANDLES).variance, 0.00123748260685759, 13);
    expectDigits(rogersSatchellVariance(CANDLES).error!, 8.05723894045136e-5, 12);
    expectDigits(yangZhangVariance(CANDLES).variance, 0.0012669469751429095, 12);
  });
  it('TTR 0.24.3 (R 4.2.2), volatility() with N = 1: Parkinson, Garman and Klass, Rogers and Satchell, Yang and Zhang', () => {
    const candles = [
      candle(100, 103, 99, 102),
      candle(102, 104, 100, 101.5),
      candle(101, 106, 100, 105.5),
      candle(105, 107, 103, 104),
      candle(104, 106, 101, 103),
      candle(103, 108, 102, 107.5),
      candle(107, 109, 104, 105),
      candle(106, 110, 105, 109),
    ];
    expectDigits(parkinsonVariance(candles).variance, 0.000808127944271738, 13);
    expectDigits(garmanKlassVariance(candles).variance, 0.000856423535541577, 13);
    expectDigits(rogersSatchellVariance(candles).variance, 0.000793709085866571, 13);
    // Over seven days, each with the close before it.
    expectDigits(yangZhangVariance(candles).variance, 0.000836373624756559, 13);
  });
  it('find the variance of a walk; with drift the last two still do, with jumps only the last', () => {
    const plain = walk(400, 400, 0, 0);
    // A walk seen at 400 points a day misses a few per cent of its range.
    for (const estimate of Object.values(ALL)) expect(estimate(plain).variance / 4e-4).toBeCloseTo(1, 0.7);
    const drifting = walk(400, 400, 0.04, 0);
    expect(parkinsonVariance(drifting).variance).toBeGreaterThan(8e-4);
    expect(rogersSatchellVariance(drifting).variance).toBeLessThan(4.6e-4);
    const jumping = walk(400, 400, 0, 0.02);
    expect(rogersSatchellVariance(jumping).variance).toBeLessThan(4.6e-4);
    expect(yangZhangVariance(jumping).variance / 8e-4).toBeCloseTo(1, 0.7);
  });
  it('do not depend on the unit of the price', () => {
    const scaled = CANDLES.map(({ open, high, low, close }) => candle(open * 4, high * 4, low * 4, close * 4));
    for (const estimate of Object.values(ALL)) expect(estimate(scaled)).toEqual(estimate(CANDLES));
  });
  it.each(Object.entries(ALL))('%s refuses few, broken, impossible and flat candles', (_name, estimate) => {
    const including = (wrong: Candle): Candle[] => [...CANDLES, wrong];
    expect(() => estimate(CANDLES.slice(0, 1))).toThrow(SampleRefused);
    expect(() => estimate(including(candle(1, Number.NaN, 1, 1)))).toThrow(SampleRefused);
    expect(() => estimate(including(candle(0, 1, 0, 1)))).toThrow(OutsideDomain);
    expect(() => estimate(including(candle(1, 2, 0.5, 3)))).toThrow(OutsideDomain);
    expect(() => estimate(including(candle(1, 2, 1.5, 2)))).toThrow(OutsideDomain);
    expect(() => estimate([1, 2, 3, 4].map(() => candle(1, 1, 1, 1)))).toThrow(SampleRefused);
  });
});
