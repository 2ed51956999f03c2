import fc from 'fast-check';
import { parseAbi, toHex } from 'viem';
import { describe, expect, it } from 'vitest';
import { ask, askAll, asAmount, asCount } from './ask.ts';

const abi = parseAbi([
  'function balanceOf(address account) view returns (uint256)',
  'function paused() view returns (bool)',
  'function pair() view returns (uint256 a, address b)',
]);
const to = '0x00000000000000000000000000000000000000aa';
const balance = ask(to, abi, 'balanceOf', [to]);
const word = (value: bigint): `0x${string}` => toHex(value, { size: 32 });

describe('ask', () => {
  it('says why there is no answer instead of zero', () => {
    expect(balance.read(undefined)).toMatchObject({ ok: false, code: 'CALL_FAILED' });
    expect(balance.read({ ok: true, data: '0x' })).toMatchObject({ ok: false, code: 'CALL_EMPTY' });
    expect(balance.read({ ok: true, data: '0x01' })).toMatchObject({ ok: false, code: 'CALL_MALFORMED' });
    for (const code of ['CALL_FAILED', 'OBSERVE_DISPUTED', 'OBSERVE_CHAIN_UNREACHABLE'] as const)
      expect(balance.read({ ok: false, code, reason: 'x' })).toEqual({ ok: false, code, reason: 'x' });
  });

  it('does not take a number for a truth', () => {
    const paused = ask(to, abi, 'paused', []);
    expect(paused.read({ ok: true, data: word(1n) })).toEqual({ ok: true, value: true });
    expect(paused.read({ ok: true, data: word(2n) })).toMatchObject({ ok: false, code: 'CALL_MALFORMED' });
  });

  it('keeps a long foreign answer out of its reason', () => {
    const pair = ask(to, abi, 'pair', []);
    const answer = pair.read({ ok: true, data: `0x${'ab'.repeat(31)}` });
    expect(answer.ok ? '' : answer.reason.length).toBeLessThan(200);
  });

  it('reads back any word it asks for', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: (1n << 256n) - 1n }), (value) => {
        const answer = balance.read({ ok: true, data: word(value) });
        return answer.ok && answer.value === value;
      }),
    );
  });

  it('groups answers by name, a missing one as failure', () => {
    const group = askAll({ first: balance, second: ask(to, abi, 'paused', []) });
    expect(group.calls).toHaveLength(2);
    const read = group.read([{ ok: true, data: word(7n) }]);
    expect(read.first).toEqual({ ok: true, value: 7n });
    expect(read.second).toMatchObject({ ok: false, code: 'CALL_FAILED' });
  });
});

describe('asAmount', () => {
  it.each([
    [-1n, false],
    [1n << 128n, false],
    [(1n << 256n) - 1n, false],
    [0n, true],
    [(1n << 128n) - 1n, true],
  ])('%s', (value, isFine) => {
    expect(asAmount({ ok: true, value }).ok).toBe(isFine);
  });

  it('passes a failure on', () => {
    expect(asAmount({ ok: false, code: 'CALL_EMPTY', reason: 'x' })).toMatchObject({ code: 'CALL_EMPTY' });
  });
});

describe('asCount', () => {
  it.each([
    [-1n, false],
    [2n ** 53n, false],
    [2n ** 64n - 1n, false],
    [1.5, false],
    [0n, true],
    [1_700_000_000n, true],
  ])('%s', (value, isFine) => {
    expect(asCount({ ok: true, value }).ok).toBe(isFine);
  });
});
