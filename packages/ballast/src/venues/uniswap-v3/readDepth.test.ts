import { encodeAbiParameters, toHex } from 'viem';
import { describe, expect, it } from 'vitest';
import type { CallResult } from '../venueRead.ts';
import type { PoolBasics } from './poolBasics.ts';
import { depthCalls, MAX_TICKS, readTicks, readWords, tickCalls } from './readDepth.ts';

const pool = '0x00000000000000000000000000000000000000aa';
const basics: PoolBasics = {
  sqrtPriceX96: 1n << 96n,
  tick: 30,
  liquidity: 10n,
  feePips: 100,
  tickSpacing: 1,
  token0: '0x0000000000000000000000000000000000000001',
  token1: '0x0000000000000000000000000000000000000002',
};
const silent: CallResult = { ok: false, code: 'CALL_FAILED', reason: 'x' };
const word = (bitmap: bigint): CallResult => ({ ok: true, data: toHex(bitmap, { size: 32 }) });
const net = (value: bigint): CallResult => ({
  ok: true,
  data: encodeAbiParameters(
    ['uint128', 'int128', 'uint256', 'uint256', 'int56', 'uint160', 'uint32', 'bool'].map((type) => ({ type })),
    [value < 0n ? -value : value, value, 0n, 0n, 0n, 0n, 0, true],
  ),
});
const calls = depthCalls(pool, basics);
/** Words −14 … 14; index 14 is word 0 with the current tick. */
const empty = (): CallResult[] => calls.map(() => word(0n));
const at = (index: number, value: CallResult): CallResult[] =>
  empty().map((item, place) => (place === index ? value : item));

describe('readWords', () => {
  it('asks for the words of the depth range', () => {
    expect(calls).toHaveLength(29);
  });

  it('refuses when the current word is silent', () => {
    expect(readWords(pool, basics, at(14, silent))).toMatchObject({ ok: false, code: 'CALL_FAILED' });
    expect(readWords(pool, basics, [])).toMatchObject({ ok: false });
  });

  it('ends the range where a word is silent, below and above', () => {
    expect(readWords(pool, basics, at(12, silent))).toMatchObject({ ok: true, tickFrom: -256, tickTo: 3_839 });
    expect(readWords(pool, basics, at(16, silent))).toMatchObject({ ok: true, tickFrom: -3_584, tickTo: 511 });
  });

  it('drops ticks beyond a silent word: their liquidity is not known to be reached', () => {
    const words = at(12, silent);
    words[10] = word(1n);
    words[15] = word(1n);
    expect(readWords(pool, basics, words)).toMatchObject({ ok: true, ticks: [256] });
  });

  it('reads the ticks nearest to the price and ends the range with them', () => {
    const full = word((1n << 256n) - 1n);
    const range = readWords(
      pool,
      basics,
      calls.map(() => full),
    );
    if (!range.ok) throw new TypeError('no range');
    expect(range.ticks).toHaveLength(MAX_TICKS);
    expect(range.ticks.filter((tick) => tick <= 30)).toHaveLength(MAX_TICKS / 2);
    expect([range.tickFrom, range.tickTo]).toEqual([30 - MAX_TICKS / 2 + 1, 30 + MAX_TICKS / 2]);
  });
});

describe('readTicks', () => {
  const range = { ticks: [-20, -10, 30, 40, 50], tickFrom: -100, tickTo: 100 };

  it('asks one call a tick', () => {
    expect(tickCalls(pool, range.ticks)).toHaveLength(5);
  });

  it('keeps net liquidity with its sign', () => {
    const depth = readTicks(pool, basics, range, [5n, 4n, 3n, -7n, -5n].map(net));
    expect(depth.ticks.map((item) => item.liquidityNetRaw)).toEqual([5n, 4n, 3n, -7n, -5n]);
    expect([depth.tickFrom, depth.tickTo]).toEqual([-100, 100]);
  });

  it('a silent tick ends the range on its side', () => {
    const below = readTicks(pool, basics, range, [net(5n), silent, net(3n), net(-7n), net(-5n)]);
    expect([below.tickFrom, below.tickTo, below.ticks.length]).toEqual([-10, 100, 3]);
    const above = readTicks(pool, basics, range, [net(5n), net(4n), net(3n), silent, net(-5n)]);
    expect([above.tickFrom, above.tickTo, above.ticks.length]).toEqual([-100, 40, 3]);
    // A tick at the price itself lies below it.
    const here = readTicks(pool, basics, range, [net(5n), net(4n), silent, net(-7n), net(-5n)]);
    expect([here.tickFrom, here.ticks.map((item) => item.tick)]).toEqual([30, [40, 50]]);
  });
});
