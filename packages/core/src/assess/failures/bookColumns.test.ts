import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bps, raw, type Wad } from '../../units/amounts.ts';
import { parseDecimal } from '../../units/decimal.ts';
import { wadToFloat } from '../../units/float.ts';
import type { Policy } from '../../policy/policy.ts';
import type { BookPosition, Snapshot } from '../../records/snapshot.ts';
import { initialCarried } from '../../value/initialCarried.ts';
import { value } from '../../value/value.ts';
import { CALM, HASH, POLICY, snapshotOf, START } from '../assess.fixture.ts';
import { assessFailures } from './assessFailures.ts';
import { withBooks } from './bookColumns.ts';
import type { DefaultAssumption } from './defaultAssumption.ts';
import { scenarioAssets } from './scenarioAssets.ts';
import type { ScenarioMatrix } from './scenarioMatrix.ts';

/** The reserve of these tests as the book of a dollar made from ether debt, with a buffer in usdc. */
const BOOK: Policy = {
  ...POLICY,
  liabilities: POLICY.liabilities.map(
    ({ id, name, chain, token, decimals, redemption, runPerDayBps, payoutAsset }) => ({
      kind: 'cdp',
      id,
      name,
      chain,
      token,
      decimals,
      redemption,
      runPerDayBps,
      payoutAsset,
      collateralAssets: ['weth'],
      manager: null,
    }),
  ),
};

/** Collateral in ether at 2,000, debt in dollars. */
const position = (ether: number, debt: number, index = 0): BookPosition => ({
  id: `p${index}`,
  collateralAssetId: 'weth',
  collateralRaw: raw(parseDecimal(String(ether), 18)),
  collateralDecimals: 18,
  debtRaw: raw(parseDecimal(String(debt), 18)),
});

function seen(positions: readonly BookPosition[], buffer = '0', supply = '0', change: Partial<Snapshot> = {}) {
  const world = { ...CALM, holdings: { usdc: buffer }, supply };
  const plain = snapshotOf(world, BOOK);
  const liabilities = plain.liabilities.map((item) => ({ ...item, positions }));
  const snapshot = { ...plain, liabilities, ...change };
  const carried = initialCarried(BOOK, START);
  const { sheet } = value({ snapshot, policy: BOOK, policyHash: HASH, carried });
  return { snapshot, sheet, policy: BOOK };
}

const pathsOf = (ratios: readonly number[]): ScenarioMatrix => ({
  model: 'given',
  assetIds: ['usdc', 'weth'],
  days: 1,
  paths: ratios.length,
  independentPaths: ratios.length,
  ratios: Float64Array.from(ratios.flatMap((ratio) => [1, ratio])),
});
const column = ({ assetIds, ratios }: ScenarioMatrix, id: string): number[] => {
  const at = assetIds.indexOf(id);
  return [...ratios].filter((_, index) => index % assetIds.length === at);
};
const ethereum = (lossBps: number): DefaultAssumption => ({
  party: { kind: 'issuer', id: 'ethereum' },
  lowPerYear: 0.1,
  highPerYear: 0.1,
  lossBps: bps(lossBps),
  source: 'test',
});
const ask = (
  world: ReturnType<typeof seen>,
  scenarios: readonly ScenarioMatrix[],
  defaults: readonly DefaultAssumption[] = [],
) => {
  const [first] = assessFailures({
    ...world,
    scenarios,
    horizonsDays: [1],
    defaults,
    runMultiples: [1],
    pack: null,
  });
  return first ?? expect.unreachable('no figure');
};
const float = (amount: Wad | null): number => (amount === null ? NaN : wadToFloat(amount));

