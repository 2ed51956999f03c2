import { decodeFunctionData } from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Action, VaultState } from '@ballast/core';
import { vaultAbi } from '../venues/ballast-vault/vaultAbi.ts';
import { actions, createActWorld, type ActWorld } from './actWorld.fixture.ts';
import { ActionNotEncodable, encodeAction } from './encodeAction.ts';

let world: ActWorld;
let vault: VaultState;

beforeAll(async () => {
  world = await createActWorld();
  vault = (await world.snapshot()).vault ?? expect.fail('no vault');
});
afterAll(() => world.stop());

const decoded = (action: Action): unknown => {
  const { to, data } = encodeAction(action, world.policy, vault);
  expect(to).toBe(world.vault);
  const { functionName, args } = decodeFunctionData({ abi: vaultAbi, data });
  return [functionName, ...(args ?? []).map((value) => (typeof value === 'string' ? value.toLowerCase() : value))];
};

describe('encodeAction', () => {
  it('encodes each kind as one call of the vault', () => {
    const { usd, dai } = world.tokens;
    expect(decoded(actions.swap(0, 10n, { isExit: true }))).toEqual([
      'swap',
      dai,
      usd,
      500,
      10n * 10n ** 18n,
      9_950_000n,
      true,
    ]);
    expect(decoded(actions.deposit(0, 7n))).toEqual(['deposit', 0n, 7_000_000n]);
    expect(decoded(actions.withdraw(0, 7n))).toEqual(['withdraw', 0n, 7_000_000n]);
    expect(decoded(actions.pay(0))).toEqual(['payRedemptions', 5n]);
    expect(decoded(actions.intake(0, true))).toEqual(['setMintPaused', true]);
  });

  it('refuses what the policy or the vault does not know', () => {
    const unknown: readonly Action[] = [
      actions.swap(0, 1n, { fromAssetId: 'x' }),
      actions.swap(0, 1n, { toAssetId: 'x' }),
      actions.swap(0, 1n, { venueId: 'x' }),
      // A venue, but not a pool.
      actions.swap(0, 1n, { venueId: 'savings' }),
      { ...actions.deposit(0, 1n), venueId: 'pool' } as Action,
    ];
    for (const action of unknown) {
      try {
        encodeAction(action, world.policy, vault);
      } catch (error) {
        expect(error).toBeInstanceOf(ActionNotEncodable);
        expect((error as ActionNotEncodable).code).toBe('ACT_NOT_ENCODABLE');
        continue;
      }
      expect.fail('it was encoded');
    }
  });
});
