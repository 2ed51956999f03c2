import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { isoTime, verifyBundle, type Hash, type Verification } from '@ballast/core';
import { readBundle } from '../../attest/readBundle.ts';
import { breakLines, padRight } from '../../report/paint.ts';
import { hashArgument, keyArgument, wholeNumber } from '../arguments.ts';
import { EXIT } from '../exitCodes.ts';
import type { Output } from '../output.ts';
import type { Runner, Session } from '../session.ts';

interface VerifyFlags {
  readonly cycle?: number;
  readonly reserve?: string;
  readonly key?: readonly string[];
  readonly policyHash?: Hash;
  readonly since?: string;
}

export function registerVerify(program: Command, run: Runner): void {
  program
    .command('verify')
    .argument('<path>', 'a bundle file, or a public folder')
    .description('check a statement and all it stands on, without network')
    .option('--cycle <n>', 'which cycle of a folder; the last when left out', wholeNumber)
    .option('--reserve <id>', 'which reserve of a folder that holds several')
    .option('--key <hex...>', "attester keys you trust; the policy's own when left out", keyArgument)
    .option('--policy-hash <hash>', 'document hash you know to be ratified', hashArgument)
    .option('--since <file>', 'a signed tree head you kept: shows that the log only grew')
    .addHelpText('after', '\nExample:\n  ballast verify .ballast/public/harbor')
    .action(run(async (session, path, flags) => verifyCommand(session, String(path), flags as VerifyFlags)));
}

async function verifyCommand(session: Session, path: string, flags: VerifyFlags): Promise<number> {
  const bundle = await readBundle(path, {
    ...(flags.cycle === undefined ? {} : { cycle: flags.cycle }),
    ...(flags.reserve === undefined ? {} : { reserve: flags.reserve }),
  });
  const verification = verifyBundle(bundle, {
    ...(flags.key === undefined ? {} : { trustedKeys: flags.key }),
    ...(flags.policyHash === undefined ? {} : { trustedPolicy: flags.policyHash }),
    ...(flags.since === undefined ? {} : { earlierTreeHead: readFileSync(flags.since, 'utf8') }),
  });
  session.output.result({
    json: () => ({ schema: 'ballast/verification/1', ...verification }),
    text: () => renderVerification(verification, session.output, Math.floor(Date.now() / 1000)),
  });
  return verification.ok ? EXIT.fine : EXIT.failed;
}

function renderVerification(
  { ok, reserve, cycle, checks, lines, statement }: Verification,
  { paint }: Output,
  nowSeconds: number,
): string {
  const failed = checks.filter((check) => !check.ok);
  const groups = [...new Set(checks.map((check) => check.name))].map((name) => {
    const own = checks.filter((check) => check.name === name);
    const bad = own.filter((check) => !check.ok).length;
    return `  ${bad === 0 ? paint.good('✓') : paint.bad('✗')} ${padRight(name, 14)} ${own.length - bad} of ${own.length}`;
  });
  const faults = failed.flatMap((check) => [
    ...breakLines(`${check.code} ${check.name} ${check.subject}`, 76).map((line, index) =>
      index === 0 ? `  ${line.replace(check.code, () => paint.bad(check.code))}` : `    ${line}`,
    ),
    ...breakLines(check.detail, 74).map((line) => `    ${line}`),
  ]);
  const evidence = lines.map(
    (line) => `  ${padRight(line.evidence === 'unproved' ? paint.bad(line.evidence) : line.evidence, 15)} ${line.id}`,
  );
  return `${[
    `${ok ? paint.good('✓ verified') : paint.bad('✗ not verified')}  ${reserve ?? 'unknown reserve'} cycle ${cycle ?? '?'}`,
    ...(statement === null || statement.expiresAtSeconds > nowSeconds
      ? []
      : [paint.warn(`expired ${isoTime(statement.expiresAtSeconds)}: it shows what was, not what is`)]),
    '',
    ...groups,
    ...(faults.length === 0 ? [] : ['', ...faults]),
    '',
    paint.dim('what was proved for each line: header-matched means against the block header'),
    paint.dim('kept here, attested that people signed it, consistent that it was recomputed'),
    ...evidence,
  ].join('\n')}\n`;
}
