import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bps, type Wad } from '../../units/amounts.ts';
import { parseWad } from '../../units/decimal.ts';
import { wadToFloat } from '../../units/float.ts';
import type { BalanceSheet, RedeemedCash } from '../../records/sheet.ts';
import { POLICY, turn } from '../assess.fixture.ts';
import { assessFailures } from './assessFailures.ts';
import { buildBooks } from './buildBooks.ts';
import { firstDays } from './drawScenarios.ts';
import type { FailuresInput } from './planFailures.ts';
import { withParAccess } from './parAccess.ts';
import { marginToday, simulateBook, tablesOf } from './simulateBook.ts';
import { ScenariosMalformed, type ScenarioMatrix, type ShutDays } from './scenarioMatrix.ts';
import { still, walks } from './scenarios.fixture.ts';

const ASSETS = ['usdc', 'usdt', 'weth', 'bill'];
const { sheet: SHEET, snapshot } = turn();
const million = (amount: number): Wad => parseWad(`${amount}000000`);

/** A week's rung and a day's of 40m usdc, 30m usdt, and 10m of bills redeemed, of which a sale raises `sold` millions. */
function sheetWith(redeemed: readonly RedeemedCash[]): BalanceSheet {
  const cash = new Map([
    ['usdc', 40],
    ['usdt', 30],
    ['bill', 10],
  ]);
  const draws = [...cash].map(([assetId, amount]) => ({
    assetId,
    venueId: null,
    amountRaw: 0n as never,
    cashWad: million(amount),
    costWad: 0n as Wad,
  }));
  const ladder = SHEET.ladder.map((rung) => ({ ...rung, draws, cashWad: million(80), redeemed }));
  return { ...SHEET, ladder };
}
const bills = (sold: number): RedeemedCash => ({
  assetId: 'bill',
  drawnAs: 'bill',
  venueId: null,
  cashWad: million(10),
  soldWad: million(sold),
});
const shutOn = (assetId: string, rows: readonly number[]): ShutDays => ({ assetId, rows: Uint32Array.from(rows) });
const ask = (sheet: BalanceSheet, scenarios: readonly ScenarioMatrix[], more: Partial<FailuresInput> = {}) =>
  assessFailures({
    sheet,
    snapshot,
    policy: POLICY,
    scenarios,
    horizonsDays: [7],
    defaults: [],
    runMultiples: [1],
    pack: null,
    ...more,
  }).find(({ failure, passage }) => failure === 'liquidity' && passage === 'first passage');
const high = (...args: Parameters<typeof ask>): number => wadToFloat(ask(...args)?.highWad ?? expect.fail('no figure'));

