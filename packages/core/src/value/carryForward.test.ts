import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bps } from '../units/amounts.ts';
import { formatWad, parseWad } from '../units/decimal.ts';
import type { CarriedAsset, CarriedState } from '../records/carried.ts';
import type { PriceObservation } from '../records/snapshot.ts';
import { ANCHOR_SECONDS } from './carryForward.ts';
import { initialCarried } from './initialCarried.ts';
import { value } from './value.ts';
import { assetOf, coinOf, policyOf, sourceOf } from '../policy/policy.fixture.ts';
import { carriedOf, HASH, NOW, observe, quote, snapshotOf } from './value.fixture.ts';

const usdc = assetOf('USDC');
const policy = policyOf([usdc]);
const HOUR = 3600;

/** Values one snapshot at a time, `at` seconds after the start, the answers being that fresh. */
const step = (carried: CarriedState, at: number, prices: readonly PriceObservation[], law = policy): CarriedState => {
  const now = NOW + at;
  const fresh = prices.map((item) => ({ ...item, updatedAtSeconds: now, ageSeconds: 0 }));
  return value({
    snapshot: snapshotOf({ prices: fresh, asOfSeconds: now, cycle: carried.cycle + 1 }),
    policy: law,
    policyHash: HASH,
    carried,
  }).carried;
};
const only = (carried: CarriedState): CarriedAsset => {
  const [asset] = carried.assets;
  if (asset === undefined) throw new TypeError('no asset was carried');
  return asset;
};
const par = quote('USDC', '1');
const deep = quote('USDC', '0.9');
const silent = quote('USDC', null);
const single = quote('USDC', '0.9', null, null);

describe('carryForward: threshold timers', () => {
  it('start when two origins are below, and keep their start while they stay', () => {
    const one = step(carriedOf(policy), 0, deep);
    expect(only(one)).toMatchObject({ belowIffySinceSeconds: NOW, belowDisabledSinceSeconds: NOW });
    expect(only(step(one, 600, deep)).belowDisabledSinceSeconds).toBe(NOW);
  });
  it('one venue alone starts nothing', () => {
    const carried = step(carriedOf(policy), 0, quote('USDC', '0.5', '1', '1'));
    expect(only(carried)).toMatchObject({ belowIffySinceSeconds: null, belowDisabledSinceSeconds: null });
  });
  it('are reset when the origins are heard and no longer below', () => {
    const fallen = step(carriedOf(policy), 0, deep);
    expect(only(step(fallen, 600, par))).toMatchObject({
      belowIffySinceSeconds: null,
      belowDisabledSinceSeconds: null,
    });
  });
  it('an outage of all origins neither resets them nor lets them run', () => {
    let carried = step(carriedOf(policy), 0, deep);
    carried = step(carried, 600, deep);
    for (const at of [1200, 4800, 9000]) carried = step(carried, at, silent);
    // 600 s below before the silence, which lasted from 600 to 9000 and is not counted.
    expect(NOW + 9000 - (only(carried).belowDisabledSinceSeconds ?? 0)).toBe(600);
    carried = step(carried, 9600, deep);
    expect(NOW + 9600 - (only(carried).belowDisabledSinceSeconds ?? 0)).toBe(1200);
  });
  it('one origin left live is an outage too: it can neither confirm nor absolve', () => {
    const fallen = step(step(carriedOf(policy), 0, deep), 600, deep);
    const alone = step(fallen, 1200, single);
    expect(NOW + 1200 - (only(alone).belowIffySinceSeconds ?? 0)).toBe(600);
    const calm = step(carriedOf(policy), 0, par);
    expect(only(step(calm, 600, single)).belowIffySinceSeconds).toBeNull();
  });
  it('the recovery timer runs only while every live answer is back, and stands still in silence', () => {
    const law = policyOf([assetOf('USDC')]);
    let carried = step(carriedOf(law), 0, quote('USDC', '0.996'), law);
    expect(only(carried).aboveRecoverySinceSeconds).toBe(NOW);
    carried = step(carried, 600, silent, law);
    expect(only(carried).aboveRecoverySinceSeconds).toBe(NOW + 600);
    carried = step(carried, 1200, quote('USDC', '0.994'), law);
    expect(only(carried).aboveRecoverySinceSeconds).toBeNull();
  });
  it('elapsed time below never exceeds the time the origins were heard', () => {
    const event = fc.tuple(fc.integer({ min: 1, max: HOUR }), fc.constantFrom('par', 'deep', 'silent', 'single'));
    const answers = { par, deep, silent, single };
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 12 }), (events) => {
        let [carried, at, heard] = [carriedOf(policy), 0, 0];
        for (const [wait, kind] of events) {
          at += wait;
          if (kind === 'deep' || kind === 'par') heard += wait;
          carried = step(carried, at, answers[kind]);
          const since = only(carried).belowDisabledSinceSeconds;
          if (since !== null) expect(NOW + at - since).toBeLessThanOrEqual(heard);
          if (kind === 'par') expect(since).toBeNull();
          if (kind === 'deep') expect(since).not.toBeNull();
        }
      }),
    );
  });
});

