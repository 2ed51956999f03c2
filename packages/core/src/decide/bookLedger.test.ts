import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { raw, wad } from '../units/amounts.ts';
import { parseWad } from '../units/decimal.ts';
import { applyDeposit, applyPayment, applySwap, applyWithdraw, withPlenty } from './bookLedger.ts';
import { CALM, contextOf, IN_USDC } from './decide.fixture.ts';
import { deployedOf, idleRaw, lossLeft, owedRaw, reachableRaw, turnoverLeft, type Ledger, type Leg } from './ledger.ts';

const context = contextOf({
  policy: IN_USDC,
  placed: { ...CALM.placed, 'aave-usdc': { own: '9000000', cash: '4000000' } },
  claims: [
    { payout: '1000000', dueInSeconds: -1 },
    { payout: '2000000', dueInSeconds: -1 },
  ],
});
const { opening } = context;
const totalRaw = (ledger: Ledger, assetId: string): bigint =>
  ledger.holdings
    .filter((item) => item.assetId === assetId)
    .reduce((total, item) => total + (item.amountRaw ?? 0n), 0n);
const pool = opening.pools.find((item) => item.venueId === 'usdc-usdt');
const legOf = (change: Partial<Leg>): Leg => {
  if (pool === undefined) throw new TypeError('the fixture has no such pool');
  return {
    accountId: 'vault',
    venueId: 'usdc-usdt',
    fromId: 'usdc',
    toId: 'usdt',
    originId: 'usdc',
    amountInRaw: raw(1_000_000n),
    expectedOutRaw: raw(990_000n),
    floorOutRaw: raw(0n),
    soldWad: parseWad('1'),
    boughtWad: parseWad('0.99'),
    isExit: false,
    pool,
    ...change,
  };
};

describe('applySwap', () => {
  it('moves what is sold and bought, and nothing else', () => {
    const after = applySwap(opening, legOf({}));
    expect(totalRaw(after, 'usdc')).toBe(totalRaw(opening, 'usdc') - 1_000_000n);
    expect(totalRaw(after, 'usdt')).toBe(totalRaw(opening, 'usdt') + 990_000n);
    expect(totalRaw(after, 'dai')).toBe(totalRaw(opening, 'dai'));
  });

  it('spends turnover and loss, and a gain gives no loss back', () => {
    const lost = applySwap(opening, legOf({}));
    expect(turnoverLeft(opening) - turnoverLeft(lost)).toBe(parseWad('1'));
    expect(lossLeft(opening) - lossLeft(lost)).toBe(parseWad('0.01'));
    const gained = applySwap(opening, legOf({ boughtWad: parseWad('2') }));
    expect(lossLeft(gained)).toBe(lossLeft(opening));
  });

  it('an asset not held before gets a holding of its own, with the decimals of the pool', () => {
    const bare = { ...opening, holdings: opening.holdings.filter((item) => item.assetId !== 'usdt') };
    const after = applySwap(bare, legOf({}));
    const made = after.holdings.find((item) => item.assetId === 'usdt');
    expect(made).toMatchObject({ where: 'idle', decimals: 6, amountRaw: 990_000n, accountId: 'vault' });
    expect(totalRaw(applySwap(after, legOf({})), 'usdt')).toBe(1_980_000n);
  });

  it('uses the depth of its pool once', () => {
    const used = { ...legOf({}).pool, tick: 77 };
    const after = applySwap(opening, legOf({ pool: used }));
    expect(after.pools.find((item) => item.venueId === 'usdc-usdt')?.tick).toBe(77);
  });
});

describe('what a swap does to the cash of a run, at worst', () => {
  const rungOf = (ledger: Ledger) => {
    const rung = ledger.rungs.find((item) => item.horizon === 'now');
    if (rung === undefined) throw new TypeError('no rung');
    return rung;
  };

  it('cash is never less than what needs no sale, and never grows but by what comes in', () => {
    fc.assert(
      fc.property(
        fc.bigInt(1n, parseWad('10000000')),
        fc.bigInt(0n, 10_000n),
        fc.constantFrom<readonly [string, string]>(['usdc', 'usdt'], ['usdt', 'usdc'], ['weth', 'usdt']),
        (sold, kept, [fromId, toId]) => {
          const boughtWad = wad((sold * kept) / 10_000n);
          const after = rungOf(
            applySwap(opening, legOf({ fromId, toId, originId: fromId, soldWad: wad(sold), boughtWad })),
          );
          const before = rungOf(opening);
          expect(after.cashWad >= after.heldWad).toBe(true);
          const gained = toId === 'usdc' ? boughtWad : 0n;
          expect(after.cashWad <= before.cashWad + gained).toBe(true);
          if (fromId === 'usdc') expect(after.heldWad).toBe(before.heldWad > sold ? before.heldWad - sold : 0n);
        },
      ),
      { numRuns: 100, seed: 9 },
    );
  });

  it('the part of a route on the way to the base changes no cash but by the budgets it uses', () => {
    const [before, after] = [rungOf(opening), rungOf(applySwap(opening, legOf({ originId: null })))];
    expect(after.heldWad).toBe(before.heldWad);
    expect(after.cashWad <= before.cashWad).toBe(true);
  });

  it('with a budget spent, only what needs no sale is left', () => {
    const spent = applySwap(
      opening,
      legOf({ soldWad: opening.turnoverLeftWad, boughtWad: opening.turnoverLeftWad, fromId: 'weth', originId: 'weth' }),
    );
    expect(rungOf(spent).cashWad).toBe(rungOf(spent).heldWad);
  });
});

