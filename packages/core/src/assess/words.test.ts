import { expect, it } from 'vitest';
import { parseRatio } from '../units/decimal.ts';
import { count, duration, percent } from './words.ts';

it('percent cuts toward zero at two places', () => {
  expect(percent(parseRatio('99.999%'))).toBe('99.99%');
  expect(percent(parseRatio('-0.5%'))).toBe('-0.50%');
  expect(percent(parseRatio('0'))).toBe('0.00%');
});

it('duration takes the largest unit that fits whole', () => {
  expect([0, 59, 60, 90, 3600, 5400, 86_400, 90_000].map(duration)).toEqual([
    '0 s',
    '59 s',
    '1 min',
    '90 s',
    '1 h',
    '90 min',
    '1 d',
    '25 h',
  ]);
});

it('count adds the plural', () => {
  expect([0, 1, 2].map((n) => count(n, 'origin'))).toEqual(['0 origins', '1 origin', '2 origins']);
});
