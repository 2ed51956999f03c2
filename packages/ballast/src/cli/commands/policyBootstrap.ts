import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { encodeFunctionData } from 'viem';
import { BallastError, type Address, type Policy } from '@ballast/core';
import { safeBatch } from '../../act/safeBatch.ts';
import { shortPath } from '../shortPath.ts';
import { encodeAdoptPolicy } from '../../venues/ballast-vault/encodeLaw.ts';
import { vaultAbi } from '../../venues/ballast-vault/vaultAbi.ts';
import { governorProposal, proposeCall } from '../../venues/governor/proposal.ts';
import type { Call } from '../../venues/venueRead.ts';
import { addressArgument } from '../arguments.ts';
import { EXIT } from '../exitCodes.ts';
import { readPolicies } from '../policies.ts';
import type { Runner, Session } from '../session.ts';
import { UsageError } from '../usageError.ts';

interface BootstrapFlags {
  readonly safe: Address;
  readonly governor?: Address;
  readonly output: string;
}

export class BootstrapIncomplete extends BallastError {
  constructor(path: string, what: string) {
    super({
      code: 'CLI_BOOTSTRAP_INCOMPLETE',
      message: `${path} names no ${what}`,
      remedy: 'a vault is handed over whole: name execution.vault and the roles owner, guardian and keeper',
      retryable: false,
    });
  }
}

export function registerPolicyBootstrap(policy: Command, run: Runner): void {
  policy
    .command('bootstrap <file>')
    .description('write the batch by which the first owner of a new vault gives it its law, its roles and its DAO')
    .requiredOption('--safe <address>', 'the Safe that deployed the vault and owns it now', addressArgument)
    .option('--governor <address>', "the DAO's Governor: also write the proposal that accepts", addressArgument)
    .option('-o, --output <dir>', 'folder for the files', 'bootstrap')
    .addHelpText('after', '\nExample:\n  ballast policy bootstrap policy.yaml --safe 0x… --governor 0x…')
    .action(run(async (session, file, flags) => bootstrapCommand(session, String(file), flags as BootstrapFlags)));
}

async function bootstrapCommand(session: Session, path: string, flags: BootstrapFlags): Promise<number> {
  const [file] = readPolicies([path]);
  if (file === undefined) throw new UsageError('name a policy document');
  const { policy } = file;
  const calls = bootstrapCalls(policy, file.documentHash, path);
  const vault = calls[0]?.to ?? flags.safe;
  const chainId = Number(policy.execution.vault?.chain.split(':')[1]);
  const at = Date.parse(`${policy.effective}T00:00:00Z`) / 1000;
  const batch = (name: string, safe: Address, made: readonly Call[]) =>
    safeBatch({ chainId, safe, name, description: `policy ${file.documentHash}`, createdAtSeconds: at, calls: made });
  const files: Record<string, unknown> = {
    'safe-bootstrap.json': batch(`bootstrap ${policy.reserve}`, flags.safe, calls),
  };
  if (flags.governor !== undefined) {
    const accept: Call = { to: vault, data: encodeFunctionData({ abi: vaultAbi, functionName: 'acceptOwner' }) };
    const proposal = governorProposal(flags.governor, [accept], `# ${policy.name}: accept the vault ${vault}`);
    files['governor.json'] = { schema: 'ballast/bootstrap-proposal/1', proposal, propose: proposeCall(proposal) };
  }
  const folder = resolve(session.cwd, flags.output);
  mkdirSync(folder, { recursive: true });
  for (const [name, value] of Object.entries(files))
    writeFileSync(join(folder, name), `${JSON.stringify(value, null, 2)}\n`);
  session.output.result({
    json: () => ({ schema: 'ballast/bootstrap/1', folder, documentHash: file.documentHash, files }),
    text: () =>
      [
        `${calls.length} calls for ${flags.safe}, in this order:`,
        ...calls.map((_call, index) => `  ${index + 1}  ${NAMES[index] ?? ''}`),
        `document ${file.documentHash}`,
        `wrote ${Object.keys(files)
          .map((name) => shortPath(session.cwd, join(folder, name)))
          .join(', ')}`,
        'The vault stays in its bootstrap until the timelock has accepted.',
        '',
      ].join('\n'),
  });
  return EXIT.fine;
}

const NAMES = ['adoptPolicy', 'setGuardian', 'setKeeper', 'setOwner, to the timelock'] as const;

/** The first owner's calls, the last of which offers the vault to the timelock. Throws BootstrapIncomplete. */
function bootstrapCalls(policy: Policy, documentHash: `0x${string}`, path: string): Call[] {
  const { vault } = policy.execution;
  const { owner, guardian, keeper } = policy.roles;
  if (vault === null) throw new BootstrapIncomplete(path, 'vault');
  if (owner === null) throw new BootstrapIncomplete(path, 'owner');
  if (guardian === null) throw new BootstrapIncomplete(path, 'guardian');
  if (keeper === null) throw new BootstrapIncomplete(path, 'keeper');
  const call = (functionName: 'setGuardian' | 'setKeeper' | 'setOwner', account: Address): Call => ({
    to: vault.address,
    data: encodeFunctionData({ abi: vaultAbi, functionName, args: [account] }),
  });
  return [
    { to: vault.address, data: encodeAdoptPolicy(policy, documentHash) },
    call('setGuardian', guardian),
    call('setKeeper', keeper),
    call('setOwner', owner),
  ];
}
