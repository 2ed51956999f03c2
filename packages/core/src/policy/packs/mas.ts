import type { Pack, PackRule } from './pack.ts';

const rule = (fields: Pick<PackRule, 'id' | 'text' | 'measure'>): PackRule => ({
  ...fields,
  status: 'unverified',
  from: null,
  until: null,
  source: 'MAS, stablecoin regulatory framework, 15 August 2023',
});

/** Singapore, framework for single-currency stablecoins. */
export const MAS: Pack = {
  id: 'mas',
  name: 'Singapore, MAS framework',
  note: 'as published in August 2023, for circulation above SGD 5m; whether it was legislated since was not checked',
  permitted: [
    { what: 'fiat', maxMaturityDays: null },
    { what: 'tbill', maxMaturityDays: 93 },
  ],
  rules: [
    rule({
      id: 'backing',
      text: 'reserve at least par of what circulates, valued daily',
      measure: { kind: 'backing', minBps: 10_000 },
    }),
    rule({
      id: 'permitted',
      text: 'only cash, cash equivalents, and government debt of three months or less',
      measure: { kind: 'onlyPermitted' },
    }),
    rule({
      id: 'redemption',
      text: 'redemption at par within five business days',
      measure: { kind: 'redemptionWithin', businessDays: 5 },
    }),
    rule({
      id: 'capital',
      text: "base capital: the larger of SGD 1m and half a year's operating expenses",
      measure: { kind: 'needs', data: 'capital and expenses' },
    }),
    rule({
      id: 'custodians',
      text: 'custodians rated A- or better',
      measure: { kind: 'needs', data: 'ratings of custodians' },
    }),
    rule({
      id: 'attestation',
      text: 'monthly independent attestation',
      measure: { kind: 'needs', data: 'attestations published' },
    }),
  ],
};
