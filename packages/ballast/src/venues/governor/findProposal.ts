import { decodeEventLog, toEventSelector, toHex } from 'viem';
import type { Address, Hex } from '@ballast/core';
import { callRpc, type RpcPort } from '../rpc.ts';
import { proposalCreatedAbi } from './governorAbi.ts';
import { governorProposal, type GovernorProposal } from './proposal.ts';

interface Log {
  readonly topics: [Hex, ...Hex[]];
  readonly data: Hex;
}

/**
 * A proposal by its number, from the event in which the Governor announced it, at or after a block; null when no event
 * there announces it. Throws what the node throws: some serve few blocks at once.
 */
export async function findProposal(
  rpc: RpcPort,
  governor: Address,
  proposalId: bigint,
  fromBlock: number,
): Promise<GovernorProposal | null> {
  const filter = {
    address: governor,
    topics: [toEventSelector(proposalCreatedAbi[0])],
    fromBlock: toHex(fromBlock),
    toBlock: 'latest',
  };
  for (const log of await callRpc<Log[]>(rpc, 'eth_getLogs', [filter])) {
    const { args } = decodeEventLog({ abi: proposalCreatedAbi, topics: log.topics, data: log.data });
    if (args.proposalId !== proposalId) continue;
    const calls = args.targets.map((to, at) => ({ to: to.toLowerCase() as Address, data: args.calldatas[at] ?? '0x' }));
    // As it was announced: a Governor may number in its own way, and another's proposal may send value.
    return {
      ...governorProposal(governor, calls, args.description),
      values: args.values.map(String),
      proposalId: args.proposalId.toString(),
    };
  }
  return null;
}
