import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectDigits } from '../close.fixture.ts';
import { OutsideDomain } from '../numbers/elementary.ts';
import { goldenPath, hasGolden } from '../golden.fixture.ts';
import { BadShape } from '../algebra/matrix.ts';
import { hasReference, referenceRows } from '../referenceTable.fixture.ts';
import { shortfallPortfolio, type PortfolioTask, type ShortfallPortfolio } from './shortfallPortfolio.ts';
import { historicalTail } from '../distributions/tailRisk.ts';

type Found = Extract<ShortfallPortfolio, { kind: 'found' }>;
const found = (portfolio: ShortfallPortfolio): Found =>
  portfolio.kind === 'found' ? portfolio : expect.fail(portfolio.kind);
/** What the weights earn in each scenario. */
const earned = ({ returns, means }: PortfolioTask, weights: readonly number[]): number[] =>
  Array.from({ length: returns.length / means.length }, (_, row) =>
    weights.reduce((sum, weight, asset) => sum + weight * returns[row * means.length + asset]!, 0),
  );

describe.skipIf(!hasGolden('scen_2000.f64'))('mean–shortfall programme (needs BALLAST_DATA_DIR/../reference)', () => {
  it.each([
    [2_000, 0.000799176818867375],
    [10_000, 0.000723551439275253],
  ])(
    'HiGHS (simplex, interior point, dual form) and ECOS, 30 assets of at most a quarter, confidence 0.99: %i scenarios, mean %s',
    (scenarios, optimum) => {
      const { mu, cmax } = JSON.parse(readFileSync(goldenPath(`scen_${scenarios}.json`), 'utf8')) as {
        readonly mu: readonly number[];
        readonly cmax: number;
      };
      const bytes = new Uint8Array(readFileSync(goldenPath(`scen_${scenarios}.f64`)));
      const task: PortfolioTask = {
        returns: new Float64Array(bytes.buffer),
        means: mu,
        mostWeights: mu.map(() => 0.25),
        confidence: 0.99,
        mostShortfall: cmax,
      };
      const portfolio = found(shortfallPortfolio(task));
      expectDigits(portfolio.mean, optimum, 12);
      expect(Math.abs(portfolio.gap)).toBeLessThan(1e-9 * optimum);
      const tail = historicalTail(earned(task, portfolio.weights), 0.99);
      expectDigits(tail.expectedShortfall, cmax, 12);
      expectDigits(portfolio.valueAtRisk, tail.valueAtRisk, 11);
      expect(portfolio.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 13);
    },
    180_000,
  );
});

describe.skipIf(!hasReference('riskfolio_returns_10x200.csv.gz'))(
  'least shortfall of ten stocks over 200 days at 5 % (needs BALLAST_DATA_DIR)',
  () => {
    it('Riskfolio-Lib, its test of the classic model, column CVaR: weights to a thousandth, and no more shortfall', () => {
      const rows = referenceRows('riskfolio_returns_10x200.csv.gz').map((row) => row.slice(1).map(Number));
      const published = referenceRows('riskfolio_classic_minrisk_weights.csv.gz').map((row) => Number(row[7]));
      const task: PortfolioTask = {
        returns: Float64Array.from(rows.flat()),
        means: published.map(() => 0),
        mostWeights: published.map(() => 1),
        confidence: 0.95,
        mostShortfall: null,
      };
      const { weights, expectedShortfall } = found(shortfallPortfolio(task));
      weights.forEach((weight, i) => expect(Math.abs(weight - published[i]!)).toBeLessThan(1e-3));
      const theirs = historicalTail(earned(task, published), 0.95).expectedShortfall;
      expect(expectedShortfall).toBeLessThanOrEqual(theirs * (1 + 1e-9));
      expectDigits(expectedShortfall, theirs, 5);
    });
  },
);

