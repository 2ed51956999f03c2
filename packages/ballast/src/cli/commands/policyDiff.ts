import type { Command } from 'commander';
import { newlyBroken, noLongerBroken } from '../../report/consequence.ts';
import { policyDiffMarkdown } from '../../report/policyDiffMarkdown.ts';
import { needsAttention, type DiffView } from '../../report/diffWords.ts';
import { renderPolicyDiff } from '../../report/renderPolicyDiff.ts';
import { EXIT } from '../exitCodes.ts';
import { lastSeen } from '../lastSnapshot.ts';
import { diffView } from '../policyDiffView.ts';
import { readPolicies } from '../policies.ts';
import { ratifiedPolicy } from '../ratifiedPolicy.ts';
import type { Runner, Session } from '../session.ts';
import { UsageError } from '../usageError.ts';

interface DiffFlags {
  readonly onChain?: boolean;
  readonly snapshot?: string;
  readonly scenarios: boolean;
}

export function registerPolicyDiff(policy: Command, run: Runner): void {
  policy
    .command('diff <files...>')
    .description('rules that change between OLD and NEW, who may change them, and what it would come to')
    .option('--on-chain', 'OLD is the document whose hash the vault holds; name NEW only')
    .option('--snapshot <file>', 'what it comes to on this snapshot, instead of the last cycle')
    .option('--no-scenarios', 'leave the bundled scenarios out')
    .addHelpText('after', '\nExample:\n  ballast policy diff policy.yaml next.yaml')
    .action(run(async (session, files, flags) => diffCommand(session, files as string[], flags as DiffFlags)));
}

async function diffCommand(session: Session, files: readonly string[], flags: DiffFlags): Promise<number> {
  const wanted = flags.onChain === true ? 1 : 2;
  if (files.length !== wanted)
    throw new UsageError(
      wanted === 1 ? 'with --on-chain name one document, the new one' : 'name two documents, OLD and NEW',
    );
  const [after] = readPolicies(files.slice(-1));
  if (after === undefined) throw new UsageError('name the new document');
  const seen = await lastSeen(session, after.policy, flags.snapshot);
  const [old] = flags.onChain === true ? [] : readPolicies(files.slice(0, 1));
  const before = old === undefined ? await ratifiedPolicy(session, after.policy, seen) : { ...old, from: old.path };
  const view = await diffView(
    session,
    before,
    { ...after, from: after.path },
    { seen, withScenarios: flags.scenarios },
  );
  session.output.result({
    json: () => diffJson(view),
    md: () => policyDiffMarkdown(view),
    text: () => renderPolicyDiff(view, session.output.paint),
  });
  return session.flags.detailedExitcode === true && needsAttention(view) ? EXIT.attention : EXIT.fine;
}

const diffJson = (view: DiffView): unknown => ({
  schema: 'ballast/policy-diff/1',
  ...view,
  now: view.now === null ? null : { ...view.now, ...brokenOf(view.now) },
  scenarios: view.scenarios.map((item) => ({ ...item, ...brokenOf(item) })),
});

const brokenOf = (compared: Parameters<typeof newlyBroken>[0]) => ({
  newlyBroken: newlyBroken(compared),
  noLongerBroken: noLongerBroken(compared),
});
