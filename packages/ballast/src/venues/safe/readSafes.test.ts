import { pad } from 'viem';
import { describe, expect, it } from 'vitest';
import { at, reply, runRead, smallContext, type Reply } from '../runRead.fixture.ts';
import type { CallResult } from '../venueRead.ts';
import { readSafes, safeAbi } from './readSafes.ts';

const SAFE = at('7');
const owners = reply(SAFE, safeAbi, 'getOwners', [at('b'), at('a')]);
const threshold = (count: bigint): Reply => reply(SAFE, safeAbi, 'getThreshold', count);
const modules = (...list: readonly `0x${string}`[]): Reply =>
  reply(SAFE, safeAbi, 'getModulesPaginated', [list, at('0').replace(/0$/, '1')]);
const guard = (address: `0x${string}`): Reply => reply(SAFE, safeAbi, 'getStorageAt', pad(address, { size: 32 }));
const read = (...replies: readonly Reply[]) => {
  const part = runRead(readSafes(smallContext()), replies);
  return {
    configuration: part.facts?.[0]?.configuration,
    codes: [...(part.alerts ?? []), ...(part.unknowns ?? [])].map((item) => item.code),
  };
};

describe('readSafes', () => {
  it('says owners in order, threshold, modules and guard in one line', () => {
    expect(read(owners, threshold(2n), modules(), guard(at('0')))).toEqual({
      configuration: `2 of 2: ${at('a')} ${at('b')}; modules none; guard none`,
      codes: [],
    });
    expect(read(owners, threshold(2n), modules(at('d')), guard(at('e')))).toEqual({
      configuration: `2 of 2: ${at('a')} ${at('b')}; modules ${at('d')}; guard ${at('e')}`,
      codes: ['SAFE_MODULE_ENABLED'],
    });
  });

  it('one signature is said', () => {
    expect(read(owners, threshold(1n), modules(), guard(at('0'))).codes).toEqual(['SAFE_SINGLE_SIGNER']);
  });

  it('an old Safe without those questions is unreadable there, the same every time', () => {
    expect(read(owners, threshold(2n)).configuration).toBe(
      `2 of 2: ${at('a')} ${at('b')}; modules unreadable; guard unreadable`,
    );
  });

  it('an account that is no Safe is unknown', () => {
    expect(read(threshold(2n)).codes).toEqual(['CALL_FAILED']);
    expect(read(owners).codes).toEqual(['CALL_FAILED']);
  });

  it('a dispute about modules is not a changed configuration', () => {
    const reads = readSafes(smallContext());
    const answers = [owners, threshold(2n), null, guard(at('0')), null].map((item): CallResult =>
      item === null || item.data === null
        ? { ok: false, code: 'OBSERVE_DISPUTED', reason: 'x' }
        : { ok: true, data: item.data },
    );
    expect(reads.decode(answers, [], []).facts?.[0]?.configuration).toBeNull();
  });

  it('wallets that are no Safes are not asked', () => {
    const none = smallContext((policy) => ({
      ...policy,
      accounts: policy.accounts.filter((account) => account.kind !== 'safe'),
    }));
    expect(readSafes(none).first).toEqual([]);
  });
});
