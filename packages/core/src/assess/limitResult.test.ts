import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wad, type Wad } from '../units/amounts.ts';
import type { LimitResult } from '../records/assessment.ts';
import { exactly, judgeLimit, markBinding, type LimitTerms, type Measure } from './limitResult.ts';

const terms = (direction: 'min' | 'max', threshold: bigint): LimitTerms => ({
  id: 'test',
  unit: 'ratio',
  direction,
  thresholdWad: wad(threshold),
  origin: 'document',
});
const between = (worst: bigint | null, best: bigint | null): Measure => ({
  kind: 'between',
  worstWad: worst as Wad | null,
  bestWad: best as Wad | null,
  note: '',
});

describe('judgeLimit', () => {
  it('keeps unknown unknown: no value, no headroom, the reason kept', () => {
    for (const direction of ['min', 'max'] as const) {
      const result = judgeLimit(terms(direction, 5n), { kind: 'unknown', note: 'no feed' });
      expect(result).toMatchObject({ status: 'unknown', valueWad: null, headroomWad: null, note: 'no feed' });
      expect(judgeLimit(terms(direction, 5n), between(null, null)).status).toBe('unknown');
    }
  });
  it('is met where there is nothing to limit, without a value', () => {
    expect(judgeLimit(terms('min', 5n), { kind: 'nothing', note: 'nothing is owed' })).toMatchObject({
      status: 'met',
      valueWad: null,
      headroomWad: null,
      note: 'nothing is owed',
    });
  });
  it('meets its threshold exactly, and fails one unit beyond it', () => {
    expect(judgeLimit(terms('min', 5n), exactly(wad(5n)))).toMatchObject({ status: 'met', headroomWad: 0n });
    expect(judgeLimit(terms('min', 5n), exactly(wad(4n)))).toMatchObject({ status: 'breached', headroomWad: -1n });
    expect(judgeLimit(terms('max', 5n), exactly(wad(5n)))).toMatchObject({ status: 'met', headroomWad: 0n });
    expect(judgeLimit(terms('max', 5n), exactly(wad(6n)))).toMatchObject({ status: 'breached', headroomWad: -1n });
  });
  it('between bounds: met by the worst case, breached by the best case, else unknown', () => {
    expect(judgeLimit(terms('min', 5n), between(6n, null))).toMatchObject({ status: 'met', valueWad: 6n });
    expect(judgeLimit(terms('min', 5n), between(3n, null)).status).toBe('unknown');
    expect(judgeLimit(terms('min', 5n), between(3n, 4n))).toMatchObject({ status: 'breached', valueWad: 3n });
    expect(judgeLimit(terms('min', 5n), between(3n, 7n)).status).toBe('unknown');
    expect(judgeLimit(terms('max', 5n), between(null, 6n))).toMatchObject({ status: 'breached', headroomWad: -1n });
    expect(judgeLimit(terms('max', 5n), between(null, 4n)).status).toBe('unknown');
  });

  const bound = fc.option(fc.bigInt(-20n, 20n));
  it('the sign of headroom agrees with the status, and only unknown or nothing has none', () => {
    fc.assert(
      fc.property(fc.constantFrom('min', 'max'), fc.bigInt(-20n, 20n), bound, bound, (direction, threshold, a, b) => {
        // The worst case of a minimum is the lower of two bounds, of a maximum the higher.
        const swap = a !== null && b !== null && (direction === 'min' ? a > b : a < b);
        const result = judgeLimit(terms(direction, threshold), swap ? between(b, a) : between(a, b));
        expect(result.status === 'unknown').toBe(result.headroomWad === null);
        expect(result.headroomWad === null).toBe(result.valueWad === null);
        if (result.headroomWad !== null) expect(result.status).toBe(result.headroomWad >= 0n ? 'met' : 'breached');
      }),
    );
  });
  it('what is met or breached stays so for every value the truth could have', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('min', 'max'),
        fc.bigInt(-20n, 20n),
        fc.bigInt(-20n, 20n),
        fc.bigInt(0n, 10n),
        fc.bigInt(0n, 10n),
        (direction, threshold, truth, below, above) => {
          const [low, high] = [truth - below, truth + above];
          const range = direction === 'min' ? between(low, high) : between(high, low);
          const said = judgeLimit(terms(direction, threshold), range).status;
          const actual = judgeLimit(terms(direction, threshold), exactly(wad(truth))).status;
          if (said !== 'unknown') expect(actual).toBe(said);
        },
      ),
    );
  });
});

const limit = (id: string, change: Partial<LimitResult>): LimitResult => ({
  id,
  unit: 'ratio',
  direction: 'max',
  valueWad: wad(0n),
  thresholdWad: wad(100n),
  headroomWad: wad(50n),
  status: 'met',
  isBinding: false,
  origin: 'document',
  note: '',
  ...change,
});
const bindingIds = (limits: readonly LimitResult[]): string[] =>
  markBinding(limits)
    .filter((item) => item.isBinding)
    .map((item) => item.id);

describe('markBinding', () => {
  it('never marks unknown limits, limits with nothing to limit, or a threshold of zero', () => {
    expect(
      bindingIds([
        limit('unknown', { status: 'unknown', valueWad: null, headroomWad: null }),
        limit('nothing', { valueWad: null, headroomWad: null }),
        limit('zero', { thresholdWad: wad(0n), headroomWad: wad(0n) }),
      ]),
    ).toEqual([]);
    expect(bindingIds([])).toEqual([]);
  });
  it('marks every breached limit and the tightest met one, by headroom relative to the threshold', () => {
    const limits = [
      limit('loose', { headroomWad: wad(40n) }),
      limit('large', { thresholdWad: wad(1000n), headroomWad: wad(300n) }),
      limit('broken', { status: 'breached', headroomWad: wad(-1n) }),
      limit('worse', { status: 'breached', headroomWad: wad(-9n) }),
    ];
    expect(bindingIds(limits)).toEqual(['large', 'broken', 'worse']);
  });
  it('compares exactly where a division would round, and breaks a tie by id', () => {
    const big = 10n ** 40n;
    expect(
      bindingIds([
        limit('a', { thresholdWad: wad(big), headroomWad: wad(big / 2n) }),
        limit('b', { thresholdWad: wad(big), headroomWad: wad(big / 2n - 1n) }),
      ]),
    ).toEqual(['b']);
    expect(bindingIds([limit('b', {}), limit('a', { thresholdWad: wad(200n), headroomWad: wad(100n) })])).toEqual([
      'a',
    ]);
  });
  it('marks the same limits in whatever order they come', () => {
    const some = fc.array(fc.tuple(fc.bigInt(-50n, 50n), fc.bigInt(0n, 60n)), { maxLength: 12 });
    fc.assert(
      fc.property(some, (rows) => {
        const limits = rows.map(([headroom, threshold], index) =>
          limit(`l${index}`, {
            headroomWad: wad(headroom),
            thresholdWad: wad(threshold),
            status: headroom >= 0n ? 'met' : 'breached',
          }),
        );
        expect(bindingIds(limits.toReversed()).toSorted()).toEqual(bindingIds(limits).toSorted());
        const met = markBinding(limits).filter((item) => item.isBinding && item.status === 'met');
        expect(met.length).toBe(limits.some((item) => item.status === 'met' && item.thresholdWad > 0n) ? 1 : 0);
      }),
    );
  });
});
