import type { Pack } from './pack.ts';

const YEAR = 365;

/**
 * Supervisory haircuts for ten days, of sovereigns rated AAA to AA and of listed equity. They speak of collateral, and
 * are applied here to a reserve as if it were collateral for its claims.
 */
export const BASEL: Pack = {
  id: 'basel',
  name: 'Basel supervisory haircuts',
  note: 'a yardstick, not a rule for stablecoins; assets the table does not know back nothing',
  permitted: [
    { what: 'fiat', maxMaturityDays: null },
    { what: 'tbill', maxMaturityDays: null },
  ],
  rules: [
    {
      id: 'after-haircuts',
      text: 'reserve after supervisory haircuts (cash 0 %, sovereigns 0.5, 2 or 4 % by maturity) covers what is owed',
      status: 'in force',
      from: null,
      until: null,
      source: '12 CFR 1240.39, standard supervisory haircuts',
      measure: {
        kind: 'afterHaircuts',
        minBps: 10_000,
        table: [
          { class: 'fiat', maxMaturityDays: null, haircutBps: 0 },
          { class: 'tbill', maxMaturityDays: YEAR, haircutBps: 50 },
          { class: 'tbill', maxMaturityDays: 5 * YEAR, haircutBps: 200 },
          { class: 'tbill', maxMaturityDays: null, haircutBps: 400 },
        ],
      },
    },
    {
      id: 'group-2',
      text: "a bank's holdings of Group 2 cryptoassets at most 1 % of its Tier 1 capital",
      status: 'in force',
      from: '2026-01-01',
      until: null,
      source: 'Basel Committee, SCO60, from 1 January 2026 where adopted',
      measure: { kind: 'needs', data: "the holder's Tier 1 capital" },
    },
  ],
};
