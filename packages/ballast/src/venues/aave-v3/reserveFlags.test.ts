import { describe, expect, it } from 'vitest';
import { reserveFlags } from './reserveFlags.ts';

describe('reserveFlags', () => {
  it.each([
    [0n, { isActive: false, isFrozen: false, isPaused: false }],
    [1n << 56n, { isActive: true, isFrozen: false, isPaused: false }],
    [1n << 57n, { isActive: false, isFrozen: true, isPaused: false }],
    [1n << 58n, { isActive: false, isFrozen: false, isPaused: false }],
    [1n << 60n, { isActive: false, isFrozen: false, isPaused: true }],
    [(1n << 256n) - 1n, { isActive: true, isFrozen: true, isPaused: true }],
  ])('bits of Aave v3 ReserveConfiguration: %s', (word, flags) => {
    expect(reserveFlags(word)).toEqual(flags);
  });
});
