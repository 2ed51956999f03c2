import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadScenario } from './loadScenario.ts';
import { AssetNotInScenario, buildOutside } from './outsidePrices.ts';
import { readScenario } from './readScenario.ts';
import { SMALL_SCENARIO } from './scenario.fixture.ts';

const scenario = loadScenario(SMALL_SCENARIO, 'small.yaml');
const at = (text: string): number => Date.parse(text) / 1000;

describe('buildOutside', () => {
  it('refuses an asset the scenario does not have', () => {
    expect(() => buildOutside(scenario, 1).at('ZZZ', scenario.window.from)).toThrow(AssetNotInScenario);
  });
  it('passes through every anchor exactly, whatever the seed', () => {
    for (const seed of [1, 2, 99])
      for (const anchor of scenario.assets[0]?.anchors ?? [])
        expect(buildOutside(scenario, seed).at('AAA', anchor.at)).toBe(anchor.price);
  });
  it('is the same for the same seed, and another for another', () => {
    const [a, b, c] = [buildOutside(scenario, 5), buildOutside(scenario, 5), buildOutside(scenario, 6)];
    const time = at('2024-01-01T03:17:00Z');
    expect(a.at('AAA', time)).toBe(b.at('AAA', time));
    expect(a.at('AAA', time)).not.toBe(c.at('AAA', time));
  });
  it('without noise is a straight line in the logarithm', () => {
    const middle = buildOutside(scenario, 1).at('AAA', at('2024-01-01T15:00:00Z'));
    expect(middle).toBeCloseTo(Math.sqrt(0.9 * 0.99), 12);
  });
  it('scatters between anchors as a bridge of the stated volatility does', () => {
    // Half-way through six hours the bridge's variance is σ²·T/4.
    const time = at('2024-01-01T03:00:00Z');
    const middle = Math.log(Math.sqrt(1.0 * 0.9));
    const draws = Array.from(
      { length: 400 },
      (_, seed) => Math.log(buildOutside(scenario, seed).at('AAA', time)) - middle,
    );
    const deviation = Math.sqrt(draws.reduce((sum, x) => sum + x * x, 0) / draws.length);
    expect(deviation / (0.01 * Math.sqrt(0.25 / 4))).toBeGreaterThan(0.9);
    expect(deviation / (0.01 * Math.sqrt(0.25 / 4))).toBeLessThan(1.1);
  });
  it('stays positive and finite at any moment, also outside the window', () => {
    const outside = buildOutside(scenario, 3);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), (time) => {
        const price = outside.at('AAA', time);
        return Number.isFinite(price) && price > 0;
      }),
    );
  });
  it('shows an origin its own deviation and nobody else', () => {
    const outside = buildOutside(scenario, 3);
    const low = at('2024-01-01T03:00:00Z');
    expect(outside.seenBy('exchange', 'AAA', low) / outside.at('AAA', low)).toBeCloseTo(0.96, 12);
    expect(
      outside.seenBy('exchange', 'AAA', at('2024-01-01T02:30:00Z')) / outside.at('AAA', at('2024-01-01T02:30:00Z')),
    ).toBeCloseTo(0.98, 12);
    for (const origin of ['chainlink', 'pyth', 'pool'] as const)
      expect(outside.seenBy(origin, 'AAA', low)).toBe(outside.at('AAA', low));
    expect(outside.seenBy('exchange', 'AAA', at('2024-01-01T05:00:00Z'))).toBe(
      outside.at('AAA', at('2024-01-01T05:00:00Z')),
    );
  });
  it('lets a share follow its asset and grow', () => {
    const outside = buildOutside(scenario, 3);
    const { from, to } = scenario.window;
    expect(outside.at('sAAA', from)).toBeCloseTo(1.1, 12);
    expect(outside.at('sAAA', to) / outside.at('AAA', to)).toBeCloseTo(1.1 * (1 + 0.1 / 365), 12);
  });
});

describe('usdc-march-2023', () => {
  it('falls to the Chainlink low of 0.880 and the Kraken low of 0.874 (public rounds and trades of 11 March 2023)', () => {
    const outside = buildOutside(readScenario('usdc-march-2023'), 1);
    expect(outside.at('USDC', at('2023-03-11T07:51:00Z'))).toBe(0.88);
    expect(outside.seenBy('exchange', 'USDC', at('2023-03-11T07:15:00Z'))).toBeCloseTo(0.874, 3);
    expect(outside.seenBy('pool', 'USDC', at('2023-03-11T07:15:00Z'))).toBeCloseTo(0.873, 3);
  });
});
