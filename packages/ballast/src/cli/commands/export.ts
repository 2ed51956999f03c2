import { readFileSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { encodeAction } from '../../act/encodeAction.ts';
import { ActRefused } from '../../act/applyPlan.ts';
import { safeBatch } from '../../act/safeBatch.ts';
import { batchFaults, compareBatch, readSafeBatch, type ExpectedBatch } from '../../act/safeBatchImport.ts';
import { safeHashesOf } from '../../act/safeHashes.ts';
import { renderBatch } from '../../report/renderBatch.ts';
import { wholeNumber } from '../arguments.ts';
import { EXIT } from '../exitCodes.ts';
import { readPlanFile, type PlanFile } from '../planFile.ts';
import { readPolicies } from '../policies.ts';
import type { Runner, Session } from '../session.ts';

interface ExportFlags {
  readonly output?: string;
  readonly nonce?: number;
}

interface ImportFlags {
  readonly plan?: string;
}

export function registerExport(program: Command, run: Runner): void {
  program
    .command('export')
    .description('a plan in a form others carry out')
    .addHelpText('after', '\nExample:\n  ballast export safe plan.json -o batch.json')
    .command('safe')
    .argument('<plan>', 'a plan written by `ballast plan -o`')
    .description('the calls of a plan as a batch for the Safe that is the keeper; nothing is simulated or sent')
    .option('-o, --output <file>', 'where the batch is written', 'safe-batch.json')
    .option('--nonce <n>', 'nonce of the Safe, to print the hashes its owners sign', wholeNumber)
    .addHelpText('after', '\nExample:\n  ballast export safe plan.json -o batch.json --nonce 12')
    .action(run(async (session, plan, flags) => exportSafe(session, String(plan), flags as ExportFlags)));
  program
    .command('import')
    .description('reads back what was exported')
    .addHelpText('after', '\nExample:\n  ballast import safe batch.json --plan plan.json')
    .command('safe')
    .argument('<file>', 'a Transaction Builder batch')
    .description('check a batch: checksum, words against data, and with --plan every byte against the plan')
    .option('--plan <file>', 'the plan it was exported from')
    .addHelpText('after', '\nExample:\n  ballast import safe batch.json --plan plan.json')
    .action(run(async (session, file, flags) => importSafe(session, String(file), flags as ImportFlags)));
}

async function exportSafe(session: Session, path: string, flags: ExportFlags): Promise<number> {
  const file = readPlanFile(path);
  const { plan, planHash } = file;
  const expected = expectedBatch(session, file);
  const batch = safeBatch({
    ...expected,
    name: `${plan.reserve} cycle ${plan.cycle}`,
    description: `plan ${planHash}`,
    createdAtSeconds: plan.asOfSeconds,
  });
  const target = flags.output ?? 'safe-batch.json';
  writeFileSync(target, `${JSON.stringify(batch, null, 2)}\n`);
  const hashes = flags.nonce === undefined ? [] : safeHashesOf({ ...expected, firstNonce: BigInt(flags.nonce) });
  session.output.result({
    json: () => ({ schema: 'ballast/safe-export/1', planHash, file: target, hashes, batch }),
    text: () => renderBatch({ batch, hashes, note: `written to ${target}` }, session.output.paint),
  });
  return EXIT.fine;
}

async function importSafe(session: Session, path: string, flags: ImportFlags): Promise<number> {
  const batch = readSafeBatch(readFileSync(path, 'utf8'));
  const differences = [
    ...(flags.plan === undefined ? [] : compareBatch(batch, expectedBatch(session, readPlanFile(flags.plan)))),
    ...batchFaults(batch),
  ];
  session.output.result({
    json: () => ({ schema: 'ballast/safe-import/1', compared: flags.plan ?? null, differences, batch }),
    text: () =>
      renderBatch(
        {
          batch,
          hashes: [],
          differences,
          note:
            flags.plan === undefined ? 'not compared with a plan: name one with --plan' : `compared with ${flags.plan}`,
        },
        session.output.paint,
      ),
  });
  return differences.length === 0 ? EXIT.fine : EXIT.failed;
}

/** What the plan comes to under the policy it was made under. */
function expectedBatch(session: Session, { plan, snapshot }: PlanFile): ExpectedBatch {
  const { vault } = snapshot;
  const file = readPolicies(session.loaded.config.policies).find((item) => item.documentHash === plan.parents.policy);
  if (file === undefined || vault === null)
    throw new ActRefused(
      'ACT_POLICY_NOT_RATIFIED',
      `the plan was made under policy ${plan.parents.policy}, which is none of those named`,
      'name its document with --policy',
    );
  return {
    chainId: Number(vault.chain.split(':')[1]),
    safe: vault.keeper,
    calls: plan.actions.map((action) => encodeAction(action, file.policy, vault)),
  };
}
