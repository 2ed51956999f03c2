import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bps, wad, WAD, type Wad } from '../units/amounts.ts';
import { parseWad } from '../units/decimal.ts';
import { DAY_SECONDS } from '../units/time.ts';
import { admittedUp, lossBound, NO_BUDGET, type BoundBudget, type BoundParameters } from './lossBound.ts';

const budget = (burst: string, refill = burst): BoundBudget => ({
  burstWad: parseWad(burst),
  refillPerDayWad: parseWad(refill),
});
const base: BoundParameters = {
  loss: budget('25000'),
  depeg: NO_BUDGET,
  turnover: budget('10000000'),
  slipBps: bps(30),
  oracleErrors: [
    { assetId: 'DAI', errorBps: bps(10) },
    { assetId: 'USDC', errorBps: bps(20) },
    { assetId: 'WETH', errorBps: bps(10) },
  ],
  exitPenalties: [],
  venues: [],
};
const usd = (text: string): Wad => parseWad(text);

describe('lossBound', () => {
  it('adds $60k for $20m turned over at an admissible error of 0.3 % (the worked example of the design)', () => {
    const bound = lossBound(base, DAY_SECONDS);
    expect([bound.turnoverWad, bound.oracleErrorBps, bound.oracleWad]).toEqual([usd('20000000'), 30n, usd('60000')]);
    expect(bound.oracleErrorAssets).toEqual(['USDC', 'DAI']);
    expect([bound.lossWad, bound.sumWad]).toEqual([usd('50000'), usd('110000')]);
  });

  it('sums the terms, and leaves venue failure apart', () => {
    const bound = lossBound(
      {
        ...base,
        depeg: budget('5000', '1000'),
        exitPenalties: [{ venueId: 'slow', capWad: usd('1000000'), penaltyBps: bps(50) }],
        venues: [{ venueId: 'slow', capWad: usd('1000000'), lossGivenDefaultBps: bps(5000) }],
      },
      DAY_SECONDS,
    );
    expect([bound.depegWad, bound.exitPenaltyWad, bound.venueFailureWad]).toEqual(
      ['6000', '5000', '500000'].map(parseWad),
    );
    expect(bound.sumWad).toBe(bound.lossWad + bound.depegWad + bound.oracleWad + bound.exitPenaltyWad);
    expect(bound.largest).toBe('oracle');
  });

  it('admits burst and seven refills in a week, not seven bursts', () => {
    expect(lossBound(base, 7 * DAY_SECONDS).lossWad).toBe(usd('200000'));
  });

  it('says what ends losses by trading first', () => {
    expect(lossBound(base, DAY_SECONDS).binding).toBe('lossBudget');
    expect(lossBound({ ...base, slipBps: bps(10) }, DAY_SECONDS).binding).toBe('turnoverTimesSlip');
  });

  it('cannot lose more by wrong feeds than is turned over', () => {
    const errors = [1, 2].map((at) => ({ assetId: `a${at}`, errorBps: bps(9000) }));
    const bound = lossBound({ ...base, oracleErrors: errors }, DAY_SECONDS);
    expect(bound.oracleWad).toBe(bound.turnoverWad);
  });
});

const amount = fc.bigInt(0n, 10n ** 27n).map(wad);
const share = fc.bigInt(0n, 10_000n).map((value) => bps(value));
const buckets = fc.record({ burstWad: amount, refillPerDayWad: amount });
const venue = fc.record({ venueId: fc.constant('v'), capWad: amount });
const parameters: fc.Arbitrary<BoundParameters> = fc.record({
  loss: buckets,
  depeg: buckets,
  turnover: buckets,
  slipBps: share,
  oracleErrors: fc.array(fc.record({ assetId: fc.constantFrom('a', 'b', 'c'), errorBps: share }), { maxLength: 4 }),
  exitPenalties: fc.array(
    fc.tuple(venue, share).map(([v, penaltyBps]) => ({ ...v, penaltyBps })),
    { maxLength: 3 },
  ),
  venues: fc.array(
    fc.tuple(venue, share).map(([v, lgd]) => ({ ...v, lossGivenDefaultBps: lgd })),
    { maxLength: 3 },
  ),
});

