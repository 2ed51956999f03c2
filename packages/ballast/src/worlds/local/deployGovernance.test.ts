import { decodeFunctionResult, encodeFunctionData, keccak256, toBytes, type Abi } from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Address, Hex } from '@ballast/core';
import { vaultAbi } from '../../venues/ballast-vault/vaultAbi.ts';
import { callRpc } from '../../venues/rpc.ts';
import { compileContracts } from './compileContracts.ts';
import { createLocalWorld, type LocalWorld } from './createLocalWorld.ts';
import type { GovernanceSet } from './deployGovernance.ts';

describe('a local world with governance', () => {
  let world: LocalWorld;
  let dao: GovernanceSet;
  const timelockAbi = compileContracts().get('TimelockController')?.abi ?? [];
  const read = async (to: Address, abi: Abi, functionName: string, args: readonly unknown[] = []): Promise<unknown> => {
    const data = encodeFunctionData({ abi, functionName, args: [...args] });
    const answer = await callRpc<Hex>(world.rpc, 'eth_call', [{ to, data }, 'latest']);
    return decodeFunctionResult({ abi, functionName, data: answer });
  };
  beforeAll(async () => {
    world = await createLocalWorld({ scenario: 'calm-quarter', steps: 1, governance: true });
    if (world.addresses.governance === null) throw new TypeError('no governance');
    dao = world.addresses.governance;
  });
  afterAll(() => world.stop());

  it('has a vault owned by a timelock of two days, as its policy says', async () => {
    const owner = String(await read(world.addresses.reserve.vault, vaultAbi as Abi, 'owner')).toLowerCase();
    expect(owner).toBe(dao.timelock);
    expect(world.policyText).toContain(`owner: ${dao.timelock}`);
    expect(await read(dao.timelock, timelockAbi, 'getMinDelay')).toBe(172_800n);
  });

  it('lets only the Governor propose, and it or the guardian cancel; nobody administers', async () => {
    const may = (name: string, who: Address) =>
      read(dao.timelock, timelockAbi, 'hasRole', [
        name === 'DEFAULT_ADMIN_ROLE' ? `0x${'0'.repeat(64)}` : keccak256(toBytes(name)),
        who,
      ]);
    const { owner, guardian } = world.cast;
    expect(await Promise.all([dao.governor, guardian, owner].map((who) => may('PROPOSER_ROLE', who)))).toEqual([
      true,
      false,
      false,
    ]);
    expect(await Promise.all([dao.governor, guardian, owner].map((who) => may('CANCELLER_ROLE', who)))).toEqual([
      true,
      true,
      false,
    ]);
    expect(await may('DEFAULT_ADMIN_ROLE', owner)).toBe(false);
    expect(await may('DEFAULT_ADMIN_ROLE', dao.timelock)).toBe(true);
  });
});
