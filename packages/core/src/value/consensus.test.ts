import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bps, wad } from '../units/amounts.ts';
import { formatWad, parseWad } from '../units/decimal.ts';
import type { Answer } from './answer.ts';
import { voteConsensus } from './consensus.ts';

const answer = (origin: string, price: string, more: Partial<Answer> = {}): Answer => ({
  sourceId: more.sourceId ?? origin,
  origin,
  priceWad: parseWad(price),
  ageSeconds: 1,
  weightBps: bps(10_000),
  drop: '',
  ...more,
});
const stable = { floorBps: bps(50), capBps: bps(200) };
const volatile = { floorBps: bps(200), capBps: bps(1000) };
const show = (result: ReturnType<typeof voteConsensus>): string =>
  `${result.status} ${result.priceWad === null ? '-' : formatWad(result.priceWad)}`;

describe('voteConsensus: incident vectors with published inputs', () => {
  it('normal day: four sources agree', () => {
    expect(
      show(
        voteConsensus(
          [
            answer('chainlink', '1.0001'),
            answer('pyth', '0.9998'),
            answer('curve', '1'),
            answer('uniswap', '0.9995', { weightBps: bps(5000) }),
          ],
          stable,
        ),
      ),
    ).toBe('OK 1');
  });
  it('Compound DAI, 26 Nov 2020: one exchange prints 1.30', () => {
    expect(
      show(
        voteConsensus(
          [answer('coinbase', '1.30'), answer('a', '1.03'), answer('b', '1.01'), answer('c', '1.012')],
          stable,
        ),
      ),
    ).toBe('DEGRADED 1.01');
  });
  it('Synthetix sKRW, 25 Jun 2019: one of two sources off by a thousand', () => {
    const result = voteConsensus([answer('a', '0.00086'), answer('b', '0.86')], volatile);
    expect(show(result)).toBe('HALT -');
    expect([result.lowWad, result.highWad]).toEqual([parseWad('0.00086'), parseWad('0.86')]);
  });
  it('Venus LUNA, May 2022: clamped and stale answers do not vote', () => {
    expect(
      voteConsensus([answer('chainlink', '0.107', { drop: 'CLAMPED' }), answer('market', '0.01')], volatile).status,
    ).toBe('HALT');
    expect(voteConsensus([answer('chainlink', '0.107', { drop: 'STALE' })], volatile).status).toBe('INDETERMINATE');
  });
  it('USDe on one exchange, 10 Oct 2025: 0.65 on a single venue', () => {
    expect(
      show(
        voteConsensus(
          [
            answer('binance', '0.65'),
            answer('b', '0.995'),
            answer('c', '0.93'),
            answer('d', '0.9965'),
            answer('redeem', '1.0'),
          ],
          stable,
        ),
      ),
    ).toBe('DEGRADED 0.9965');
  });
  it('Mango, 11 Oct 2022: venues pumped together give a number the velocity gate must refuse', () => {
    expect(
      show(
        voteConsensus(
          [answer('a', '0.91'), answer('b', '0.75'), answer('c', '0.70'), answer('twap', '0.038')],
          volatile,
        ),
      ),
    ).toMatch(/^DEGRADED 0\.7/);
  });
});

