import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bps, wad } from '../units/amounts.ts';
import { parseWad } from '../units/decimal.ts';
import type { Answer } from './answer.ts';
import { voteConsensus, type Consensus } from './consensus.ts';
import { MAX_EXIT_SPREAD_BPS, mayEnter, mayExit } from './permissions.ts';
import { assetOf } from '../policy/policy.fixture.ts';

const band = { floorBps: bps(50), capBps: bps(200) };
const vote = (...prices: readonly string[]): Consensus =>
  voteConsensus(
    prices.map((price, index): Answer => ({
      sourceId: `s${index}`,
      origin: `o${index}`,
      priceWad: parseWad(price),
      ageSeconds: 0,
      weightBps: bps(10_000),
      drop: '',
    })),
    band,
  );
const calm = { isTooFast: false, originsBelowIffy: 0 };

describe('mayEnter', () => {
  it('refuses what is not eligible or depends on us before it looks at prices', () => {
    const evidence = { vote: vote('1', '1', '1'), ...calm };
    expect(mayEnter(assetOf('A', { isEligible: false }), evidence).code).toBe('NOT_ELIGIBLE');
    expect(mayEnter(assetOf('A', { isEndogenous: true }), evidence).code).toBe('NOT_ELIGIBLE');
  });
  it.each<[string, Consensus, Partial<typeof calm>]>([
    ['NO_PRICE', vote(), {}],
    ['NO_CONSENSUS', vote('0.874', '0.9'), {}],
    ['VELOCITY', vote('1', '1', '1'), { isTooFast: true }],
    ['BELOW_THRESHOLD', vote('1', '1', '1'), { originsBelowIffy: 1 }],
    ['CONSENSUS_DEGRADED', vote('1', '1', '1.2', '1.3'), {}],
  ])('%s', (code, outcome, more) => {
    expect(mayEnter(assetOf('A'), { vote: outcome, ...calm, ...more })).toMatchObject({ allowed: false, code });
  });
  it('allows on a full consensus alone', () => {
    expect(mayEnter(assetOf('A'), { vote: vote('1', '1', '1.001'), ...calm })).toMatchObject({
      allowed: true,
      code: 'CONSENSUS',
    });
  });
});

describe('mayExit', () => {
  it('never on fewer than two origins, however confirmed', () => {
    expect(mayExit(vote(), 0)).toMatchObject({ permission: { code: 'TOO_FEW_ORIGINS' }, floorWad: null });
    expect(mayExit(vote('0.5'), 1)).toMatchObject({ permission: { code: 'TOO_FEW_ORIGINS' }, floorWad: null });
  });
  it('on a quorum the lowest agreeing answer is the floor; one broken venue neither blocks nor lowers it', () => {
    expect(mayExit(vote('0.01', '0.999', '1'), 1)).toEqual({
      permission: { allowed: true, code: 'CONSENSUS', reason: '3 origins live, enough agree' },
      floorWad: parseWad('0.999'),
    });
  });
  it('two origins exactly a quarter apart may, one unit more may not', () => {
    expect(mayExit(vote('0.8', '1'), 0)).toMatchObject({
      permission: { code: 'TWO_ORIGINS' },
      floorWad: parseWad('0.8'),
    });
    expect(mayExit(vote('0.8', '1.000000000000000001'), 0).permission.code).toBe('SPREAD_TOO_WIDE');
  });
  it('a wide spread is no obstacle once two origins stand below the disabled threshold', () => {
    expect(mayExit(vote('0.4', '0.6'), 1).permission.allowed).toBe(false);
    expect(mayExit(vote('0.4', '0.6'), 2)).toMatchObject({
      permission: { allowed: true, code: 'CONFIRMED_BELOW' },
      floorWad: parseWad('0.4'),
    });
  });
  it('with three origins apart one liar cannot lower the floor past an honest answer', () => {
    const price = fc.integer({ min: 850, max: 950 }).map((thousandth) => parseWad(`0.${thousandth}`));
    fc.assert(
      fc.property(price, price, fc.bigInt(1n, 10n ** 18n), (a, b, lie) => {
        const answers = [a, b, wad(lie)].map((priceWad, index) => ({
          sourceId: `s${index}`,
          origin: `o${index}`,
          priceWad,
          ageSeconds: 0,
          weightBps: bps(10_000),
          drop: '',
        }));
        const { floorWad } = mayExit(voteConsensus(answers, band), 2);
        const honest = a < b ? a : b;
        // Within the band of two per cent a liar counts as agreeing and may shave that much.
        expect(floorWad !== null && floorWad * 100n >= honest * 98n).toBe(true);
      }),
    );
  });
  it('a floor comes with every permission and with no refusal', () => {
    const prices = fc.array(
      fc.bigInt(1n, 2n * 10n ** 18n).map((n) => n.toString()),
      { minLength: 0, maxLength: 5 },
    );
    fc.assert(
      fc.property(prices, fc.integer({ min: 0, max: 3 }), (texts, below) => {
        const answers = texts.map((text, index) => ({
          sourceId: `s${index}`,
          origin: `o${index % 3}`,
          priceWad: wad(BigInt(text)),
          ageSeconds: 0,
          weightBps: bps(10_000),
          drop: '',
        }));
        const { permission, floorWad } = mayExit(voteConsensus(answers, band), below);
        expect(floorWad !== null).toBe(permission.allowed);
      }),
    );
  });
  it('states the spread it stops at', () => {
    expect(MAX_EXIT_SPREAD_BPS).toBe(2500n);
  });
});
