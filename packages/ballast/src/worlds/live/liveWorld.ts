import type { ChainId, Seconds } from '@ballast/core';
import { httpRpc, type RpcPort } from '../../venues/rpc.ts';
import type { World } from '../world.ts';

export interface LiveWorldOptions {
  /** One or two endpoints a chain. */
  readonly urls: ReadonlyMap<ChainId, readonly string[]>;
  /** A cycle is due at every multiple of this; the first at once. */
  readonly everySeconds: Seconds;
  /** How long to wait for a chain to include what was sent. */
  readonly pollSeconds?: Seconds;
  /** The wall clock and a wait that the signal cuts short; tests give their own. */
  readonly clock?: LiveClock;
}

export interface LiveClock {
  readonly nowSeconds: () => Seconds;
  readonly wait: (seconds: Seconds, signal: AbortSignal) => Promise<void>;
}

/** Live chains over their endpoints: nothing moves but the clock. `stop` ends a wait, and with it the world. */
export function liveWorld(options: LiveWorldOptions): World {
  const clock = options.clock ?? wallClock;
  const ending = new AbortController();
  const rpcs = new Map<ChainId, readonly RpcPort[]>(
    [...options.urls].map(([chain, urls]) => [chain, urls.map((url) => httpRpc(url))]),
  );
  let hasBegun = false;
  return {
    kind: 'live',
    rpcs,
    policyText: null,
    priceHistory: [],
    developmentKey: null,
    developmentSteward: null,
    developmentAttester: null,
    advance: async () => {
      if (hasBegun) {
        const sinceDue = clock.nowSeconds() % options.everySeconds;
        await clock.wait(options.everySeconds - sinceDue, ending.signal);
      }
      hasBegun = true;
      if (ending.signal.aborted) return null;
      return { timeSeconds: clock.nowSeconds(), progress: null, note: null };
    },
    settle: async () => clock.wait(options.pollSeconds ?? 4, ending.signal),
    stop: async () => ending.abort(),
  };
}

const wallClock: LiveClock = {
  nowSeconds: () => Math.floor(Date.now() / 1000),
  wait: async (seconds, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, seconds * 1000);
      signal.addEventListener('abort', end, { once: true });
    }),
};
