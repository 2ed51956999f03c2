import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeVectors } from './makeVectors.fixture.ts';
import { VECTOR_SEED } from './vectors.fixture.ts';

const vectors = makeVectors();
const fileOf = (name: string): URL => new URL(`../../../../vectors/${name}.json`, import.meta.url);

describe('vectors', () => {
  it('hold at least two thousand cases, each with its own name', () => {
    const lists = Object.values(vectors).map((cases: readonly { readonly name: string }[]) =>
      cases.map(({ name }) => name),
    );
    expect(lists.reduce((total, names) => total + names.length, 0)).toBeGreaterThanOrEqual(2_000);
    for (const names of lists) expect(new Set(names).size).toBe(names.length);
  });

  // The contract tests read the same files: that both pass means that both answer alike.
  it.each(Object.keys(vectors) as (keyof typeof vectors)[])(
    '%s: the twin answers as the file the contracts read',
    (name) => {
      expect(existsSync(fileOf(name))).toBe(true);
      const file = JSON.parse(readFileSync(fileOf(name), 'utf8')) as { readonly seed: number; readonly cases: unknown };
      expect(file.seed).toBe(VECTOR_SEED);
      expect(file.cases).toEqual(vectors[name]);
    },
  );

  it('reach every refusal of the twin', () => {
    const codes = new Set(
      [
        vectors.quotes,
        vectors.swaps,
        vectors.deposits,
        vectors.withdrawals,
        vectors.redemptions,
        vectors.terms,
        vectors.auctions.flatMap(({ steps }) => steps),
        vectors.transits.flatMap(({ steps }) => steps),
        vectors.watches.flatMap(({ steps }) => [...steps, ...steps.map(({ refusal }) => ({ code: refusal }))]),
      ].flatMap((cases) => cases.map(({ code }) => code)),
    );
    expect([...codes].toSorted()).toEqual(
      [
        '',
        'AbovePrice',
        'AlreadySettled',
        'AuctionIsOpen',
        'BelowFloor',
        'CoverageTooLow',
        'DepegBudgetExceeded',
        'EntryForbidden',
        'ExitNotOpen',
        'ExitOnlyIntoBase',
        'FeedsDisagree',
        'IlliquidReserve',
        'InsufficientDeployed',
        'InsufficientIdle',
        'Loosening',
        'LossBudgetExceeded',
        'NoAuction',
        'NotArmed',
        'NotKeeper',
        'NothingRedeemable',
        'PastTarget',
        'PriceOutOfBounds',
        'RiskCapExceeded',
        'RouteFull',
        'SequencerDown',
        'StaleFeed',
        'TurnoverBudgetExceeded',
        'VenueCapExceeded',
        'WeightCapExceeded',
        'WrongMode',
        'ZeroAmount',
      ].toSorted(),
    );
  });
});
