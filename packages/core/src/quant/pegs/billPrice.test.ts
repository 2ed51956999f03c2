import { describe, expect, it } from 'vitest';
import { billPrice } from './billPrice.ts';
import { OutsideDomain } from '../numbers/elementary.ts';
import { hasReference, referenceRows } from '../referenceTable.fixture.ts';

const FILE = '../rates/us_treasury_auctions_1992_2024.csv.gz';
describe('billPrice', () => {
  it('US Treasury auctions of August 2024: 364 days at 4.255 %, 119 at 4.99 %, 28 at 5.285 %, 56 at 5.19 %', () => {
    const table = [
      [364, 4.255, 95.697722],
      [119, 4.99, 98.350528],
      [28, 5.285, 99.588944],
      [56, 5.19, 99.192667],
    ] as const;
    for (const [days, rate, price] of table) expect(100 * billPrice(rate / 100, days)).toBeCloseTo(price, 6);
  });
  it.skipIf(!hasReference(FILE))(
    'each of 5,269 bill auctions of 1998 to 2024 at the printed digits (needs BALLAST_DATA_DIR)',
    () => {
      const bills = referenceRows(FILE).filter((row) => row[2] === 'Bill');
      expect(bills).toHaveLength(5269);
      const missed = bills.filter(([, , , , , , days, price = '', rate]) => {
        const digits = price.split('.')[1]?.length ?? 0;
        const gap = Math.abs(100 * billPrice(Number(rate) / 100, Number(days)) - Number(price));
        // A half at the last digit is rounded either way in print.
        return gap > 0.5000005 / 10 ** digits;
      });
      expect(missed).toEqual([]);
    },
  );
  it('is face at maturity, and falls by shift × days ÷ 360', () => {
    expect(billPrice(0.05, 0)).toBe(1);
    expect(billPrice(0.04, 90) - billPrice(0.06, 90)).toBeCloseTo(0.005, 14);
  });
  it('refuses parts of days and rates that leave nothing', () => {
    for (const [rate, days] of [
      [0.05, 1.5],
      [0.05, -1],
      [Number.NaN, 30],
      [4, 90],
    ] as const)
      expect(() => billPrice(rate, days)).toThrow(OutsideDomain);
  });
});
