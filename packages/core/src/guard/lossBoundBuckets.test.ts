import { describe, expect, it } from 'vitest';
import { parseRatio, parseWad } from '../units/decimal.ts';
import { bucketBounds, type PublishedBucket } from './lossBoundBuckets.ts';

const bucket = (name: string, max: string, slope: string, slippage: string, unit = 'USD'): PublishedBucket => ({
  name,
  maxWad: parseWad(max),
  slopePerDayWad: parseWad(slope),
  slippageWad: parseRatio(slippage),
  unit,
});
const SPARK = [
  bucket('UniV4 USDT/USDS', '25000000', '250000000', '0.20%'),
  bucket('Curve sUSDS/USDT', '10000000', '200000000', '0.25%'),
  bucket('Curve pyUSD/USDS', '5000000', '50000000', '0.20%'),
  bucket('Curve pyUSD/USDC', '5000000', '100000000', '0.10%'),
  bucket('UniV4 PYUSD/USDS', '5000000', '50000000', '0.10%'),
  bucket('Curve USDC/USDT', '5000000', '20000000', '0.05%'),
  bucket('Curve weETH/WETH', '1000', '50000', '0.25%', 'WETH'),
];

describe('bucketBounds', () => {
  it('gives $1,357,500 and 127.5 WETH for the seven swap routes Spark publishes in the Sky Atlas (July 2026)', () => {
    const { lines, totals } = bucketBounds(SPARK);
    expect(lines.map((line) => line.firstDayWad)).toEqual(
      ['550000', '525000', '110000', '105000', '55000', '12500', '127.5'].map(parseWad),
    );
    expect(totals).toEqual([
      { unit: 'USD', instantWad: parseWad('97500'), firstDayWad: parseWad('1357500') },
      { unit: 'WETH', instantWad: parseWad('2.5'), firstDayWad: parseWad('127.5') },
    ]);
  });

  it('never adds different units, and is nothing for no bucket', () => {
    expect(bucketBounds(SPARK.slice(5)).totals.map((total) => total.unit)).toEqual(['USD', 'WETH']);
    expect(bucketBounds([])).toEqual({ lines: [], totals: [] });
  });
});
