import { GENIUS } from './genius.ts';
import type { Pack, PackRule } from './pack.ts';

const proposals = (
  source: string,
  rules: readonly (Pick<PackRule, 'id' | 'text' | 'measure'> & Partial<Pick<PackRule, 'status'>>)[],
): PackRule[] => rules.map((item) => ({ status: 'proposed', from: null, until: null, source, ...item }));

/** United States, OCC proposal for issuers it supervises, with the numbers of option B. */
export const OCC: Pack = {
  id: 'occ',
  name: 'US, OCC proposal',
  note: 'proposed 2 March 2026; the numbers are a safe harbour under option A and mandatory under option B',
  permitted: GENIUS.permitted,
  rules: proposals('OCC, 91 FR 10202 (2 March 2026), proposed 12 CFR 15.11(c)', [
    {
      id: 'daily-liquidity',
      text: 'at least 10 % in demand deposits or at the Federal Reserve',
      measure: {
        kind: 'classShare',
        classes: ['fiat'],
        direction: 'min',
        bps: 1_000,
        isExact: false,
        doubt: 'which cash is a demand deposit',
      },
    },
    {
      id: 'weekly-liquidity',
      text: 'at least 30 % available within five business days',
      measure: { kind: 'availableWithin', days: 5, minBps: 3_000 },
    },
    {
      id: 'institution',
      text: 'at most 40 % at one institution',
      measure: { kind: 'perInstitution', maxBps: 4_000 },
    },
    {
      id: 'daily-institution',
      text: 'at most half of the daily bucket at one institution',
      measure: { kind: 'needs', data: 'which deposits count to the daily bucket' },
    },
    {
      id: 'average-maturity',
      text: 'weighted average maturity of 20 days or less',
      measure: { kind: 'averageMaturity', maxDays: 20 },
    },
    {
      id: 'backstop',
      text: "operational backstop of twelve months' expenses",
      measure: { kind: 'needs', data: 'expenses, and the assets kept for them' },
    },
    {
      id: 'stress-notice',
      text: 'notice when 10 % of the issuance is redeemed in 24 hours',
      measure: { kind: 'needs', data: 'notices given' },
    },
    {
      id: 'floor',
      text: '$5m of capital for new issuers',
      status: 'unverified',
      measure: { kind: 'needs', data: 'capital; whether the proposal has this floor is reported both ways' },
    },
  ]),
};

/** United States, FDIC proposal for subsidiaries of state banks it supervises. */
export const FDIC: Pack = {
  id: 'fdic',
  name: 'US, FDIC proposal',
  note: 'proposed 10 April 2026',
  permitted: GENIUS.permitted,
  rules: proposals('FDIC, 91 FR 18534 (10 April 2026), proposed 12 CFR 350.4(f)', [
    {
      id: 'institution',
      text: 'at most 40 % at one institution, each business day',
      measure: { kind: 'perInstitution', maxBps: 4_000 },
    },
    {
      id: 'capital',
      text: '$5m of capital in the first three years',
      measure: { kind: 'needs', data: 'capital, and the age of the issuer' },
    },
    {
      id: 'backstop',
      text: "operational backstop of twelve months' expenses",
      measure: { kind: 'needs', data: 'expenses, and the assets kept for them' },
    },
  ]),
};

/** United States, Federal Reserve proposal on capital. */
export const FED: Pack = {
  id: 'fed',
  name: 'US, Fed proposal',
  note: 'September 2026; only secondary sources were read',
  permitted: GENIUS.permitted,
  rules: proposals('Federal Reserve proposal, September 2026, as reported', [
    {
      id: 'capital',
      text: '2 % of uninsured deposit claims and under-collateralised reverse repo, an operational charge, a quarter of non-reserve revenue, at least $5m',
      status: 'unverified',
      measure: { kind: 'needs', data: 'capital, deposit insurance, revenue' },
    },
  ]),
};
