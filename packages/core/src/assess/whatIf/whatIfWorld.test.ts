import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseWad } from '../../units/decimal.ts';
import { sum, wad, type Wad } from '../../units/amounts.ts';
import type { Policy } from '../../policy/policy.ts';
import type { LimitResult } from '../../records/assessment.ts';
import type { BalanceSheet } from '../../records/sheet.ts';
import type { Snapshot } from '../../records/snapshot.ts';
import { initialCarried } from '../../value/initialCarried.ts';
import { value } from '../../value/value.ts';
import { CALM, HASH, POLICY, snapshotOf, START, turn, YEAR } from '../assess.fixture.ts';
import { compareLimits } from './compareLimits.ts';
import { extinguishClaims } from './extinguishClaims.ts';
import { parseWhatIf } from './parseWhatIf.ts';
import { resolveWhatIf } from './resolveWhatIf.ts';
import { passTime } from './passTime.ts';
import { payRun, RunClaimUnknown, takeDraws, type Run } from './payRun.ts';
import { shockFactors, WhatIfPriceUnknown } from './shockFactors.ts';
import { shockSnapshot } from './shockSnapshot.ts';
import { spendDraws } from './spendDraws.ts';
import { unseenPrices, WhatIfPriceBeyond } from './unseenPrices.ts';

const HOUR = 3600;
const usd = (text: string): Wad => parseWad(text);
const sheetOf = (snapshot: Snapshot, policy: Policy = POLICY): BalanceSheet =>
  value({ snapshot, policy, policyHash: HASH, carried: initialCarried(policy, START) }).sheet;

const read = (text: string, policy: Policy = POLICY) =>
  resolveWhatIf(parseWhatIf(text, policy), { policy, history: YEAR, nowSeconds: START }).whatIf;

/** The calm reserve after the events, and what a run in them comes to. */
function ask(text: string, snapshot: Snapshot = snapshotOf(CALM), policy: Policy = POLICY) {
  const whatIf = read(text, policy);
  const before = sheetOf(snapshot, policy);
  const hit = shockSnapshot(snapshot, whatIf, shockFactors(whatIf, policy, before), policy);
  const sheet = sheetOf(hit, policy);
  const run = payRun(whatIf, policy, hit, { atOnce: sheet, settled: sheet, settledAfterSeconds: 6 * HOUR });
  return { before, hit, sheet, run };
}
const withTerms = (terms: Partial<Policy['liabilities'][number]['redemption']>): Policy => ({
  ...POLICY,
  liabilities: POLICY.liabilities.map((item) => ({ ...item, redemption: { ...item.redemption, ...terms } })),
});
const moment = (run: Run, hours: number) => run.moments.find((item) => item.afterSeconds === hours * HOUR);

