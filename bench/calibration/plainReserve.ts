// A reserve as plain as can be: whole holdings in one account, one claim, everything sellable at mark. What is judged
// is the probability, so nothing else may blur it.
import {
  bps,
  DAY_SECONDS,
  floatToWadDown,
  raw,
  wad,
  type BalanceSheet,
  type History,
  type Policy,
  type Seconds,
} from '@ballast/core';
import { idleLine } from '../idleLine.ts';
import { assetOf, coinOf, indexedOf, parOf, policyOf } from '../../packages/core/src/policy/policy.fixture.ts';

export interface PlainHolding {
  readonly id: string;
  readonly isPegged: boolean;
  /** What a staking token redeems for. */
  readonly staked?: string;
  /** In the numeraire. */
  readonly money: number;
}

/** What is owed in the numeraire: dollars, or what an asset is worth. */
export interface PlainClaim {
  readonly money: number;
  readonly index: string | null;
  /** Basis points of it that run a day; what the fixture says when left out. */
  readonly runPerDayBps?: number;
}

/** Money of each holding that is cash within a day, and within a week. */
export interface PlainCash {
  readonly day: readonly number[];
  readonly week: readonly number[];
}

const HASH = `0x${'00'.repeat(32)}` as const;

/** A policy with these assets and one claim; issuers are `<id>-issuer`. */
export function plainPolicy(holdings: readonly PlainHolding[], { index, runPerDayBps }: PlainClaim): Policy {
  const [first] = holdings;
  const plain = index === null ? parOf({ payoutAsset: first?.id ?? '' }) : indexedOf(index);
  const liability = runPerDayBps === undefined ? plain : { ...plain, runPerDayBps: bps(runPerDayBps) };
  return policyOf(
    holdings.map(({ id, isPegged, staked }) => {
      if (isPegged) return assetOf(id);
      return staked === undefined ? coinOf(id) : coinOf(id, { class: 'lst', underlying: staked });
    }),
    { liabilities: [liability] },
  );
}

/** Closes of consecutive days up to `nowSeconds` as a history; a close that is null stays a gap. */
export function plainHistory(
  series: readonly { readonly id: string; readonly closes: readonly (number | null)[] }[],
  nowSeconds: Seconds,
): History {
  return {
    schema: 'ballast/history/1',
    reserve: 'test',
    toSeconds: nowSeconds,
    stepSeconds: DAY_SECONDS,
    series: series.map(({ id, closes }) => ({
      assetId: id,
      source: 'bench',
      points: closes.flatMap((close, day) =>
        close === null
          ? []
          : [
              {
                timeSeconds: nowSeconds - (closes.length - 1 - day) * DAY_SECONDS,
                priceWad: floatToWadDown(close),
              },
            ],
      ),
    })),
  };
}

/** The reserve valued at `nowSeconds`, all of it sellable within the day unless `cash` says less. */
export function plainSheet(
  policy: Policy,
  holdings: readonly PlainHolding[],
  claim: PlainClaim,
  nowSeconds: Seconds,
  cash: PlainCash | null = null,
): BalanceSheet {
  const lines = holdings.map(({ id, money }) => idleLine(id, 'vault', money));
  const assetsWad = wad(lines.reduce((sum, line) => sum + (line.valueWad ?? 0n), 0n));
  const owedWad = floatToWadDown(claim.money);
  const [liability] = policy.liabilities;
  const whole = holdings.map(({ money }) => money);
  return {
    schema: 'ballast/balance-sheet/1',
    reserve: policy.reserve,
    cycle: 1,
    parents: { snapshot: HASH, policy: HASH, carried: HASH },
    asOfSeconds: nowSeconds,
    numeraire: 'USD',
    prices: [],
    lines,
    liabilities: [
      {
        liabilityId: liability?.id ?? '',
        kind: claim.index === null ? 'par' : 'indexed',
        outstandingRaw: raw(0n),
        decimals: 18,
        payoutAssetId: holdings[0]?.id ?? null,
        claimWad: owedWad,
        pendingWad: wad(0n),
        bookBackingWad: null,
        bookRiskAdjustedWad: null,
      },
    ],
    assetsWad,
    riskAdjustedWad: assetsWad,
    liabilitiesWad: owedWad,
    juniorWad: wad(0n),
    juniorRiskAdjustedWad: wad(0n),
    backingRatioWad: null,
    riskAdjustedBackingRatioWad: null,
    surplusWad: wad(assetsWad - owedWad),
    isBound: false,
    exposures: [],
    ladder: (['now', 'hour', 'day', 'week'] as const).map((horizon) => {
      const reached = (cash ?? { day: whole, week: whole })[horizon === 'week' ? 'week' : 'day'];
      return {
        horizon,
        cashWad: floatToWadDown(reached.reduce((total, money) => total + money, 0)),
        exitCostWad: wad(0n),
        draws: lines.map(({ assetId, amountRaw }, index) => ({
          assetId,
          venueId: null,
          amountRaw: amountRaw ?? raw(0n),
          cashWad: floatToWadDown(reached[index] ?? 0),
          costWad: wad(0n),
        })),
      };
    }),
    unknowns: [],
  };
}
