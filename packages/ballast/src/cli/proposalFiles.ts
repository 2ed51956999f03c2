import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BallastError, type Address, type ChainId, type Hash, type Hex } from '@ballast/core';
import type { SafeBatch } from '../act/safeBatch.ts';
import type { SafeHashes } from '../act/safeHashes.ts';
import { governorProposal, type GovernorProposal } from '../venues/governor/proposal.ts';
import type { Call } from '../venues/venueRead.ts';

/** A proposal as it is kept: everything needed to vote on it, queue it, execute it, veto it and check it. */
export interface ProposalFile {
  readonly schema: 'ballast/governor-proposal/1';
  readonly reserve: string;
  readonly chain: ChainId;
  readonly vault: Address;
  readonly timelock: Address | null;
  readonly documentHash: Hash;
  readonly parametersHash: Hex;
  readonly proposal: GovernorProposal;
  /** The name under which the timelock holds it once queued. */
  readonly operationId: Hex;
  readonly calls: { readonly propose: Call; readonly queue: Call; readonly execute: Call };
  /** What the proposing Safe signs; null without a Safe or its nonce. */
  readonly safeHashes: SafeHashes | null;
}

export class ProposalFileInvalid extends BallastError {
  constructor(path: string, why: string) {
    super({
      code: 'CLI_PROPOSAL_FILE_INVALID',
      message: `${path} ${why}`,
      remedy: 'make one with `ballast policy propose NEW`, or name a proposal by its id with --governor',
      retryable: false,
    });
  }
}

/** Names of the files of a proposal in its folder. */
export const PROPOSAL_FILES = {
  proposal: 'governor.json',
  description: 'description.md',
  document: 'policy.yaml',
  safe: 'safe-propose.json',
  guardian: 'safe-guardian.json',
} as const;

/** Writes a proposal's folder; returns the paths written. */
export function writeProposal(
  folder: string,
  files: {
    readonly proposal: ProposalFile;
    readonly documentText: string;
    readonly safe: SafeBatch | null;
    readonly guardian: SafeBatch | null;
  },
): string[] {
  mkdirSync(folder, { recursive: true });
  const written: string[] = [];
  const write = (name: string, text: string): void => {
    writeFileSync(join(folder, name), text);
    written.push(join(folder, name));
  };
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  write(PROPOSAL_FILES.proposal, json(files.proposal));
  write(PROPOSAL_FILES.description, files.proposal.proposal.description);
  write(PROPOSAL_FILES.document, files.documentText);
  if (files.safe !== null) write(PROPOSAL_FILES.safe, json(files.safe));
  if (files.guardian !== null) write(PROPOSAL_FILES.guardian, json(files.guardian));
  return written;
}

/** Reads a proposal back from its folder or file; refuses one whose id is not that of its calls. */
export function readProposalFile(path: string): ProposalFile {
  const file = existsSync(path) && statSync(path).isDirectory() ? join(path, PROPOSAL_FILES.proposal) : path;
  if (!existsSync(file)) throw new ProposalFileInvalid(file, 'does not exist');
  let value: Partial<ProposalFile> | null;
  try {
    value = JSON.parse(readFileSync(file, 'utf8')) as Partial<ProposalFile> | null;
  } catch {
    throw new ProposalFileInvalid(file, 'is not JSON');
  }
  const proposal = value?.proposal;
  if (value?.schema !== 'ballast/governor-proposal/1' || proposal === undefined)
    throw new ProposalFileInvalid(file, 'is not a proposal');
  const calls = proposal.targets.map((to, at) => ({ to, data: proposal.calldatas[at] ?? '0x' }));
  if (governorProposal(proposal.governor, calls, proposal.description).proposalId !== proposal.proposalId)
    throw new ProposalFileInvalid(file, 'names another proposal than its calls and description come to');
  return value as ProposalFile;
}
