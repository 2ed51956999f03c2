import type { Pack, PackRule } from './pack.ts';

const rule = (fields: Pick<PackRule, 'id' | 'text' | 'measure'>): PackRule => ({
  ...fields,
  status: 'proposed',
  from: null,
  until: null,
  source: 'Bank of England, policy statement on systemic stablecoins, 22 June 2026',
});

/** United Kingdom, Bank of England regime for systemic stablecoins. */
export const BOE: Pack = {
  id: 'boe',
  name: 'UK, Bank of England',
  note: 'final policy; its code of practice was in consultation until 22 September 2026',
  permitted: [
    { what: 'fiat', maxMaturityDays: null },
    { what: 'tbill', maxMaturityDays: 183 },
    { what: 'repo', maxMaturityDays: 183 },
  ],
  rules: [
    rule({
      id: 'backing',
      text: 'backing assets at least what is owed',
      measure: { kind: 'backing', minBps: 10_000 },
    }),
    rule({
      id: 'permitted',
      text: 'only deposits at the Bank, short-term gilts, and repo against them',
      measure: { kind: 'onlyPermitted' },
    }),
    rule({
      id: 'central-bank',
      text: 'at least 30 % in unremunerated deposits at the Bank of England',
      measure: {
        kind: 'classShare',
        classes: ['fiat'],
        direction: 'min',
        bps: 3_000,
        isExact: false,
        doubt: 'which cash is at the Bank of England',
      },
    }),
    rule({
      id: 'gilts',
      text: 'at most 70 % in short-term gilts',
      measure: {
        kind: 'classShare',
        classes: ['tbill'],
        direction: 'max',
        bps: 7_000,
        isExact: false,
        doubt: 'which bills are gilts',
      },
    }),
    rule({
      id: 'excess',
      text: 'the pool exceeds what is owed by at most 5 %',
      measure: { kind: 'excess', maxBps: 10_500 },
    }),
    rule({
      id: 'issuance',
      text: 'issuance of at most GBP 40bn for now',
      measure: { kind: 'needs', data: 'issuance in sterling over all reserves of the issuer' },
    }),
  ],
};