describe('venues', () => {
  const [placed] = deployedOf(opening, 'vault', 'usdc');

  it('no more is reachable than the venue has in cash', () => {
    expect(placed === undefined ? null : reachableRaw(opening, placed)).toBe(4_000_000_000_000n);
    expect(
      placed === undefined
        ? null
        : reachableRaw(
            { ...opening, lending: opening.lending.map((market) => ({ ...market, isPaused: true })) },
            placed,
          ),
    ).toBe(0n);
  });

  it('a withdrawal takes the cash of the venue with it, so that the next finds less', () => {
    if (placed === undefined) expect.unreachable('nothing placed');
    else {
      const after = applyWithdraw(opening, placed, raw(3_000_000_000_000n));
      expect(totalRaw(after, 'usdc')).toBe(totalRaw(opening, 'usdc'));
      expect(idleRaw(after, 'vault', 'usdc') - idleRaw(opening, 'vault', 'usdc')).toBe(3_000_000_000_000n);
      const [left] = deployedOf(after, 'vault', 'usdc');
      expect(left === undefined ? null : reachableRaw(after, left)).toBe(1_000_000_000_000n);
    }
  });

  it('a deposit can be taken back', () => {
    const there = applyDeposit(opening, 'vault', 'dai', 'savings-dai', raw(5n));
    expect(totalRaw(there, 'dai')).toBe(totalRaw(opening, 'dai'));
    const [held] = deployedOf(there, 'vault', 'dai');
    const back = held === undefined ? there : applyWithdraw(there, held, raw(5n));
    expect(idleRaw(back, 'vault', 'dai')).toBe(idleRaw(opening, 'vault', 'dai'));
  });

  it('the first deposit into a venue makes a holding there', () => {
    const bare = { ...opening, holdings: opening.holdings.filter((item) => item.venueId !== 'aave-usdt') };
    const after = applyDeposit(bare, 'vault', 'usdt', 'aave-usdt', raw(7n));
    expect(after.holdings.find((item) => item.venueId === 'aave-usdt')).toMatchObject({
      where: 'deployed',
      amountRaw: 7n,
      decimals: 6,
    });
  });
});

describe('claims', () => {
  const paymentOf = (payout: bigint, settled: bigint) => ({
    id: 0,
    liabilityId: 'husd',
    payoutAssetId: 'usdc',
    payoutRaw: raw(payout),
    settledRaw: raw(settled),
    valueWad: parseWad('1000000'),
  });

  it('a payment in full removes the claim, in part leaves the rest', () => {
    const full = applyPayment(opening, 'vault', paymentOf(1_000_000_000_000n, 10n ** 24n));
    expect(full.claims.map((claim) => claim.id)).toEqual([1]);
    const part = applyPayment(opening, 'vault', paymentOf(400_000_000_000n, 4n * 10n ** 23n));
    expect(owedRaw(part, 'usdc')).toBe(2_600_000_000_000n);
    expect(idleRaw(opening, 'vault', 'usdc') - idleRaw(part, 'vault', 'usdc')).toBe(400_000_000_000n);
  });

  it('what is paid is cash gone and liability gone: less is held, and less is asked for', () => {
    const after = applyPayment(opening, 'vault', paymentOf(1_000_000_000_000n, 10n ** 24n));
    const [before, now] = [opening, after].map((ledger) => ledger.rungs.find((rung) => rung.horizon === 'now'));
    expect((before?.heldWad ?? 0n) - (now?.heldWad ?? 0n)).toBe(parseWad('1000000'));
    expect((before?.requiredWad ?? 0n) - (now?.requiredWad ?? 0n)).toBe(parseWad('100000'));
  });

  it('plenty adds cash and touches nothing else', () => {
    const plenty = withPlenty(opening, 'vault', 'usdc', raw(5n));
    expect(totalRaw(plenty, 'usdc')).toBe(totalRaw(opening, 'usdc') + 5n);
    expect(plenty.claims).toBe(opening.claims);
  });
});
