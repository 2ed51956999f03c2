import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bps, wad } from '../units/amounts.ts';
import { wadToFloat } from '../units/float.ts';
import { DAY_SECONDS } from '../units/time.ts';
import type { Policy, PolicyLimits } from '../policy/policy.ts';
import { normalDensity, normalQuantile } from '../quant/distributions/normal.ts';
import type { TailFigure } from '../records/assessment.ts';
import type { History } from '../records/history.ts';
import { CALM, historyOf, limitOf, POLICY, START, turn, YEAR } from './assess.fixture.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const reference = `${process.env['BALLAST_DATA_DIR'] ?? `${root}../shared/data`}/reference`;
const hasReference = existsSync(`${reference}/edhec_monthly_returns.csv.gz`);

const limiting = (tails: PolicyLimits['tails']): Policy => ({ ...POLICY, limits: { ...POLICY.limits, tails } });
const tail = (confidence: number, horizonDays: number): PolicyLimits['tails'][number] => ({
  measure: 'VaR',
  method: 'historical',
  confidenceBps: bps(confidence),
  horizonDays,
  maxLossBps: bps(1_000),
});
const pick = (
  figures: readonly TailFigure[],
  measure: TailFigure['measure'],
  method: TailFigure['method'],
): TailFigure => {
  const found = figures.find((item) => item.measure === measure && item.method === method);
  if (found === undefined) throw new RangeError('no such figure');
  return found;
};
/** The loss as a float; rounded up at 1e-9, so never below the truth by more than the last bit. */
const lossOf = (item: TailFigure): number => {
  if (item.lossRatioWad === null) throw new RangeError(item.note);
  return wadToFloat(item.lossRatioWad);
};
const only = (assetId: string, amount: string): Record<string, string> => ({ [assetId]: amount });

describe('tail figures: what no sample carries', () => {
  const figures = (history: History, policy = limiting([tail(9_900, 1)])): readonly TailFigure[] =>
    turn({ holdings: only('weth', '1000') }, { history, policy }).assessment.tails;

  it('fewer historical returns than 1/(1 − confidence): 99 at 99 % are null with the reason, 100 carry it', () => {
    const short = pick(figures(historyOf({ weth: [0.01, -0.02] }, 100)), 'VaR', 'historical');
    expect(short).toMatchObject({
      sampleSize: 99,
      lossRatioWad: null,
      lossUsdWad: null,
      note: '99 returns cannot carry 99.00%',
    });
    const enough = pick(figures(historyOf({ weth: [0.01, -0.02] }, 101)), 'ES', 'historical');
    expect(enough.sampleSize).toBe(100);
    expect(enough.lossRatioWad).not.toBeNull();
  });
  it('fewer than 30 returns give no deviation', () => {
    const short = pick(figures(historyOf({ weth: [0.01, -0.02] }, 30)), 'VaR', 'parametric normal');
    expect(short).toMatchObject({ sampleSize: 29, lossRatioWad: null, note: '29 returns, a deviation needs 30' });
    expect(
      pick(figures(historyOf({ weth: [0.01, -0.02] }, 31)), 'VaR', 'parametric normal').lossRatioWad,
    ).not.toBeNull();
  });
  it('no history at all, or none for more than 1 % of the reserve', () => {
    const none = pick(figures(historyOf({}, 0)), 'VaR', 'historical');
    expect(none).toMatchObject({ sampleSize: 0, lossRatioWad: null, note: 'no history for weth' });
    const mixed = { weth: '1000', bill: '20408.2' };
    const missing = turn({ holdings: mixed }, { history: historyOf({ weth: [0.01, -0.02] }, 366) }).assessment.tails;
    expect(missing.every((item) => item.lossRatioWad === null && item.note === 'no history for bill')).toBe(true);
  });
  it('a confidence of 0 or 100 %, a horizon of none or between steps', () => {
    for (const [confidence, horizon] of [
      [0, 1],
      [10_000, 1],
      [9_900, 0],
    ] as const)
      for (const item of figures(YEAR, limiting([tail(confidence, horizon)]))) expect(item.lossRatioWad).toBeNull();
    const weekly: History = { ...YEAR, stepSeconds: 7 * DAY_SECONDS };
    expect(pick(figures(weekly), 'VaR', 'historical').note).toBe('the horizon is not a whole number of history steps');
    expect(pick(figures(weekly, limiting([tail(9_000, 14)])), 'VaR', 'historical').sampleSize).toBe(51);
  });
  it('a history that ended too long ago, for any one position', () => {
    const moves = { usdc: [0.001], usdt: [0], weth: [0.01, -0.02], bill: [0] };
    const aged = (days: number): TailFigure =>
      pick(
        turn({}, { history: historyOf(moves, 366, START - days * DAY_SECONDS) }).assessment.tails,
        'VaR',
        'historical',
      );
    expect(aged(14).lossRatioWad).not.toBeNull();
    expect(aged(15)).toMatchObject({ lossRatioWad: null, note: 'the history ended 15 days ago' });
    const [fresh, stale] = [historyOf(moves, 366), historyOf({ weth: [0.01] }, 366, START - 40 * DAY_SECONDS)];
    const mixed = { ...fresh, series: [...fresh.series.filter((item) => item.assetId !== 'weth'), ...stale.series] };
    expect(pick(turn({}, { history: mixed }).assessment.tails, 'ES', 'parametric normal').note).toBe(
      'the history ended 40 days ago',
    );
  });
  it('an empty reserve', () => {
    const { assessment } = turn({ holdings: {} });
    for (const item of assessment.tails) expect(item).toMatchObject({ lossRatioWad: null, lossUsdWad: null });
  });
});