const entry = fc.double({ min: -0.1, max: 0.1, noNaN: true });
const task = fc
  .record({
    rows: fc.array(fc.tuple(entry, entry, entry), { minLength: 5, maxLength: 40 }),
    means: fc.tuple(entry, entry, entry),
    most: fc.double({ min: 0.34, max: 1, noNaN: true }),
    confidence: fc.constantFrom(0.5, 0.6, 0.75),
  })
  .map(({ rows, means, most, confidence }): PortfolioTask => ({
    returns: Float64Array.from(rows.flat()),
    means,
    mostWeights: [most, most, most],
    confidence,
    mostShortfall: null,
  }));
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('shortfallPortfolio: laws', () => {
  it('no other portfolio has less shortfall, nor more mean within the limit', () => {
    fc.assert(
      fc.property(task, share, share, share, (given, a, b, room) => {
        const least = found(shortfallPortfolio(given));
        const shortfall = (weights: readonly number[]): number =>
          historicalTail(earned(given, weights), given.confidence).expectedShortfall;
        expect(shortfall(least.weights)).toBeCloseTo(least.expectedShortfall, 9);
        const most = given.mostWeights[0]!;
        const first = Math.min(most, a);
        const second = Math.min(most, (1 - first) * b);
        const other = [first, second, 1 - first - second];
        if (other[2]! > most) return;
        expect(shortfall(other)).toBeGreaterThanOrEqual(least.expectedShortfall - 1e-9);
        const limit = least.expectedShortfall + room * (shortfall(other) - least.expectedShortfall) + 1e-7;
        const best = found(shortfallPortfolio({ ...given, mostShortfall: limit }));
        expect(best.expectedShortfall).toBeLessThanOrEqual(limit + 1e-9);
        expect(best.mean).toBeGreaterThanOrEqual(least.mean - 1e-9);
        if (shortfall(other) <= limit)
          expect(best.mean).toBeGreaterThanOrEqual(
            other.reduce((sum, weight, i) => sum + weight * given.means[i]!, 0) - 1e-9,
          );
        for (const weight of best.weights) {
          expect(weight).toBeGreaterThanOrEqual(0);
          expect(weight).toBeLessThanOrEqual(most + 1e-12);
        }
      }),
      { numRuns: 300 },
    );
  });
  it('a looser limit brings what its price says, no more', () => {
    fc.assert(
      fc.property(task, share, (given, room) => {
        const least = found(shortfallPortfolio(given)).expectedShortfall;
        const [tight, loose] = [1e-4, 1e-4 + 0.05 * room].map((more) =>
          found(shortfallPortfolio({ ...given, mostShortfall: least + more })),
        );
        expect(loose!.mean).toBeGreaterThanOrEqual(tight!.mean - 1e-9);
        expect(loose!.mean - tight!.mean).toBeLessThanOrEqual(tight!.meanPerShortfall! * 0.05 * room + 1e-7);
      }),
    );
  });
  it('ends, with a dual programme that agrees, on losses in whole per cent, where corners coincide by the dozen', () => {
    const coarse = fc.array(fc.tuple(...Array.from({ length: 5 }, () => fc.integer({ min: -2, max: 2 }))), {
      minLength: 40,
      maxLength: 120,
    });
    fc.assert(
      fc.property(coarse, share, (rows, room) => {
        const given: PortfolioTask = {
          returns: Float64Array.from(rows.flat(), (percent) => percent / 100),
          means: [0, 0.01, 0.01, 0.02, 0.02],
          mostWeights: [1, 0.5, 0.5, 0.4, 0.4],
          confidence: 0.9,
          mostShortfall: null,
        };
        const least = found(shortfallPortfolio(given));
        const best = found(
          shortfallPortfolio({ ...given, mostShortfall: least.expectedShortfall + 1e-6 + 0.01 * room }),
        );
        for (const { gap } of [least, best]) expect(Math.abs(gap)).toBeLessThan(1e-12);
        const tail = historicalTail(earned(given, best.weights), 0.9);
        expect(tail.expectedShortfall).toBeCloseTo(best.expectedShortfall, 12);
      }),
      { numRuns: 200 },
    );
  });
  it('tells the tail of its weights where shortfall costs no mean', () => {
    const four: PortfolioTask = {
      returns: Float64Array.of(-0.09, 0.04, -0.01, 0.04, -0.1, -0.01, -0.02, 0.08, 0.02, -0.09, -0.06, 0.08),
      means: [0.01, 0.02, 0.01],
      mostWeights: [1, 0.25, 1],
      confidence: 0.5,
      mostShortfall: 0.02,
    };
    const ofFour = found(shortfallPortfolio(four));
    const { valueAtRisk, expectedShortfall } = historicalTail(earned(four, ofFour.weights), 0.5);
    expect([ofFour.valueAtRisk, ofFour.expectedShortfall]).toEqual([valueAtRisk, expectedShortfall]);
    fc.assert(
      fc.property(task, share, (given, room) => {
        // One best asset, held as far as it may be; the rest is shared out between equals.
        const tied = { ...given, means: [0.01, 0.02, 0.01], mostWeights: [1, 1 / 3, 1] };
        const shortfall = (weights: readonly number[]): number =>
          historicalTail(earned(tied, weights), tied.confidence).expectedShortfall;
        const least = Math.min(...[0, 0.2, 0.4, 2 / 3].map((first) => shortfall([first, 1 / 3, 2 / 3 - first])));
        const limit = least + room * (shortfall([2 / 3, 1 / 3, 0]) - least) + 1e-6;
        const best = found(shortfallPortfolio({ ...tied, mostShortfall: limit }));
        expect(best.mean).toBeCloseTo(0.04 / 3, 9);
        expect(best.expectedShortfall).toBeCloseTo(shortfall(best.weights), 11);
        expect(best.expectedShortfall).toBeLessThanOrEqual(limit + 1e-9);
      }),
      { numRuns: 300 },
    );
  });
  it('looks at the worst scenarios alone and still counts all: as many again that never fall change nothing but the tail', () => {
    fc.assert(
      fc.property(task, (given) => {
        const { returns, confidence } = given;
        const rises = new Float64Array(returns.length).fill(0.2);
        const doubled = { ...given, returns: Float64Array.of(...returns, ...rises), confidence: (1 + confidence) / 2 };
        expect(found(shortfallPortfolio(doubled)).expectedShortfall).toBeCloseTo(
          found(shortfallPortfolio(given)).expectedShortfall,
          11,
        );
      }),
    );
  });
  it('does not ask in which order scenarios and assets come', () => {
    fc.assert(
      fc.property(task, (given) => {
        const rows = Array.from({ length: given.returns.length / 3 }, (_, row) =>
          given.returns.subarray(3 * row, 3 * row + 3),
        );
        const turned = rows.toReversed().flatMap((row) => [row[2]!, row[0]!, row[1]!]);
        expect(
          found(shortfallPortfolio({ ...given, returns: Float64Array.from(turned) })).expectedShortfall,
        ).toBeCloseTo(found(shortfallPortfolio(given)).expectedShortfall, 11);
      }),
    );
  });
  it('ends where scenarios repeat and assets are the same', () => {
    const row = [0.01, 0.01, -0.02, 0.03, 0.03, -0.01, -0.02, -0.02, 0.05];
    const repeated: PortfolioTask = {
      returns: Float64Array.from([...row, ...row, ...row, ...row]),
      means: [0.001, 0.001, 0.002],
      mostWeights: [1, 1, 1],
      confidence: 0.75,
      mostShortfall: null,
    };
    const least = found(shortfallPortfolio(repeated));
    expect(found(shortfallPortfolio({ ...repeated, mostShortfall: least.expectedShortfall + 1e-3 })).kind).toBe(
      'found',
    );
  });
});

