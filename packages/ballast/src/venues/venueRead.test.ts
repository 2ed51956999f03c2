import fc from 'fast-check';
import { toHex } from 'viem';
import { describe, expect, it } from 'vitest';
import { combineReads, readOnce, type Call, type CallResult, type VenueRead } from './venueRead.ts';

const call = (name: number): Call => ({ to: '0x00000000000000000000000000000000000000aa', data: toHex(name) });
const echo = (calls: readonly Call[]): CallResult[] => calls.map((item) => ({ ok: true, data: item.data }));
const data = (results: readonly CallResult[]): readonly string[] =>
  results.map((item) => (item.ok ? item.data : item.code));

/** Asks a, then one call a result of the first round, then one a result of the second; says what it saw. */
const reader = (name: number, size: number): VenueRead<readonly (readonly string[])[]> => ({
  first: Array.from({ length: size }, (_item, index) => call(name * 1_000 + index)),
  second: (first) => first.map((_item, index) => call(name * 1_000 + 100 + index)),
  third: (_first, second) => second.flatMap((_item, index) => [call(name * 1_000 + 200 + index)]),
  decode: (first, second, third) => [data(first), data(second), data(third)],
});

const runAll = <T>(read: VenueRead<T>): T => {
  const first = echo(read.first);
  const second = echo(read.second(first));
  const third = echo(read.third?.(first, second) ?? []);
  return read.decode(first, second, third);
};

describe('combineReads', () => {
  it('gives each read its own results and nobody else’s, nested or not', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 6 }), (sizes) => {
        const reads = sizes.map((size, index) => reader(index + 1, size));
        const apart = reads.map(runAll);
        const nested = combineReads([combineReads(reads), combineReads(reads.toReversed())]);
        expect(runAll(combineReads(reads))).toEqual(apart);
        expect(runAll(nested)).toEqual([apart, apart.toReversed()]);
      }),
      { numRuns: 50 },
    );
  });

  it('decodes failures too, one for every call', () => {
    const reads = combineReads([reader(1, 2), readOnce([call(9)], (results) => [data(results)])]);
    const fail = (count: number): CallResult[] =>
      Array.from({ length: count }, () => ({ ok: false, code: 'OBSERVE_CHAIN_UNREACHABLE', reason: '' }));
    const first = fail(reads.first.length);
    const second = fail(reads.second(first).length);
    expect(reads.decode(first, second, fail(2))).toEqual([
      [
        ['OBSERVE_CHAIN_UNREACHABLE', 'OBSERVE_CHAIN_UNREACHABLE'],
        ['OBSERVE_CHAIN_UNREACHABLE', 'OBSERVE_CHAIN_UNREACHABLE'],
        ['OBSERVE_CHAIN_UNREACHABLE', 'OBSERVE_CHAIN_UNREACHABLE'],
      ],
      [['OBSERVE_CHAIN_UNREACHABLE']],
    ]);
  });

  it('asks each reader for its next calls once per round of results', () => {
    let asked = 0;
    const counting: VenueRead<number> = {
      first: [call(1)],
      second: () => {
        asked += 1;
        return [call(2)];
      },
      decode: () => asked,
    };
    expect(runAll(combineReads([combineReads([counting])]))).toEqual([[1]]);
  });

  it('forgets the round before when other results come', () => {
    const reads = combineReads([reader(1, 1)]);
    const [one, two]: readonly CallResult[][] = [[{ ok: true, data: '0x01' }], [{ ok: true, data: '0x02' }]];
    expect(reads.decode(one!, [], [])[0]?.[0]).toEqual(['0x01']);
    expect(reads.decode(two!, [], [])[0]?.[0]).toEqual(['0x02']);
  });
});
