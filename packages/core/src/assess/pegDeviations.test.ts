import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wad } from '../units/amounts.ts';
import { formatWad, parseWad } from '../units/decimal.ts';
import type { PegDeviation } from '../records/assessment.ts';
import type { BalanceSheet, SourceVerdict } from '../records/sheet.ts';
import { CALM, limitOf, POLICY, turn } from './assess.fixture.ts';
import { pegDeviations } from './pegDeviations.ts';

type Print = readonly [origin: string, price: string | null, verdict?: SourceVerdict['verdict']];

const { sheet } = turn();
/** The calm sheet with the answers given for usdc. */
const printing = (prints: readonly Print[]): BalanceSheet => ({
  ...sheet,
  prices: sheet.prices.map((price) =>
    price.assetId === 'usdc'
      ? {
          ...price,
          sources: prints.map(([origin, text, verdict]) => ({
            // A market source of the policy; which one does not matter, its origin does.
            sourceId: 'usdc-alpha',
            origin,
            priceWad: text === null ? null : parseWad(text),
            ageSeconds: 1,
            weightBps: POLICY.limits.maxPegDeviationBps,
            verdict: verdict ?? 'inlier',
            code: '',
          })),
        }
      : price,
  ),
});
const usdc = (prints: readonly Print[]): PegDeviation => {
  const found = pegDeviations(printing(prints), POLICY).find((peg) => peg.assetId === 'usdc');
  if (found === undefined) throw new RangeError('no peg of usdc');
  return found;
};
const deviation = (prints: readonly Print[]): string => {
  const { deviationWad } = usdc(prints);
  return deviationWad === null ? 'unknown' : formatWad(deviationWad);
};