describe('shockSnapshot', () => {
  it('takes exactly the fall off the reserve', () => {
    // 10,000 WETH at 2000: a fall of 40 % costs 8m of 105m.
    expect(ask('ETH -40%').sheet.assetsWad).toBe(usd('97000000'));
    expect(ask('ETH = 1500').sheet.assetsWad).toBe(usd('100000000'));
  });

  it('takes the loss of a failed custodian and lets the rest back nothing', () => {
    const { sheet } = ask('custodian bank fails loss 30%');
    const bill = sheet.lines.find((line) => line.assetId === 'bill');
    expect([bill?.valueWad, bill?.riskAdjustedWad, bill?.flags]).toEqual([usd('3500000'), 0n, ['ENCUMBERED']]);
  });

  it('prices the failure of an issuer into its assets', () => {
    expect(ask('issuer tether fails loss 20%').sheet.assetsWad).toBe(usd('99000000'));
  });

  it('lets a share follow what it redeems for, unless it is named itself', () => {
    const policy = {
      ...POLICY,
      assets: POLICY.assets.map((asset) => (asset.id === 'bill' ? { ...asset, underlying: 'weth' } : asset)),
    };
    const factorsOf = (text: string) => shockFactors(read(text, policy), policy, sheetOf(snapshotOf(CALM)));
    expect(factorsOf('ETH -40%').followers).toEqual([{ assetId: 'bill', leaderId: 'weth' }]);
    expect(factorsOf('ETH -40%, bill -1%').followers).toEqual([]);
  });

  it('lets a share of a failed issuer fall with what it redeems for too, and no issuer twice', () => {
    const of = (text: string, issuer: string): unknown => {
      const policy = {
        ...POLICY,
        assets: POLICY.assets.map((asset) => (asset.id === 'bill' ? { ...asset, underlying: 'weth', issuer } : asset)),
      };
      return shockFactors(read(text, policy), policy, sheetOf(snapshotOf(CALM))).factors.get('bill');
    };
    expect(of('ETH -40%, issuer fund fails loss 50%', 'fund')).toBe(parseWad('0.3'));
    expect(of('issuer ethereum fails loss 50%', 'ethereum')).toBe(parseWad('0.5'));
    expect(of('bill -10%, ETH -40%, issuer fund fails loss 50%', 'fund')).toBe(parseWad('0.45'));
  });

  it('refuses to set a price that is not known', () => {
    const blind = snapshotOf({ ...CALM, prices: { ...CALM.prices, weth: null } });
    expect(() => ask('ETH = 1500', blind)).toThrow(WhatIfPriceUnknown);
  });

  it('never raises the reserve by a deeper fall', () => {
    const fall = fc.integer({ min: 1, max: 9_900 });
    fc.assert(
      fc.property(fall, fall, (a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map((f) => ask(`ETH -${f}bps`).sheet);
        expect((more?.assetsWad ?? 0n) <= (less?.assetsWad ?? 0n)).toBe(true);
        expect((more?.riskAdjustedWad ?? 0n) <= (less?.riskAdjustedWad ?? 0n)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});

describe('unseenPrices', () => {
  const of = (text: string) => {
    const { before, hit, sheet } = ask(text);
    return unseenPrices(before, { snapshot: hit, sheet }, POLICY);
  };

  it('names what fell below all its sources may say, also to nothing', () => {
    expect(of('USDC = 0.005')).toEqual([{ assetId: 'usdc', priceWad: usd('0.005'), minPriceWad: usd('0.01') }]);
    expect(of('issuer circle fails').map((item) => item.assetId)).toEqual(['usdc']);
    expect(of('USDC = 0.01, ETH -99%')).toEqual([]);
  });

  it('refuses a price above all its sources may say: a gain is no loss', () => {
    expect(() => of('ETH = 1000001')).toThrow(WhatIfPriceBeyond);
    expect(of('ETH = 999999')).toEqual([]);
  });

  it('leaves out what was unknown before', () => {
    const odd = snapshotOf({ ...CALM, prices: { ...CALM.prices, weth: '0.5' } });
    const { before, hit, sheet } = ask('USDC -1%', odd);
    expect(unseenPrices(before, { snapshot: hit, sheet }, POLICY)).toEqual([]);
  });
});

describe('compareLimits', () => {
  const limit = turn().assessment.limits[0];
  const course = (...statuses: LimitResult['status'][]): string | undefined => {
    if (limit === undefined) throw new RangeError('no limit');
    const { assessment } = turn();
    return compareLimits(statuses.map((status) => ({ ...assessment, limits: [{ ...limit, status }] })))[0]?.course;
  };

  it('tells a limit that breaks from one that can no longer be judged', () => {
    expect(course('met', 'unknown', 'breached')).toBe('breaks');
    expect(course('met', 'unknown', 'unknown')).toBe('blurs');
    expect(course('met', 'unknown', 'met')).toBe('blurs');
    expect(course('met', 'met', 'met')).toBe('holds');
    expect(course('unknown', 'unknown', 'breached')).toBe('stays');
    expect(course('breached', 'met', 'met')).toBe('heals');
  });
});

describe('payRun', () => {
  it('pays a run that arrives evenly from cash first, at no cost', () => {
    const { run } = ask('redeem 20% over 48h');
    expect(moment(run, 24)).toMatchObject({ askedWad: usd('10000000'), paidWad: usd('10000000'), unpaidWad: 0n });
    expect(moment(run, 48)).toMatchObject({ paidWad: usd('20000000'), exitCostWad: 0n });
    expect(moment(run, 48)?.draws.map((draw) => [draw.assetId, draw.venueId])).toEqual([['usdc', null]]);
  });

  it('sells what it must, counts what that costs, and says what stays unpaid', () => {
    const { run } = ask('redeem 90% over 1h');
    const last = moment(run, 1);
    // 50m of cash; the day's budgets allow to sell 5m more, not the rest of 90m.
    expect(last?.dueWad).toBe(usd('90000000'));
    expect(last?.paidWad).toBeGreaterThan(usd('54000000'));
    expect(last?.exitCostWad).toBeGreaterThan(0n);
    expect(last?.unpaidWad).toBe(wad((last?.dueWad ?? 0n) - (last?.paidWad ?? 0n)));
  });

  it('keeps fee, queue and daily cap of the terms', () => {
    const slow = withTerms({ queueSeconds: 24 * HOUR, feeBps: 100n as never, capPerDayWad: usd('5000000') });
    const { run } = ask('redeem 20% over 48h', snapshotOf(CALM), slow);
    expect(run.parts).toEqual([
      {
        liabilityId: 'husd',
        askedWad: usd('10000000'),
        waitingWad: 0n,
        cappedWad: usd('10000000'),
        feeWad: usd('100000'),
        lastDueSeconds: 72 * HOUR,
      },
    ]);
    expect(moment(run, 24)?.dueWad).toBe(0n);
    expect(moment(run, 72)?.dueWad).toBe(usd('9900000'));
  });

  it('refuses a share of a claim nobody knows', () => {
    expect(() => ask('redeem 20%', snapshotOf({ ...CALM, supply: null }))).toThrow(RunClaimUnknown);
  });

  it('loses no money between what is held, paid, given up and no longer owed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_500 }), fc.integer({ min: 0, max: 5_000 }), (share, fall) => {
        const { hit, sheet, run } = ask(`redeem ${share}bps over 24h, ETH -${fall + 1}bps`);
        const last = run.moments.at(-1);
        const spent = spendDraws(hit, last?.draws ?? [], sheet, POLICY);
        const after = sheetOf(extinguishClaims(spent, run, sheet, POLICY));
        const gone = sheet.assetsWad - after.assetsWad;
        const cost = last?.exitCostWad ?? 0n;
        const paid = last?.paidWad ?? 0n;
        // A raw unit of a six-decimal token is 1e12 of WAD; a few roundings at most.
        const near = (a: bigint, b: bigint): boolean => (a - b) ** 2n <= (10n * 10n ** 12n) ** 2n;
        expect(near(gone, paid + cost)).toBe(true);
        expect(near(sheet.liabilitiesWad - after.liabilitiesWad, paid)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});

describe('takeDraws', () => {
  it('takes what costs nothing first and the last in part', () => {
    const draw = (assetId: string, cash: bigint, cost: bigint) =>
      ({ assetId, venueId: null, amountRaw: 10n, cashWad: wad(cash), costWad: wad(cost) }) as never;
    const taken = takeDraws([draw('a', 90n, 10n), draw('b', 50n, 0n)], wad(95n));
    expect([taken.paidWad, taken.exitCostWad, taken.draws.map((item) => item.assetId)]).toEqual([95n, 5n, ['b', 'a']]);
    expect(sum(taken.draws.map((item) => item.cashWad))).toBe(95n);
  });

  it('takes the cheapest unit of cash first, whatever dust lies between', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constant([0n, 0n] as const), fc.tuple(fc.bigInt(0n, 100n), fc.bigInt(0n, 9n))), {
          maxLength: 7,
        }),
        fc.bigInt(0n, 500n),
        (given, need) => {
          const draws = given.map(
            ([cash, cost], i) =>
              ({ assetId: `${i}`, venueId: null, amountRaw: 10n, cashWad: wad(cash), costWad: wad(cost) }) as never,
          );
          const { draws: taken, paidWad } = takeDraws(draws, wad(need));
          const whole = given.reduce((total, [cash]) => total + cash, 0n);
          expect(paidWad).toBe(whole < need ? whole : need);
          const used = taken.map(({ assetId }) => given[Number(assetId)] ?? [0n, 0n]);
          used.forEach(([cash, cost], i) => {
            const [before, paid] = used[i - 1] ?? [1n, 0n];
            expect(cash > 0n && paid * cash <= cost * before).toBe(true);
          });
        },
      ),
    );
  });
});

describe('passTime', () => {
  it('changes nothing of a reserve but the clock', () => {
    const later = sheetOf(passTime(snapshotOf(CALM), 48 * HOUR));
    const now = sheetOf(snapshotOf(CALM));
    expect([later.assetsWad, later.riskAdjustedWad, later.asOfSeconds - now.asOfSeconds]).toEqual([
      now.assetsWad,
      now.riskAdjustedWad,
      48 * HOUR,
    ]);
    expect(later.prices.map((price) => price.status)).toEqual(now.prices.map((price) => price.status));
  });
});
