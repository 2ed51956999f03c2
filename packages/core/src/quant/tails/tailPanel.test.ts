import { describe, expect, it } from 'vitest';
import { dailyReturns, hasPrices } from '../prices.fixture.ts';
import { rollTails } from './rollTails.ts';
import { scoreTails, type TailScore } from '../evaluation/scoreTails.ts';

const SPOT = 'binance_spot_daily_2018_2025.csv.gz';
const OLDEST = 'binance_daily_2017_2025.csv.gz';
const PANEL = [
  [OLDEST, 'BTCUSDT'],
  [OLDEST, 'ETHUSDT'],
  ...['LINK', 'UNI', 'AAVE', 'SOL', 'BNB', 'ADA', 'XRP', 'DOGE', 'LTC'].map((name) => [SPOT, `${name}USDT`] as const),
] as const;
const CONFIDENCES = [0.975, 0.99];
const WINDOW = 1000;

/** Scores of the combined model on one coin, at both confidences. */
function scoreCoin(file: string, symbol: string): TailScore[] {
  const { days, returns } = dailyReturns(file, symbol);
  const from = Math.max(
    WINDOW,
    days.findIndex((day) => day >= '2020-09-28'),
  );
  const rolled = [
    ...rollTails(returns, from, returns.length, { window: WINDOW, confidences: CONFIDENCES, models: ['combined'] }),
  ];
  return CONFIDENCES.map((confidence, at) =>
    scoreTails({
      returns: returns.slice(from).map((value) => 100 * value),
      forecasts: rolled.map(({ forecasts: { combined } }) => {
        if (combined.kind === 'refused') return null;
        const { valueAtRisk, expectedShortfall } = combined.tails[at]!;
        return { valueAtRisk: 100 * valueAtRisk, expectedShortfall: 100 * expectedShortfall };
      }),
      p: 1 - confidence,
    }),
  );
}

// A fit a day for 15,999 days: half a minute of one idle core.
describe.skipIf(!hasPrices(SPOT) || !hasPrices(OLDEST))(
  'combined on eleven coins, 2020-09 to 2025-09 (needs BALLAST_DATA_DIR)',
  () => {
    it(
      'mean FZ0 at most 2.4216 and 2.6522, the plain mean of GJR-t and EWMA-FHS by rugarch 1.5-6; coverage and ES kept',
      { timeout: 900_000 },
      () => {
        const scores = PANEL.map(([file, symbol]) => scoreCoin(file, symbol));
        const sum = (of: (score: TailScore) => number, at: number): number =>
          scores.reduce((total, pair) => total + of(pair[at]!), 0);
        expect(sum(({ days }) => days, 0)).toBe(15_999);
        expect(sum(({ unanswered }) => unanswered, 0)).toBe(0);
        [2.4216, 2.6522].forEach((best, at) =>
          expect(sum(({ meanFz0 }) => meanFz0, at) / 11).toBeLessThanOrEqual(best),
        );
        const rates = [0, 1].map((at) => (100 * sum(({ exceptions }) => exceptions, at)) / 15_999);
        expect(rates[0]).toBeGreaterThan(2.2);
        expect(rates[0]).toBeLessThan(2.8);
        expect(rates[1]).toBeGreaterThan(0.8);
        expect(rates[1]).toBeLessThan(1.2);
        for (const [at] of CONFIDENCES.entries()) {
          // Nine in ten of eleven: ten.
          expect(sum(({ coverage }) => Number(coverage.unconditional.pValue >= 0.05), at)).toBeGreaterThanOrEqual(10);
          expect(sum(({ coverage }) => Number(coverage.conditional.pValue >= 0.05), at)).toBeGreaterThanOrEqual(10);
          expect(
            sum(({ exceedanceResiduals }) => Number((exceedanceResiduals.pValue ?? 1) >= 0.05), at),
          ).toBeGreaterThanOrEqual(10);
        }
      },
    );
  },
);