describe('tail figures', () => {
  it('are VaR and ES by both methods for every confidence and horizon, and 99 % a day without a limit', () => {
    const all = turn({}, { policy: limiting([tail(9_900, 1), tail(9_750, 5), tail(9_900, 1)]) }).assessment.tails;
    expect(all.map((item) => `${item.measure} ${item.method} ${item.confidenceBps} ${item.horizonDays}`)).toEqual([
      'VaR historical 9900 1',
      'ES historical 9900 1',
      'VaR parametric normal 9900 1',
      'ES parametric normal 9900 1',
      'VaR historical 9750 5',
      'ES historical 9750 5',
      'VaR parametric normal 9750 5',
      'ES parametric normal 9750 5',
    ]);
    const standard = turn({}, { policy: limiting([]) }).assessment.tails;
    expect(standard.map((item) => item.confidenceBps)).toEqual(Array(4).fill(9_900n));
  });
  it('known losses: weth alone with one fall of 30 % in 200 days', () => {
    const returns = Array.from({ length: 200 }, (_, index) => (index === 50 ? -0.3 : index === 60 ? -0.2 : 0));
    const { assessment } = turn(
      { holdings: only('weth', '1000') },
      { history: historyOf({ weth: [0, ...returns] }, 201), policy: limiting([tail(9_900, 1)]) },
    );
    const value = pick(assessment.tails, 'VaR', 'historical');
    expect(value.sampleSize).toBe(200);
    expect(lossOf(value)).toBeCloseTo(0.2, 8);
    expect(wadToFloat(value.lossUsdWad ?? wad(0n))).toBeCloseTo(400_000, 1);
    expect(lossOf(pick(assessment.tails, 'ES', 'historical'))).toBeCloseTo(0.25, 8);
  });
  it('the parametric figure is z times the deviation, less the mean, scaled by the horizon', () => {
    const { assessment } = turn(
      { holdings: only('weth', '1000') },
      { history: historyOf({ weth: [0.02, -0.02] }, 401), policy: limiting([tail(9_500, 4)]) },
    );
    const deviation = 0.02 * Math.sqrt(400 / 399);
    const value = pick(assessment.tails, 'VaR', 'parametric normal');
    const z = normalQuantile(0.95);
    expect(lossOf(value)).toBeCloseTo(z * deviation * 2, 8);
    const short = pick(assessment.tails, 'ES', 'parametric normal');
    expect(lossOf(short)).toBeCloseTo((normalDensity(z) / 0.05) * deviation * 2, 8);
    expect(value.note).toBe('one-step moments scaled to 4 steps');
  });
  it('cash at par does not move, and dilutes what does', () => {
    const policy: Policy = {
      ...limiting([tail(9_900, 1)]),
      assets: POLICY.assets.map((asset) =>
        asset.id === 'usdc' ? { ...asset, pricing: { ...asset.pricing, method: 'par' } } : asset,
      ),
    };
    const history = historyOf({ weth: [0.1, -0.1] }, 401);
    const half = { usdc: '2000000', weth: '1000' };
    const alone = pick(
      turn({ holdings: only('weth', '1000') }, { policy, history }).assessment.tails,
      'VaR',
      'historical',
    );
    const mixed = pick(turn({ holdings: half }, { policy, history }).assessment.tails, 'VaR', 'historical');
    expect(lossOf(alone)).toBeCloseTo(0.1, 8);
    expect(lossOf(mixed)).toBeCloseTo(0.05, 8);
    const cash = pick(turn({ holdings: only('usdc', '5') }, { policy, history }).assessment.tails, 'VaR', 'historical');
    expect(cash).toMatchObject({ lossRatioWad: 0n, sampleSize: 0, note: 'all of it is at par' });
  });
  it('a share without own history moves with what it redeems for, and the figure says so', () => {
    const policy: Policy = {
      ...limiting([tail(9_900, 1)]),
      assets: POLICY.assets.map((asset) => (asset.id === 'bill' ? { ...asset, underlying: 'usdt' } : asset)),
    };
    const history = historyOf({ usdt: [0.01, -0.01] }, 366);
    const found = pick(
      turn({ holdings: only('bill', '7') }, { policy, history }).assessment.tails,
      'VaR',
      'historical',
    );
    expect(lossOf(found)).toBeCloseTo(0.01, 8);
    expect(found.note).toBe('bill moves with usdt');
  });
  it('up to 1 % without history counts as lost whole, and the figure says so', () => {
    const holdings = { weth: '1000', bill: '10000' };
    const found = pick(
      turn({ holdings }, { history: historyOf({ weth: [0, -0.1] }, 366), policy: limiting([tail(9_900, 1)]) })
        .assessment.tails,
      'VaR',
      'historical',
    );
    // 2,000,000 of 2,010,000 loses a tenth, 10,000 all of it.
    expect(lossOf(found)).toBeCloseTo((200_000 + 10_000) / 2_010_000, 8);
    expect(found.note).toBe('0.49% without history counted as lost');
  });
  it('lines without a value are left out and said; the limits are unknown then', () => {
    const { assessment } = turn({ prices: { ...CALM.prices, weth: null } });
    expect(assessment.tails[0]?.note).toBe('1 line without a value left out');
    expect(limitOf(assessment, 'tail:VaR:historical:9900:1d')).toMatchObject({ status: 'unknown', valueWad: null });
  });
  it('collateral inside books is left out and said', () => {
    const { assessment } = turn(
      {},
      {
        adjust: (sheet) => ({
          ...sheet,
          liabilities: sheet.liabilities.map((line) => ({ ...line, bookBackingWad: wad(1n) })),
        }),
      },
    );
    expect(assessment.tails[0]?.note).toBe('collateral of books left out');
  });
  it('limits carry the figure of their own measure, method, confidence and horizon', () => {
    const { assessment } = turn();
    for (const limit of POLICY.limits.tails) {
      const found = assessment.tails.find(
        (item) =>
          item.measure === limit.measure &&
          item.method === limit.method &&
          item.confidenceBps === limit.confidenceBps &&
          item.horizonDays === limit.horizonDays,
      );
      const id = `tail:${limit.measure}:${limit.method}:${limit.confidenceBps}:${limit.horizonDays}d`;
      expect(limitOf(assessment, id).valueWad).toBe(found?.lossRatioWad);
    }
  });
  it('a figure that is null makes its limit unknown, with the reason', () => {
    const { assessment } = turn({}, { history: historyOf({ usdc: [0], usdt: [0], weth: [0], bill: [0] }, 20) });
    expect(limitOf(assessment, 'tail:VaR:historical:9900:1d')).toMatchObject({
      status: 'unknown',
      note: '19 returns cannot carry 99.00%',
    });
    expect(assessment.level).toBe('watch');
  });
});

