import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bps, wad, WAD } from '../../units/amounts.ts';
import { DAY_SECONDS } from '../../units/time.ts';
import { effectiveHaircut, type HaircutAsks } from './effectiveHaircut.ts';

const NOW = 1_700_000_000;
const part = (hundredths: number) => wad((BigInt(hundredths) * WAD) / 10_000n);
const asking = (change: Partial<HaircutAsks> = {}): HaircutAsks => ({
  floorBps: bps(200n),
  modelWad: part(100),
  stalenessWad: wad(0n),
  disagreementWad: wad(0n),
  depthWad: wad(0n),
  ...change,
});

describe('effectiveHaircut', () => {
  it('is the largest of what asks, and names it', () => {
    expect(effectiveHaircut(asking(), null, NOW)).toMatchObject({ haircutBps: 200n, reason: 'floor' });
    for (const [field, reason] of [
      ['modelWad', 'model'],
      ['stalenessWad', 'staleness'],
      ['disagreementWad', 'disagreement'],
      ['depthWad', 'depth'],
    ] as const)
      expect(effectiveHaircut(asking({ [field]: part(350) }), null, NOW)).toMatchObject({ haircutBps: 350n, reason });
  });

  it('rounds up, ends at all, and says what it could not hear', () => {
    expect(effectiveHaircut(asking({ depthWad: wad(part(300) + 1n) }), null, NOW).haircutBps).toBe(301n);
    expect(effectiveHaircut(asking({ depthWad: wad(2n * WAD) }), null, NOW).haircutBps).toBe(10_000n);
    expect(effectiveHaircut(asking({ modelWad: null }), null, NOW).unknown).toEqual(['model']);
  });

  it('rises at once and falls by half a percent a day', () => {
    const before = { haircutBps: bps(1000n), atSeconds: NOW };
    const at = (days: number, asks = asking()) => effectiveHaircut(asks, before, NOW + days * DAY_SECONDS);
    expect(at(0, asking({ modelWad: part(1500) }))).toMatchObject({ haircutBps: 1500n, reason: 'model' });
    expect([at(0), at(1), at(4), at(16), at(100)].map((item) => item.haircutBps)).toEqual([
      1000n,
      950n,
      800n,
      200n,
      200n,
    ]);
    expect([at(1).reason, at(16).reason]).toEqual(['decay', 'floor']);
  });

  it('decays the same however often it is looked at, and not while a clock stands or goes back', () => {
    const looks = fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(looks, (gaps) => {
        let [held, now] = [{ haircutBps: bps(5000n), atSeconds: NOW }, NOW];
        for (const gap of gaps) {
          now += gap;
          const next = effectiveHaircut(asking(), held, now);
          expect(next.haircutBps <= held.haircutBps).toBe(true);
          held = next;
        }
        const once = effectiveHaircut(asking(), { haircutBps: bps(5000n), atSeconds: NOW }, now);
        // Each look may keep up to one point it has not counted yet.
        expect(held.haircutBps - once.haircutBps).toBeLessThanOrEqual(1n);
        expect(held.haircutBps).toBeGreaterThanOrEqual(once.haircutBps);
      }),
    );
    const back = effectiveHaircut(asking(), { haircutBps: bps(900n), atSeconds: NOW }, NOW - DAY_SECONDS);
    expect(back.haircutBps).toBe(900n);
  });

  it('is never below what anybody asks', () => {
    const ratio = fc.bigInt({ min: 0n, max: WAD }).map(wad);
    fc.assert(
      fc.property(ratio, ratio, ratio, ratio, (modelWad, stalenessWad, disagreementWad, depthWad) => {
        const asks = asking({ modelWad, stalenessWad, disagreementWad, depthWad });
        const { haircutBps } = effectiveHaircut(asks, { haircutBps: bps(300n), atSeconds: NOW }, NOW + 3600);
        for (const asked of [modelWad, stalenessWad, disagreementWad, depthWad])
          expect((haircutBps * WAD) / 10_000n >= asked).toBe(true);
      }),
    );
  });
});
