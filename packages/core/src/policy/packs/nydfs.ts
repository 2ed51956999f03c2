import type { Pack, PackRule } from './pack.ts';

const rule = (fields: Pick<PackRule, 'id' | 'text' | 'measure'>): PackRule => ({
  ...fields,
  status: 'in force',
  from: '2022-06-08',
  until: null,
  source: 'NYDFS, Guidance on the Issuance of U.S. Dollar-Backed Stablecoins, 8 June 2022',
});

/** New York, guidance for dollar stablecoins under its supervision. */
export const NYDFS: Pack = {
  id: 'nydfs',
  name: 'New York, NYDFS guidance',
  note: 'three months are taken as 93 days from purchase; the sheet knows the days that remain, not the day of purchase',
  permitted: [
    { what: 'fiat', maxMaturityDays: null },
    { what: 'tbill', maxMaturityDays: 93 },
    { what: 'repo', maxMaturityDays: 1 },
  ],
  rules: [
    rule({
      id: 'backing',
      text: 'market value of the reserve at least par, at the end of each business day',
      measure: { kind: 'backing', minBps: 10_000 },
    }),
    rule({
      id: 'permitted',
      text: 'only bills of three months or less, overnight reverse repo, government money funds, deposits',
      measure: { kind: 'onlyPermitted' },
    }),
    rule({
      id: 'redemption',
      text: 'redemption at par within two business days',
      measure: { kind: 'redemptionWithin', businessDays: 2 },
    }),
    rule({
      id: 'attestation',
      text: "monthly attestation by an independent accountant, yearly on management's controls",
      measure: { kind: 'needs', data: 'attestations published' },
    }),
  ],
};
