import type { Pack, PackRule, Permitted } from './pack.ts';

const LAW = 'Regulation (EU) 2023/1114';
const FROM = '2024-06-30';
const binding = (article: string, fields: Pick<PackRule, 'id' | 'text' | 'measure'>): PackRule => ({
  ...fields,
  status: 'in force',
  from: FROM,
  until: null,
  source: `${LAW}, ${article}`,
});
const draft = (fields: Pick<PackRule, 'id' | 'text' | 'measure'>): PackRule => ({
  ...fields,
  status: 'unverified',
  from: null,
  until: null,
  source: 'EBA/RTS/2024/10 and /11, drafts; adoption was not confirmed',
});

const PERMITTED: readonly Permitted[] = [
  { what: 'fiat', maxMaturityDays: null },
  { what: 'tbill', maxMaturityDays: null },
  { what: 'repo', maxMaturityDays: null },
];

const deposits = (bps: number): PackRule['measure'] => ({
  kind: 'classShare',
  classes: ['fiat'],
  direction: 'min',
  bps,
  isExact: false,
  doubt: 'which cash is deposited with credit institutions, in the currency of reference',
});

const common = (ownFunds: string): PackRule[] => [
  binding('Art. 36, 49, 54', {
    id: 'backing',
    text: 'reserve at least the claims of holders',
    measure: { kind: 'backing', minBps: 10_000 },
  }),
  binding('Art. 38, 54', {
    id: 'permitted',
    text: 'only deposits and highly liquid instruments with minimal risk',
    measure: { kind: 'onlyPermitted' },
  }),
  binding('Art. 35', {
    id: 'own-funds',
    text: ownFunds,
    measure: { kind: 'needs', data: "own funds, overheads, six months of the reserve's average" },
  }),
  binding('Art. 49', {
    id: 'redemption',
    text: 'redemption at par at any time',
    measure: { kind: 'redemptionWithin', businessDays: 1 },
  }),
  binding('Art. 49(6)', {
    id: 'redemption-fee',
    text: 'redemption without a fee',
    measure: { kind: 'redemptionFee', maxBps: 0 },
  }),
];

/** European Union, MiCA: e-money tokens that are not significant. */
export const MICA: Pack = {
  id: 'mica',
  name: 'EU, MiCA',
  note: 'tokens that are not significant; one business day stands for "at any time"',
  permitted: PERMITTED,
  rules: [
    ...common('own funds: the largest of EUR 350,000, 2 % of the reserve, a quarter of fixed overheads'),
    binding('Art. 36(4)(d), 54(a)', {
      id: 'deposits',
      text: 'at least 30 % deposited with credit institutions',
      measure: deposits(3_000),
    }),
    draft({
      id: 'daily-maturity',
      text: 'at least 20 % due within one business day',
      measure: { kind: 'availableWithin', days: 1, minBps: 2_000 },
    }),
    draft({
      id: 'weekly-maturity',
      text: 'at least 30 % due within five business days',
      measure: { kind: 'availableWithin', days: 5, minBps: 3_000 },
    }),
  ],
};

/** European Union, MiCA: significant tokens. */
export const MICA_SIGNIFICANT: Pack = {
  id: 'mica-significant',
  name: 'EU, MiCA, significant',
  note: 'tokens the EBA has classed as significant; one business day stands for "at any time"',
  permitted: PERMITTED,
  rules: [
    ...common('own funds: the largest of EUR 350,000, 3 % of the reserve, a quarter of fixed overheads'),
    binding('Art. 45(7)(b), 58', {
      id: 'deposits',
      text: 'at least 60 % deposited with credit institutions',
      measure: deposits(6_000),
    }),
    binding('Art. 45(3), 58; Regulation (EU) 2025/1264', {
      id: 'liquidity-policy',
      text: 'a liquidity management policy with stress tests',
      measure: { kind: 'needs', data: 'the policy adopted' },
    }),
    draft({
      id: 'daily-maturity',
      text: 'at least 40 % due within one business day',
      measure: { kind: 'availableWithin', days: 1, minBps: 4_000 },
    }),
    draft({
      id: 'weekly-maturity',
      text: 'at least 60 % due within five business days',
      measure: { kind: 'availableWithin', days: 5, minBps: 6_000 },
    }),
  ],
};
