// A reserve of fifty assets, thirty floating and twenty pegged, against a hundred million owed: made up, with histories
// drawn from a seeded stream, so that every run measures the same.
import {
  bps,
  DAY_SECONDS,
  floatToWadDown,
  randomStream,
  raw,
  wad,
  type BalanceSheet,
  type DefaultAssumption,
  type FailuresInput,
  type History,
  type Policy,
} from '@ballast/core';
import { idleLine } from './idleLine.ts';
import { assetOf, coinOf, parOf, policyOf } from '../packages/core/src/policy/policy.fixture.ts';

export const NOW = 1_760_000_000;
const DAYS = 1_001;
const HELD = 105e6;
const OWED = 100e6;
const HASH = `0x${'00'.repeat(32)}` as const;
const IDS = Array.from({ length: 50 }, (_, i) => `${i < 30 ? 'F' : 'P'}${String(i).padStart(2, '0')}`);

export const FIFTY: Policy = policyOf(
  IDS.map((id) => (id.startsWith('F') ? coinOf(id) : assetOf(id))),
  { liabilities: [parOf({ payoutAsset: 'P30' })] },
);

/** Daily prices: one common factor in the floating assets, noise about par in the pegged ones. */
export function fiftyHistory(): History {
  const { normal } = randomStream([50, 1]);
  return {
    schema: 'ballast/history/1',
    reserve: FIFTY.reserve,
    toSeconds: NOW,
    stepSeconds: DAY_SECONDS,
    series: IDS.map((assetId, i) => {
      let price = 1;
      return {
        assetId,
        source: 'made up',
        points: Array.from({ length: DAYS }, (_, day) => {
          const own = normal(1_000_000 * (i + 1) + day);
          const move = 0.5 * normal(day) + 0.85 * own;
          price = assetId.startsWith('P') ? 1 + 0.0004 * own : price * (1 + (0.01 + 0.001 * i) * move);
          return { timeSeconds: NOW - (DAYS - 1 - day) * DAY_SECONDS, priceWad: floatToWadDown(price) };
        }),
      };
    }),
  };
}

/** The reserve valued, each asset at `moved(i)` of an even share: a third floats. */
export function fiftySheet(moved: (index: number) => number): BalanceSheet {
  const lines = IDS.map((assetId, i) => {
    const share = assetId.startsWith('F') ? 1 / 90 : 1 / 30;
    return idleLine(assetId, FIFTY.accounts[0]?.id ?? '', HELD * share * moved(i));
  });
  const assetsWad = wad(lines.reduce((sum, line) => sum + (line.valueWad ?? 0n), 0n));
  const draws = lines.map((line) => ({
    assetId: line.assetId,
    venueId: null,
    amountRaw: line.amountRaw ?? raw(0n),
    cashWad: line.valueWad ?? wad(0n),
    costWad: wad(0n),
  }));
  return {
    schema: 'ballast/balance-sheet/1',
    reserve: FIFTY.reserve,
    cycle: 1,
    parents: { snapshot: HASH, policy: HASH, carried: HASH },
    asOfSeconds: NOW,
    numeraire: 'USD',
    prices: [],
    lines,
    liabilities: [
      {
        liabilityId: 'hUSD',
        kind: 'par',
        outstandingRaw: raw(0n),
        decimals: 18,
        payoutAssetId: 'P30',
        claimWad: floatToWadDown(OWED),
        pendingWad: wad(0n),
        bookBackingWad: null,
        bookRiskAdjustedWad: null,
      },
    ],
    assetsWad,
    riskAdjustedWad: assetsWad,
    liabilitiesWad: floatToWadDown(OWED),
    juniorWad: wad(0n),
    juniorRiskAdjustedWad: wad(0n),
    backingRatioWad: null,
    riskAdjustedBackingRatioWad: null,
    surplusWad: wad(assetsWad - floatToWadDown(OWED)),
    isBound: false,
    exposures: [],
    ladder: (['now', 'hour', 'day', 'week'] as const).map((horizon) => ({
      horizon,
      cashWad: assetsWad,
      exitCostWad: wad(0n),
      draws,
    })),
    unknowns: [],
  };
}

/** Ten issuers of pegged assets that may default. */
const DEFAULTS: readonly DefaultAssumption[] = IDS.slice(30, 40).map((id) => ({
  party: { kind: 'issuer', id: `${id}-issuer` },
  lowPerYear: 0.005,
  highPerYear: 0.02,
  lossBps: bps(5_000),
  source: 'made up',
}));

/** All that `assessFailures` reads but the scenarios: three failures over one and seven days, runs at three speeds. */
export const fiftyQuestion = (sheet: BalanceSheet): Omit<FailuresInput, 'scenarios'> => ({
  sheet,
  // Read by packs alone, and none is asked here.
  snapshot: undefined as never,
  policy: FIFTY,
  defaults: DEFAULTS,
  runMultiples: [0.5, 1, 2],
  pack: null,
  horizonsDays: [1, 7],
});
