import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { BallastError, type Address, type Policy, type VaultState } from '@ballast/core';
import { actChainOf, VaultChainUnreachable } from '../../engine/actChainOf.ts';
import { renderProposalStatus, type StatusView } from '../../report/renderProposalStatus.ts';
import { readHead, type ActChain } from '../../act/actChain.ts';
import { readVault } from '../../venues/ballast-vault/readVault.ts';
import { findProposal } from '../../venues/governor/findProposal.ts';
import { operationId, type GovernorProposal } from '../../venues/governor/proposal.ts';
import { readProposal, type ProposalStatus } from '../../venues/governor/readProposal.ts';
import { readAt } from '../../venues/readAt.ts';
import { addressArgument, wholeNumber } from '../arguments.ts';
import { EXIT } from '../exitCodes.ts';
import { openWorld } from '../openWorld.ts';
import { shownChanges, type NamedPolicy } from '../policyDiffView.ts';
import { readPolicies } from '../policies.ts';
import { readMeaning } from '../proposalCalls.ts';
import { PROPOSAL_FILES, readProposalFile } from '../proposalFiles.ts';
import type { Runner, Session } from '../session.ts';
import { UsageError } from '../usageError.ts';

interface StatusFlags {
  readonly governor?: Address;
  readonly document?: string;
  readonly fromBlock: number;
}

export class ProposalUnknown extends BallastError {
  constructor(proposalId: string, governor: string) {
    super({
      code: 'CLI_PROPOSAL_UNKNOWN',
      message: `the Governor ${governor} knows no proposal ${proposalId}`,
      remedy: 'send the `propose` call of governor.json first, or check the id and the Governor',
      retryable: false,
    });
  }
}

export function registerPolicyStatus(policy: Command, run: Runner): void {
  policy
    .command('status [proposal]')
    .description('where a proposal stands, what its calls really do, and which document the vault holds')
    .option('--governor <address>', 'Governor of a proposal named by its id', addressArgument)
    .option('--document <file>', 'the document it is said to adopt')
    .option('--from-block <n>', 'block from which to look for a proposal named by its id', wholeNumber, 0)
    .addHelpText('after', '\nExample:\n  ballast policy status proposal')
    .action(run(async (session, named, flags) => statusCommand(session, named, flags as StatusFlags)));
}

async function statusCommand(session: Session, named: unknown, flags: StatusFlags): Promise<number> {
  const target = typeof named === 'string' ? named : PROPOSAL_FOLDER;
  const open = await openWorld(session);
  try {
    const [first] = open.policies;
    if (first === undefined) throw new UsageError('name the policy of the reserve');
    const chain = actChainOf(first.policy, open.world);
    if (chain === null) throw new VaultChainUnreachable('a policy without vault');
    const proposal = await proposalOf(session, chain, target, flags);
    const documents = documentsAtHand(session, target, flags, open.policies);
    const view = await statusView(chain, first.policy, proposal, documents);
    session.output.result({
      json: () => ({ schema: 'ballast/proposal-status/1', ...view }),
      text: () => renderProposalStatus(view, session.output.paint),
    });
    const isWorrying =
      view.faults.length > 0 ||
      view.changes === null ||
      view.changes.some((change) => change.direction === 'loosening');
    return session.flags.detailedExitcode === true && isWorrying ? EXIT.attention : EXIT.fine;
  } finally {
    await open.world.stop();
  }
}

const PROPOSAL_FOLDER = 'proposal';

async function proposalOf(
  session: Session,
  chain: ActChain,
  target: string,
  flags: StatusFlags,
): Promise<GovernorProposal> {
  if (!/^\d{1,78}$/.test(target)) return readProposalFile(resolve(session.cwd, target)).proposal;
  if (flags.governor === undefined) throw new UsageError('a proposal named by its id needs --governor');
  const found = await findProposal(chain.rpc, flags.governor, BigInt(target), flags.fromBlock);
  if (found === null) throw new ProposalUnknown(target, flags.governor);
  return found;
}

/** Documents a proposal may speak of: the one beside it, the one named, those of the configuration. */
function documentsAtHand(
  session: Session,
  target: string,
  flags: StatusFlags,
  configured: readonly (Omit<NamedPolicy, 'from'> & { readonly path: string })[],
): NamedPolicy[] {
  const path = resolve(session.cwd, target);
  const folder = existsSync(path) && statSync(path).isDirectory() ? path : dirname(path);
  const beside = join(folder, PROPOSAL_FILES.document);
  const paths = [...(flags.document === undefined ? [] : [flags.document]), ...(existsSync(beside) ? [beside] : [])];
  return [...paths.flatMap((item) => readPolicies([item])), ...configured].map((file) => ({
    ...file,
    from: file.path,
  }));
}

async function statusView(
  chain: ActChain,
  policy: Policy,
  proposal: GovernorProposal,
  documents: readonly NamedPolicy[],
): Promise<StatusView> {
  const head = await readHead(chain);
  const vault = await readAt(chain.rpc, readVault(policy), head.hash);
  if (!('mode' in vault)) throw new VaultChainUnreachable(vault.reason);
  const status = await readAt(chain.rpc, readProposal(proposal.governor, BigInt(proposal.proposalId)), head.hash);
  if (status === null) throw new ProposalUnknown(proposal.proposalId, proposal.governor);
  const meaning = readMeaning(proposal, vault.address, documents);
  const inForce = documents.find((item) => item.documentHash === vault.policyDocumentHash) ?? null;
  return {
    proposalId: proposal.proposalId,
    governor: proposal.governor,
    vault: vault.address,
    status,
    nowSeconds: head.timestampSeconds,
    documentHash: meaning.documentHash,
    document: meaning.document?.from ?? null,
    onChainHash: vault.policyDocumentHash,
    onChainDocument: inForce?.from ?? null,
    faults: [...meaning.faults, ...ownerFaults(vault, status)],
    changes:
      meaning.document === null || inForce === null ? null : shownChanges(inForce.policy, meaning.document.policy),
    operationId: operationId(proposal),
  };
}

const ownerFaults = (vault: VaultState, status: ProposalStatus): string[] =>
  vault.owner === status.timelock
    ? []
    : [`the vault is owned by ${vault.owner}, not by the timelock ${status.timelock} of this Governor`];
