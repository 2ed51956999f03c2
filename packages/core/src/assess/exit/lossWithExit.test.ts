import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OutsideDomain } from '../../quant/numbers/elementary.ts';
import { normalTail } from '../../quant/distributions/tailRisk.ts';
import { parseWad } from '../../units/decimal.ts';
import { wadToFloat } from '../../units/float.ts';
import { wad } from '../../units/amounts.ts';
import { POLICY } from '../assess.fixture.ts';
import type { FailureBook } from '../failures/failureBook.ts';
import { ScenariosMalformed } from '../failures/scenarioMatrix.ts';
import { walks } from '../failures/scenarios.fixture.ts';
import { exitCosts, lossWithExit, type LossWithExit } from './lossWithExit.ts';

const book: FailureBook = {
  label: '',
  weights: Float64Array.of(200, 50),
  fixed: -100,
  asked: () => 0,
  lossWeights: [],
  lossFixed: [],
  later: null,
};
const matrix = walks(
  [
    { assetId: 'weth', drift: 0, deviation: 0.02 },
    { assetId: 'usdt', drift: 0, deviation: 0.001 },
  ],
  { days: 4, paths: 40_000, seed: 9 },
);
const AT = { confidence: 0.99, horizonDays: 4 } as const;
const known = (loss: LossWithExit | null): LossWithExit => loss ?? expect.fail('too few paths');
const small = { ...matrix, paths: 2_000, independentPaths: 2_000, ratios: matrix.ratios.slice(0, 2_000 * 4 * 2) };
const lossOf = (weth: number, usdt = 0, fixed = 0, over = matrix): LossWithExit =>
  known(lossWithExit(book, over, { weights: Float64Array.of(weth, usdt), fixed }, AT));

describe('lossWithExit', () => {
  it('is the normal VaR and ES of the book within three errors, and with the cost of one asset still normal', () => {
    const loss = lossOf(20);
    expect(wadToFloat(loss.surplusWad)).toBe(150);
    const tail = (weight: number): ReturnType<typeof normalTail> =>
      normalTail({ mean: 0, deviation: 2 * Math.sqrt((0.02 * weight) ** 2 + (0.001 * 50) ** 2) }, 0.99, 1);
    const [market, both] = [tail(200), tail(180)];
    const within = (value: bigint, wanted: number, error: bigint): void =>
      expect(Math.abs(wadToFloat(wad(value)) - wanted)).toBeLessThan(3 * wadToFloat(wad(error)));
    within(loss.valueAtRiskWad, market.valueAtRisk, loss.valueAtRiskErrorWad);
    within(loss.shortfallWad, market.expectedShortfall, loss.shortfallErrorWad);
    within(loss.valueAtRiskWithExitWad, 20 + both.valueAtRisk, loss.valueAtRiskErrorWad);
    within(loss.shortfallWithExitWad, 20 + both.expectedShortfall, loss.shortfallErrorWad);
  });
  it('without costs is the plain tail; a sure cost moves it by itself', () => {
    const none = lossOf(0);
    expect([none.valueAtRiskWithExitWad, none.shortfallWithExitWad]).toEqual([none.valueAtRiskWad, none.shortfallWad]);
    const sure = lossOf(0, 0, 7);
    expect(wadToFloat(wad(sure.valueAtRiskWithExitWad - none.valueAtRiskWad))).toBeCloseTo(7, 8);
    expect(sure.exitCostWad).toBe(parseWad('7'));
  });
  it('more depth never raises it, and leaving is never free of what it costs', () => {
    const cost = fc.double({ min: 0, max: 50, noNaN: true });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(cost, cost, share, share, (weth, usdt, a, b) => {
        const [shallow, deep] = [lossOf(weth, usdt, 0, small), lossOf(weth * a, usdt * b, 0, small)];
        expect(deep.exitCostWad).toBeLessThanOrEqual(shallow.exitCostWad);
        expect(deep.valueAtRiskWithExitWad).toBeLessThanOrEqual(shallow.valueAtRiskWithExitWad + 2_000_000_000n);
        expect(deep.shortfallWithExitWad).toBeLessThanOrEqual(shallow.shortfallWithExitWad + 2_000_000_000n);
        expect(deep.valueAtRiskWithExitWad).toBeGreaterThanOrEqual(deep.valueAtRiskWad);
      }),
      { numRuns: 50 },
    );
  });
  it('errors grow where paths overlap', () => {
    const overlapping = { ...matrix, independentPaths: 10_000 };
    const wide = known(lossWithExit(book, overlapping, { weights: Float64Array.of(0, 0), fixed: 0 }, AT));
    expect(wadToFloat(wide.valueAtRiskErrorWad) / wadToFloat(lossOf(0).valueAtRiskErrorWad)).toBeCloseTo(2, 5);
  });
  it('has no figure with fewer than ten paths in the tail, and refuses a horizon it has not and prices that are none', () => {
    const none = { weights: Float64Array.of(0, 0), fixed: 0 };
    const few = walks([{ assetId: 'weth', drift: 0, deviation: 0.02 }], { days: 1, paths: 900 });
    expect(lossWithExit(book, few, none, { confidence: 0.99, horizonDays: 1 })).toBeNull();
    expect(() => lossWithExit(book, matrix, none, { ...AT, horizonDays: 5 })).toThrow(OutsideDomain);
    expect(() => lossWithExit(book, { ...few, ratios: few.ratios.map(() => Number.NaN) }, none, AT)).toThrow(
      ScenariosMalformed,
    );
  });
});

describe('exitCosts', () => {
  const stake = (assetId: string, value: string) => ({
    assetId,
    accountId: 'vault',
    venueId: null,
    valueWad: parseWad(value),
  });
  const parts = (liquidity: string) => ({ marketWad: wad(0n), creditWad: wad(0n), liquidityWad: parseWad(liquidity) });
  it('is value × liquidity part, in the column of the asset; what does not move stands apart', () => {
    const costs = exitCosts(
      [stake('weth', '100'), stake('weth', '50'), stake('usdc', '10'), stake('gov', '5')],
      [
        { assetId: 'weth', parts: parts('0.02') },
        { assetId: 'usdc', parts: parts('0.1') },
      ],
      POLICY,
      ['usdt', 'weth'],
    );
    expect([...costs.weights]).toEqual([0, 3]);
    expect(costs.fixed).toBe(1);
  });
});