describe('voteConsensus: the rule', () => {
  it('nothing live is no verdict, and every dropped answer says why', () => {
    const result = voteConsensus([answer('a', '1', { drop: 'STALE' }), answer('b', '1', { priceWad: null })], stable);
    expect(result).toMatchObject({
      status: 'INDETERMINATE',
      priceWad: null,
      lowWad: null,
      highWad: null,
      middleWad: null,
    });
    expect(result.sources.map((source) => source.code)).toEqual(['STALE', 'UNKNOWN']);
  });
  it('a source without weight has no vote', () => {
    expect(voteConsensus([answer('a', '1', { weightBps: bps(0) })], stable).status).toBe('INDETERMINATE');
  });
  it('one origin alone never answers, however many sources it has', () => {
    const one = ['1', '1', '1'].map((price, index) => answer('a', price, { sourceId: `a${index}` }));
    expect(voteConsensus(one, stable)).toMatchObject({ status: 'HALT', priceWad: null, middleWad: parseWad('1') });
  });
  it('two thirds of the weight exactly are enough, also where an origin splits its vote in three', () => {
    const thirds = ['a1', 'a2', 'a3'].map((sourceId) => answer('a', '1', { sourceId }));
    const result = voteConsensus([...thirds, answer('b', '1'), answer('c', '1.5')], stable);
    expect(show(result)).toBe('OK 1');
    expect(
      show(
        voteConsensus(
          [...thirds, answer('b', '1'), answer('c', '1.5'), answer('d', '1.6', { weightBps: bps(1) })],
          stable,
        ),
      ),
    ).toBe('DEGRADED 1');
  });
  it('the interval is that of the answers that agree; without a quorum that of all', () => {
    const agreed = voteConsensus(
      [answer('a', '0.65'), answer('b', '0.999'), answer('c', '1'), answer('d', '1.001')],
      stable,
    );
    expect([agreed.lowWad, agreed.highWad]).toEqual([parseWad('0.999'), parseWad('1.001')]);
    const apart = voteConsensus([answer('a', '0.65'), answer('b', '0.9'), answer('c', '1.2')], stable);
    expect([apart.status, apart.lowWad, apart.highWad]).toEqual(['HALT', parseWad('0.65'), parseWad('1.2')]);
  });
  it('the band is never narrower than its floor nor wider than its cap', () => {
    expect(voteConsensus([answer('a', '1'), answer('b', '1'), answer('c', '1.005')], stable).sources[2]?.verdict).toBe(
      'inlier',
    );
    expect(voteConsensus([answer('a', '1'), answer('b', '1'), answer('c', '1.0051')], stable).sources[2]?.verdict).toBe(
      'outlier',
    );
    expect(voteConsensus([answer('a', '1'), answer('b', '0.95'), answer('c', '1.05')], stable).status).toBe('HALT');
  });
  it('a minority cannot move the middle past the honest answers', () => {
    const honest = fc.bigInt(9n * 10n ** 17n, 11n * 10n ** 17n);
    fc.assert(
      fc.property(honest, honest, fc.bigInt(1n, 10n ** 20n), (a, b, lie) => {
        const { middleWad } = voteConsensus(
          [a, b, lie].map((price, index) => answer(`o${index}`, '1', { priceWad: wad(price) })),
          volatile,
        );
        expect(middleWad !== null && middleWad >= (a < b ? a : b) && middleWad <= (a > b ? a : b)).toBe(true);
      }),
    );
  });
});

describe('voteConsensus: laws', () => {
  const prices = fc.array(
    fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.bigInt(1n, 10n ** 20n), fc.integer({ min: 1, max: 10_000 })),
    { minLength: 1, maxLength: 8 },
  );
  const build = (rows: readonly (readonly [string, bigint, number])[]): Answer[] =>
    rows.map(([origin, price, weight], index) =>
      answer(origin, '1', { sourceId: `${origin}${index}`, priceWad: wad(price), weightBps: bps(weight) }),
    );

  it('does not depend on the order of sources', () => {
    fc.assert(
      fc.property(prices, (rows) => {
        const answers = build(rows);
        const [one, two] = [voteConsensus(answers, volatile), voteConsensus(answers.toReversed(), volatile)];
        expect([one.status, one.priceWad, one.lowWad, one.highWad]).toEqual([
          two.status,
          two.priceWad,
          two.lowWad,
          two.highWad,
        ]);
      }),
    );
  });
  it('answers with one of the prices given, and never from one origin', () => {
    fc.assert(
      fc.property(prices, (rows) => {
        const answers = build(rows);
        const result = voteConsensus(answers, volatile);
        if (result.priceWad === null) return;
        expect(answers.some((item) => item.priceWad === result.priceWad)).toBe(true);
        expect(
          new Set(result.sources.filter((source) => source.verdict === 'inlier').map((source) => source.origin)).size,
        ).toBeGreaterThan(1);
      }),
    );
  });
  it('repeating one origin never outvotes two others', () => {
    const crowd = Array.from({ length: 9 }, (_, index) => answer('liar', '2', { sourceId: `liar${index}` }));
    expect(show(voteConsensus([...crowd, answer('b', '1'), answer('c', '1')], stable))).toBe('OK 1');
  });
});
