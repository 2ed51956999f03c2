import { describe, expect, it } from 'vitest';
import type { Moment } from '../worlds/world.ts';
import { advanceWorld, Interrupted } from './lookOnce.ts';
import type { OpenWorld } from './openWorld.ts';

/** A world of so many moments that counts how often it was moved. */
function worldOf(moments: number, onMove: (moved: number) => void = () => undefined) {
  let moved = 0;
  const advance = async (): Promise<Moment | null> => {
    if (moved === moments) return null;
    moved += 1;
    onMove(moved);
    return {} as Moment;
  };
  return { open: { world: { advance } } as unknown as OpenWorld, moved: () => moved };
}

describe('advanceWorld', () => {
  it('moves as often as asked, or to the end', async () => {
    const [short, long] = [worldOf(2), worldOf(9)];
    const { signal } = new AbortController();
    await advanceWorld(short.open, 5, signal);
    await advanceWorld(long.open, 5, signal);
    expect([short.moved(), long.moved()]).toEqual([2, 5]);
  });
  it('stopped on the way, looks at no other moment than was asked', async () => {
    const stop = new AbortController();
    const world = worldOf(9, (moved) => (moved === 3 ? stop.abort() : undefined));
    await expect(advanceWorld(world.open, 5, stop.signal)).rejects.toThrow(Interrupted);
    expect(world.moved()).toBe(3);
  });
});
