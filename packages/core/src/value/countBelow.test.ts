import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bps, wad } from '../units/amounts.ts';
import { parseWad } from '../units/decimal.ts';
import type { Answer } from './answer.ts';
import { countBelow, referenceOf } from './countBelow.ts';
import { assetOf, coinOf } from '../policy/policy.fixture.ts';

const at = (origin: string, price: string | null, drop = ''): Answer => ({
  sourceId: `${origin}-${price}`,
  origin,
  priceWad: price === null ? null : parseWad(price),
  ageSeconds: 0,
  weightBps: bps(10_000),
  drop,
});
const par = parseWad('1');

describe('countBelow', () => {
  it('counts nothing without a reference, and no answer that does not count', () => {
    expect(countBelow([at('a', '0.5')], null, bps(100))).toBe(0);
    expect(countBelow([at('a', null), at('b', '0.5', 'STALE')], par, bps(100))).toBe(0);
  });
  it('one venue repeated is one origin: a depeg needs two', () => {
    expect(countBelow([at('a', '0.5'), at('a', '0.6'), at('b', '1')], par, bps(100))).toBe(1);
    expect(countBelow([at('a', '0.5'), at('b', '0.6')], par, bps(100))).toBe(2);
  });
  it('an origin with one answer above the threshold is not below', () => {
    expect(countBelow([at('a', '0.5'), at('a', '1')], par, bps(100))).toBe(0);
  });
  it('the threshold itself is below it', () => {
    expect(countBelow([at('a', '0.99')], par, bps(100))).toBe(1);
    expect(countBelow([at('a', '0.990000000000000001')], par, bps(100))).toBe(0);
  });
  it('falling prices and smaller deviations never lower the count', () => {
    const price = fc.bigInt(1n, 2n * 10n ** 18n);
    fc.assert(
      fc.property(
        fc.array(price, { maxLength: 4 }),
        fc.bigInt(0n, 10n ** 17n),
        fc.nat(5000),
        fc.nat(5000),
        (prices, fall, x, y) => {
          const answers = (shift: bigint): Answer[] =>
            prices.map((value, index) => ({
              ...at(`o${index}`, '1'),
              priceWad: wad(value > shift ? value - shift : 1n),
            }));
          const [tight, wide] = [bps(Math.min(x, y)), bps(Math.max(x, y))];
          expect(countBelow(answers(fall), par, tight)).toBeGreaterThanOrEqual(countBelow(answers(0n), par, tight));
          expect(countBelow(answers(0n), par, tight)).toBeGreaterThanOrEqual(countBelow(answers(0n), par, wide));
        },
      ),
    );
  });
});

describe('referenceOf', () => {
  it('is par, else what a share redeems for, else the slow average, else nothing', () => {
    const [rate, slow] = [parseWad('1.05'), parseWad('1.02')];
    expect(referenceOf(assetOf('A'), rate, slow)).toBe(par);
    expect(referenceOf(coinOf('A', { underlying: 'B' }), rate, slow)).toBe(rate);
    expect(referenceOf(coinOf('A', { underlying: 'B' }), null, slow)).toBe(slow);
    expect(referenceOf(coinOf('A'), rate, slow)).toBe(slow);
    expect(referenceOf(coinOf('A'), null, null)).toBeNull();
  });
});
