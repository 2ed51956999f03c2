import type { Command } from 'commander';
import { renderAssessment } from '../../report/renderAssessment.ts';
import { renderSheet } from '../../report/renderSheet.ts';
import { renderSnapshot } from '../../report/renderSnapshot.ts';
import { wholeNumber } from '../arguments.ts';
import { EXIT } from '../exitCodes.ts';
import { oneOrList } from '../oneOrList.ts';
import { lookOnce, type Look, type LookFlags } from '../lookOnce.ts';
import type { Output } from '../output.ts';
import type { Runner, Session } from '../session.ts';

/** One of the three verbs that only look. */
interface Verb {
  readonly name: 'observe' | 'value' | 'assess';
  readonly description: string;
  readonly artefact: (look: Look) => unknown;
  readonly text: (look: Look, output: Output) => string;
  /** Whether there is something a person should see to. */
  readonly needsAttention: (look: Look) => boolean;
}

const VERBS: readonly Verb[] = [
  {
    name: 'observe',
    description: 'what is held, owed and priced, pinned to one block a chain',
    artefact: (look) => look.snapshot,
    text: (look, { paint }) => renderSnapshot(look.snapshot, paint),
    needsAttention: ({ snapshot }) => snapshot.unknowns.length > 0 || snapshot.alerts.length > 0,
  },
  {
    name: 'value',
    description: 'the balance sheet a sceptic would draw: marks, claims, cash by horizon, exposures',
    artefact: (look) => look.sheet,
    text: (look, { paint }) => renderSheet(look.sheet, paint),
    needsAttention: ({ sheet }) => sheet.isBound,
  },
  {
    name: 'assess',
    description: 'every limit with its headroom, asset states, level, tails',
    artefact: (look) => look.assessment,
    text: (look, { paint }) => renderAssessment(look.sheet, look.assessment, paint),
    needsAttention: ({ assessment }) => assessment.limits.some((limit) => limit.status !== 'met'),
  },
];

export function registerLook(program: Command, run: Runner): void {
  for (const verb of VERBS) {
    program
      .command(verb.name)
      .description(verb.description)
      .option('--step <n>', 'moments a local or recorded world moves first', wholeNumber, 1)
      .addHelpText('after', `\nExample:\n  ballast ${verb.name} --step 16`)
      .action(run(async (session, flags) => lookCommand(session, verb, flags as LookFlags)));
  }
}

async function lookCommand(session: Session, verb: Verb, flags: LookFlags): Promise<number> {
  return lookOnce(session, flags, async (looks) => {
    session.output.result({
      json: () => oneOrList(`ballast/${verb.name}-list/1`, looks.map(verb.artefact)),
      text: () => looks.map((look) => verb.text(look, session.output)).join('\n'),
    });
    const isCalm = session.flags.detailedExitcode !== true || !looks.some(verb.needsAttention);
    return isCalm ? EXIT.fine : EXIT.attention;
  });
}
