import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bps, raw, wad } from '../units/amounts.ts';
import { formatWad, parseWad } from '../units/decimal.ts';
import type { PolicyAsset } from '../policy/policy.ts';
import type { BalanceSheet, SheetLine } from '../records/sheet.ts';
import type { PoolState, PriceObservation } from '../records/snapshot.ts';
import { assetOf, coinOf, policyOf, usd, venueOf } from '../policy/policy.fixture.ts';
import { poolOf, quote, sheetOf, snapshotOf } from './value.fixture.ts';

const L = 10n ** 13n;
const own = (tickLower: number, tickUpper: number, liquidity = L) => ({
  tickLower,
  tickUpper,
  liquidityRaw: raw(liquidity),
});
const usdc = assetOf('USDC', { haircutFloorBps: bps(100) });
const ust = assetOf('UST', { haircutFloorBps: bps(4000) });
const venues = [venueOf('USDC/UST', { assets: ['USDC', 'UST'] })];

const sheetWith = (
  pool: PoolState,
  prices: readonly PriceObservation[],
  assets: readonly PolicyAsset[] = [usdc, ust],
): BalanceSheet => sheetOf(policyOf(assets, { venues }), snapshotOf({ pools: [pool], prices }));
const lineOf = (...args: Parameters<typeof sheetWith>): SheetLine => {
  const [line] = sheetWith(...args).lines;
  if (line === undefined) throw new TypeError('the position was not valued');
  return line;
};
const pool = poolOf('USDC', 'UST', 2n * L, { ownLiquidityRaw: raw(L), ownPositions: [own(-100, 100)] });
const par = [...quote('USDC', '1'), ...quote('UST', '1')];

