import type { Command } from 'commander';
import { bindingGaps, evaluatePack, isoTime, packOf, type Pack } from '@ballast/core';
import { holdingsCsv, limitsCsv } from '../../report/csvTables.ts';
import { failureNotes } from '../../report/failureNotes.ts';
import { failuresTable } from '../../report/failuresTable.ts';
import { percent, shortUsd } from '../../report/money.ts';
import { plainPaint } from '../../report/paint.ts';
import { renderAssessment, runTable, tailsTable } from '../../report/renderAssessment.ts';
import { holdingsTable } from '../../report/renderHoldings.ts';
import { limitsTable } from '../../report/renderLimits.ts';
import { packJson, packMarkdown, renderPack, type PackView } from '../../report/renderPack.ts';
import { exposuresTable, ladderTable, liabilitiesTable, renderSheet } from '../../report/renderSheet.ts';
import { amountsTable, pricesTable, renderSnapshot } from '../../report/renderSnapshot.ts';
import { csvTable, markdownTable, type Table } from '../../report/table.ts';
import { CSV, wholeNumber } from '../arguments.ts';
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
  /** Its main table, of every reserve; absent where there is none. */
  readonly table?: (looks: readonly Look[]) => Table;
  readonly markdown: (look: Look) => readonly Table[];
  /** Sentences below the tables of a Markdown page; none where absent. */
  readonly notes?: (look: Look) => readonly string[];
  /** Whether there is something a person should see to. */
  readonly needsAttention: (look: Look) => boolean;
}

const VERBS: readonly Verb[] = [
  {
    name: 'observe',
    description: 'what is held, owed and priced, pinned to one block a chain',
    artefact: (look) => look.snapshot,
    text: (look, { paint }) => renderSnapshot(look.snapshot, paint),
    markdown: ({ snapshot }) => [amountsTable(snapshot), pricesTable(snapshot)],
    needsAttention: ({ snapshot }) => snapshot.unknowns.length > 0 || snapshot.alerts.length > 0,
  },
  {
    name: 'value',
    description: 'the balance sheet a sceptic would draw: marks, claims, cash by horizon, exposures',
    artefact: (look) => look.sheet,
    text: (look, { paint }) => renderSheet(look.sheet, paint),
    table: (looks) => holdingsCsv(looks.map((look) => look.sheet)),
    markdown: ({ sheet }) => [
      holdingsTable(sheet, null, plainPaint),
      liabilitiesTable(sheet),
      ladderTable(sheet),
      exposuresTable(sheet),
    ],
    needsAttention: ({ sheet }) => sheet.isBound,
  },
  {
    name: 'assess',
    description: 'every limit with its headroom, asset states, level, tails',
    artefact: (look) => look.assessment,
    text: (look, { paint }) => renderAssessment(look.sheet, look.assessment, paint),
    table: (looks) => limitsCsv(looks.map((look) => look.assessment)),
    markdown: ({ assessment }) => [
      limitsTable(assessment.limits, plainPaint),
      tailsTable(assessment),
      runTable(assessment),
      ...(assessment.failure === undefined ? [] : [failuresTable(assessment.failure.figures)]),
    ],
    notes: ({ assessment }) => (assessment.failure === undefined ? [] : failureNotes(assessment.failure)),
    needsAttention: ({ assessment }) => assessment.limits.some((limit) => limit.status !== 'met'),
  },
];

export function registerLook(program: Command, run: Runner): void {
  for (const verb of VERBS) {
    const command = program
      .command(verb.name)
      .description(verb.description)
      .option('--step <n>', 'moments a local or recorded world moves first', wholeNumber, 1)
      .addHelpText('after', `\nExample:\n  ballast ${verb.name} --step 16`)
      .action(run(async (session, flags) => lookCommand(session, verb, flags as VerbFlags)));
    if (verb.table !== undefined) command.option('--csv', CSV);
    if (verb.name === 'assess') command.option('--pack <name...>', 'judged by policy packs too, see `ballast packs`');
  }
}

interface VerbFlags extends LookFlags {
  readonly pack?: readonly string[];
}

async function lookCommand(session: Session, verb: Verb, flags: VerbFlags): Promise<number> {
  const { table } = verb;
  // Named before the world is opened, so that a typo answers at once.
  const packs = (flags.pack ?? []).map(packOf);
  return lookOnce(session, flags, async (looks) => {
    const { paint } = session.output;
    const views = looks.map((look) => packViews(look, packs));
    const ofLook = (index: number): readonly PackView[] => views[index] ?? [];
    session.output.result({
      json: () =>
        oneOrList(
          `ballast/${verb.name}-list/1`,
          looks.map((look, index) => (packs.length === 0 ? verb.artefact(look) : withPacks(verb, look, ofLook(index)))),
        ),
      text: () =>
        looks
          .map((look, index) =>
            [verb.text(look, session.output), ...ofLook(index).map((view) => renderPack(view, paint))].join('\n'),
          )
          .join('\n'),
      md: () =>
        looks
          .map((look, index) =>
            [markdownPage(verb, look), ...ofLook(index).map((view) => packMarkdown(view, plainPaint))].join('\n'),
          )
          .join('\n'),
      ...(table === undefined ? {} : { csv: () => csvTable(table(looks)) }),
    });
    const hasGaps = views.flat().some((view) => bindingGaps(view.results).length > 0);
    const isCalm = session.flags.detailedExitcode !== true || !(hasGaps || looks.some(verb.needsAttention));
    return isCalm ? EXIT.fine : EXIT.attention;
  });
}

const packViews = (look: Look, packs: readonly Pack[]): PackView[] =>
  packs.map((pack) => ({ pack, results: evaluatePack(pack, look) }));

/** The artefact stays what it is: what a pack says of it stands beside. */
const withPacks = (verb: Verb, look: Look, views: readonly PackView[]): unknown => ({
  schema: 'ballast/assessment-with-packs/1',
  assessment: verb.artefact(look),
  packs: views.map(packJson),
});

/** The figures that matter as a list, then each table. */
function markdownPage(verb: Verb, { sheet, assessment, ...look }: Look): string {
  const figures = [
    `- as of ${isoTime(sheet.asOfSeconds)}`,
    `- level ${assessment.level}`,
    `- reserve ${shortUsd(sheet.assetsWad)}, owed ${shortUsd(sheet.liabilitiesWad)}, surplus ${shortUsd(sheet.surplusWad)}`,
    `- backing ${percent(sheet.backingRatioWad)}, after haircuts ${percent(sheet.riskAdjustedBackingRatioWad)}`,
    ...(sheet.isBound ? ['- totals are bounds: something is unknown'] : []),
  ];
  const notes = verb.notes?.({ sheet, assessment, ...look }) ?? [];
  const blocks = [
    [`## ${sheet.reserve}: ${verb.name}, cycle ${sheet.cycle}`],
    figures,
    ...verb.markdown({ sheet, assessment, ...look }).map(markdownTable),
    ...(notes.length === 0 ? [] : [notes.map((note) => `- ${note}`)]),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