describe('withParAccess', () => {
  it('is the matrix itself where nothing is shut or nothing is redeemed', () => {
    const matrix = still(ASSETS, 7);
    expect(withParAccess(matrix, { sheet: sheetWith([bills(0)]), policy: POLICY })).toBe(matrix);
    const shut = { ...matrix, shut: [shutOn('bill', [3])] };
    expect(withParAccess(shut, { sheet: sheetWith([bills(0)]), policy: POLICY })).not.toBe(shut);
    expect(withParAccess(shut, { sheet: sheetWith([]), policy: POLICY })).toBe(shut);
  });

  it('is the same matrix again for the same columns, in memory of the same kind', () => {
    const matrix = still(ASSETS, 7);
    const shared = new Float64Array(new SharedArrayBuffer(matrix.ratios.byteLength));
    shared.set(matrix.ratios);
    const shut = { ...matrix, ratios: shared, shut: [shutOn('bill', [3])] };
    const widened = withParAccess(shut, { sheet: sheetWith([bills(0)]), policy: POLICY });
    expect(widened.ratios.buffer).toBeInstanceOf(SharedArrayBuffer);
    // Other money in the same columns.
    expect(withParAccess(shut, { sheet: sheetWith([bills(7)]), policy: POLICY })).toBe(widened);
    const drawn = { ...bills(0), drawnAs: 'usdc' };
    const other = withParAccess(shut, { sheet: sheetWith([drawn]), policy: POLICY });
    expect(other.assetIds).not.toEqual(widened.assetIds);
    expect(withParAccess({ ...shut }, { sheet: sheetWith([bills(0)]), policy: POLICY })).not.toBe(widened);
  });

  it('pays the price while par is open and nothing while it is shut', () => {
    const matrix = { ...walks([{ assetId: 'bill', drift: -0.01, deviation: 0 }], { days: 3, paths: 100 }) };
    const wide = withParAccess(
      { ...matrix, shut: [shutOn('bill', [1, 299])] },
      { sheet: sheetWith([bills(4)]), policy: POLICY },
    );
    expect(wide.assetIds).toEqual(['bill', 'paid:bill:bill']);
    const paid = Array.from({ length: 300 }, (_, row) => wide.ratios[row * 2 + 1]);
    expect(paid.slice(0, 4)).toEqual([0.99, 0, 0.97, 0.99]);
    expect(paid[299]).toBe(0);
  });

  it('a sale in the stead of a redemption into something else fetches the lower of both prices', () => {
    const list = [
      { assetId: 'weth', drift: 0.1, deviation: 0 },
      { assetId: 'steth', drift: -0.1, deviation: 0 },
    ];
    const steth = { assetId: 'steth', drawnAs: 'weth', venueId: 'pool', cashWad: million(8), soldWad: million(5) };
    const wide = withParAccess(
      { ...walks(list, { days: 2, paths: 100 }), shut: [shutOn('steth', [0])] },
      { sheet: sheetWith([steth]), policy: POLICY },
    );
    expect(wide.assetIds).toEqual(['weth', 'steth', 'paid:steth:weth', 'sold:steth:weth']);
    expect([...wide.ratios.subarray(0, 8)]).toEqual(
      [1.1, 0.9, 0, 0.9, 1.2, 0.8, 1.2, 1.2].map((ratio) => expect.closeTo(ratio, 12)),
    );
  });
});

