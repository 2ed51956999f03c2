import type { PolicyChange } from '@ballast/core';
import { breakLines, type Paint } from './paint.ts';
import { directionsInWords, rulesInWords } from './diffWords.ts';

/** A proposal just written. */
export interface ProposalView {
  readonly file: {
    readonly vault: string;
    readonly documentHash: string;
    readonly parametersHash: string;
    readonly operationId: string;
    readonly proposal: {
      readonly governor: string;
      readonly proposalId: string;
      readonly descriptionHash: string;
      readonly targets: readonly string[];
      readonly calldatas: readonly string[];
    };
    readonly safeHashes: {
      readonly nonce: string;
      readonly domainHash: string;
      readonly messageHash: string;
      readonly safeTransactionHash: string;
    } | null;
  };
  readonly changes: readonly PolicyChange[];
  readonly safe: BatchHead | null;
  readonly guardian: BatchHead | null;
  readonly folder: string;
}

interface BatchHead {
  readonly meta: { readonly createdFromSafeAddress: string; readonly checksum: string };
  readonly transactions: readonly unknown[];
}

/** A decimal id on lines of 64 digits. */
export const idLines = (id: string): string[] => id.match(/.{1,64}/g) ?? [];

/** What was written and what to compare before signing, at most 80 columns. Pure. */
export function renderProposal({ file, changes, safe, guardian, folder }: ProposalView, paint: Paint): string {
  const { proposal, safeHashes } = file;
  const [id = '', ...rest] = idLines(proposal.proposalId);
  const lines = [
    paint.bold('Proposal'),
    `  ${rulesInWords(changes)}: ${directionsInWords(changes)}`,
    `  Governor    ${proposal.governor}`,
    `  calls       adoptPolicy at ${file.vault}`,
    `  id          ${id}`,
    ...rest.map((part) => `              ${part}`),
    `  description ${proposal.descriptionHash}`,
    `  document    ${file.documentHash}`,
    `  parameters  ${file.parametersHash}`,
    `  timelock    ${file.operationId}`,
    '',
    ...(safe === null
      ? breakLines('No Safe: name the one that proposes with --safe, or a curator in the policy.', 78)
      : [
          paint.bold('For the Safe that proposes'),
          `  Safe        ${safe.meta.createdFromSafeAddress}`,
          `  checksum    ${safe.meta.checksum}`,
          ...(safeHashes === null
            ? ['  pass --nonce to see the hashes its owners sign']
            : [
                `  nonce       ${safeHashes.nonce}, a call, no delegatecall`,
                `  domain      ${safeHashes.domainHash}`,
                `  message     ${safeHashes.messageHash}`,
                `  Safe tx     ${safeHashes.safeTransactionHash}`,
              ]),
        ]),
    '',
    ...(guardian === null
      ? []
      : [
          paint.bold('For the guardian, who may do it at once'),
          `  Safe        ${guardian.meta.createdFromSafeAddress}`,
          `  checksum    ${guardian.meta.checksum}`,
          `  calls       ${guardian.transactions.length}; the document follows by vote`,
          '',
        ]),
    ...breakLines(`written to ${folder}; follow it with \`ballast policy status ${folder}\``, 78),
  ];
  return `${lines.join('\n')}\n`;
}
