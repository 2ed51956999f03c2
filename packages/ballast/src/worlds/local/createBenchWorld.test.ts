import { parseAbi } from 'viem';
import { describe, expect, it } from 'vitest';
import { loadPolicy } from '@ballast/core';
import { createBenchWorld } from './createBenchWorld.ts';
import { read } from './readWorld.fixture.ts';

const lawAbi = parseAbi([
  'function policyDocumentHash() view returns (bytes32)',
  'function law() view returns (address)',
]);

describe('createBenchWorld', () => {
  it.each([5, 8, 16] as const)('puts %d assets into a vault that holds their policy, and moves', async (assets) => {
    const world = await createBenchWorld({ assets, steps: 4, hasCaps: assets === 8 });
    try {
      const { policy, documentHash } = loadPolicy(world.policyText ?? '', 'bench.yaml');
      expect(policy.assets).toHaveLength(assets);
      expect(policy.limits.exposures).toHaveLength(assets === 8 ? 10 : 0);
      const vault = policy.execution.vault?.address ?? '0x';
      const law = await read<`0x${string}`>(world.rpc, vault, 'law', [], lawAbi);
      expect(await read(world.rpc, law, 'policyDocumentHash', [], lawAbi)).toBe(documentHash);
      for (const asset of policy.assets) {
        const balance = await read<bigint>(world.rpc, asset.deployments[0]?.address ?? '0x', 'balanceOf', [vault]);
        expect([asset.id, balance > 0n]).toEqual([asset.id, true]);
      }
      expect((await world.advance())?.progress).toBe(0);
      expect((await world.advance())?.progress).toBeCloseTo(0.25, 3);
    } finally {
      await world.stop();
    }
  });
  it.each([50, 200] as const)('puts %d assets into a wallet that is only observed', async (assets) => {
    const world = await createBenchWorld({ assets, steps: 4 });
    try {
      const { policy } = loadPolicy(world.policyText ?? '', 'bench.yaml');
      expect(policy.assets).toHaveLength(assets);
      expect(policy.execution.vault).toBeNull();
      const account = policy.accounts[0]?.address ?? '0x';
      for (const asset of policy.assets) {
        const balance = await read<bigint>(world.rpc, asset.deployments[0]?.address ?? '0x', 'balanceOf', [account]);
        expect([asset.id, balance > 0n]).toEqual([asset.id, true]);
      }
      expect(await world.advance()).not.toBeNull();
      expect(world.priceHistory).toHaveLength(assets);
    } finally {
      await world.stop();
    }
  });
});