describe('the liquidity failure and par access', () => {
  // 10 % a day of 100m: 70m asked at the end of the seventh day, 80m there, 10m of it bills.
  const matrix = still(ASSETS, 7, 1_000);
  const lastDay = (paths: number, assetId = 'bill') =>
    shutOn(
      assetId,
      Array.from({ length: paths }, (_, i) => i * 7 + 6),
    );
  const shutIn = (paths: number): ScenarioMatrix => ({ ...matrix, shut: [lastDay(paths)] });

  it('counts what is shut as nothing where nobody buys it, by the share of paths, and as its sale where somebody does', () => {
    const tight = POLICY.liabilities.map((item) => ({ ...item, runPerDayBps: bps(1_100) }));
    const policy = { ...POLICY, liabilities: tight };
    // 77m asked: 70m are too little, 78m enough.
    expect(high(sheetWith([bills(0)]), [matrix], { policy })).toBe(0);
    expect(high(sheetWith([bills(0)]), [shutIn(40)], { policy })).toBeCloseTo(0.04, 12);
    expect(high(sheetWith([bills(8)]), [shutIn(40)], { policy })).toBe(0);
    expect(high(sheetWith([bills(6)]), [shutIn(40)], { policy })).toBeCloseTo(0.04, 12);
  });

  it('takes nothing on the days on which par is open again, and none from what is no redemption', () => {
    const early = { ...matrix, shut: [shutOn('bill', [0, 1, 2, 3])] };
    expect(high(sheetWith([bills(0)]), [early])).toBe(0);
    expect(high(sheetWith([]), [shutIn(1_000)])).toBe(0);
  });

  it('leaves the surplus of today and the balance sheet as they were', () => {
    const question = { snapshot, policy: POLICY, defaults: [], runMultiples: [1], pack: null };
    const margin = (redeemed: readonly RedeemedCash[]): number => {
      const sheet = sheetWith(redeemed);
      const wide = withParAccess(shutIn(10), { sheet, policy: POLICY });
      const [book] = buildBooks({ ...question, sheet, assetIds: wide.assetIds }).liquidity;
      return book === undefined || 'why' in book ? expect.fail('no book') : marginToday(book);
    };
    expect(margin([bills(3)])).toBeCloseTo(margin([]), 6);
  });

  it('a default of what is redeemed takes the cash of its redemption, whatever it is drawn as', () => {
    const billAsUsdc = { ...bills(0), drawnAs: 'usdc', cashWad: million(40) };
    const fund = { party: { kind: 'issuer', id: 'fund' }, lowPerYear: 0.5, highPerYear: 0.5, source: 'test' } as const;
    const taken = (redeemed: readonly RedeemedCash[]): number =>
      high(sheetWith(redeemed), [matrix], { defaults: [{ ...fund, lossBps: bps(10_000) }] });
    // Beside the fund's own bills, half of the rest.
    expect(taken([billAsUsdc])).toBeGreaterThan(0.01);
    expect(taken([bills(0)])).toBeLessThan(0.01);
  });

  it('never fails less when more days are shut', () => {
    const list = ASSETS.map((assetId, i) => ({ assetId, drift: -0.002 * i, deviation: 0.02 }));
    const moving = walks(list, { days: 7, paths: 100, seed: 3 });
    const rows = fc.uniqueArray(fc.nat(699), { maxLength: 200 }).map((found) => found.toSorted((a, b) => a - b));
    const part = fc.record({
      assetId: fc.constantFrom(...ASSETS),
      drawnAs: fc.constantFrom('usdc', 'usdt', 'bill'),
      cash: fc.integer({ min: 1, max: 10 }),
      soldBps: fc.nat(10_000),
    });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 3 }), rows, rows, (parts, some, others) => {
        const redeemed = parts.map(({ assetId, drawnAs, cash, soldBps }): RedeemedCash => {
          const soldWad = ((million(cash) * BigInt(soldBps)) / 10_000n) as Wad;
          return { assetId, drawnAs, venueId: null, cashWad: million(cash), soldWad };
        });
        const sheet = sheetWith(redeemed);
        const failing = (shut: readonly number[]): readonly number[] => {
          const given = { ...moving, shut: ASSETS.map((assetId) => shutOn(assetId, shut)) };
          const wide = withParAccess(given, { sheet, policy: POLICY });
          const question = { sheet, snapshot, policy: POLICY, defaults: [], runMultiples: [1], pack: null };
          const [book] = buildBooks({ ...question, assetIds: wide.assetIds }).liquidity;
          if (book === undefined || 'why' in book) return expect.fail('no book');
          return simulateBook(book, wide, tablesOf([], 7), [1, 7], -3e6).flatMap(({ first, terminal, worst }) => [
            first.high.mean,
            terminal.high.mean,
            -(worst[0]?.money ?? 0),
          ]);
        };
        const more = [...new Set([...some, ...others])].toSorted((a, b) => a - b);
        const [fewer, most] = [failing(some), failing(more)];
        most.forEach((value, index) => expect(value).toBeGreaterThanOrEqual((fewer[index] ?? 0) - 1e-6));
      }),
      { numRuns: 60 },
    );
  });
});

describe('shut days of a matrix', () => {
  const matrix = still(ASSETS, 7);
  it.each<[string, readonly ShutDays[]]>([
    ['of an asset it does not hold', [shutOn('dai', [0])]],
    ['out of order', [shutOn('bill', [2, 1])]],
    ['twice', [shutOn('bill', [1, 1])]],
    ['beyond its paths', [shutOn('bill', [700])]],
    ['of one asset in two lists', [shutOn('bill', [1]), shutOn('bill', [2])]],
  ])('are refused: %s', (_what, shut) =>
    expect(() => ask(sheetWith([]), [{ ...matrix, shut }])).toThrow(ScenariosMalformed),
  );

  it('stay with their paths when only the first days are asked about', () => {
    const { shut } = firstDays({ ...matrix, shut: [shutOn('bill', [2, 3, 7, 13, 15])] }, 3);
    expect(shut?.map(({ rows }) => [...rows])).toEqual([[2, 3, 7]]);
    expect(firstDays(matrix, 3).shut).toBeUndefined();
  });
});
