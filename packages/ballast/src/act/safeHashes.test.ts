import { decodeFunctionResult, encodeFunctionData, zeroAddress, type Abi } from 'viem';
import { sign } from 'viem/accounts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Address, Hex } from '@ballast/core';
import { readArtifact } from '../worlds/local/artifacts.ts';
import { createDeployer } from '../worlds/local/deployer.ts';
import { startChain, type LocalChain } from '../worlds/local/startChain.ts';
import { callRpc } from '../venues/rpc.ts';
import { safeHashes, safeHashesOf } from './safeHashes.ts';

const BUILD = '@safe-global/safe-smart-account/build/artifacts/contracts';
const ADMIN: Address = '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266';
/** First account of the development mnemonic every local chain prints. */
const ADMIN_KEY: Hex = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';
const singleton = readArtifact(`${BUILD}/Safe.sol/Safe.json`);
const factory = readArtifact(`${BUILD}/proxies/SafeProxyFactory.sol/SafeProxyFactory.json`);

describe('safeHashes against the published bytecode of Safe 1.5', () => {
  let chain: LocalChain;
  let safe: Address;
  const read = async (to: Address, abi: Abi, functionName: string, args: readonly unknown[]): Promise<unknown> => {
    const data = encodeFunctionData({ abi, functionName, args: [...args] });
    const answer = await callRpc<Hex>(chain.rpc, 'eth_call', [{ to, data }, 'latest']);
    return decodeFunctionResult({ abi, functionName, data: answer });
  };
  beforeAll(async () => {
    chain = await startChain({ genesisSeconds: 1_700_000_000 });
    const deployer = createDeployer(chain.rpc, ADMIN);
    const master = deployer.deploy('Safe', singleton);
    const maker = deployer.deploy('SafeProxyFactory', factory);
    await deployer.mine(1_700_000_001);
    const setup = encodeFunctionData({
      abi: singleton.abi,
      functionName: 'setup',
      args: [[ADMIN], 1n, zeroAddress, '0x', zeroAddress, zeroAddress, 0n, zeroAddress],
    });
    safe = (await read(maker, factory.abi, 'createProxyWithNonce', [master, setup, 1n])) as Address;
    deployer.send(ADMIN, 'safe', maker, factory.abi, 'createProxyWithNonce', [master, setup, 1n]);
    await deployer.mine(1_700_000_002);
  });
  afterAll(() => chain.stop());

  it.each([0n, 1n, 41n, 2n ** 64n])('agree on domain and transaction hash at nonce %s', async (nonce) => {
    const call = { to: '0x00000000000000000000000000000000000000bb' as Address, data: `0x${'ab'.repeat(77)}` as Hex };
    const hashes = safeHashes({ chainId: 31_337, safe, call, nonce });
    expect(hashes.domainHash).toBe(await read(safe, singleton.abi, 'domainSeparator', []));
    const args = [call.to, 0n, call.data, 0, 0n, 0n, 0n, zeroAddress, zeroAddress, nonce];
    expect(hashes.safeTransactionHash).toBe(await read(safe, singleton.abi, 'getTransactionHash', args));
  });

  it('are what its owner signs to make the call, and what another nonce or byte makes worthless', async () => {
    const change = encodeFunctionData({ abi: singleton.abi, functionName: 'changeThreshold', args: [1n] });
    const call = { to: safe, data: change };
    const run = async (made: typeof call, nonce: bigint): Promise<boolean> => {
      const { safeTransactionHash: hash } = safeHashes({ chainId: 31_337, safe, call, nonce });
      const signature = await sign({ hash, privateKey: ADMIN_KEY, to: 'hex' });
      const args = [made.to, 0n, made.data, 0, 0n, 0n, 0n, zeroAddress, zeroAddress, signature];
      const data = encodeFunctionData({ abi: singleton.abi, functionName: 'execTransaction', args });
      const [answer] = await chain.rpc.batch([
        { method: 'eth_call', params: [{ from: ADMIN, to: safe, data }, 'latest'] },
      ]);
      return answer?.ok === true;
    };
    expect(await run(call, 0n)).toBe(true);
    expect(await run(call, 1n)).toBe(false);
    expect(await run({ ...call, data: `${change.slice(0, -1)}2` as Hex }, 0n)).toBe(false);
  });

  it('differ for another chain, Safe, call or nonce', () => {
    const call = { to: safe, data: '0x01' as Hex };
    const base = { chainId: 1, safe, call, nonce: 3n };
    const others = [
      base,
      { ...base, chainId: 10 },
      { ...base, safe: ADMIN },
      { ...base, call: { ...call, data: '0x02' as Hex } },
      { ...base, nonce: 4n },
    ];
    expect(new Set(others.map((item) => safeHashes(item).safeTransactionHash)).size).toBe(others.length);
  });

  it('count the nonces of several calls up', () => {
    const calls = [
      { to: safe, data: '0x01' as Hex },
      { to: safe, data: '0x02' as Hex },
    ];
    const list = safeHashesOf({ chainId: 1, safe, calls, firstNonce: 7n });
    expect(list.map((item) => item.nonce)).toEqual(['7', '8']);
    expect(list[1]).toEqual(safeHashes({ chainId: 1, safe, call: calls[1] ?? { to: safe, data: '0x' }, nonce: 8n }));
  });
});