describe('tail figures: laws', () => {
  const moves = fc.array(fc.double({ min: -0.2, max: 0.2, noNaN: true }), { minLength: 3, maxLength: 40 });
  it('ES is at least VaR, dollars follow the ratio, and the order of the series does not matter', () => {
    fc.assert(
      fc.property(moves, moves, (a, b) => {
        const history = historyOf({ usdc: [0], usdt: a, weth: b, bill: [0] }, 200);
        const { assessment, sheet } = turn({}, { history });
        for (const method of ['historical', 'parametric normal'] as const) {
          const [value, short] = [pick(assessment.tails, 'VaR', method), pick(assessment.tails, 'ES', method)];
          expect(short.lossRatioWad ?? 0n).toBeGreaterThanOrEqual(value.lossRatioWad ?? 0n);
          const dollars = ((value.lossRatioWad ?? 0n) * sheet.assetsWad) / 10n ** 18n;
          expect((value.lossUsdWad ?? 0n) - dollars).toBeLessThanOrEqual(1n);
        }
        const turned = { ...history, series: history.series.toReversed() };
        expect(turn({}, { history: turned }).assessment.tails).toEqual(assessment.tails);
      }),
      { numRuns: 25 },
    );
  });
});

describe('published figures through the whole stage', () => {
  it.skipIf(!hasReference)(
    'EDHEC column 1, first 100 months, 95 % (PerformanceAnalytics test suite): ES 0.02408 historical, 0.017133 Gaussian (data needed)',
    () => {
      const returns = gunzipSync(readFileSync(`${reference}/edhec_monthly_returns.csv.gz`))
        .toString('utf8')
        .trim()
        .split('\n')
        .slice(1, 101)
        .map((line) => Number(line.split(',')[1]));
      const { assessment } = turn(
        { holdings: only('weth', '1000') },
        { history: historyOf({ weth: [0, ...returns] }, 101, START), policy: limiting([tail(9_500, 1)]) },
      );
      const [historical, normal] = (['historical', 'parametric normal'] as const).map((method) =>
        lossOf(pick(assessment.tails, 'ES', method)),
      );
      expect(historical).toBeCloseTo(0.02408, 6);
      // The package divides the variance by n, we by n − 1.
      const mean = returns.reduce((sum, value) => sum + value, 0) / 100;
      expect(((normal ?? 0) + mean) * Math.sqrt(99 / 100) - mean).toBeCloseTo(0.017133, 6);
    },
  );
});