/** Every way of making one parameter a little larger. */
function widened(p: BoundParameters, by: bigint): BoundParameters[] {
  const more = (value: Wad): Wad => wad(value + by);
  const grown = (b: BoundBudget): BoundBudget[] => [
    { ...b, burstWad: more(b.burstWad) },
    { ...b, refillPerDayWad: more(b.refillPerDayWad) },
  ];
  const points = bps(by % 500n);
  return [
    ...grown(p.loss).map((loss) => ({ ...p, loss })),
    ...grown(p.depeg).map((depeg) => ({ ...p, depeg })),
    ...grown(p.turnover).map((turnover) => ({ ...p, turnover })),
    { ...p, slipBps: bps(p.slipBps + points) },
    { ...p, oracleErrors: p.oracleErrors.map((item) => ({ ...item, errorBps: bps(item.errorBps + points) })) },
    { ...p, oracleErrors: [...p.oracleErrors, { assetId: 'new', errorBps: points }] },
    { ...p, exitPenalties: p.exitPenalties.map((item) => ({ ...item, capWad: more(item.capWad) })) },
    { ...p, exitPenalties: [...p.exitPenalties, { venueId: 'new', capWad: wad(by), penaltyBps: points }] },
    { ...p, venues: p.venues.map((item) => ({ ...item, capWad: more(item.capWad) })) },
    { ...p, venues: [...p.venues, { venueId: 'new', capWad: wad(by), lossGivenDefaultBps: points }] },
  ];
}

/** The contract's bucket, spend by spend: Limits.sol with its rounding. */
function createBucket({ burstWad, refillPerDayWad }: BoundBudget) {
  let [used, at] = [0n, 0];
  return (now: number, wanted: bigint): bigint => {
    const drained = (refillPerDayWad * BigInt(now - at)) / BigInt(DAY_SECONDS);
    const spent = drained >= used ? 0n : used - drained;
    const fits = spent >= burstWad ? 0n : burstWad - spent;
    const taken = wanted < fits ? wanted : fits;
    [used, at] = [spent + taken, now];
    return taken;
  };
}

describe('lossBound, for any parameters', () => {
  it('never falls when any parameter grows, nor when the window does', () => {
    fc.assert(
      fc.property(parameters, fc.bigInt(0n, 10n ** 24n), fc.integer({ min: 0, max: 10 * DAY_SECONDS }), (p, by, t) => {
        const before = lossBound(p, t);
        for (const wider of [...widened(p, by).map((q) => lossBound(q, t)), lossBound(p, t + Number(by % 86_400n))]) {
          expect(wider.sumWad).toBeGreaterThanOrEqual(before.sumWad);
          expect(wider.venueFailureWad).toBeGreaterThanOrEqual(before.venueFailureWad);
        }
      }),
    );
  });

  it('is never passed by a leaky bucket spent at whatever times, in any window', () => {
    const spends = fc.array(fc.tuple(fc.integer({ min: 0, max: DAY_SECONDS }), amount), { maxLength: 24 });
    fc.assert(
      fc.property(buckets, spends, fc.integer({ min: 0, max: 3 * DAY_SECONDS }), (b, steps, window) => {
        const spend = createBucket(b);
        let now = 0;
        const done = steps.map(([wait, wanted]) => ({ at: (now += wait), taken: spend(now, wanted) }));
        for (const { at: from } of done) {
          const inside = done.filter(({ at }) => at >= from && at - from <= window);
          const total = inside.reduce((all, { taken }) => all + taken, 0n);
          expect(total).toBeLessThanOrEqual(admittedUp(b, window));
        }
      }),
    );
  });

  it('is reached, but for rounding, by who empties a full bucket and then takes every drop', () => {
    const b = budget('100', '86400');
    const spend = createBucket(b);
    let total = 0n;
    for (let second = 0; second <= DAY_SECONDS; second += 60) total += spend(second, 10n ** 30n);
    expect(admittedUp(b, DAY_SECONDS) - total).toBe(0n);
    expect(total).toBe(86_500n * WAD);
  });
});
