import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BallastError } from '../../units/error.ts';
import { POLICY } from '../assess.fixture.ts';
import { parseWhatIf } from './parseWhatIf.ts';
import { WhatIfMalformed } from './whatIfWords.ts';

const events = (text: string) => parseWhatIf(text, POLICY).events.map(({ text: _text, ...event }) => event);
const W = (text: string): bigint => BigInt(text) * 10n ** 15n;

describe('parseWhatIf', () => {
  it('reads prices, redemptions, depth and failures, in any case', () => {
    expect(events('ETH -40%, USDT = 0.93')).toEqual([
      { kind: 'move', assetId: 'weth', factorWad: W('600') },
      { kind: 'price', assetId: 'usdt', priceWad: W('930') },
    ]);
    expect(events('Redeem 20% over 48h , DEPTH -50%')).toEqual([
      { kind: 'redeem', liabilityId: 'husd', shareBps: 2000n, overSeconds: 172_800 },
      { kind: 'depth', factorWad: W('500') },
    ]);
    expect(events('redeem 5% of HUSD, custodian bank fails loss 30%, issuer circle fails')).toEqual([
      { kind: 'redeem', liabilityId: 'husd', shareBps: 500n, overSeconds: 0 },
      { kind: 'fail', party: { kind: 'custodian', id: 'bank' }, lossBps: 3000n },
      { kind: 'fail', party: { kind: 'issuer', id: 'circle' }, lossBps: 10_000n },
    ]);
  });

  it('reads what is taken from the past', () => {
    const fall = { kind: 'deviations', assetId: 'weth', count: -3, days: 1 };
    expect(events('ETH -3sigma')).toEqual([fall]);
    expect(events('eth -3 SIGMA')).toEqual([fall]);
    expect(events('all -2.5σ over 7d')).toEqual([{ ...fall, assetId: null, count: -2.5, days: 7 }]);
    expect(events('again 2022-06-10 over 30d')).toEqual([{ kind: 'again', fromDay: 19_153, days: 30 }]);
    expect(events('crisis Terra')).toMatchObject([{ kind: 'crisis', crisis: { id: 'terra', to: '2022-05-12' } }]);
  });

  it('reads what is copied from a page: a dash for a minus, a space before the unit', () => {
    const fall = { kind: 'move', assetId: 'weth', factorWad: W('600') };
    expect([events('ETH \u221240%'), events('ETH -40 %'), events('ETH \u201340 %')]).toEqual([[fall], [fall], [fall]]);
    expect(events('redeem 20 % over 48h')).toMatchObject([{ kind: 'redeem', shareBps: 2000n, overSeconds: 172_800 }]);
    expect(events('ETH -3 sigma')).toMatchObject([{ kind: 'deviations', count: -3 }]);
  });

  it('says of a figure without a unit which units there are, and of a change what it can be of', () => {
    expect(() => parseWhatIf('ETH -40', POLICY)).toThrow(/column 8, the end: expected "sigma", or the change in "%"/);
    expect(() => parseWhatIf('depth -100%', POLICY)).toThrow(/^(?!.*sigma)/);
  });

  it('puts a depeg just below the price the asset is disabled at, or where it is told', () => {
    const stated = { kind: 'price', assetId: 'usdc', priceWad: (96n * 10n ** 16n * 9999n) / 10_000n };
    expect([events('usdc depegs'), events('depeg usdc')]).toEqual([[stated], [stated]]);
    expect(events('usdc depegs to 0.9')).toEqual([{ kind: 'price', assetId: 'usdc', priceWad: W('900') }]);
  });

  it.each([
    ['ETH -4O%', 5],
    ['ETH -100%', 5],
    ['ETH', 4],
    ['', 1],
    ['ETH -40%,', 10],
    ['ETH -40% now', 10],
    ['ETHH -40%', 1],
    ['ETH = 0', 7],
    ['weth depegs', 12],
    ['redeem 0%', 8],
    ['redeem 120%', 8],
    ['redeem 20% over 48x', 17],
    ['redeem 20% over 91d', 17],
    ['redeem 20% of husdt', 15],
    ['venue nowhere fails', 7],
    ['custodian bank falls', 16],
    ['ETH -40%, weth = 3', 11],
    ['ETH -40%, ETH -40%', 11],
    ['ETH -40 %, ETH %', 16],
    ['ETH -40%, weth -3sigma', 11],
    ['ETH -51sigma', 5],
    ['ETH -0sigma', 5],
    ['ETH -3 sigmund', 8],
    ['ETH -3sigma over 366d', 18],
    ['ETH -3sigma over 48h', 18],
    ['all -40%', 5],
    ['all -3sigma, crisis terra', 14],
    ['crisis', 7],
    ['crisis luna', 8],
    ['again 2022-06-31', 7],
    ['again', 6],
  ])('refuses %j at column %i', (text, column) => {
    expect.assertions(2);
    try {
      parseWhatIf(text, POLICY);
    } catch (error) {
      expect(error).toBeInstanceOf(WhatIfMalformed);
      expect(error).toMatchObject({ code: 'ASSESS_WHAT_IF_MALFORMED', column });
    }
  });

  it('answers or refuses whatever it is given, with a column inside the text', () => {
    const word = fc.constantFrom('eth', 'redeem', '20%', '-40%', '=', ',', 'over', '48h', 'of', 'husd', 'depeg', 'x');
    const text = fc.oneof(
      fc.string(),
      fc.array(word, { maxLength: 8 }).map((words) => words.join(' ')),
    );
    fc.assert(
      fc.property(text, (words) => {
        try {
          parseWhatIf(words, POLICY);
        } catch (error) {
          if (!(error instanceof BallastError) || !(error instanceof WhatIfMalformed)) throw error;
          expect(error.column).toBeGreaterThanOrEqual(1);
          expect(error.column).toBeLessThanOrEqual(words.length + 1);
        }
      }),
    );
  });
});
