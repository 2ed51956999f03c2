import type { Command } from 'commander';
import {
  boundParametersOf,
  bucketBounds,
  DAY_SECONDS,
  isoTime,
  lossBound,
  value,
  type BoundParameters,
} from '@ballast/core';
import { boundJson, boundMarkdown, renderBound, type BoundView } from '../../report/renderBound.ts';
import { bucketsMarkdown, renderBuckets } from '../../report/renderBuckets.ts';
import { readBucketFile } from '../bucketFile.ts';
import { EXIT } from '../exitCodes.ts';
import { lastSeen } from '../lastSnapshot.ts';
import { readPolicies, type PolicyFile } from '../policies.ts';
import type { Runner, Session } from '../session.ts';

interface BoundFlags {
  readonly snapshot?: string;
  readonly state: boolean;
  readonly buckets?: string;
}

export function registerBound(program: Command, run: Runner): void {
  program
    .command('bound')
    .argument('[policies...]', 'policy documents, instead of those of the configuration')
    .description('the most a stolen keeper may cost in any 24 hours and any 7 days, with its derivation')
    .option('--snapshot <file>', "the chain's law from a snapshot, instead of that of the last cycle")
    .option('--no-state', 'from the document alone')
    .option('--buckets <file>', 'the same for published limits of another system (JSON or CSV)')
    .addHelpText('after', '\nExample:\n  ballast bound\n  ballast bound --buckets limits.csv')
    .action(run(async (session, named, flags) => boundCommand(session, named as string[], flags as BoundFlags)));
}

async function boundCommand(session: Session, named: readonly string[], flags: BoundFlags): Promise<number> {
  const { output } = session;
  if (flags.buckets !== undefined) {
    const bounds = bucketBounds(readBucketFile(flags.buckets));
    output.result({
      json: () => ({ schema: 'ballast/bucket-bound/1', ...bounds }),
      md: () => bucketsMarkdown(bounds),
      text: () => renderBuckets(bounds, output.paint),
    });
    return EXIT.fine;
  }
  const views: BoundView[] = [];
  for (const file of readPolicies(named.length > 0 ? named : session.loaded.config.policies))
    views.push(await boundView(session, file, flags));
  output.result({
    json: () => (views.length === 1 && views[0] !== undefined ? boundJson(views[0]) : views.map(boundJson)),
    md: () => views.map(boundMarkdown).join('\n'),
    text: () => views.map((view) => renderBound(view, output.paint)).join('\n'),
  });
  return EXIT.fine;
}

/** The bound of one policy, on what the reserve was last seen as; the most it may hold where it was not seen. */
async function boundView(session: Session, file: PolicyFile, flags: BoundFlags): Promise<BoundView> {
  const { policy, documentHash: policyHash } = file;
  const seen = flags.state ? await lastSeen(session, policy, flags.snapshot) : null;
  const vault = seen?.snapshot.vault ?? null;
  const reserveWad =
    seen === null
      ? policy.limits.maxVaultValueWad
      : value({ snapshot: seen.snapshot, policy, policyHash, carried: seen.carried }).sheet.assetsWad;
  const parameters = boundParametersOf(policy, vault, reserveWad);
  const over = (days: number, from: BoundParameters = parameters) => lossBound(from, days * DAY_SECONDS);
  const chainAlone = vault === null ? null : over(1, boundParametersOf(policy, vault, reserveWad, 'chain')).sumWad;
  const day = over(1);
  return {
    reserve: policy.reserve,
    from:
      vault === null || seen === null
        ? 'from the document alone'
        : `from document and chain, ${seen.from}, ${isoTime(seen.snapshot.asOfSeconds)}`,
    parameters,
    day,
    week: over(7),
    chainAloneWad: chainAlone !== null && chainAlone > day.sumWad ? chainAlone : null,
  };
}
