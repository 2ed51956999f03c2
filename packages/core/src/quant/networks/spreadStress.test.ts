import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OutsideDomain } from '../numbers/elementary.ts';
import { goldenPath, hasGolden } from '../golden.fixture.ts';
import { BadShape } from '../algebra/matrix.ts';
import { spreadStress, type SpreadRequest, type StressPassing } from './spreadStress.ts';

/** Rows of a table with names in its first row and column. */
const named = (file: string): number[][] =>
  readFileSync(goldenPath(file), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').slice(1).map(Number));

describe.skipIf(!hasGolden('nrm_exposures.csv'))(
  'spreadStress: 125 simulated banks of NetworkRiskMeasures 0.1.7 (needs BALLAST_DATA_DIR/../reference)',
  () => {
    const present = hasGolden('nrm_exposures.csv');
    const claims = present ? named('nrm_exposures.csv') : [];
    const nodes = present ? named('nrm_nodes.csv') : [];
    const network = { claims, buffers: nodes.map((row) => row[2]!), weights: nodes.map((row) => row[3]!) };
    const alone = (bank: number): number[] => nodes.map((_, i) => (i === bank - 1 ? 1 : 0));
    const all = (share: number): number[] => nodes.map(() => share);
    /** R's .Machine$double.eps ^ 0.2, where its rounds end. */
    const leastRise = 0.0007400959797414051;
    const spread = (shocks: number[], passing: StressPassing, stop = leastRise) =>
      spreadStress({ ...network, shocks, passing, leastRise: stop });

    it('DebtRank, bank 1 fails: additional stress .091307437871, losses 5.628294713 and 30.2566861499, 3 defaults', () => {
      const answer = spread(alone(1), 'inProportion');
      expect(answer.additionalStress).toBeCloseTo(0.091307437871, 12);
      expect(answer.originalLosses).toBeCloseTo(5.628294713, 9);
      expect(answer.additionalLosses).toBeCloseTo(30.2566861499, 10);
      expect(answer.additionalDefaults).toBe(3);
    });
    it('DebtRank, every buffer loses a tenth: .2372135839, 98.24126927, 7 defaults', () => {
      const answer = spread(all(0.1), 'inProportion');
      expect(answer.additionalStress).toBeCloseTo(0.2372135839, 10);
      expect(answer.additionalLosses).toBeCloseTo(98.24126927, 8);
      expect(answer.additionalDefaults).toBe(7);
    });
    it('its test suite: bank 55 fails, losses 58.4356749918197; every buffer loses 23 %, losses 181.86206117054', () => {
      const [one, many] = [spread(alone(55), 'inProportion'), spread(all(0.23), 'inProportion')];
      expect(one.originalLosses).toBeCloseTo(58.4356749918197, 12);
      expect(many.originalLosses).toBeCloseTo(181.86206117054, 10);
      // Its README prints .29, 235 and 18 for bank 55.
      expect(one.additionalStress).toBeCloseTo(0.29, 2);
      expect(Math.round(one.additionalLosses)).toBe(235);
      expect(one.additionalDefaults).toBe(18);
    });
    it('cascade of defaults, bank 1 fails: additional losses 9.8754583634, one default', () => {
      const answer = spread(alone(1), 'onceFailed');
      expect(answer.additionalLosses).toBeCloseTo(9.8754583634, 10);
      expect(answer.additionalDefaults).toBe(1);
    });
    it('goes on to rounding where nothing is said: what was published is a millionth short', () => {
      const answer = spreadStress({ ...network, shocks: alone(1), passing: 'inProportion' });
      expect(answer.ended).toBe('converged');
      // s = shocks + claims · min(s, 1) ÷ buffers.
      answer.stresses.forEach((stress, i) => {
        const from = claims[i]!.reduce((sum, claim, j) => sum + claim * Math.min(1, answer.stresses[j]!), 0);
        expect(stress).toBeCloseTo(alone(1)[i]! + from / network.buffers[i]!, 11);
      });
      expect(answer.additionalStress).toBeGreaterThan(0.091307437871);
    });
  },
);

const amount = fc.double({ min: 0, max: 10, noNaN: true });
const network = fc.integer({ min: 1, max: 6 }).chain((n) => {
  const list = <T>(entry: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(entry, { minLength: n, maxLength: n });
  return fc.record({
    claims: list(list(amount)).map((rows) => rows.map((row, i) => row.map((value, j) => (i === j ? 0 : value)))),
    buffers: list(fc.double({ min: 1, max: 20, noNaN: true })),
    weights: list(fc.double({ min: 0.1, max: 1, noNaN: true })),
    shocks: list(fc.double({ min: 0, max: 1, noNaN: true })),
  });
});

describe('spreadStress: laws', () => {
  it('stress only rises; in proportion no less than once failed; more buffer never hurts anybody', () => {
    fc.assert(
      fc.property(network, (given) => {
        const ends = (['inProportion', 'onceFailed'] as const).map((passing) => spreadStress({ ...given, passing }));
        const [smooth, cascade] = ends as [(typeof ends)[0], (typeof ends)[0]];
        expect(cascade.ended).toBe('converged');
        if (smooth.ended !== 'converged') return;
        smooth.stresses.forEach((stress, i) => {
          expect(stress).toBeGreaterThanOrEqual(given.shocks[i]!);
          expect(stress).toBeGreaterThanOrEqual(cascade.stresses[i]! - 1e-9);
        });
        const safer = spreadStress({
          ...given,
          buffers: given.buffers.map((buffer) => 2 * buffer),
          passing: 'inProportion',
        });
        safer.stresses.forEach((stress, i) => expect(stress).toBeLessThanOrEqual(smooth.stresses[i]! + 1e-9));
      }),
    );
  });
  it('does not ask in which order parties come', () => {
    fc.assert(
      fc.property(network, (given) => {
        const turned = {
          claims: given.claims.map((row) => row.toReversed()).toReversed(),
          buffers: given.buffers.toReversed(),
          weights: given.weights.toReversed(),
          shocks: given.shocks.toReversed(),
        };
        const [one, other] = [given, turned].map((each) => spreadStress({ ...each, passing: 'onceFailed' }));
        expect(other!.additionalLosses).toBeCloseTo(one!.additionalLosses, 9);
      }),
    );
  });
  it('without claims nothing spreads', () => {
    const answer = spreadStress({
      claims: [
        [0, 0],
        [0, 0],
      ],
      buffers: [1, 2],
      weights: [1, 1],
      shocks: [1, 0.5],
      passing: 'inProportion',
    });
    expect(answer).toMatchObject({ originalStress: 0.75, additionalStress: 0, originalLosses: 2, additionalLosses: 0 });
  });
});

describe('spreadStress: refusals', () => {
  const good: SpreadRequest = {
    claims: [
      [0, 1],
      [1, 0],
    ],
    buffers: [1, 1],
    weights: [1, 1],
    shocks: [1, 0],
    passing: 'inProportion',
  };
  it('refuses shapes, buffers that are none, claims on oneself, shocks outside 0 to 1, weights of nothing, NaN', () => {
    expect(() => spreadStress({ ...good, shocks: [1] })).toThrow(BadShape);
    expect(() => spreadStress({ ...good, claims: [[0, 1]] })).toThrow(BadShape);
    for (const wrong of [
      { buffers: [0, 1] },
      { buffers: [Number.NaN, 1] },
      {
        claims: [
          [1, 0],
          [0, 0],
        ],
      },
      {
        claims: [
          [0, -1],
          [0, 0],
        ],
      },
      {
        claims: [
          [0, Number.NaN],
          [0, 0],
        ],
      },
      { shocks: [1.1, 0] },
      { shocks: [Number.NaN, 0] },
      { weights: [0, 0] },
      { weights: [-1, 2] },
      { leastRise: -1 },
    ])
      expect(() => spreadStress({ ...good, ...wrong })).toThrow(OutsideDomain);
  });
});
