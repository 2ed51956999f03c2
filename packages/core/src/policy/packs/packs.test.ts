import { describe, expect, it } from 'vitest';
import { phaseOn } from './pack.ts';
import { packOf, PACKS, PackUnknown } from './packs.ts';

const ISO = /^\d{4}-\d\d-\d\d$/;
const ruleOf = (pack: string, id: string) => packOf(pack).rules.find((rule) => rule.id === id);

describe('PACKS', () => {
  it('names every rule once, with a source, a status and dates that are days', () => {
    expect(new Set(PACKS.map((pack) => pack.id)).size).toBe(PACKS.length);
    for (const pack of PACKS) {
      expect(new Set(pack.rules.map((rule) => rule.id)).size).toBe(pack.rules.length);
      for (const { source, from, until, text } of pack.rules) {
        expect(source.length > 10 && text.length > 5).toBe(true);
        expect([from, until].every((day) => day === null || ISO.test(day))).toBe(true);
      }
    }
  });

  it('holds the numbers of the texts it names', () => {
    expect(packOf('genius').permitted).toContainEqual({ what: 'tbill', maxMaturityDays: 93 });
    expect(ruleOf('occ', 'average-maturity')?.measure).toEqual({ kind: 'averageMaturity', maxDays: 20 });
    expect(ruleOf('occ', 'institution')?.measure).toEqual({ kind: 'perInstitution', maxBps: 4_000 });
    expect(ruleOf('nydfs', 'redemption')?.measure).toEqual({ kind: 'redemptionWithin', businessDays: 2 });
    expect(ruleOf('mica', 'deposits')?.measure).toMatchObject({ bps: 3_000, direction: 'min' });
    expect(ruleOf('mica-significant', 'deposits')?.measure).toMatchObject({ bps: 6_000, direction: 'min' });
    expect(ruleOf('boe', 'gilts')?.measure).toMatchObject({ bps: 7_000, direction: 'max' });
    expect(ruleOf('mas', 'redemption')?.measure).toEqual({ kind: 'redemptionWithin', businessDays: 5 });
  });

  it('finds a pack in any case and refuses what is none', () => {
    expect(packOf('GENIUS').id).toBe('genius');
    expect(() => packOf('section-203')).toThrow(PackUnknown);
  });
});

describe('phaseOn', () => {
  const rule = { status: 'in force', from: '2027-01-18', until: '2028-01-01' } as const;
  it.each([
    ['2026-12-31', 'not yet'],
    ['2027-01-18', 'in force'],
    ['2028-01-01', 'in force'],
    ['2028-01-02', 'ended'],
  ])('on %s a dated rule is %s', (day, phase) => expect(phaseOn(rule, day)).toBe(phase));

  it('lets no proposal bind, whatever its date', () => {
    expect(phaseOn({ ...rule, status: 'proposed' }, '2027-06-01')).toBe('proposed');
    expect(phaseOn({ ...rule, status: 'unverified', from: null }, '2027-06-01')).toBe('unverified');
  });
});
