import type { Command } from 'commander';
import { type Pack, PAST_CRISES, packOf, parseWhatIf } from '@ballast/core';
import { breakLines } from '../../report/paint.ts';
import { renderWhatIf } from '../../report/renderWhatIf.ts';
import { whatIfJson, whatIfMarkdown } from '../../report/whatIfForms.ts';
import type { WhatIfView } from '../../report/whatIfView.ts';
import { wholeNumber } from '../arguments.ts';
import { EXIT } from '../exitCodes.ts';
import { judgeWhatIf } from '../judgeWhatIf.ts';
import { lastSeen, lawsOfState, type NamedLaw } from '../lastSnapshot.ts';
import { lookOnce } from '../lookOnce.ts';
import { oneOrList } from '../oneOrList.ts';
import { ownPolicies, readPolicies } from '../policies.ts';
import type { Runner, Session } from '../session.ts';

interface WhatIfFlags {
  readonly snapshot?: string;
  readonly step?: number;
  readonly pack?: readonly string[];
}

export function registerWhatIf(program: Command, run: Runner): void {
  program
    .command('what-if')
    .argument('<events>', 'what happens, joined by commas')
    .description('who is paid, when, from what, at what cost, who bears the loss, which limits break')
    .option('--snapshot <file>', 'asked of a snapshot, instead of the last cycle')
    .option('--step <n>', 'asked of the world now; a local or recorded one moves so many moments first', wholeNumber)
    .option('--pack <name...>', 'judged by policy packs too, see `ballast packs`')
    .addHelpText(
      'after',
      `
Events: ASSET -40% · ASSET = 0.93 · ASSET depegs [to 0.9] · depth -50%
        ASSET|all -3sigma [over 7d] · again 2022-06-10 [over 7d]
${breakLines(`crisis ${PAST_CRISES.map(({ id }) => id).join(', ')}`, 70)
  .map((line) => `        ${line}`)
  .join('\n')}
        redeem 20% [of LIABILITY] [over 48h]
        venue|issuer|custodian|bridge|chain NAME fails [loss 30%]

Example:
  ballast what-if "ETH -40%, redeem 20% over 48h"`,
    )
    .action(run(async (session, text, flags) => whatIfCommand(session, text as string, flags as WhatIfFlags)));
}

async function whatIfCommand(session: Session, text: string, flags: WhatIfFlags): Promise<number> {
  const packs = (flags.pack ?? []).map(packOf);
  // Without a document of the operator's, the reserves of the state are asked under the laws they were judged by.
  const laws = ownPolicies(session.loaded) ?? (await lawsOfState(session));
  // A typo is said before anything is read, or a chain is built for it.
  for (const { policy } of laws) parseWhatIf(text, policy);
  if (laws.length === 0 && flags.snapshot !== undefined) readPolicies(session.loaded.config.policies);
  const seen = flags.step === undefined ? await fromMemory(session, text, packs, laws, flags.snapshot) : null;
  if (seen !== null) return show(session, seen);
  return lookOnce(session, flags.step === undefined ? {} : { step: flags.step }, async (looks) =>
    show(
      session,
      looks.map((look) =>
        judgeWhatIf(text, {
          ...look,
          policyHash: look.file.documentHash,
          carried: look.carriedIn,
          from: 'a look now',
          packs,
        }),
      ),
    ),
  );
}

/** The answer for every reserve as last seen; null where one of them never was, so that the world must be looked at. */
async function fromMemory(
  session: Session,
  text: string,
  packs: readonly Pack[],
  laws: readonly NamedLaw[],
  file: string | undefined,
): Promise<readonly WhatIfView[] | null> {
  if (laws.length === 0) return null;
  const views: WhatIfView[] = [];
  for (const { policy, documentHash: policyHash } of laws) {
    const seen = await lastSeen(session, policy, file);
    if (seen === null) return null;
    views.push(judgeWhatIf(text, { ...seen, policy, policyHash, packs }));
  }
  return views;
}

function show(session: Session, views: readonly WhatIfView[]): number {
  session.output.result({
    json: () => oneOrList('ballast/what-if-list/1', views.map(whatIfJson)),
    md: () => views.map(whatIfMarkdown).join('\n'),
    text: () => views.map((view) => renderWhatIf(view, session.output.paint)).join('\n'),
  });
  const needsAttention = views.some((view) =>
    view.limits.some(({ course }) => course === 'breaks' || course === 'blurs'),
  );
  return session.flags.detailedExitcode === true && needsAttention ? EXIT.attention : EXIT.fine;
}
