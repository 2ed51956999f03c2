import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bps, divWadDown, divWadUp, raw, WAD, wad, type Wad } from '../units/amounts.ts';
import { parseWad } from '../units/decimal.ts';
import type { SheetLine } from '../records/sheet.ts';
import { POLICY, turn } from './assess.fixture.ts';
import { bpsToWad, knownValue, measureShare, unknownNote, unknownValueUp } from './unknownValue.ts';

const line = (assetId: string, change: Partial<SheetLine>): SheetLine => {
  const base = turn().sheet.lines[0];
  if (base === undefined) throw new RangeError('the calm sheet has no line');
  return { ...base, assetId, ...change };
};

describe('unknownValueUp', () => {
  it('has no bound where an amount is unknown, or a price without a peg', () => {
    expect(unknownValueUp([line('usdt', { amountRaw: null, valueWad: null })], POLICY)).toBeNull();
    expect(unknownValueUp([line('weth', { amountRaw: raw(1n), valueWad: null })], POLICY)).toBeNull();
    expect(unknownValueUp([line('stranger', { amountRaw: raw(1n), valueWad: null })], POLICY)).toBeNull();
  });
  it('is par for pegged assets, and nothing for none of a token or a known line', () => {
    const pegged = line('usdt', { amountRaw: raw(2_500_000n), decimals: 6, valueWad: null });
    expect(unknownValueUp([pegged], POLICY)).toBe(parseWad('2.5'));
    expect(unknownValueUp([line('weth', { amountRaw: raw(0n), valueWad: null })], POLICY)).toBe(0n);
    expect(unknownValueUp([line('weth', { amountRaw: raw(5n), valueWad: wad(7n) })], POLICY)).toBe(0n);
    expect(unknownValueUp([], POLICY)).toBe(0n);
  });
  it('counts what it could not value in words', () => {
    const lost = line('weth', { amountRaw: raw(1n), valueWad: null });
    expect(unknownNote([lost, lost])).toBe('2 lines without a value');
    expect(unknownNote([line('weth', { amountRaw: raw(0n), valueWad: null })])).toBe('');
    expect(knownValue([lost, line('usdc', { valueWad: wad(3n) })])).toBe(3n);
  });
});

const part = (measure: ReturnType<typeof measureShare>): { worst: Wad | null; best: Wad | null } =>
  measure.kind === 'between' ? { worst: measure.worstWad, best: measure.bestWad } : { worst: null, best: null };

describe('measureShare', () => {
  it('has nothing to measure where nothing is held', () => {
    const empty = { partWad: wad(0n), wholeWad: wad(0n), insideWad: wad(0n), outsideWad: wad(0n) };
    expect(measureShare(empty, 'max').kind).toBe('nothing');
    expect(measureShare(empty, 'min').kind).toBe('nothing');
  });
  it('knows nothing where something inside and outside has no bound', () => {
    const blind = { partWad: wad(5n), wholeWad: wad(10n), insideWad: null, outsideWad: null };
    expect(part(measureShare(blind, 'max'))).toEqual({ worst: WAD, best: 0n });
    expect(part(measureShare(blind, 'min'))).toEqual({ worst: 0n, best: WAD });
  });
  it('rounds an exact share against the direction', () => {
    const third = { partWad: wad(1n), wholeWad: wad(3n), insideWad: wad(0n), outsideWad: wad(0n) };
    expect(part(measureShare(third, 'max')).worst).toBe(333333333333333334n);
    expect(part(measureShare(third, 'min')).worst).toBe(333333333333333333n);
  });
  it('holds the true share between its bounds, whatever the unknown lines are worth', () => {
    const amount = fc.bigInt(0n, 10n ** 24n);
    fc.assert(
      fc.property(amount, amount, amount, amount, fc.nat(100), fc.nat(100), (own, others, inside, outside, i, o) => {
        const trueInside = (inside * BigInt(i)) / 100n;
        const trueOutside = (outside * BigInt(o)) / 100n;
        const whole = own + others + trueInside + trueOutside;
        fc.pre(whole > 0n && own + others > 0n);
        const share = {
          partWad: wad(own),
          wholeWad: wad(own + others),
          insideWad: wad(inside),
          outsideWad: wad(outside),
        };
        const most = part(measureShare(share, 'max'));
        const least = part(measureShare(share, 'min'));
        const [down, up] = [divWadDown(wad(own + trueInside), wad(whole)), divWadUp(wad(own + trueInside), wad(whole))];
        expect(most.worst ?? WAD).toBeGreaterThanOrEqual(down);
        expect(least.worst ?? 0n).toBeLessThanOrEqual(up);
        if (inside > 0n || outside > 0n) {
          expect(most.best ?? 0n).toBeLessThanOrEqual(up);
          expect(least.best ?? WAD).toBeGreaterThanOrEqual(down);
        }
      }),
    );
  });
});

it('bpsToWad is exact', () => {
  expect(bpsToWad(bps(1))).toBe(parseWad('0.0001'));
  expect(bpsToWad(bps(10_000))).toBe(WAD);
});
