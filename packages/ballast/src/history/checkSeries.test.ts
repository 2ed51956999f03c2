import { describe, expect, it } from 'vitest';
import { checkSeries } from './checkSeries.ts';
import type { Repair } from './priceSeries.ts';

const DAY = Date.UTC(2023, 2, 11) / 1000;
const blank = (at: number, count: number): Repair => ({
  code: 'HISTORY_BLANK_ROWS',
  symbol: 'BTC',
  fromSeconds: DAY + at,
  toSeconds: DAY + at,
  count,
  detail: 'rows without a price, left out',
});

describe('checkSeries', () => {
  it('says what came, what was mended and what was refused, and counts what it does not list', () => {
    const lines = checkSeries({
      name: 'BTCUSDT_1h.csv.gz',
      series: [
        {
          symbol: 'BTC',
          quote: 'USDT',
          field: 'close',
          stepSeconds: 3600,
          points: [
            { timeSeconds: DAY, price: '1' },
            { timeSeconds: DAY + 3600, price: '2' },
          ],
          badTicks: [],
        },
      ],
      repairs: [
        { ...blank(0, 2), symbol: null, fromSeconds: null, toSeconds: null, detail: 'empty lines, passed over' },
        ...[1, 2, 3, 4, 5].map((count) => blank(count, count)),
      ],
      refusals: [
        { code: 'HISTORY_CONFLICT', symbol: 'ETH', row: null, detail: 'two prices' },
        { code: 'HISTORY_BAD_NUMBER', symbol: null, row: 7, detail: '"x" is not a number' },
      ],
    });
    expect(lines).toEqual([
      'BTCUSDT_1h.csv.gz: BTC in USDT, 2 closes, every 3600 s, 2023-03-11T00:00:00Z to 2023-03-11T01:00:00Z',
      'BTCUSDT_1h.csv.gz: HISTORY_BLANK_ROWS, 2: empty lines, passed over',
      'BTCUSDT_1h.csv.gz: HISTORY_BLANK_ROWS BTC 2023-03-11T00:00:01Z, 1: rows without a price, left out',
      'BTCUSDT_1h.csv.gz: HISTORY_BLANK_ROWS BTC 2023-03-11T00:00:02Z, 2: rows without a price, left out',
      'BTCUSDT_1h.csv.gz: HISTORY_BLANK_ROWS BTC 2023-03-11T00:00:03Z, 3: rows without a price, left out',
      'BTCUSDT_1h.csv.gz: HISTORY_BLANK_ROWS BTC: 2 more, 9 rows',
      'BTCUSDT_1h.csv.gz: refused ETH: HISTORY_CONFLICT, two prices',
      'BTCUSDT_1h.csv.gz: refused the file at row 7: HISTORY_BAD_NUMBER, "x" is not a number',
    ]);
  });
});
