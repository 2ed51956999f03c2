import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WAD, bps, wad } from '../units/amounts.ts';
import { NO_ANCHOR } from './grownValue.ts';
import { lookAsset, type AssetLook, type AssetWatch, type WatchedAsset } from './lookAsset.ts';
import { feedsOf, PLAIN } from './vectors.fixture.ts';
import { guardOpenExit, pokeAsset, seeRun } from './watchExit.ts';

const NOW = 1_800_000_000;
const HOUR = 3_600;
const WATCH: AssetWatch = {
  armed: { sinceSeconds: 0, lastSeconds: 0 },
  exitOpenUntilSeconds: 0,
  anchor: NO_ANCHOR,
  pushedBps: bps(0),
  pushedAtSeconds: 0,
};
const asset = (change: Partial<WatchedAsset> = {}): WatchedAsset => ({
  assetId: 'asset',
  feeds: feedsOf(PLAIN),
  bounds: { minPriceWad: wad(WAD / 10n), maxPriceWad: wad(10n * WAD) },
  pegWad: WAD,
  depegPriceWad: wad((WAD * 95n) / 100n),
  exitFloorWad: null,
  haircutFloorBps: bps(0),
  maxGrowthPerDayBps: bps(0),
  isDisabled: false,
  ...change,
});
const TERMS = { haircutDecayPerDayBps: bps(0), entryHaircutBps: bps(0), sequencerGraceSeconds: HOUR };
const look = (change: Partial<WatchedAsset> = {}, now = NOW): AssetLook =>
  lookAsset(asset(change), WATCH, TERMS, null, now);

// Every course of events with its edges stands in vectors/watches.json, which the contracts read too.
describe('lookAsset', () => {
  it('says nothing of an asset without feeds but that it is silent', () => {
    expect(look({ feeds: [] })).toMatchObject({ refusal: 'StaleFeed', lowWad: 0n, highWad: 0n, isArmed: false });
  });

  it('keeps a silent asset where no floor was voted, and lets it leave where one was', () => {
    const later = NOW + HOUR + 1;
    expect(look({}, later)).toMatchObject({ refusal: 'StaleFeed', blindWad: 0n, isArmed: false });
    expect(look({ exitFloorWad: wad(1n) }, later)).toMatchObject({ blindWad: WAD, isArmed: true, isShut: false });
  });

  it('opens nothing while the sequencer is down, floor or not', () => {
    const down = { isUp: false, startedAtSeconds: NOW };
    expect(lookAsset(asset({ exitFloorWad: wad(1n) }), WATCH, TERMS, down, NOW)).toMatchObject({
      refusal: 'SequencerDown',
      blindWad: 0n,
      isArmed: false,
    });
  });

  it('does not believe a sequencer that never started', () => {
    const never = { isUp: true, startedAtSeconds: 0 };
    expect(lookAsset(asset(), WATCH, { ...TERMS, sequencerGraceSeconds: 0 }, never, NOW).refusal).toBe('SequencerDown');
  });
});

describe('seeRun', () => {
  it('goes on over gaps of an hour, whatever it must last', () => {
    const run = seeRun(WATCH.armed, true, 0, NOW);
    expect(seeRun(run, true, 0, NOW + HOUR).sinceSeconds).toBe(NOW);
    expect(seeRun(run, true, 0, NOW + HOUR + 1).sinceSeconds).toBe(NOW + HOUR + 1);
  });

  it('has lasted only what was seen to hold at every look', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 9_000 }), fc.boolean()), { minLength: 1 }), (sights) => {
        let run = WATCH.armed;
        let now = NOW;
        let brokenAt = 0;
        for (const [gap, holds] of sights) {
          now += gap;
          if (!holds) brokenAt = now;
          run = seeRun(run, holds, 4 * HOUR, now);
          if (run.sinceSeconds !== 0) expect(run.sinceSeconds).toBeGreaterThanOrEqual(brokenAt);
          expect(run.sinceSeconds === 0).toBe(!holds);
        }
      }),
    );
  });
});

describe('guardOpenExit', () => {
  const terms = { exitDelaySeconds: HOUR, exitWindowSeconds: 86_400, isGuardian: false };

  it('opens for anybody what was poked armed long enough, and for nobody what is not armed', () => {
    const armed = look({ isDisabled: true });
    const poked = pokeAsset(asset(), WATCH, armed, HOUR, NOW);
    expect(guardOpenExit(poked, armed, terms, NOW + HOUR - 1)).toMatchObject({ ok: false, code: 'NotArmed' });
    expect(guardOpenExit(poked, armed, terms, NOW + HOUR)).toMatchObject({
      ok: true,
      watch: { exitOpenUntilSeconds: NOW + HOUR + 86_400 },
    });
    expect(guardOpenExit(poked, look(), { ...terms, isGuardian: true }, NOW + HOUR)).toMatchObject({
      code: 'NotArmed',
    });
  });

  it('does not wait for the guardian', () => {
    expect(guardOpenExit(WATCH, look({ isDisabled: true }), { ...terms, isGuardian: true }, NOW).ok).toBe(true);
  });
});
