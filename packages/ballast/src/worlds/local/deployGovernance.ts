import { encodeFunctionData, getAddress, keccak256, toBytes, zeroAddress, zeroHash, type Abi } from 'viem';
import { DAY_SECONDS, type Address, type Hex } from '@ballast/core';
import type { ReserveSet } from './deployReserve.ts';
import type { Cast } from './openWorld.ts';
import type { Site } from './site.ts';

/** A DAO on the local chain: votes, Governor and the timelock that owns the vault. */
export interface GovernanceSet {
  readonly votes: Address;
  readonly governor: Address;
  readonly timelock: Address;
}

/** What a loosening waits at least between the vote and its execution. */
export const MIN_DELAY_SECONDS = 2 * DAY_SECONDS;
const VOTES_EACH = 1_000_000n * 10n ** 18n;
const role = (name: string): Hex => keccak256(toBytes(name));

/** Deploys votes held by the voters, a Governor and a timelock that is still its deployer's to set up. */
export function deployGovernance(site: Site, cast: Cast): GovernanceSet {
  const { deployer } = site;
  const voters = cast.voters.map((voter) => getAddress(voter));
  const votes = deployer.deploy('TestVotes', site.contract('TestVotes'), ['Harbor votes', 'vHBR', voters, VOTES_EACH]);
  const timelock = deployer.deploy('TimelockController', site.contract('TimelockController'), [
    0n,
    [deployer.admin],
    [zeroAddress],
    deployer.admin,
  ]);
  const governor = deployer.deploy('TestGovernor', site.contract('TestGovernor'), ['Harbor DAO', votes, timelock]);
  return { votes, governor, timelock };
}

/**
 * Hands the vault to the timelock and the timelock to the Governor, as a key ceremony would: the timelock first takes
 * its delay and then the vault, in one operation; after it nobody but the Governor may propose, guardian and Governor
 * may cancel, anybody may execute, and no administrator is left.
 */
export function handOver(site: Site, cast: Cast, { vault }: ReserveSet, { governor, timelock }: GovernanceSet): void {
  const { abi } = site.contract('TimelockController');
  const vaultAbi: Abi = site.contract('ReserveVault').abi;
  const { admin } = site.deployer;
  const call = (what: string, functionName: string, args: readonly unknown[]): void =>
    site.deployer.send(admin, what, timelock, abi, functionName, args);
  site.deployer.send(cast.owner, 'offer the vault to the timelock', vault, vaultAbi, 'setOwner', [timelock]);
  const operation = [
    [timelock, vault],
    [0n, 0n],
    [
      encodeFunctionData({ abi, functionName: 'updateDelay', args: [MIN_DELAY_SECONDS] }),
      encodeFunctionData({ abi: vaultAbi, functionName: 'acceptOwner' }),
    ],
    zeroHash,
    zeroHash,
  ];
  call('schedule the handover', 'scheduleBatch', [...operation, 0n]);
  call('accept the vault', 'executeBatch', operation);
  call('let the Governor propose', 'grantRole', [role('PROPOSER_ROLE'), governor]);
  call('let the Governor cancel', 'grantRole', [role('CANCELLER_ROLE'), governor]);
  call('let the guardian cancel', 'grantRole', [role('CANCELLER_ROLE'), cast.guardian]);
  call('stop proposing', 'revokeRole', [role('PROPOSER_ROLE'), admin]);
  call('stop cancelling', 'revokeRole', [role('CANCELLER_ROLE'), admin]);
  call('give up administration', 'renounceRole', [zeroHash, admin]);
}
