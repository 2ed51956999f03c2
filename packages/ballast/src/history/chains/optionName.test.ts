import { describe, expect, it } from 'vitest';
import { isoTime } from '@ballast/core';
import { readOptionName } from './optionName.ts';

describe('readOptionName', () => {
  it.each([
    ['BTC-27JUN25-60000-P', 'BTC in BTC, 2025-06-27T08:00:00Z 60000 P'],
    ['ETH-9JAN24-1900-C', 'ETH in ETH, 2024-01-09T08:00:00Z 1900 C'],
    ['XRP_USDC-30MAY25-0d625-C', 'XRP in USDC, 2025-05-30T08:00:00Z 0.625 C'],
    ['SOL_USDC-29FEB24-100-P', 'SOL in USDC, 2024-02-29T08:00:00Z 100 P'],
    [' btc-27jun25-60000-c ', 'BTC in BTC, 2025-06-27T08:00:00Z 60000 C'],
  ])('%s', (name, expected) => {
    const option = readOptionName(name);
    if (option === null) throw new TypeError(name);
    const { underlying, quote, expirySeconds, strike, type } = option;
    expect(`${underlying} in ${quote}, ${isoTime(expirySeconds)} ${strike} ${type}`).toBe(expected);
  });
  it.each([
    'BTC-PERPETUAL',
    'BTC-27JUN25',
    'BTC-CS-27JUN25-60000_70000',
    'BTC-30FEB25-60000-C',
    'BTC-27JUX25-60000-C',
    'BTC-27JUN25-60000-X',
    'BTC-27JUN25-6e4-C',
    'BTC-27JUN25-0d-C',
    '',
  ])('%j is no option', (name) => {
    expect(readOptionName(name)).toBeNull();
  });
});
