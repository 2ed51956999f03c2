import { resolve } from 'node:path';
import type { Command } from 'commander';
import { BallastError, lawOf, type Address } from '@ballast/core';
import { safeBatch } from '../../act/safeBatch.ts';
import { safeHashes } from '../../act/safeHashes.ts';
import { policyDiffMarkdown } from '../../report/policyDiffMarkdown.ts';
import { renderProposal } from '../../report/renderProposal.ts';
import { encodeAdoptPolicy, lawParametersHash } from '../../venues/ballast-vault/encodeLaw.ts';
import { tightenCalls } from '../../venues/ballast-vault/encodeTighten.ts';
import { executeCall, governorProposal, operationId, proposeCall, queueCall } from '../../venues/governor/proposal.ts';
import type { Call } from '../../venues/venueRead.ts';
import { addressArgument, wholeNumber } from '../arguments.ts';
import { EXIT } from '../exitCodes.ts';
import { LEAST_DELAY, shownChanges, type NamedPolicy } from '../policyDiffView.ts';
import { readPolicies, type PolicyFile } from '../policies.ts';
import { writeProposal, type ProposalFile } from '../proposalFiles.ts';
import type { Runner, Session } from '../session.ts';
import { UsageError } from '../usageError.ts';

interface ProposeFlags {
  readonly governor: Address;
  readonly old?: string;
  readonly safe?: Address;
  readonly nonce?: number;
  readonly output: string;
}

export class NothingToPropose extends BallastError {
  constructor(why: string) {
    super({
      code: 'CLI_NOTHING_TO_PROPOSE',
      message: why,
      remedy: 'name a document that differs, of a reserve with a vault',
      retryable: false,
    });
  }
}

export function registerPolicyPropose(policy: Command, run: Runner): void {
  policy
    .command('propose <new>')
    .description('write the proposal that makes the vault adopt a document, for its Governor and for a Safe')
    .requiredOption('--governor <address>', "the DAO's Governor, whose timelock owns the vault", addressArgument)
    .option('--old <file>', 'the document it replaces; the configured one when left out')
    .option('--safe <address>', 'the Safe that proposes; the curator of the policy when left out', addressArgument)
    .option('--nonce <n>', 'nonce of that Safe, to print the hashes its owners sign', wholeNumber)
    .option('-o, --output <dir>', 'folder for the files', 'proposal')
    .addHelpText('after', '\nExample:\n  ballast policy propose next.yaml --governor 0x… -o proposal')
    .action(run(async (session, next, flags) => proposeCommand(session, String(next), flags as ProposeFlags)));
}

async function proposeCommand(session: Session, path: string, flags: ProposeFlags): Promise<number> {
  const [after] = readPolicies([path]);
  if (after === undefined) throw new UsageError('name the new document');
  const before = replacedPolicy(session, after, flags.old);
  const { vault } = after.policy.execution;
  if (vault === null) throw new NothingToPropose(`${path} names no vault`);
  const chainId = Number(vault.chain.split(':')[1]);
  const changes = shownChanges(before.policy, after.policy);
  const adopt: Call = { to: vault.address, data: encodeAdoptPolicy(after.policy, after.documentHash) };
  const proposal = governorProposal(flags.governor, [adopt], describe(before, after, changes));
  const propose = proposeCall(proposal);
  const safe = flags.safe ?? after.policy.roles.curator;
  const at = Date.parse(`${after.policy.effective}T00:00:00Z`) / 1000;
  const batch = (name: string, from: Address, calls: readonly Call[]) =>
    safeBatch({
      chainId,
      safe: from,
      name,
      description: `policy ${after.documentHash}`,
      createdAtSeconds: at,
      calls,
    });
  const { guardian } = before.policy.roles;
  const loosens = changes.some((change) => change.direction === 'loosening');
  const tighten = loosens ? [] : tightenCalls(vault.address, lawOf(before.policy), lawOf(after.policy));
  const file: ProposalFile = {
    schema: 'ballast/governor-proposal/1',
    reserve: after.policy.reserve,
    chain: vault.chain,
    vault: vault.address,
    timelock: after.policy.roles.owner,
    documentHash: after.documentHash,
    parametersHash: lawParametersHash(lawOf(after.policy)),
    proposal,
    operationId: operationId(proposal),
    calls: { propose, queue: queueCall(proposal), execute: executeCall(proposal) },
    safeHashes:
      safe === null || flags.nonce === undefined
        ? null
        : safeHashes({ chainId, safe, call: propose, nonce: BigInt(flags.nonce) }),
  };
  const safeFile = safe === null ? null : batch(`propose a policy for ${file.reserve}`, safe, [propose]);
  const guardianFile =
    tighten.length === 0 || guardian === null ? null : batch(`tighten ${file.reserve} at once`, guardian, tighten);
  const folder = resolve(session.cwd, flags.output);
  const written = writeProposal(folder, {
    proposal: file,
    documentText: after.text,
    safe: safeFile,
    guardian: guardianFile,
  });
  session.output.result({
    json: () => ({ schema: 'ballast/proposed/1', files: written, proposed: file }),
    text: () =>
      renderProposal(
        { file, changes, safe: safeFile, guardian: guardianFile, folder: flags.output },
        session.output.paint,
      ),
  });
  return EXIT.fine;
}

function replacedPolicy(session: Session, after: PolicyFile, named: string | undefined): NamedPolicy {
  const paths = named === undefined ? session.loaded.config.policies : [named];
  const old = readPolicies(paths).find((file) => file.policy.reserve === after.policy.reserve);
  if (old === undefined) throw new NothingToPropose(`no document of ${after.policy.reserve} is there to be replaced`);
  if (old.documentHash === after.documentHash) throw new NothingToPropose('both documents have the same hash');
  return { ...old, from: old.path };
}

/** What voters read, and what gives the proposal its number: no time, path or observation in it. */
function describe(before: NamedPolicy, after: PolicyFile, changes: ReturnType<typeof shownChanges>): string {
  const diff = policyDiffMarkdown({
    reserve: after.policy.reserve,
    before: { hash: before.documentHash, from: 'in force' },
    after: { hash: after.documentHash, from: 'proposed' },
    changes,
    undone: [],
    refusal: null,
    now: null,
    scenarios: [],
    delay: LEAST_DELAY,
  });
  return `# ${after.policy.name}: adopt policy ${after.documentHash.slice(0, 10)}\n\n${diff}`;
}
