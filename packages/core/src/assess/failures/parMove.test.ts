import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { POLICY } from '../assess.fixture.ts';
import { coinPars, parMove } from './parMove.ts';

const price = fc.double({ min: 0.5, max: 1.5, noNaN: true });
const AT_PAR = { par: 1, today: 1 };

describe('parMove', () => {
  it.each([
    ['back to par from above is nothing to a coin at par', 1.014, 1, AT_PAR, 1],
    ['and from below neither', 0.97, 1, AT_PAR, 1],
    ['a fall through par counts from par', 1.014, 0.97, AT_PAR, 0.97],
    ['a rise through par counts from par', 0.97, 1.014, AT_PAR, 1.014],
    ['staying above is staying', 1.014, 1.014, AT_PAR, 1],
    ['further down from below is further down', 0.97, 0.95, AT_PAR, 0.95 / 0.97],
    ['a coin that stands above falls back itself', 1.014, 1, { par: 1, today: 1.02 }, 1 / 1.014],
    ['but no further than it stands', 1.03, 1, { par: 1, today: 1.02 }, 1 / 1.02],
    ['a coin that stands below may come back', 0.97, 1, { par: 1, today: 0.95 }, 1 / 0.97],
    ['par is what the policy says', 1.09, 1.08, { par: 1.08, today: 1.08 }, 1],
  ])('%s', (_, from, to, stand, ratio) => {
    expect(parMove(from, to, stand)).toBeCloseTo(ratio, 12);
  });

  it('is never further than the move that was, nor to the other side', () => {
    fc.assert(
      fc.property(price, price, price, (from, to, today) => {
        const [was, is] = [to / from, parMove(from, to, { par: 1, today })];
        expect(is >= Math.min(1, was) && is <= Math.max(1, was)).toBe(true);
        // From between par and today it is the move itself.
        if (from >= Math.min(1, today) && from <= Math.max(1, today)) expect(is).toBe(was);
      }),
    );
  });
});

describe('coinPars', () => {
  it('names coins with a peg, not what floats, stands still or is staked', () => {
    const pars = coinPars(POLICY);
    expect(pars.get('usdc')).toBe(1);
    expect(pars.has('weth')).toBe(false);
  });
});
