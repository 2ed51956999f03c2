import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256Text, type Snapshot, type VaultState } from '@ballast/core';
import { callRpc } from '../venues/rpc.ts';
import { createActWorld, localKeeper, type ActWorld } from './actWorld.fixture.ts';
import { readHead, readNonces } from './actChain.ts';
import { tendProof } from './tendProof.ts';

// The real vault under a law that asks for a statement a week.
let world: ActWorld;
beforeAll(async () => {
  world = await createActWorld();
});
afterAll(() => world.stop());

const STATEMENT = sha256Text('statement');
const tend = async (change: (vault: VaultState) => VaultState = (vault) => vault): Promise<string[]> => {
  const snapshot: Snapshot = await world.snapshot();
  const vault = snapshot.vault === null ? null : change(snapshot.vault);
  const sent = await tendProof({
    snapshot: { ...snapshot, vault },
    statementHash: STATEMENT,
    chain: world.act,
    signer: localKeeper,
  });
  return sent.map(({ call, outcome }) => `${call} ${outcome}`);
};
const pass = async (seconds: number): Promise<void> => {
  const { timestampSeconds } = await readHead(world.act);
  await callRpc(world.act.rpc, 'evm_setNextBlockTimestamp', [timestampSeconds + seconds]);
  await callRpc(world.act.rpc, 'evm_mine', []);
};
const modeNow = async (): Promise<string | undefined> => (await world.snapshot()).vault?.mode;
const nonce = async (): Promise<number> => (await readNonces(world.act, localKeeper.address)).mined;

describe('tendProof', () => {
  it('sends nothing while the last statement is young, or none is asked for', async () => {
    const before = await nonce();
    expect(await tend()).toEqual([]);
    await pass(302_500);
    const without = (vault: VaultState): VaultState => {
      if (vault.gates?.upkeep === undefined) return expect.fail('no upkeep');
      return { ...vault, gates: { ...vault.gates, upkeep: { ...vault.gates.upkeep, maxProofAgeSeconds: null } } };
    };
    expect([await tend(without), await nonce()]).toEqual([[], before]);
  });
  it('commits in time, so that the vault never stops', async () => {
    expect([await modeNow(), await tend()]).toEqual(['run', ['attest included']]);
    await pass(302_500);
    expect([await modeNow(), await tend()]).toEqual(['run', ['attest included']]);
  });
  it('brings a vault back that has become exit-only by itself', async () => {
    await pass(605_000);
    expect(await modeNow()).toBe('exitOnly');
    expect(await tend()).toEqual(['attest included']);
    expect(await modeNow()).toBe('run');
  });
  it('says so where this signer is not the attester', async () => {
    await pass(400_000);
    const attestor = (await world.snapshot()).vault?.gates?.upkeep?.attestor ?? expect.fail('no attestor');
    await world.send(world.owner, attestor, 'setAttester', [world.owner], 'Attestor');
    const before = await nonce();
    expect([await tend(), await nonce()]).toEqual([['attest refused'], before]);
  });
});