describe('carryForward: slow averages', () => {
  it('begin at the first consensus and follow it with a constant of six hours', () => {
    const one = step(carriedOf(policy), 0, par);
    expect(only(one)).toMatchObject({ slowPriceWad: parseWad('1'), slowAtSeconds: NOW });
    const two = step(one, 3 * HOUR, quote('USDC', '0.99'));
    expect(only(two)).toMatchObject({ slowPriceWad: parseWad('0.995'), slowAtSeconds: NOW + 3 * HOUR });
  });
  it('without a consensus they keep value and time, and never move to a single origin', () => {
    const one = step(carriedOf(policy), 0, par);
    for (const answers of [silent, single, quote('USDC', '0.874', '0.95', null)])
      expect(only(step(one, HOUR, answers))).toMatchObject({ slowPriceWad: parseWad('1'), slowAtSeconds: NOW });
  });
});

describe('carryForward: growth anchors', () => {
  const sDAI = coinOf('sDAI', {
    underlying: 'DAI',
    growthCapPerYearBps: bps(1000),
    pricing: {
      sources: [
        sourceOf('sDAI-rate', { basis: 'fundamental', quote: 'DAI', venue: 'erc4626', maxPriceWad: parseWad('3') }),
      ],
    },
  });
  const law = policyOf([sDAI, assetOf('DAI')]);
  const at = (ratio: string, more: Partial<PriceObservation> = {}) => [
    observe('sDAI-rate', ratio, { basis: 'fundamental', ...more }),
    ...quote('DAI', '1'),
  ];
  const anchor = (carried: CarriedState): string => formatWad(only(carried).anchorRatioWad ?? 0n, 6);

  it('the first live ratio is recorded; one that is dropped is not', () => {
    expect(only(step(carriedOf(law), 0, at('1.05', { isClamped: true }), law)).anchorRatioWad).toBeNull();
    expect(only(step(carriedOf(law), 0, at('1700000'), law)).anchorRatioWad).toBeNull();
    expect(anchor(step(carriedOf(law), 0, at('1.05'), law))).toBe('1.050000');
  });
  it('stays for a week, whatever the ratio does, then moves to the capped ratio', () => {
    const first = step(carriedOf(law), 0, at('1'), law);
    const early = step(first, ANCHOR_SECONDS - 1, at('2'), law);
    expect([anchor(early), only(early).anchorAtSeconds]).toEqual(['1.000000', NOW]);
    const late = step(early, ANCHOR_SECONDS, at('2'), law);
    expect([anchor(late), only(late).anchorAtSeconds]).toEqual(['1.001917', NOW + ANCHOR_SECONDS]);
  });
  it('weekly donations never grow the anchor faster than its cap', () => {
    let carried = step(carriedOf(law), 0, at('1'), law);
    for (let week = 1; week <= 52; week += 1) carried = step(carried, week * ANCHOR_SECONDS, at('2.9'), law);
    // 52 weeks at 10 % a year, compounded weekly.
    expect(Number(anchor(carried))).toBeLessThan(1.1052);
  });
  it('a slashing lowers the anchor at its next turn', () => {
    const first = step(carriedOf(law), 0, at('1.05'), law);
    expect(anchor(step(first, ANCHOR_SECONDS, at('0.9'), law))).toBe('0.900000');
  });
  it('an asset without a cap needs no anchor', () => {
    expect(only(step(carriedOf(policy), 0, par)).anchorRatioWad).toBeNull();
  });
});

describe('carryForward: the rest', () => {
  it('keeps what it does not own: states, level, budgets, contracts, stop, intents', () => {
    const before: CarriedState = {
      ...carriedOf(policy, { USDC: { state: 'iffy', stateSinceSeconds: NOW - 5 } }),
      level: 'watch',
      lossUsedWad: parseWad('7'),
      stop: { kind: 'hold', reason: 'test', atSeconds: NOW },
      inFlight: [{ planHash: HASH, index: 0 }],
    };
    const after = step(before, 60, par);
    const { cycle, valuedAtSeconds, assets, ...rest } = after;
    expect({ ...before, ...rest }).toEqual(before);
    expect([cycle, valuedAtSeconds]).toEqual([1, NOW + 60]);
    expect(assets[0]).toMatchObject({ state: 'iffy', stateSinceSeconds: NOW - 5 });
  });
  it('an asset added to the policy starts without memory, one removed is forgotten', () => {
    const grown = policyOf([usdc, assetOf('DAI')]);
    const after = step(carriedOf(policy), 0, [...par, ...quote('DAI', '1')], grown);
    expect(after.assets.map((asset) => [asset.assetId, asset.state])).toEqual([
      ['USDC', 'sound'],
      ['DAI', 'sound'],
    ]);
    expect(step(after, 60, par).assets.map((asset) => asset.assetId)).toEqual(['USDC']);
  });
  it('initialCarried remembers nothing', () => {
    expect(initialCarried(policy, NOW)).toMatchObject({
      cycle: 0,
      valuedAtSeconds: null,
      level: 'normal',
      lossUsedWad: 0n,
      stop: null,
      inFlight: [],
      assets: [{ assetId: 'USDC', slowPriceWad: null, state: 'sound', stateSinceSeconds: NOW }],
    });
  });
});
