import { describe, expect, it } from 'vitest';
import { POLICY } from '../assess.fixture.ts';
import { DefaultUnreadable, parseDefault } from './parseDefault.ts';

describe('parseDefault', () => {
  it('reads one figure or a range, and the loss', () => {
    const circle = { party: { kind: 'issuer', id: 'circle' }, source: 'as stated' };
    expect(parseDefault('issuer Circle 0.5%..2% loss 50%', POLICY)).toEqual({
      ...circle,
      lowPerYear: 0.005,
      highPerYear: 0.02,
      lossBps: 5_000n,
    });
    expect(parseDefault('issuer circle 1%', POLICY)).toEqual({
      ...circle,
      lowPerYear: 0.01,
      highPerYear: 0.01,
      lossBps: 10_000n,
    });
  });

  it.each([
    ['asset usdc 1%', 1],
    ['issuer nobody 1%', 8],
    ['issuer circle 1', 15],
    ['issuer circle 2%..1%', 15],
    ['issuer circle 100%', 15],
    ['issuer circle 1%..2%..3%', 15],
    ['issuer circle 1% loss 120%', 23],
    ['issuer circle 1% lost 20%', 18],
    ['issuer circle', 14],
    ['issuer circle 1%, issuer tether 1%', 1],
  ])('refuses %j at column %i', (text, column) => {
    expect.assertions(2);
    try {
      parseDefault(text, POLICY);
    } catch (error) {
      expect(error).toBeInstanceOf(DefaultUnreadable);
      expect(error).toMatchObject({ code: 'ASSESS_DEFAULT_UNREADABLE', column });
    }
  });
});