describe('positionHoldings', () => {
  it('a pool without a position of ours, or with an empty one, has no line', () => {
    expect(sheetWith(poolOf('USDC', 'UST', L), par).lines).toEqual([]);
    expect(sheetWith(poolOf('USDC', 'UST', L, { ownPositions: [own(-100, 100, 0n)] }), par).lines).toEqual([]);
  });
  it('the whole of it carries the haircut and the name of the worse side', () => {
    const line = lineOf(pool, par);
    expect(line).toMatchObject({
      holdingId: 'position:USDC/UST',
      assetId: 'UST',
      venueId: 'USDC/UST',
      where: 'deployed',
      haircutBps: 4000n,
      flags: [],
    });
    // 2·L·(1 − 1.0001^−50) at par, L = 10^7 in whole tokens: 99745.4.
    expect(formatWad(line.valueWad ?? 0n, 0)).toBe('99745');
    expect(line.riskAdjustedWad * 10n <= (line.valueWad ?? 0n) * 6n).toBe(true);
  });
  it('with UST at 0.60 the position is worth what it turned into: all UST, at its mark', () => {
    const line = lineOf(pool, [...quote('USDC', '1'), ...quote('UST', '0.6')]);
    // UST is token 1, so the pool would stand at 1 ÷ 0.6, above the range: all UST.
    expect(line.assetId).toBe('UST');
    const amount = Number(line.amountRaw ?? 0n) / 1e6;
    expect(amount).toBeGreaterThan(99_745);
    expect(Number(formatWad(line.valueWad ?? 0n, 2))).toBeCloseTo(amount * 0.6, 1);
  });
  it('a position with a governance token is worth something and backs nothing', () => {
    const gov = assetOf('UST', { class: 'governance', isEligible: false });
    const line = lineOf(pool, par, [usdc, gov]);
    expect(line.flags).toEqual(['ENDOGENOUS']);
    expect((line.valueWad ?? 0n) > 0n).toBe(true);
    expect(line.riskAdjustedWad).toBe(0n);
  });
  it('a side without a price makes the amount unknown, not zero', () => {
    const line = lineOf(pool, quote('USDC', '1'));
    expect(line).toMatchObject({ assetId: 'UST', amountRaw: null, valueWad: null, flags: ['UNKNOWN_AMOUNT'] });
  });
  it('of two equal sides the one that may not be sold is worse, then the first by id', () => {
    const twins = [assetOf('USDC'), assetOf('UST')];
    expect(lineOf(pool, par, twins).assetId).toBe('USDC');
    const stuck = [...quote('USDC', '1'), ...quote('UST', '1', null, null)];
    expect(lineOf(pool, stuck, twins).assetId).toBe('UST');
  });
  it('exposes to the issuers of both sides and to the pool', () => {
    const { exposures, assetsWad } = sheetWith(pool, par);
    for (const [kind, id] of [
      ['issuer', 'USDC-issuer'],
      ['issuer', 'UST-issuer'],
      ['asset', 'USDC'],
      ['asset', 'UST'],
      ['venue', 'USDC/UST-operator'],
    ] as const)
      expect(exposures.find((item) => item.kind === kind && item.id === id)).toMatchObject({
        valueWad: assetsWad,
        shareBps: 10_000n,
      });
  });
  it('counts no cash in the ladder', () => {
    expect(sheetWith(pool, par).ladder.every((rung) => rung.cashWad === 0n)).toBe(true);
  });
  it('Warp Finance, 17 Dec 2020: a flash swap of the pool’s spot does not move the value at all', () => {
    const honest = lineOf(pool, par);
    for (const tick of [-99, -50, 50, 99, 400]) {
      const swung = { ...pool, tick, sqrtPriceX96Raw: raw(BigInt(Math.round(1.0001 ** (tick / 2) * 2 ** 48)) << 48n) };
      expect(lineOf(swung, par)).toEqual(honest);
    }
  });
  it('is never more than at any other composition, and never more than after a run to either side', () => {
    const price = fc.bigInt(5n * 10n ** 17n, 2n * 10n ** 18n).map(wad);
    const range = fc.tuple(fc.integer({ min: -500, max: 490 }), fc.integer({ min: 1, max: 600 }));
    const assets = [coinOf('USDC'), coinOf('UST')].map((asset) => ({ ...asset, deployments: usdc.deployments }));
    fc.assert(
      fc.property(price, price, range, (a, b, [lower, width]) => {
        const at = poolOf('USDC', 'UST', L, { ownPositions: [own(lower, lower + width)] });
        const prices = par.map((item) => ({ ...item, priceWad: item.assetId === 'USDC' ? a : b }));
        const value = Number(lineOf(at, prices, assets).valueWad ?? 0n) / 1e18;
        const [low, high] = [1.0001 ** (lower / 2), 1.0001 ** ((lower + width) / 2)];
        const all0 = (Number(L) / 1e6) * (1 / low - 1 / high) * (Number(a) / 1e18);
        const all1 = (Number(L) / 1e6) * (high - low) * (Number(b) / 1e18);
        expect(value).toBeLessThanOrEqual(Math.min(all0, all1) * (1 + 1e-9));
      }),
    );
  });
  it('decimals of 6 and 18 meet at the right price', () => {
    const eth = coinOf('ETH');
    const mixed = poolOf('USDC', 'ETH', 10n ** 16n, {
      venueId: 'USDC/ETH',
      decimals1: 18,
      ownPositions: [own(193_000, 208_000, 10n ** 16n)],
    });
    const line = lineOf(mixed, [...quote('USDC', '1'), ...quote('ETH', '2000')], [usdc, eth]);
    // Price 5e8 raw ETH per raw USDC: tick 200311, inside the range; √p = 22360.7.
    const [low, high, root] = [1.0001 ** 96_500, 1.0001 ** 104_000, Math.sqrt(5e8)];
    const dollars = 1e10 * (1 / root - 1 / high);
    const ether = 1e-2 * (root - low) * 2000;
    expect(Number(formatWad(line.valueWad ?? 0n)) / (dollars + ether)).toBeCloseTo(1, 6);
    expect(line.markWad).toBe(parseWad(line.assetId === 'ETH' ? '2000' : '1'));
    expect((line.valueWad ?? 0n) > usd('1')).toBe(true);
  });
});