describe('pegDeviations', () => {
  it('is unknown with fewer than two live origins, however many answers one gives', () => {
    expect(deviation([])).toBe('unknown');
    expect(deviation([['a', '0.5']])).toBe('unknown');
    expect(
      deviation([
        ['a', '0.5'],
        ['a', '0.5'],
        ['b', null],
        ['c', '0.5', 'dropped'],
      ]),
    ).toBe('unknown');
  });
  it('USDe on one exchange, 10 Oct 2025: a single venue at 0.65 is never the deviation', () => {
    const prints = [
      ['binance', '0.65'],
      ['b', '0.995'],
      ['c', '0.9965'],
      ['redeem', '1.0'],
    ] as const;
    expect(deviation(prints)).toBe('-0.005');
    expect(usdc(prints)).toMatchObject({ originsConfirming: 1, isConfirmed: false });
  });
  it('USDC, 11 Mar 2023: 0.874 on one venue and 0.882 on another confirm -11.8 %', () => {
    const prints = [
      ['kraken', '0.874'],
      ['binance', '0.882'],
    ] as const;
    expect(deviation(prints)).toBe('-0.118');
    expect(usdc(prints)).toMatchObject({ originsConfirming: 2, isConfirmed: true });
  });
  it('an outlier of the consensus still counts as an origin; a dropped answer does not', () => {
    expect(
      deviation([
        ['a', '0.9', 'outlier'],
        ['b', '0.95', 'outlier'],
        ['c', '1'],
      ]),
    ).toBe('-0.05');
    expect(
      deviation([
        ['a', '0.9', 'dropped'],
        ['b', '0.95'],
        ['c', '1'],
      ]),
    ).toBe('0');
  });
  it('an origin speaks with its answer nearest to par', () => {
    expect(
      deviation([
        ['a', '0.5'],
        ['a', '0.99'],
        ['b', '0.98'],
      ]),
    ).toBe('-0.01');
  });
  it('two venues on opposite sides confirm nothing; two above confirm a premium', () => {
    expect(
      deviation([
        ['a', '0.9'],
        ['b', '1.1'],
      ]),
    ).toBe('0');
    expect(
      deviation([
        ['a', '1.05'],
        ['b', '1.04'],
        ['c', '0.999'],
      ]),
    ).toBe('0.04');
  });
  it('a redemption rate does not count as an origin of the market', () => {
    const policy = {
      ...POLICY,
      assets: POLICY.assets.map((asset) =>
        asset.id === 'usdc'
          ? {
              ...asset,
              pricing: {
                ...asset.pricing,
                sources: asset.pricing.sources.map((source) => ({ ...source, basis: 'fundamental' as const })),
              },
            }
          : asset,
      ),
    };
    const prints: Print[] = [
      ['a', '0.9'],
      ['b', '0.9'],
    ];
    expect(pegDeviations(printing(prints), policy).find((peg) => peg.assetId === 'usdc')?.deviationWad).toBeNull();
  });
  it('measures a share against what it redeems for, and knows nothing while that is unknown', () => {
    const policy = {
      ...POLICY,
      assets: POLICY.assets.map((asset) =>
        asset.id === 'usdc' ? { ...asset, pegWad: null, underlying: 'usdt' } : asset,
      ),
    };
    const worth = (fundamental: string | null): PegDeviation | undefined => {
      const printed = printing([
        ['a', '1.045'],
        ['b', '1.034'],
        ['c', '1.1'],
      ]);
      const prices = printed.prices.map((price) =>
        price.assetId === 'usdc'
          ? { ...price, fundamentalWad: fundamental === null ? null : parseWad(fundamental) }
          : price,
      );
      return pegDeviations({ ...printed, prices }, policy).find((peg) => peg.assetId === 'usdc');
    };
    expect(worth('1.1')).toMatchObject({ deviationWad: parseWad('-0.05'), originsConfirming: 2, isConfirmed: true });
    expect(worth(null)).toMatchObject({ deviationWad: null, isConfirmed: false });
  });
  it('leaves out assets without a par and single-origin classes', () => {
    expect(pegDeviations(sheet, POLICY).map((peg) => peg.assetId)).toEqual(['usdc', 'usdt']);
  });
  it('rounds away from zero, in units of a peg other than one', () => {
    const policy = {
      ...POLICY,
      assets: POLICY.assets.map((asset) => (asset.id === 'usdc' ? { ...asset, pegWad: parseWad('3') } : asset)),
    };
    const prints: Print[] = [
      ['a', '2.999999999999999999'],
      ['b', '2.999999999999999999'],
    ];
    const found = pegDeviations(printing(prints), policy).find((peg) => peg.assetId === 'usdc');
    expect(found?.deviationWad).toBe(wad(-1n));
  });
  it('is confirmed exactly when the deviation is beyond the limit, and one more origin can only confirm more', () => {
    const price = fc.integer({ min: 80, max: 120 });
    fc.assert(
      fc.property(fc.array(price, { minLength: 2, maxLength: 7 }), price, (prices, more) => {
        const print = (cents: number, index: number): Print => [`o${index}`, formatWad(BigInt(cents) * 10n ** 16n)];
        const peg = usdc(prices.map(print));
        const size = (peg.deviationWad ?? 0n) < 0n ? -(peg.deviationWad ?? 0n) : (peg.deviationWad ?? 0n);
        expect(peg.isConfirmed).toBe(size > parseWad('0.02'));
        const grown = usdc([...prices, more].map(print));
        expect(grown.originsConfirming).toBeGreaterThanOrEqual(peg.originsConfirming);
      }),
    );
  });
  it('does not depend on the order of sources', () => {
    const prints = fc.array(
      fc.tuple(
        fc.constantFrom('a', 'b', 'c'),
        fc.integer({ min: 1, max: 200 }).map((cents) => formatWad(BigInt(cents) * 10n ** 16n)),
      ),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(prints, (rows) => {
        expect(usdc(rows.toReversed())).toEqual(usdc(rows));
      }),
    );
  });
});

describe('peg limits', () => {
  it('are unknown while fewer than two origins answer, and do not disable', () => {
    const { assessment } = turn({ prices: { ...CALM.prices, usdc: ['0.5', null, null] } });
    expect(limitOf(assessment, 'peg:usdc')).toMatchObject({ status: 'unknown', valueWad: null });
    expect(assessment.assetStates.find((item) => item.assetId === 'usdc')?.state).toBe('unknown');
  });
  it('are met at the limit and breached beyond it', () => {
    const at = (price: string): string =>
      limitOf(turn({ prices: { ...CALM.prices, usdc: price } }).assessment, 'peg:usdc').status;
    expect([at('0.98'), at('0.979'), at('1.02'), at('1.021')]).toEqual(['met', 'breached', 'met', 'breached']);
  });
  it('have nothing to limit where none is held or owed', () => {
    const fallen = { ...CALM.prices, usdt: '0.1' };
    const gone = turn({ prices: fallen, holdings: { usdc: '80000000', weth: '12500', usdt: '999' } }).assessment;
    expect(limitOf(gone, 'peg:usdt')).toMatchObject({ status: 'met', valueWad: null });
    expect(limitOf(turn({ prices: fallen }).assessment, 'peg:usdt').status).toBe('breached');
  });
});
