import type { Pack, PackRule } from './pack.ts';

const ACT = 'GENIUS Act (S. 1582, 119th Congress), signed 18 July 2025';
const rule = (fields: Pick<PackRule, 'id' | 'text' | 'measure'> & { readonly section: string }): PackRule => ({
  id: fields.id,
  text: fields.text,
  status: 'in force',
  from: '2027-01-18',
  until: null,
  source: `${ACT}, ${fields.section}`,
  measure: fields.measure,
});

/** United States, GENIUS Act: what the statute itself says of reserves. */
export const GENIUS: Pack = {
  id: 'genius',
  name: 'US, GENIUS Act',
  note: 'binds on 18 January 2027, or 120 days after final rules if that is earlier',
  permitted: [
    { what: 'fiat', maxMaturityDays: null },
    { what: 'tbill', maxMaturityDays: 93 },
    { what: 'repo', maxMaturityDays: 1 },
  ],
  rules: [
    rule({
      id: 'backing',
      text: 'permitted reserves at least one to one',
      section: 's. 4(a)(1)(A)',
      measure: { kind: 'backing', minBps: 10_000 },
    }),
    rule({
      id: 'permitted',
      text: 'only cash, deposits, Treasuries of 93 days or less, overnight repo, government money funds',
      section: 's. 4(a)(1)(A)',
      measure: { kind: 'onlyPermitted' },
    }),
    rule({
      id: 'no-rehypothecation',
      text: 'reserves are not pledged or reused',
      section: 's. 4(a)(2)',
      measure: { kind: 'needs', data: 'what a custodian does with the assets; liens we know of are in the sheet' },
    }),
    rule({
      id: 'monthly-report',
      text: 'monthly composition report, examined by an accountant, certified by CEO and CFO',
      section: 's. 4(a)(1)(C), 4(a)(3)',
      measure: { kind: 'needs', data: 'reports published and who signed them' },
    }),
    rule({
      id: 'no-interest',
      text: 'no interest or yield to holders for holding',
      section: 's. 4(a)(11)',
      measure: { kind: 'needs', data: 'what holders are paid' },
    }),
    rule({
      id: 'fee-notice',
      text: 'fees published, seven days of notice before they change',
      section: 's. 4(a)(1)(B)',
      measure: { kind: 'needs', data: 'when fees were announced' },
    }),
  ],
};
