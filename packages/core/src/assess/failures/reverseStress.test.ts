import { describe, expect, it } from 'vitest';
import { OutsideDomain } from '../../quant/numbers/elementary.ts';
import { normalTailProbability } from '../../quant/distributions/normalTailProbability.ts';
import { wadToFloat } from '../../units/float.ts';
import type { Wad } from '../../units/amounts.ts';
import { POLICY, turn } from '../assess.fixture.ts';
import { buildBooks } from './buildBooks.ts';
import type { FailureBook } from './failureBook.ts';
import { momentsOf, reverseStress } from './reverseStress.ts';
import { ScenariosMalformed } from './scenarioMatrix.ts';
import { still, walks } from './scenarios.fixture.ts';

const float = (value: Wad | null | undefined): number => (value == null ? NaN : wadToFloat(value));
const ASSETS = ['usdc', 'usdt', 'weth', 'bill'];

function calmBook(): FailureBook {
  const { sheet, snapshot } = turn();
  const input = { sheet, snapshot, policy: POLICY, assetIds: ASSETS, defaults: [], runMultiples: [1], pack: null };
  const [book] = buildBooks(input)['balance sheet'];
  if (book === undefined || 'why' in book) throw new RangeError('the calm reserve has a book');
  return book;
}
const one: FailureBook = {
  label: '',
  weights: Float64Array.of(105),
  fixed: -100,
  asked: () => 0,
  lossWeights: [],
  lossFixed: [],
  later: null,
};

describe('reverseStress', () => {
  it('of one asset is the fall to what is owed, at its distance', () => {
    const found = reverseStress(one, ['weth'], { mean: Float64Array.of(0), covariance: Float64Array.of(0.0004) });
    const distance = -Math.log(100 / 105) / 0.02;
    expect(found.outcome).toBe('found');
    expect(float(found.moves[0]?.changeWad)).toBeCloseTo(100 / 105 - 1, 8);
    expect(float(found.moves[0]?.lossWad)).toBeCloseTo(5, 7);
    expect(float(found.distanceWad)).toBeCloseTo(distance, 7);
    expect(float(found.normalProbabilityWad)).toBeCloseTo(normalTailProbability(distance), 8);
    expect(float(found.boundWad)).toBeCloseTo(1 / (1 + distance * distance), 8);
  });

  it('of the calm reserve loses exactly its surplus, most of it by ether', () => {
    const deviations = [0.001, 0.001, 0.04, 0.001];
    const covariance = new Float64Array(16);
    deviations.forEach((deviation, i) => (covariance[5 * i] = deviation * deviation));
    const { moves, outcome } = reverseStress(calmBook(), ASSETS, { mean: new Float64Array(4), covariance });
    expect([outcome, moves[0]?.assetId]).toEqual(['found', 'weth']);
    expect(moves.reduce((total, move) => total + float(move.lossWad), 0) / 5e6).toBeCloseTo(1, 8);
    expect(float(moves[0]?.changeWad)).toBeCloseTo(-0.2496, 2);
    expect(moves.reduce((total, move) => total + float(move.shareWad), 0)).toBeCloseTo(1, 7);
  });

  it('says when nothing that moves can do it, or nothing need happen', () => {
    const held = { ...one, fixed: 10 };
    const moments = { mean: Float64Array.of(0), covariance: Float64Array.of(0.0004) };
    expect(reverseStress(held, ['weth'], moments)).toMatchObject({
      outcome: 'cannot fail',
      distanceWad: null,
      moves: [],
    });
    expect(reverseStress({ ...one, fixed: -110 }, ['weth'], moments).outcome).toBe('failed already');
    // Of a reserve of still prices nothing moves at all.
    expect(reverseStress(calmBook(), ASSETS, momentsOf(still(ASSETS, 7), 7)).outcome).toBe('cannot fail');
  });
});

describe('momentsOf', () => {
  it('takes the horizon it is asked for', () => {
    const matrix = walks([{ assetId: 'weth', drift: 0, deviation: 0.01 }], { days: 4, paths: 4_000 });
    const [day, four] = [momentsOf(matrix, 1), momentsOf(matrix, 4)].map((item) => item.covariance[0] ?? 0);
    expect((four ?? 0) / (day ?? 1)).toBeCloseTo(4, 0.3);
  });

  it('refuses a horizon it has not, and a price that fell to nothing', () => {
    expect(() => momentsOf(still(['weth'], 3), 4)).toThrow(OutsideDomain);
    expect(() => momentsOf({ ...still(['weth'], 3), ratios: new Float64Array(300) }, 3)).toThrow(ScenariosMalformed);
  });
});
