import { describe, expect, it } from 'vitest';
import { tableOf } from '../readTable.ts';
import { recogniseWide } from './wide.ts';

const read = (header: string, hints = {}, cells = '') =>
  recogniseWide(tableOf(Buffer.from(`${header}\n2023-01-01,${cells}\n`, 'utf8')), 'prices.csv', hints);

describe('recogniseWide', () => {
  it('becomes one row an asset, in the order of the columns, each digit kept', () => {
    const found = read('Date,BTC-USD,ETH/BTC', {}, '16625.080,0.0722');
    expect(found?.table).toMatchObject({
      header: ['date', 'symbol', 'quote', 'price'],
      rows: [
        ['2023-01-01', 'BTC', 'USD', '16625.080'],
        ['2023-01-01', 'ETH', 'BTC', '0.0722'],
      ],
      rowsPerLine: 2,
    });
  });
  it('takes BTCUSDT as a name, for a quote nobody parted from it is a guess', () => {
    expect(read('date,BTCUSDT', {}, '1')).toBeNull();
    expect(read('date,BTCUSDT', { quote: 'USDT' }, '1')?.table.rows).toEqual([['2023-01-01', 'BTCUSDT', 'USDT', '1']]);
  });
  it.each([
    ['date', ''],
    ['BTC-USD,date', '1'],
    ['date,BTC-USD,', '1,2'],
    ['date,BTC-USD,ETH', '1,2'],
  ])('is none: %s', (header, cells) => {
    const row = ['2023-01-01', ...cells.split(',').filter((cell) => cell !== '')].join(',');
    expect(recogniseWide(tableOf(Buffer.from(`${header}\n${row}\n`, 'utf8')), 'prices.csv', {})).toBeNull();
  });
});
