import {
  concatHex,
  encodeAbiParameters,
  encodeFunctionData,
  hexToBigInt,
  keccak256,
  parseAbiParameters,
  toBytes,
  toHex,
  zeroHash,
} from 'viem';
import type { Address, Hex } from '@ballast/core';
import type { Call } from '../venueRead.ts';
import { governorAbi } from './governorAbi.ts';

/** One proposal as OpenZeppelin's Governor takes it. Those we write are calls without value. */
export interface GovernorProposal {
  readonly governor: Address;
  readonly targets: readonly Address[];
  readonly values: readonly string[];
  readonly calldatas: readonly Hex[];
  readonly description: string;
  readonly descriptionHash: Hex;
  /** The Governor's own number of it: the hash of all of the above, in decimal. */
  readonly proposalId: string;
}

/**
 * A proposal of calls under the Governor's own numbering (Governor.hashProposal: keccak256 of the ABI-encoded targets,
 * values, calldatas and description hash). Pure.
 */
export function governorProposal(governor: Address, calls: readonly Call[], description: string): GovernorProposal {
  const targets = calls.map((call) => call.to);
  const calldatas = calls.map((call) => call.data);
  const descriptionHash = keccak256(toBytes(description));
  const encoded = encodeAbiParameters(parseAbiParameters('address[], uint256[], bytes[], bytes32'), [
    targets,
    targets.map(() => 0n),
    calldatas,
    descriptionHash,
  ]);
  return {
    governor,
    targets,
    values: targets.map(() => '0'),
    calldatas,
    description,
    descriptionHash,
    proposalId: hexToBigInt(keccak256(encoded)).toString(),
  };
}

/** The call by which somebody with enough votes puts it forward. */
export const proposeCall = (proposal: GovernorProposal): Call => ({
  to: proposal.governor,
  data: encodeFunctionData({
    abi: governorAbi,
    functionName: 'propose',
    args: [proposal.targets, valuesOf(proposal), proposal.calldatas, proposal.description],
  }),
});

/** The calls by which anybody queues it in the timelock, and later executes it. */
export const queueCall = (proposal: GovernorProposal): Call => stepCall(proposal, 'queue');
export const executeCall = (proposal: GovernorProposal): Call => stepCall(proposal, 'execute');

const stepCall = (proposal: GovernorProposal, functionName: 'queue' | 'execute'): Call => ({
  to: proposal.governor,
  data: encodeFunctionData({
    abi: governorAbi,
    functionName,
    args: [proposal.targets, valuesOf(proposal), proposal.calldatas, proposal.descriptionHash],
  }),
});

/**
 * The number under which the timelock holds it, which a canceller names to veto it. Its salt is the Governor's address
 * xor the description hash (GovernorTimelockControl). Pure.
 */
export function operationId(proposal: GovernorProposal): Hex {
  const salt =
    hexToBigInt(concatHex([proposal.governor, `0x${'00'.repeat(12)}`])) ^ hexToBigInt(proposal.descriptionHash);
  return keccak256(
    encodeAbiParameters(parseAbiParameters('address[], uint256[], bytes[], bytes32, bytes32'), [
      proposal.targets,
      valuesOf(proposal),
      proposal.calldatas,
      zeroHash,
      toHex(salt, { size: 32 }),
    ]),
  );
}

const valuesOf = (proposal: GovernorProposal): bigint[] => proposal.values.map(BigInt);
