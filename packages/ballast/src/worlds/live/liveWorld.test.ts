import { describe, expect, it } from 'vitest';
import { liveWorld, type LiveClock } from './liveWorld.ts';

function fakeClock(start: number): LiveClock & { readonly waits: number[] } {
  let now = start;
  const waits: number[] = [];
  return {
    waits,
    nowSeconds: () => now,
    wait: async (seconds) => {
      waits.push(seconds);
      now += seconds;
    },
  };
}
const urls = new Map([['eip155:1', ['https://one.example/key/abc', 'https://two.example']]]);

describe('liveWorld', () => {
  it('has an endpoint for each URL, without credentials in its label, and invents nothing', () => {
    const world = liveWorld({ urls, everySeconds: 60, clock: fakeClock(0) });
    expect(world.rpcs.get('eip155:1')?.map((rpc) => rpc.label)).toEqual(['https://one.example', 'https://two.example']);
    expect([world.policyText, world.priceHistory, world.developmentKey]).toEqual([null, [], null]);
  });
  it('is due at once, then at every multiple of the schedule', async () => {
    const clock = fakeClock(1_000);
    const world = liveWorld({ urls, everySeconds: 300, clock });
    expect(await world.advance()).toEqual({ timeSeconds: 1_000, progress: null, note: null });
    expect((await world.advance())?.timeSeconds).toBe(1_200);
    expect((await world.advance())?.timeSeconds).toBe(1_500);
    expect(clock.waits).toEqual([200, 300]);
  });
  it('settles by waiting one poll', async () => {
    const clock = fakeClock(0);
    await liveWorld({ urls, everySeconds: 300, pollSeconds: 7, clock }).settle('eip155:1');
    expect(clock.waits).toEqual([7]);
  });
  it('ends when it is stopped, also in the middle of a real wait', async () => {
    const world = liveWorld({ urls, everySeconds: 86_400 });
    await world.advance();
    const next = world.advance();
    await world.stop();
    expect(await next).toBeNull();
    expect(await world.advance()).toBeNull();
  });
});