describe('shortfallPortfolio: refusals', () => {
  const good: PortfolioTask = {
    returns: Float64Array.of(0.01, -0.02, -0.03, 0.02, 0, 0.01),
    means: [0.01, 0.02],
    mostWeights: [1, 1],
    confidence: 0.5,
    mostShortfall: 0.5,
  };
  it('says where no portfolio has so little shortfall, and how little there is', () => {
    const answer = shortfallPortfolio({ ...good, mostShortfall: -1 });
    expect(answer).toEqual({
      kind: 'infeasible',
      leastShortfall: found(shortfallPortfolio({ ...good, mostShortfall: null })).expectedShortfall,
    });
    expect(found(shortfallPortfolio(good))).toMatchObject({ weights: [0, 1], meanPerShortfall: 0 });
  });
  it('refuses shapes, values and bounds that make no sense', () => {
    expect(() => shortfallPortfolio({ ...good, returns: Float64Array.of(1, 2, 3) })).toThrow(BadShape);
    expect(() => shortfallPortfolio({ ...good, mostWeights: [1] })).toThrow(BadShape);
    for (const wrong of [
      { confidence: 1 },
      { confidence: 0.9 },
      { mostWeights: [0.4, 0.4] },
      { mostWeights: [0, 1] },
      { means: [Number.NaN, 0] },
      { mostShortfall: Number.NaN },
      { returns: Float64Array.of(0, 0, 0, Number.POSITIVE_INFINITY) },
    ])
      expect(() => shortfallPortfolio({ ...good, ...wrong })).toThrow(OutsideDomain);
  });
});
