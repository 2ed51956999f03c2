import type { Command } from 'commander';
import { shortPath } from '../shortPath.ts';
import type { PolicyFile } from '../policies.ts';
import { readPolicies } from '../policies.ts';
import { EXIT } from '../exitCodes.ts';
import type { Runner, Session } from '../session.ts';
import { registerPolicyBootstrap } from './policyBootstrap.ts';
import { registerPolicyDiff } from './policyDiff.ts';
import { registerPolicyPropose } from './policyPropose.ts';
import { registerPolicyStatus } from './policyStatus.ts';

export function registerPolicy(program: Command, run: Runner): void {
  const policy = program
    .command('policy')
    .description('the law of a reserve: check it, name it by its hash, change it')
    .addHelpText('after', '\nExample:\n  ballast policy check policy.yaml');
  policy
    .command('check [files...]')
    .description('read, validate and cross-check policy documents')
    .addHelpText('after', '\nExample:\n  ballast policy check policy.yaml')
    .action(run(checkCommand));
  policy
    .command('hash [files...]')
    .description('the document hash a DAO ratifies: sha256 of the canonical form')
    .addHelpText('after', '\nExample:\n  ballast policy hash policy.yaml')
    .action(run(hashCommand));
  registerPolicyDiff(policy, run);
  registerPolicyPropose(policy, run);
  registerPolicyStatus(policy, run);
  registerPolicyBootstrap(policy, run);
}

const filesOf = (session: Session, named: unknown): PolicyFile[] =>
  readPolicies(Array.isArray(named) && named.length > 0 ? (named as string[]) : session.loaded.config.policies);

async function checkCommand(session: Session, named: unknown): Promise<number> {
  const files = filesOf(session, named);
  session.output.result({
    json: () => ({
      schema: 'ballast/policy-check/1',
      policies: files.map((file) => ({
        file: file.path,
        reserve: file.policy.reserve,
        documentHash: file.documentHash,
      })),
    }),
    text: () => files.map((file) => describePolicy({ ...file, path: shortPath(session.cwd, file.path) })).join('\n'),
  });
  return EXIT.fine;
}

async function hashCommand(session: Session, named: unknown): Promise<number> {
  const files = filesOf(session, named);
  session.output.result({
    json: () => ({
      schema: 'ballast/policy-hash/1',
      policies: files.map((file) => ({
        file: file.path,
        reserve: file.policy.reserve,
        documentHash: file.documentHash,
      })),
    }),
    text: () => files.map((file) => `${file.documentHash}  ${shortPath(session.cwd, file.path)}\n`).join(''),
  });
  return EXIT.fine;
}

function describePolicy({ path, policy, documentHash }: PolicyFile): string {
  const count = (n: number, word: string, plural = `${word}s`): string => `${n} ${n === 1 ? word : plural}`;
  const limits = policy.limits.exposures.length + policy.limits.liquidity.length + policy.limits.tails.length;
  return [
    `${path}: fine`,
    `  reserve   ${policy.reserve} — ${policy.name}`,
    `  governs   ${count(policy.assets.length, 'asset')}, ${count(policy.venues.length, 'venue')}, ${count(policy.liabilities.length, 'liability', 'liabilities')}, ${count(limits, 'listed limit')}`,
    `  document  ${documentHash}`,
    '',
  ].join('\n');
}