describe('withBooks', () => {
  it('is the matrix itself where there is no book', () => {
    const matrix = pathsOf([1, 0.5]);
    expect(withBooks(matrix, { ...seen([]), defaults: [] })).toBe(matrix);
  });

  it('backs 180 of 200 by 200 on 100 and 80 on 100, and follows the price position by position', () => {
    const world = seen([position(0.1, 100), position(0.04, 100, 1)]);
    const matrix = withBooks(pathsOf([1, 0.5, 0.25, 1.5, 0]), { ...world, defaults: [] });
    expect(matrix.assetIds).toEqual(['usdc', 'weth', 'book:husd:weth']);
    const worth = column(matrix, 'book:husd:weth').map((ratio) => ratio * 180);
    [180, 140, 70, 200, 0].forEach((expected, path) => expect(worth[path]).toBeCloseTo(expected, 9));
    // Twice is once.
    expect(withBooks(matrix, { ...world, defaults: [] })).toBe(matrix);
  });

  it('is the plain sum for any positions and price', () => {
    const positions = fc.array(fc.tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 1_000_000 })), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(positions, fc.double({ min: 0, max: 3, noNaN: true }), (list, ratio) => {
        const sumAt = (price: number): number =>
          list.reduce((sum, [ether, debt]) => sum + Math.min(ether * price, debt), 0);
        fc.pre(sumAt(2_000) > 0);
        const world = seen(list.map(([ether, debt], index) => position(ether, debt, index)));
        const [found = NaN] = column(withBooks(pathsOf([ratio]), { ...world, defaults: [] }), 'book:husd:weth');
        expect(found * sumAt(2_000)).toBeCloseTo(sumAt(2_000 * ratio), 3);
      }),
      { numRuns: 40 },
    );
  });
});

describe('failure of a book of collateralised debt', () => {
  // 100 of debt backed by 150 of ether, and 10 of buffer: it falls short when ether is worth less than 90.
  const world = seen([position(75_000, 100_000_000)], '10000000', '100000000');
  const hundred = (low: number): ScenarioMatrix =>
    pathsOf(Array.from({ length: 100 }, (_, path) => (path < low ? 0.59 : 0.61)));

  it('is as likely as its collateral and buffer falling below the debt', () => {
    expect(scenarioAssets(world.sheet, BOOK, new Set(['usdc', 'weth']))).toEqual(['usdc', 'weth']);
    expect(float(ask(world, [hundred(7)]).highWad)).toBeCloseTo(0.07, 9);
    expect(float(ask(world, [hundred(0)]).highWad)).toBe(0);
  });

  it('counts no more of a default than the debt it leaves uncovered', () => {
    // Of 150, 40 % gone leave 90 and the buffer: enough. 41 % do not.
    const still = pathsOf(Array.from({ length: 100 }, () => 1));
    const kept = ask(world, [still], [ethereum(3_999)]);
    expect([float(kept.highWad), float(kept.floorWad)]).toEqual([0, 0]);
    const lost = ask(world, [still], [ethereum(4_100)]);
    const day = 1 - 0.9 ** (1 / 365);
    expect(float(lost.floorWad)).toBeCloseTo(day, 8);
    expect(float(lost.lowWad)).toBeCloseTo(day, 8);
    // Where the price leaves 105 and the buffer, the smaller default is enough, too.
    const lower = pathsOf(Array.from({ length: 100 }, () => 0.7));
    expect(float(ask(world, [lower], [ethereum(3_999)]).highWad)).toBeCloseTo(day, 8);
  });

  it('refuses where collateral has no price or no scenarios, and counts an expired book for nothing', () => {
    const unpriced = seen([position(75_000, 100_000_000)], '10000000', '100000000', {
      prices: world.snapshot.prices.filter(({ assetId }) => assetId !== 'weth'),
    });
    expect(ask(unpriced, [hundred(0)])).toMatchObject({ highWad: null, note: 'collateral of husd has no price' });
    const alone = { ...hundred(0), assetIds: ['usdc'], ratios: new Float64Array(100).fill(1) };
    expect(ask(world, [alone])).toMatchObject({ highWad: null, note: '90.9 % of what is held has no scenarios' });
    const expired = seen([position(75_000, 100_000_000)], '10000000', '100000000', {
      books: [{ liabilityId: 'husd', expiresAtSeconds: START }] as unknown as Snapshot['books'],
    });
    expect(float(ask(expired, [hundred(0)]).lowWad)).toBe(1);
  });
});
