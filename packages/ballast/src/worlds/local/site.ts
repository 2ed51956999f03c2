import { encodeDeployData, getContractAddress, type Abi } from 'viem';
import type { Address, Hex } from '@ballast/core';
import { ArtifactMissing, type Artifact } from './artifacts.ts';
import type { Deployer } from './deployer.ts';
import { createMoverBatch, type MoverBatch } from './moverBatch.ts';

/** A chain under construction: the deployer, and the account behind which the market acts. */
export interface Site {
  readonly deployer: Deployer;
  readonly mover: Address;
  readonly batch: MoverBatch;
  contract(name: string): Artifact;
  /** Plans a contract created by the market account, so that it is issuer or operator; built with the next flush. */
  create(name: string, args: readonly unknown[]): Address;
  /** Sends the contracts planned and the calls batched, as transactions of the next block. */
  flush(what: string): void;
}

/** Gas for one step of the market; the local chain has no block limit. */
const STEP_GAS = 900_000_000;

export function createSite(deployer: Deployer, contracts: ReadonlyMap<string, Artifact>): Site {
  const contract = (name: string): Artifact => {
    const artifact = contracts.get(name);
    if (artifact === undefined) throw new ArtifactMissing(name);
    return artifact;
  };
  const mover = deployer.deploy('WorldMover', contract('WorldMover'));
  const moverAbi: Abi = contract('WorldMover').abi;
  const batch = createMoverBatch();
  let codes: Hex[] = [];
  let nonce = 1n;
  return {
    deployer,
    mover,
    batch,
    contract,
    create: (name, args) => {
      const { abi, bytecode } = contract(name);
      codes.push(encodeDeployData({ abi, bytecode, args: [...args] }));
      const address = getContractAddress({ from: mover, nonce }).toLowerCase() as Address;
      nonce += 1n;
      return address;
    },
    flush: (what) => {
      if (codes.length > 0)
        deployer.send(deployer.admin, `create: ${what}`, mover, moverAbi, 'create', [codes], { gas: STEP_GAS });
      codes = [];
      const calls = batch.take();
      if (calls.length > 0) deployer.send(deployer.admin, what, mover, moverAbi, 'run', [calls], { gas: STEP_GAS });
    },
  };
}
